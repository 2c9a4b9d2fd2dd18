/// Keeps spreadsheets from running cells as formulas, and from changing the digits of numbers.
public enum SpreadsheetGuard {
  /// What is put before a cell that needs it: it makes the cell text. Readers drop one such quote as a field rule.
  public static let mark = UInt8(ascii: "'")

  /// Digits that a spreadsheet keeps of a number; those behind them become 0.
  private static let digitsMax = 15

  /// Whether a spreadsheet would run the cell as a formula (OWASP's list for CSV injection), or change its digits.
  ///
  /// A formula: the first character is one of `= + - @`, TAB, CR, LF or their full-width forms, also behind blanks and
  /// marks that nobody sees; but not a plain number. A number whose digits change: one with a leading zero, with more
  /// than 15 digits, or in scientific notation.
  public static func isNeeded(for cell: Span<UInt8>) -> Bool {
    let text = cell.withoutBlanksInFront
    guard text.count > 0 else { return false }
    switch text[0] {
    case UInt8(ascii: "="), UInt8(ascii: "@"), Byte.tab, Byte.carriageReturn, Byte.lineFeed: return true
    case UInt8(ascii: "+"), UInt8(ascii: "-"): return isChanged(text.extracting(1...), orNoPlainNumber: true)
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."): return isChanged(text, orNoPlainNumber: false)
    // U+FF1D, U+FF0B, U+FF0D and U+FF20 are the full-width `=`, `+`, `-` and `@`.
    case 0xEF: return text.count >= 3 && text[1] == 0xBC && [0x9D, 0x8B, 0x8D, 0xA0].contains(text[2])
    default: return false
    }
  }

  /// Whether a cell is a number that comes back with other digits: 007, 1234567890123456, 1.2E+13; or whether it is not
  /// `digits[.digits]`.
  private static func isChanged(_ cell: Span<UInt8>, orNoPlainNumber: Bool) -> Bool {
    var index = 0
    let whole = cell.skipDigits(&index)
    let hasDot = cell.skip(UInt8(ascii: "."), &index)
    let decimals = hasDot ? cell.skipDigits(&index) : 0
    let isPlain = whole > 0 && hasDot == (decimals > 0) && index == cell.count
    if orNoPlainNumber, !isPlain { return true }
    let isScientific = cell.skipExponent(&index)
    while index < cell.count, case let length = cell.blankLength(at: index), length > 0 { index += length }
    guard index == cell.count, whole + decimals > 0 else { return false }
    return isScientific || whole + decimals > digitsMax || whole > 1 && cell[0] == UInt8(ascii: "0")
  }
}

extension Span<UInt8> {
  /// Without blanks and invisible marks in front; TAB and line breaks stay, for they are looked for.
  fileprivate var withoutBlanksInFront: Span<UInt8> {
    @_lifetime(copy self)
    get {
      var start = 0
      while start < count, ![Byte.tab, Byte.carriageReturn, Byte.lineFeed].contains(self[start]) {
        let length = blankLength(at: start)
        if length == 0 { break }
        start += length
      }
      return extracting(start..<count)
    }
  }

  fileprivate func skip(_ byte: UInt8, _ index: inout Int) -> Bool {
    guard index < count, self[index] == byte else { return false }
    index += 1
    return true
  }

  /// Moves an index behind digits; gives how many they were.
  fileprivate func skipDigits(_ index: inout Int) -> Int {
    let start = index
    while index < count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self[index]) { index += 1 }
    return index - start
  }

  /// Moves an index behind an exponent, `E+13`, if one is there.
  fileprivate func skipExponent(_ index: inout Int) -> Bool {
    var end = index
    guard skip(UInt8(ascii: "e"), &end) || skip(UInt8(ascii: "E"), &end) else { return false }
    if !skip(UInt8(ascii: "+"), &end) { _ = skip(UInt8(ascii: "-"), &end) }
    guard skipDigits(&end) > 0 else { return false }
    index = end
    return true
  }
}
