/// What the contract demands of a row's error codes, or of its warning codes.
///
/// Where the contract names a code, it is demanded; where it says only that a field is wrong, any code of that field does.
struct Demand: Equatable, Sendable {
  /// Codes that the contract names.
  var codes: Set<String> = []
  /// Fields with a problem whose code the contract does not name.
  var fields: Set<String> = []
  /// Codes and fields that may be there or not: the contract leaves it open.
  var open: Set<String> = []
  /// There must be one, whichever.
  var isAnything = false

  /// There must be one.
  var isMade: Bool { isAnything || !codes.isEmpty || !fields.isEmpty }
  /// There may be one.
  var isOpen: Bool { !isMade && !open.isEmpty }

  /// Codes that stand for one thing alone: where nobody demands them they must not be there.
  private static let definite: Set<String> = [
    "amount.split", "Amount.split", "row.fields", "row.duplicate", "row.repeat", "row.currency", "row.onHold",
    "row.later",
    "row.control", "accountNumber.restored", "beneficiaryIFSC.bank",
  ]

  /// What is not as demanded; nil if all is.
  func complaint(about actual: Set<String>) -> String? {
    if isAnything { return actual.isEmpty ? "no code at all" : nil }
    let missing = codes.subtracting(actual).sorted()
    if !missing.isEmpty { return "no \(missing)" }
    for field in fields.sorted() where !actual.contains(where: { Self.field(of: $0) == field }) {
      return "no code of \(field)"
    }
    let allowed = fields.union(open).union(codes.map(Self.field)).subtracting(["row"])
    for code in actual.subtracting(codes).subtracting(open).sorted() {
      if Self.definite.contains(code) || !allowed.contains(Self.field(of: code)) { return "\(code) is too much" }
    }
    return nil
  }

  private static func field(of code: String) -> String { code.split(separator: ".").first.map(String.init) ?? code }
}

/// What must come of one row that is not blank.
struct RowVerdict: Sendable {
  /// As a spreadsheet shows it: the header of a sheet without blank lines above is row 1.
  let number: Int
  var errors = Demand()
  /// Of a row that is valid.
  var warnings = Demand()
  /// 0 if it cannot be read; nil where the contract leaves it open whether it counts.
  var paise: Int128? = 0
  /// The sheet's cells, as many as the header has, and what stands behind.
  var cells: [String] = []
  var extra: [String] = []
}

/// What must come of a sheet.
enum SheetVerdict: Sendable {
  /// With 65, or with 6 where remembered repeats leave nothing to send besides; the reason must have all words of one of
  /// its causes.
  case refused(causes: [[String]], orRepeated: Bool = false)
  case judged(JudgedSheet)
}

struct JudgedSheet: Sendable {
  var rows: [RowVerdict]
  var blank: Int
  /// Of each field that has a column: the header as it stands in the sheet.
  var used: [String: String]
  /// Headers that are nobody's; those with a meaning of their own are left out.
  var unused: Set<String>
  /// The columns that every output has.
  var header: [String]
  /// The exit status where no row is open.
  var status: Int32
}
