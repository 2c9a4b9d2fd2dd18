import Operations
import Payments
import Sheet

/// What a sheet that is a rejected file remembers of its rows (contract, section 2): correcting another cell of the row
/// must not let through what was rejected beside other rows.
struct Memory: Sendable {
  private let position: Int?
  private let accountColumn: Int?

  init(_ layout: Layout) {
    position = layout.ours["error_codes"]
    accountColumn = layout.operation.index(of: .accountNumber)
  }

  /// Whether the sheet has error codes of an earlier reading.
  var isThere: Bool { position != nil }

  /// Why a row is rejected again, whatever else is wrong with it: else what is remembered would be forgotten in the file
  /// that is written now.
  ///
  /// - Parameter fields: Its values as sent, as far as they can be read.
  func findings(about row: borrowing Row, _ fields: PackedRow) -> [Finding] {
    guard let position, position < row.count else { return [] }
    let codes = Set(row.cleanedText(position).split { $0 == ";" || $0 == " " }.map(String.init))
    var findings = ["row.duplicate", "row.repeat"].filter(codes.contains).map(Finding.init(remembered:))
    if let accountColumn, !codes.isDisjoint(with: ["accountNumber.scientific", Self.restored]),
      accountColumn < fields.count, AccountNumber.endsInZeros(fields[accountColumn])
    {
      findings.append(
        Finding(
          code: Self.restored,
          sentence:
            "A spreadsheet had written the account number as 1.2E+13, and now it ends in zeros: its last digits "
            + "are lost. Copy it from where it came from, and clear the cell aop_error_codes."
        )
      )
    }
    return findings
  }

  private static let restored = "accountNumber.restored"
}

extension Finding {
  /// A row that was rejected as a repetition.
  fileprivate init(remembered code: String) {
    let what = code == "row.repeat" ? "payment of another batch" : "row of its sheet"
    self.init(
      code: code,
      sentence: "This row was rejected before because it repeats a \(what). To send it on purpose, clear its cell "
        + "aop_error_codes, and allow it when you send the sheet."
    )
  }

  /// A row of a results file whose `aop_row` another one has.
  init(number: String, alsoOf first: Int) {
    self.init(
      code: "row.number",
      sentence:
        "aop_row \(number) is also that of row \(first) of this file, so it tells neither of the two from the other. "
        + "Write a number into this row's cell aop_row that no other row has."
    )
  }

  /// A row that is the same as an earlier one: of payments the same payment, of look-ups the same cells.
  init(duplicateOf first: Int, _ operation: Operation) {
    let noun = operation.hasAmount ? "payment" : "request"
    let same = operation.identityWords.map { "is the same \(noun) as row \(first): the same \($0)" }
    self.init(
      code: "row.duplicate",
      sentence: "The row \(same ?? "is the same as row \(first) in every column"). Delete it; if both are meant, allow "
        + "duplicates when you send the sheet."
    )
  }
}

extension Operation {
  /// What makes two rows the same payment, in words.
  fileprivate var identityWords: String? {
    let names = identityColumns.map { columns[$0].rule == .ifsc ? "bank" : columns[$0].name }
    guard let last = names.last else { return nil }
    return names.count == 1 ? last : names.dropLast().joined(separator: ", ") + " and " + last
  }
}
