/// A postal index number of India Post: six digits, the first not 0 (9 is the Army Postal Service).
public enum PinCode: FieldRule {
  private static let digitsCount = 6

  public static let errorCodes = Damage.codes + ["scientific", "decimals", "spaces", "length", "format"]

  public static func read(_ cell: Span<UInt8>, _ rules: borrowing Rules, into row: inout RowValues) -> Findings {
    guard cell.count == digitsCount, cell[0] != ASCII.zero, cell.isAllDigits else { return explain(cell) }
    row.text.append(cell)
    return .none
  }

  private static func explain(_ cell: Span<UInt8>) -> Findings {
    let damage = Damage.problem(in: cell, of: "The PIN code", .scientific, .decimals, .spaces)
    if let damage { return .error(damage) }
    if cell.isAllDigits, cell.count != digitsCount {
      return .error("length", "The PIN code has \(cell.count) digits; it must have six, like 110045. Correct it.")
    }
    return .error("format", "A PIN code is six digits and starts with 1 to 9, like 110045. Correct it.")
  }
}
