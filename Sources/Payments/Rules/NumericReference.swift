/// A reference or id that must consist of digits (`BeneID`): 1 to 64 of them.
public enum NumericReference: FieldRule {
  public static let errorCodes = Damage.codes + ["length", "scientific", "decimals", "spaces", "digits"]

  public static func read(_ cell: Span<UInt8>, _ rules: borrowing Rules, into row: inout RowValues) -> Findings {
    guard cell.count <= Reference.charactersMax, cell.isAllDigits else { return explain(cell) }
    row.text.append(cell)
    return .none
  }

  private static func explain(_ cell: Span<UInt8>) -> Findings {
    if let problem = Damage.problem(in: cell, of: "The id", .scientific, .decimals, .spaces) { return .error(problem) }
    guard cell.isAllDigits else {
      return .error("digits", "The id must consist of the digits 0 to 9 only. Copy it again from the source.")
    }
    return Reference.tooLong(cell)
  }
}
