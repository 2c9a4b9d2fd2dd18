import Payments
import Testing

/// Every rule under one shape, so that tables can hold them all.
enum Rule: CaseIterable {
  case account, amount, impsAmount, neftAmount, type, ifsc, strictIFSC, mobile, name, email, pin, birth, latitude
  case longitude, title, reference, digits, address

  /// The day on which dates of birth are judged: 15 March 2026.
  static var today: CalendarDay {
    guard let day = CalendarDay(year: 2026, month: 3, day: 15) else { preconditionFailure("15 March is a day") }
    return day
  }

  /// Reads a cell after cleaning it, as a sheet's cell is read.
  func read(_ bytes: [UInt8], into text: inout [UInt8]) -> Findings {
    let cell = bytes.span.cleaned()
    switch self {
    case .account: return AccountNumber.read(cell, into: &text)
    case .amount: return readAmount(cell, nil, &text)
    case .impsAmount: return readAmount(cell, .imps, &text)
    case .neftAmount: return readAmount(cell, .neft, &text)
    case .type: return TransactionType.read(cell, into: &text)
    case .ifsc: return IFSC.read(cell, directory: .builtIn, strict: false, into: &text)
    case .strictIFSC: return IFSC.read(cell, directory: .builtIn, strict: true, into: &text)
    case .mobile: return MobileNumber.read(cell, into: &text)
    case .name: return PersonName.read(cell, into: &text)
    case .email: return EmailAddress.read(cell, into: &text)
    case .pin: return PinCode.read(cell, into: &text)
    case .birth: return BirthDate.read(cell, today: Rule.today, into: &text)
    case .latitude: return Degrees.read(cell, as: .latitude, into: &text)
    case .longitude: return Degrees.read(cell, as: .longitude, into: &text)
    case .title: return TitleCode.read(cell, into: &text)
    case .reference: return Reference.read(cell, into: &text)
    case .digits: return Reference.readDigits(cell, into: &text)
    case .address: return FreeText.read(cell, into: &text)
    }
  }

  private func readAmount(_ cell: Span<UInt8>, _ mode: TransactionType?, _ text: inout [UInt8]) -> Findings {
    var amount: Amount?
    var findings = Amount.read(cell, into: &amount)
    guard let amount else { return findings }
    if let mode { findings.add(amount.findings(sentBy: mode)) }
    if findings.isValid { amount.appendRupees(to: &text) }
    return findings
  }

  /// Error and warning codes that the rule says it can give.
  var codes: (errors: [String], warnings: [String]) {
    switch self {
    case .account: (AccountNumber.errorCodes, AccountNumber.warningCodes)
    case .amount, .impsAmount, .neftAmount: (Amount.errorCodes, Amount.warningCodes)
    case .type: (TransactionType.errorCodes, TransactionType.warningCodes)
    case .ifsc, .strictIFSC: (IFSC.errorCodes, IFSC.warningCodes)
    case .mobile: (MobileNumber.errorCodes, MobileNumber.warningCodes)
    case .name: (PersonName.errorCodes, PersonName.warningCodes)
    case .email: (EmailAddress.errorCodes, EmailAddress.warningCodes)
    case .pin: (PinCode.errorCodes, PinCode.warningCodes)
    case .birth: (BirthDate.errorCodes, BirthDate.warningCodes)
    case .latitude, .longitude: (Degrees.errorCodes, Degrees.warningCodes)
    case .title: (TitleCode.errorCodes, TitleCode.warningCodes)
    case .reference: (Reference.errorCodes, Reference.warningCodes)
    case .digits: (Reference.digitsErrorCodes, Reference.digitsWarningCodes)
    case .address: (FreeText.errorCodes, FreeText.warningCodes)
    }
  }

  /// Rules that share one list of codes.
  static let families: [[Rule]] = [
    [.account], [.amount, .impsAmount, .neftAmount], [.type], [.ifsc, .strictIFSC], [.mobile], [.name], [.email],
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

/// Numbers that look random and are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
