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
        sentence: "The cell holds a spreadsheet's error (like #REF!, #N/A, Err:509) or a column too narrow to show it "
          + "(####). Repair the formula or widen the column, then save the CSV again."
      )
    }
    return nil
  }

  static func isFormula(_ cell: Span<UInt8>) -> Bool {
    !cell.isEmpty && cell[0] == ASCII.equals
  }

  /// What spreadsheets write in place of a value: `#REF!`, `#NAME?`, `#SPILL!`, `#N/A`, `####`; LibreOffice's `Err:509`;
  /// Google's `Loading...`.
  static func isSpreadsheetError(_ cell: Span<UInt8>) -> Bool {
    guard cell.count >= 2 else { return false }
    guard cell[0] == ASCII.hash else { return isNumberedError(cell) || cell.equals("loading...") }
    let last = cell[cell.count - 1]
    let isMarked = last == 0x21 || last == 0x3F
    let name = cell.extracting(1..<(isMarked ? cell.count - 1 : cell.count))
    if name.isEmpty { return false }
    return isMarked ? isErrorName(name) : isKnownErrorName(name) || isHashes(name)
  }

  /// `Err:502`
  private static func isNumberedError(_ cell: Span<UInt8>) -> Bool {
    cell.count == 7 && cell.matches("err:", at: 0) && cell.endOfDigits(from: 4) == 7
  }

  private static func isHashes(_ cell: Span<UInt8>) -> Bool {
    for index in cell.indices where cell[index] != ASCII.hash { return false }
    return true
  }

  private static func isErrorName(_ name: Span<UInt8>) -> Bool {
    for index in name.indices {
      let byte = name[index]
      guard ASCII.isLetter(byte) || byte == ASCII.slash || byte == ASCII.zero || byte == 0x5F else { return false }
    }
    return name.count >= 2
  }

  /// Names that stand without a mark behind them, or have lost it.
  private static func isKnownErrorName(_ name: Span<UInt8>) -> Bool {
    let names: [StaticString] = [
      "n/a", "nv", "ref", "value", "name", "num", "null", "div/0", "spill", "error", "getting_data",
    ]
    for known in names where name.equals(known) { return true }
    return false
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

  /// `1234567890.0`: what a program makes of a whole number that it takes for a fraction.
  static func isWholeDecimal(_ cell: Span<UInt8>) -> Bool {
    guard isDecimal(cell), let dot = cell.first(of: ASCII.dot), dot + 1 < cell.count else { return false }
    for index in dot + 1..<cell.count where cell[index] != ASCII.zero { return false }
    return true
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

  /// The problem of characters that do not belong into a number; of digits of other scripts, in words of its own.
  static func characters(_ cell: Span<UInt8>, _ what: String, _ sentence: String) -> Problem {
    let foreign = "\(what) is not written with the digits 0 to 9. Write it with them."
    return Problem(code: "characters", sentence: cell.holdsForeignDigits ? foreign : sentence)
  }
}
