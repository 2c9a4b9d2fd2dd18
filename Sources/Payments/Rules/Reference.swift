/// A reference or id that names something at the provider: 1 to 64 printable ASCII characters without spaces.
public enum Reference: FieldRule {
  /// Most characters.
  public static let charactersMax = 64

  public static let errorCodes = Damage.codes + ["length", "spaces", "characters"]
  /// The cell can be sent, but a spreadsheet has damaged it.
  public static let warningCodes = ["scientific", "formula", "spreadsheetError"]

  /// A reference that no spreadsheet has damaged.
  public static func isPlain(_ cell: Span<UInt8>, _ rules: borrowing Rules, in row: inout PlainValues) -> Bool {
    cell.count <= charactersMax && isPrintable(cell) && !Damage.isScientific(cell)
      && Damage.problem(in: cell) == nil
  }

  public static func read(_ cell: Span<UInt8>, _ rules: borrowing Rules, into row: inout RowValues) -> Findings {
    guard cell.count <= charactersMax, isPrintable(cell) else { return explain(cell) }
    row.text.append(cell)
    if Damage.isScientific(cell) { return Findings(warnings: [Damage.scientific("The reference")]) }
    // A control character is out of the question here, so this is a formula or an error value.
    if let damage = Damage.problem(in: cell) { return Findings(warnings: [damage]) }
    return .none
  }

  private static func isPrintable(_ cell: Span<UInt8>) -> Bool {
    for index in cell.indices where !ASCII.isPrintable(cell[index]) { return false }
    return true
  }

  private static func explain(_ cell: Span<UInt8>) -> Findings {
    if let problem = Damage.problem(in: cell) { return .error(problem) }
    if cell.holdsSpaces { return .error(Damage.spaces("The reference")) }
    guard isPrintable(cell) else {
      return .error(
        "characters",
        "The reference has characters beyond plain English letters, digits and signs. Copy it again from the source."
      )
    }
    return tooLong(cell)
  }

  static func tooLong(_ cell: Span<UInt8>) -> Findings {
    .error(
      "length",
      "The reference has \(cell.count) characters; at most \(charactersMax) are allowed. Copy it again from the source."
    )
  }
}
