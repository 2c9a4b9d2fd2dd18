import Payments
import Testing

/// Every rule under one shape, so that tables can hold them all.
enum Rule: CaseIterable {
  case account, amount, impsAmount, neftAmount, limitedAmount, type, ifsc, strictIFSC, mobile, name, email, pin, birth,
    latitude
  case longitude, title, reference, digits, address

  /// The day on which dates of birth are judged: 15 March 2026.
  static var today: CalendarDay {
    guard let day = CalendarDay(year: 2026, month: 3, day: 15) else { preconditionFailure("15 March is a day") }
    return day
  }

  /// The type that is the rule.
  var type: any FieldRule.Type {
    switch self {
    case .account: AccountNumber.self
    case .amount, .impsAmount, .neftAmount, .limitedAmount: Amount.self
    case .type: TransactionType.self
    case .ifsc, .strictIFSC: IFSC.self
    case .mobile: MobileNumber.self
    case .name: PersonName.self
    case .email: EmailAddress.self
    case .pin: PinCode.self
    case .birth: BirthDate.self
    case .latitude: Latitude.self
    case .longitude: Longitude.self
    case .title: TitleCode.self
    case .reference: Reference.self
    case .digits: NumericReference.self
    case .address: FreeText.self
    }
  }

  private var rules: Rules {
    Rules(
      strictIFSC: self == .strictIFSC,
      today: Rule.today,
      amountMax: self == .limitedAmount ? Amount(paise: 100_000) : nil
    )
  }

  /// Reads a cell after cleaning it, as a sheet's cell is read, in a row that is sent by IMPS or NEFT.
  func read(_ bytes: [UInt8], into text: inout [UInt8]) -> Findings {
    var row = RowValues()
    if self == .impsAmount || self == .neftAmount { _ = TransactionType.read(mode.span, rules, into: &row) }
    let before = row.text.count
    var findings = type.read(bytes.span.cleaned(), rules, into: &row)
    findings.add(type.compare(row, rules))
    // What is too much for its way of sending is not sent, though it is an amount.
    if findings.isValid { text += row.text.dropFirst(before) }
    return findings
  }

  private var mode: [UInt8] { Array((self == .impsAmount ? "IMPS" : "NEFT").utf8) }

  /// Whether a cell passes at a glance.
  func isPlain(_ bytes: [UInt8]) -> Bool {
    var row = PlainValues()
    return bytes.span.isClean && type.isPlain(bytes.span, rules, in: &row)
  }

  /// Error and warning codes that the rule says it can give.
  var codes: (errors: [String], warnings: [String]) { (type.errorCodes, type.warningCodes) }

  /// Rules that share one list of codes.
  static let families: [[Rule]] = [
    [.account], [.amount, .impsAmount, .neftAmount, .limitedAmount], [.type], [.ifsc, .strictIFSC], [.mobile], [.name],
    [.email],
    [.pin], [.birth], [.latitude, .longitude], [.title], [.reference], [.digits], [.address],
  ]
}

/// A cell and what must come of it: the text to be sent (nil: rejected), the error's code, the warnings' codes.
struct Sample: Sendable, CustomTestStringConvertible {
  let rule: Rule
  let cell: String
  var sent: String?
  var error: String?
  var warnings: [String] = []

  var isPlain: Bool { rule.isPlain(Array(cell.utf8)) }

  var testDescription: String { "\(rule) \(cell.debugDescription.prefix(60))" }
}

/// Cells that are sent as they are.
func sent(_ rule: Rule, _ cells: String...) -> [Sample] {
  cells.map { Sample(rule: rule, cell: $0, sent: $0) }
}

/// Cells that all mean the same.
func sent(_ rule: Rule, as text: String, _ cells: String...) -> [Sample] {
  cells.map { Sample(rule: rule, cell: $0, sent: text) }
}

/// Cells that are rejected with this code.
func rejected(_ rule: Rule, _ code: String, _ cells: String...) -> [Sample] {
  cells.map { Sample(rule: rule, cell: $0, error: code) }
}

/// Cells that are sent as they are, with warnings of these codes.
func warned(_ rule: Rule, _ codes: [String], _ cells: String...) -> [Sample] {
  cells.map { Sample(rule: rule, cell: $0, sent: $0, warnings: codes) }
}

func repeated(_ text: String, _ times: Int) -> String { String(repeating: text, count: times) }
