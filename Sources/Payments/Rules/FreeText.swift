/// Text that only people read (an address), or a credential: no control characters, no spreadsheet's error, not endless.
public enum FreeText: FieldRule {
  /// Most characters (Unicode scalars). Our own limit: the provider names none.
  public static let charactersMax = 1_000

  public static let errorCodes = ["control", "spreadsheetError", "length"]
  public static let warningCodes = [Placeholder.code]

  /// Short enough by its bytes.
  public static func isPlain(_ cell: Span<UInt8>, _ rules: borrowing Rules, in row: inout PlainValues) -> Bool {
    cell.count <= charactersMax && !ControlCharacters.contains(cell) && !Placeholder.isOne(cell)
      && !Damage.isSpreadsheetError(cell)
  }

  public static func read(_ cell: Span<UInt8>, _ rules: borrowing Rules, into row: inout RowValues) -> Findings {
    if let problem = Damage.problem(in: cell), problem.code != "formula" { return .error(problem) }
    if cell.count > charactersMax, cell.characterCount > charactersMax {
      let allowed = "at most \(charactersMax) are allowed. Shorten it."
      return .error("length", "The text has \(cell.characterCount) characters; \(allowed)")
    }
    row.text.append(cell)
    return Placeholder.isOne(cell) ? Placeholder.warning("The text") : .none
  }
}
