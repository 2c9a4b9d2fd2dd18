/// A postal index number of India Post: six digits, the first not 0 (9 is the Army Postal Service).
public enum PinCode: FieldRule {
  /// Digits of a PIN code.
  public static let digitsCount = 6

  public static let errorCodes = Damage.codes + ["scientific", "decimals", "spaces", "length", "format"]

  public static func read(_ cell: Span<UInt8>, _ rules: borrowing Rules, into row: inout RowValues) -> Findings {
    guard cell.count == digitsCount, cell[0] != ASCII.zero, cell.isAllDigits else { return explain(cell) }
    row.text.append(cell)
    return .none
  }

  private static func explain(_ cell: Span<UInt8>) -> Findings {
    let what = "The PIN code"
    if let problem = Damage.problem(in: cell) { return .error(problem) }
    if Damage.isScientific(cell) { return .error(Damage.scientific(what)) }
    if Damage.isDecimal(cell) { return .error(Damage.decimals(what)) }
    if cell.holdsSpaces { return .error(Damage.spaces(what)) }
    if cell.isAllDigits, cell.count != digitsCount {
      return .error("length", "The PIN code has \(cell.count) digits; it must have six, like 110045. Correct it.")
    }
    return .error("format", "A PIN code is six digits and starts with 1 to 9, like 110045. Correct it.")
  }
}
