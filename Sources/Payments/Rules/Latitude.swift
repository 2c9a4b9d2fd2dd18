/// A latitude in degrees, `[+-]digits[.digits]`, sent as typed.
public enum Latitude: FieldRule {
  /// Most characters, of a longitude too.
  public static let charactersMax = Degrees.bytesMax

  public static let errorCodes = Degrees.errorCodes + ["swapped"]
  public static let warningCodes = Degrees.warningCodes

  public static func read(_ cell: Span<UInt8>, _ rules: borrowing Rules, into row: inout RowValues) -> Findings {
    Degrees.read(cell, .latitude, &row.latitude, into: &row.text)
  }

  /// Whether latitude and longitude stand in each other's column: India's (6 to 37.6, 68 to 97.5) do not meet, so there
  /// is no doubt. The latitude's own error `range`, which it may have as well, is then explained by this one.
  public static func compare(_ row: borrowing RowValues, _ rules: borrowing Rules) -> Findings {
    guard let latitude = row.latitude, let longitude = row.longitude, latitude.isInIndia(.longitude),
      longitude.isInIndia(.latitude)
    else { return .none }
    return .error("swapped", "Latitude and longitude are swapped: India's latitudes are 6 to 37.6. Exchange the two.")
  }
}
