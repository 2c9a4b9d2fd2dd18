/// Text that only people read (an address), or a credential: no control characters, not endless.
public enum FreeText: FieldRule {
  /// Most characters (Unicode scalars). Our own limit: the provider names none.
  public static let charactersMax = 1_000

  public static let errorCodes = ["control", "length"]

  /// Short enough by its bytes.
  public static func isPlain(_ cell: Span<UInt8>, _ rules: borrowing Rules, in row: inout PlainValues) -> Bool {
    cell.count <= charactersMax && !ControlCharacters.contains(cell)
  }

  public static func read(_ cell: Span<UInt8>, _ rules: borrowing Rules, into row: inout RowValues) -> Findings {
    if ControlCharacters.contains(cell) { return .error(ControlCharacters.problem) }
    if cell.count > charactersMax, cell.characterCount > charactersMax {
      return .error(
        "length",
        "The text has \(cell.characterCount) characters; at most \(charactersMax) are allowed. Shorten it."
      )
    }
    row.text.append(cell)
    return .none
  }
}
