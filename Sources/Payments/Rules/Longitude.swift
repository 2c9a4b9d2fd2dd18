/// A longitude in degrees, `[+-]digits[.digits]`, sent as typed.
public enum Longitude: FieldRule {
  public static let errorCodes = Degrees.errorCodes
  public static let warningCodes = Degrees.warningCodes

  public static func read(_ cell: Span<UInt8>, _ rules: borrowing Rules, into row: inout RowValues) -> Findings {
    Degrees.read(cell, .longitude, &row.longitude, into: &row.text)
  }
}
