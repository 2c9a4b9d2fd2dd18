/// A reference or id that names something at the provider: 1 to 64 printable ASCII characters without spaces.
public enum Reference {
  /// Most characters.
  public static let charactersMax = 64

  /// Every error code that `read` can give.
  public static let errorCodes = Damage.codes + ["length", "spaces", "characters"]
  /// Every warning code that `read` can give: the cell can be sent, but a spreadsheet has damaged it.
  public static let warningCodes = ["scientific", "formula", "spreadsheetError"]
  /// Every error code that `readDigits` can give.
  public static let digitsErrorCodes = Damage.codes + ["length", "scientific", "decimals", "spaces", "digits"]
  /// Every warning code that `readDigits` can give.
  public static let digitsWarningCodes: [String] = []

  /// Whether a cell is as most are: a reference that no spreadsheet has damaged.
  public static func isPlain(_ cell: Span<UInt8>) -> Bool {
    !cell.isEmpty && cell.count <= charactersMax && isPrintable(cell) && !Damage.isScientific(cell)
      && Damage.problem(in: cell) == nil
  }

  /// Reads a cleaned cell and appends it as it is.
  public static func read(_ cell: Span<UInt8>, into text: inout [UInt8]) -> Findings {
    guard !cell.isEmpty, cell.count <= charactersMax, isPrintable(cell) else { return explain(cell) }
    text.append(cell)
    if Damage.isScientific(cell) { return Findings(warnings: [Damage.scientific("The reference")]) }
    // A control character is out of the question here, so this is a formula or an error value.
    if let damage = Damage.problem(in: cell) { return Findings(warnings: [damage]) }
    return .none
  }

  /// Reads a cleaned cell that must consist of digits (`BeneID`) and appends it as it is.
  public static func readDigits(_ cell: Span<UInt8>, into text: inout [UInt8]) -> Findings {
    guard cell.count <= charactersMax, cell.isAllDigits else { return explainDigits(cell) }
    text.append(cell)
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

  private static func explainDigits(_ cell: Span<UInt8>) -> Findings {
    let what = "The id"
    if let problem = Damage.problem(in: cell) { return .error(problem) }
    if Damage.isScientific(cell) { return .error(Damage.scientific(what)) }
    if Damage.isDecimal(cell) { return .error(Damage.decimals(what)) }
    if cell.holdsSpaces { return .error(Damage.spaces(what)) }
    guard cell.isAllDigits else {
      return .error("digits", "The id must consist of the digits 0 to 9 only. Copy it again from the source.")
    }
    return tooLong(cell)
  }

  private static func tooLong(_ cell: Span<UInt8>) -> Findings {
    .error(
      "length",
      "The reference has \(cell.count) characters; at most \(charactersMax) are allowed. Copy it again from the source."
    )
  }
}
