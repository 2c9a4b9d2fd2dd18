/// The code of a form of address in PAN applications: a whole number from 1 to 99.
///
/// Usual are 1 Shri, 2 Smt, 3 Kumari; the provider's own sample sends 10, so others are only warned of.
public enum TitleCode: FieldRule {
  public static let errorCodes = Damage.codes + ["range", "format"]
  public static let warningCodes = ["unusual"]

  /// `1`, `10`; not `01`, `+1`, `1.0`.
  public static func read(_ cell: Span<UInt8>, _ rules: borrowing Rules, into row: inout RowValues) -> Findings {
    guard cell.count == 1 || cell.count == 2, cell[0] != ASCII.zero, cell.isAllDigits else { return explain(cell) }
    row.text.append(cell)
    if cell.count == 1, cell[0] <= UInt8(ascii: "3") { return .none }
    return .warning("unusual", "The title code is not one of the usual ones: 1 Shri, 2 Smt, 3 Kumari. Check it.")
  }

  private static func explain(_ cell: Span<UInt8>) -> Findings {
    if let problem = Damage.problem(in: cell) { return .error(problem) }
    if cell.equals("0") || (cell.count > 2 && cell[0] != ASCII.zero && cell.isAllDigits) {
      return .error("range", "The title code must be from 1 to 99: 1 Shri, 2 Smt, 3 Kumari. Correct it.")
    }
    let what = "a whole number from 1 to 99 without sign, zeros in front or decimals: 1 Shri, 2 Smt, 3 Kumari"
    return .error("format", "The title is \(what). Correct it.")
  }
}
