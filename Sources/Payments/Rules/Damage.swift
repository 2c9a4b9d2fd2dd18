/// What spreadsheets and copying do to cells, told apart so that a message can name it.
///
/// Only called for cells that are already known to be wrong or unusual, so it may take its time.
enum Damage: String {
  /// What happens to numbers and references, by its code.
  case scientific, decimals, mask, spaces

  /// Codes of `problem(in:)`.
  static let codes = ["control", "formula", "spreadsheetError"]

  /// Damage that is the same in every field: control characters, formulas, error values; then these kinds of it; `what` is
  /// the field with its article.
  static func problem(in cell: Span<UInt8>, of what: String = "", _ kinds: Damage...) -> Problem? {
    if ControlCharacters.contains(cell) { return ControlCharacters.problem }
    if isFormula(cell) {
      return Problem(
        code: "formula",
        sentence: "The cell holds a formula (it starts with =), not its value. Copy the column and paste it as values."
      )
    }
    if isSpreadsheetError(cell) {
      return Problem(
        code: "spreadsheetError",
        sentence: "The cell holds a spreadsheet's error (like #REF!, #N/A, Err:509) or a column too narrow to show it "
          + "(####). Repair the formula or widen the column, then save the CSV again."
      )
    }
    for kind in kinds where kind.isThere(in: cell) { return kind.problem(of: what) }
    return nil
  }

  private func isThere(in cell: Span<UInt8>) -> Bool {
    switch self {
    case .scientific: Self.isScientific(cell)
    case .decimals: Self.isDecimal(cell)
    case .mask: Self.isMasked(cell)
    case .spaces: cell.holdsSpaces
    }
  }

  func problem(of what: String) -> Problem {
    let words =
      switch self {
      case .scientific:
        "is in scientific notation (like 1.23457E+11): a spreadsheet has cut off its digits. "
          + "Format the column as text (in Excel: Format Cells, Text) and enter it again from the source."
      case .decimals:
        "has a decimal point (like 12345.0): a program has taken it for a quantity. "
          + "Format the column as text and enter it again from the source."
      case .mask: "is masked (XX or **): some digits are hidden. Enter the full number."
      case .spaces: "has spaces or invisible marks inside. Type it again without them."
      }
    return Problem(code: rawValue, sentence: "\(what) \(words)")
  }

  static func isFormula(_ cell: Span<UInt8>) -> Bool { !cell.isEmpty && cell[0] == ASCII.equals }

  /// What spreadsheets write in place of a value: `#REF!`, `#NAME?`, `#SPILL!`, `#N/A`, `####`; LibreOffice's `Err:509`;
  /// Google's `Loading...`.
  static func isSpreadsheetError(_ cell: Span<UInt8>) -> Bool {
    guard cell.count >= 2 else { return false }
    guard cell[0] == ASCII.hash else { return cell.count == 7 && cell.hasForm("err:000") || cell.equals("loading...") }
    let last = cell[cell.count - 1]
    let isMarked = last == 0x21 || last == 0x3F
    let name = cell.extracting(1..<(isMarked ? cell.count - 1 : cell.count))
    if isMarked {
      return name.count >= 2
        && name.every { ASCII.isLetter($0) || $0 == ASCII.slash || $0 == ASCII.zero || $0 == 0x5F }
    }
    return errorNames.contains { name.equals($0) } || name.every { $0 == ASCII.hash }
  }

  /// Names that stand without a mark behind them, or have lost it.
  private static let errorNames: [StaticString] = [
    "n/a", "nv", "ref", "value", "name", "num", "null", "div/0", "spill", "error", "getting_data",
  ]

  /// `1.23457E+11`, `1E+11`, `1234E10`: digits, perhaps decimals, an E, perhaps a sign, digits.
  static func isScientific(_ cell: Span<UInt8>) -> Bool {
    var at = !cell.isEmpty && isSign(cell[0]) ? 1 : 0
    let whole = cell.endOfDigits(from: at)
    guard whole > at else { return false }
    at = whole
    if at < cell.count, cell[at] == ASCII.dot || cell[at] == ASCII.comma { at = cell.endOfDigits(from: at + 1) }
    guard at < cell.count, cell[at] | 0x20 == 0x65 else { return false }
    at += 1
    if at < cell.count, isSign(cell[at]) { at += 1 }
    let end = cell.endOfDigits(from: at)
    return end > at && end == cell.count
  }

  private static func isSign(_ byte: UInt8) -> Bool { byte == ASCII.plus || byte == ASCII.dash }

  /// `1234567890.0`, `1234567890.`: a number that a program has taken for a fraction.
  static func isDecimal(_ cell: Span<UInt8>) -> Bool {
    let whole = cell.endOfDigits(from: 0)
    guard whole > 0, whole < cell.count, cell[whole] == ASCII.dot else { return false }
    return cell.endOfDigits(from: whole + 1) == cell.count
  }

  /// `1234567890.0`: what a program makes of a whole number that it takes for a fraction.
  static func isWholeDecimal(_ cell: Span<UInt8>) -> Bool {
    guard isDecimal(cell), let dot = cell.first(of: ASCII.dot), dot + 1 < cell.count else { return false }
    return cell.extracting((dot + 1)...).every { $0 == ASCII.zero }
  }

  /// `XX`, `xx`, `**`, `*`, or dots as password fields have them: digits that someone has hidden.
  private static func isMasked(_ cell: Span<UInt8>) -> Bool {
    let signs: [StaticString] = ["*", "xx", "•", "●"]
    return cell.indices.contains { index in signs.contains { cell.matches($0, at: index) } }
  }

  /// The problem of characters that do not belong into a number; of digits of other scripts, in words of its own.
  static func characters(_ cell: Span<UInt8>, _ what: String, _ sentence: String) -> Findings {
    let foreign = "\(what) is not written with the digits 0 to 9. Write it with them."
    return .error("characters", cell.holdsForeignDigits ? foreign : sentence)
  }
}
