/// Text that only people read (an address): not empty, no control characters, not endless.
public enum FreeText {
  /// Most characters (Unicode scalars). Our own limit: the provider names none.
  public static let charactersMax = 1_000

  /// Every error code that `read` can give.
  public static let errorCodes = ["required", "control", "length"]
  /// Every warning code that `read` can give.
  public static let warningCodes: [String] = []

  /// Whether a cell is as most are: short enough by its bytes, and without control characters.
  public static func isPlain(_ cell: Span<UInt8>) -> Bool {
    !cell.isEmpty && cell.count <= charactersMax && !ControlCharacters.contains(cell)
  }

  /// Reads a cleaned cell and appends it as it is.
  public static func read(_ cell: Span<UInt8>, into text: inout [UInt8]) -> Findings {
    if cell.isEmpty { return .error("required", "The cell is empty. Fill it in.") }
    if ControlCharacters.contains(cell) { return .error(ControlCharacters.problem) }
    if cell.count > charactersMax, cell.characterCount > charactersMax {
      return .error(
        "length",
        "The text has \(cell.characterCount) characters; at most \(charactersMax) are allowed. Shorten it."
      )
    }
    text.append(cell)
    return .none
  }
}
