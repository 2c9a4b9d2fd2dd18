/// Keeps spreadsheets from running cells as formulas.
public enum FormulaGuard {
  /// What is put before a cell that needs it; readers drop one such quote as a field rule.
  public static let mark = UInt8(ascii: "'")

  /// Whether a spreadsheet would run the cell as a formula: OWASP's list for CSV injection.
  ///
  /// True if the first character is one of `= + - @`, TAB, CR, LF or their full-width forms, unless the cell is a plain
  /// number.
  public static func isNeeded(for cell: Span<UInt8>) -> Bool {
    guard cell.count > 0 else { return false }
    switch cell[0] {
    case UInt8(ascii: "="), UInt8(ascii: "@"), Byte.tab, Byte.carriageReturn, Byte.lineFeed: return true
    case UInt8(ascii: "+"), UInt8(ascii: "-"): return !isPlainNumber(cell)
    case 0xEF: return startsFullWidth(cell)
    default: return false
    }
  }

  /// Whether a cell is `[+-]digits[.digits]`.
  public static func isPlainNumber(_ cell: Span<UInt8>) -> Bool {
    var index = 0
    if cell.count > 0, cell[0] == UInt8(ascii: "+") || cell[0] == UInt8(ascii: "-") { index = 1 }
    guard cell.skipDigits(&index) else { return false }
    if index == cell.count { return true }
    guard cell[index] == UInt8(ascii: ".") else { return false }
    index += 1
    return cell.skipDigits(&index) && index == cell.count
  }

  /// U+FF1D, U+FF0B, U+FF0D and U+FF20 are the full-width `=`, `+`, `-` and `@`.
  private static func startsFullWidth(_ cell: Span<UInt8>) -> Bool {
    guard cell.count >= 3, cell[1] == 0xBC else { return false }
    return [0x9D, 0x8B, 0x8D, 0xA0].contains(cell[2])
  }
}

extension Span<UInt8> {
  /// Moves an index behind digits; whether there was one at least.
  fileprivate func skipDigits(_ index: inout Int) -> Bool {
    let start = index
    while index < count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self[index]) { index += 1 }
    return index > start
  }
}
