/// What spreadsheets and copying do to cells, told apart so that a message can name it.
///
/// Only called for cells that are already known to be wrong or unusual, so it may take its time.
enum Damage {
  /// Codes of `problem(in:)`.
  static let codes = ["control", "formula", "spreadsheetError"]

  /// Damage that is the same in every field: control characters, formulas, error values.
  static func problem(in cell: Span<UInt8>) -> Problem? {
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
        sentence: "The cell holds a spreadsheet's error (like #REF!, #N/A) or a column too narrow to show it (####). "
          + "Repair the formula or widen the column, then save the CSV again."
      )
    }
    return nil
  }

  static func isFormula(_ cell: Span<UInt8>) -> Bool {
    !cell.isEmpty && cell[0] == ASCII.equals
  }

  /// `#REF!`, `#N/A`, `#VALUE!`, `#DIV/0!`, `#NAME?`, `####`.
  static func isSpreadsheetError(_ cell: Span<UInt8>) -> Bool {
    guard cell.count >= 2, cell[0] == ASCII.hash else { return false }
    if cell.equals("#n/a") { return true }
    var hashes = 0
    for index in cell.indices where cell[index] == ASCII.hash { hashes += 1 }
    if hashes == cell.count { return true }
    let last = cell[cell.count - 1]
    guard cell.count >= 4, last == 0x21 || last == 0x3F else { return false }
    for index in 1..<(cell.count - 1) where !isErrorNameByte(cell[index]) { return false }
    return true
  }

  private static func isErrorNameByte(_ byte: UInt8) -> Bool {
    ASCII.isLetter(byte) || byte == ASCII.slash || byte == ASCII.zero || byte == 0x5F
  }

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

  /// `XX`, `xx`, `**`, `*`, `••`: digits that someone has hidden.
  static func isMasked(_ cell: Span<UInt8>) -> Bool {
    for index in cell.indices {
      if cell[index] == ASCII.star { return true }
      let next = index + 1
      guard next < cell.count else { continue }
      if cell[index] | 0x20 == 0x78, cell[next] | 0x20 == 0x78 { return true }
      // U+2022 and U+25CF, the dots of password fields.
      if next + 1 < cell.count, cell[index] == 0xE2 {
        if cell[next] == 0x80, cell[next + 1] == 0xA2 { return true }
        if cell[next] == 0x97, cell[next + 1] == 0x8F { return true }
      }
    }
    return false
  }

  /// The sentence about scientific notation; `what` is the field with its article.
  static func scientific(_ what: String) -> Problem {
    Problem(
      code: "scientific",
      sentence: "\(what) is in scientific notation (like 1.23457E+11): a spreadsheet has cut off its digits. "
        + "Format the column as text (in Excel: Format Cells, Text) and enter it again from the source."
    )
  }

  /// The sentence about decimals in something that is no quantity.
  static func decimals(_ what: String) -> Problem {
    Problem(
      code: "decimals",
      sentence: "\(what) has a decimal point (like 12345.0): a program has taken it for a quantity. "
        + "Format the column as text and enter it again from the source."
    )
  }

  /// The sentence about spaces inside.
  static func spaces(_ what: String) -> Problem {
    Problem(code: "spaces", sentence: "\(what) has spaces or invisible marks inside. Type it again without them.")
  }
}
