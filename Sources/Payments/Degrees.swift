/// A latitude or a longitude: `[+-]digits[.digits]`, sent as typed.
public enum Degrees {
  /// Which of the two a cell is.
  public enum Axis: Sendable, Hashable, CaseIterable {
    case latitude
    case longitude

    /// Degrees beyond which there is no such place.
    public var degreesMax: Int64 { self == .latitude ? 90 : 180 }
  }

  /// Most bytes of a cell. Our own limit: the provider names none.
  public static let bytesMax = 64

  /// Every error code that `read` can give.
  public static let errorCodes = Damage.codes + ["length", "scientific", "spaces", "format", "range"]
  /// Every warning code that `read` can give.
  public static let warningCodes = ["unusual"]
  /// Every error code that `pairFindings` can give.
  public static let pairErrorCodes = ["swapped"]

  /// Reads a cleaned cell and appends it as it is.
  public static func read(_ cell: Span<UInt8>, as axis: Axis, into text: inout [UInt8]) -> Findings {
    guard let position = Position(cell) else { return explain(cell, axis) }
    if position.isBeyond(axis.degreesMax) {
      return .error(
        "range",
        "The \(axis) must be between -\(axis.degreesMax) and \(axis.degreesMax) degrees. Correct it."
      )
    }
    text.append(cell)
    if position.isInIndia(axis) { return .none }
    return .warning("unusual", "The \(axis) is outside India (\(range(of: axis)) degrees). Check it.")
  }

  /// Looks at both cleaned cells of a row: error `swapped` when latitude and longitude stand in each other's column.
  ///
  /// India's latitudes (6 to 37.6) and longitudes (68 to 97.5) do not meet, so there is no doubt. The latitude's own
  /// error `range`, which it may have as well, is then explained by this one.
  public static func pairFindings(latitude: Span<UInt8>, longitude: Span<UInt8>) -> Findings {
    guard let first = Position(latitude), let second = Position(longitude),
      first.isInIndia(.longitude), second.isInIndia(.latitude)
    else { return .none }
    return .error("swapped", "Latitude and longitude are swapped: India's latitudes are 6 to 37.6. Exchange the two.")
  }

  private static func range(of axis: Axis) -> String { axis == .latitude ? "6 to 37.6" : "68 to 97.5" }

  private static func explain(_ cell: Span<UInt8>, _ axis: Axis) -> Findings {
    if let problem = Damage.problem(in: cell) { return .error(problem) }
    if cell.count > bytesMax {
      return .error(
        "length",
        "The \(axis) has \(cell.count) characters. Write degrees with a few decimals, like 28.6090."
      )
    }
    if Damage.isScientific(cell) { return .error(Damage.scientific("The \(axis)")) }
    if cell.holdsSpaces { return .error(Damage.spaces("The \(axis)")) }
    return .error(
      "format",
      "The \(axis) must be plain decimal degrees like 28.6090, without degree signs, letters or commas. Correct it."
    )
  }

  /// Degrees in units of a billionth; later digits only make the magnitude larger.
  private struct Position {
    private static let unitsPerDegree: Int64 = 1_000_000_000
    /// Far above every limit, far below overflow.
    private static let degreesCap: Int64 = 1_000_000

    private var units: Int64
    private var hasMore = false
    private var isNegative = false

    init?(_ cell: Span<UInt8>) {
      guard !cell.isEmpty, cell.count <= bytesMax else { return nil }
      isNegative = cell[0] == ASCII.dash
      let start = isNegative || cell[0] == ASCII.plus ? 1 : 0
      let wholeEnd = cell.endOfDigits(from: start)
      guard wholeEnd > start else { return nil }
      var degrees: Int64 = 0
      for index in start..<wholeEnd {
        degrees = min(degrees * 10 + Int64(cell[index] - ASCII.zero), Self.degreesCap)
      }
      units = degrees * Self.unitsPerDegree
      if wholeEnd == cell.count { return }
      guard cell[wholeEnd] == ASCII.dot, wholeEnd + 1 < cell.count else { return nil }
      guard cell.endOfDigits(from: wholeEnd + 1) == cell.count else { return nil }
      addFraction(cell, from: wholeEnd + 1)
    }

    private mutating func addFraction(_ cell: Span<UInt8>, from start: Int) {
      var place = Self.unitsPerDegree / 10
      for index in start..<cell.count {
        let digit = Int64(cell[index] - ASCII.zero)
        units += digit * place
        hasMore = hasMore || (place == 0 && digit > 0)
        place /= 10
      }
    }

    func isBeyond(_ degrees: Int64) -> Bool {
      let limit = degrees * Self.unitsPerDegree
      return units > limit || (units == limit && hasMore)
    }

    /// 6 to 37.6 and 68 to 97.5, ends included.
    func isInIndia(_ axis: Axis) -> Bool {
      let (low, high): (Int64, Int64) = axis == .latitude ? (6_0, 37_6) : (68_0, 97_5)
      let tenth = Self.unitsPerDegree / 10
      return !isNegative && units >= low * tenth && (units < high * tenth || (units == high * tenth && !hasMore))
    }
  }
}
