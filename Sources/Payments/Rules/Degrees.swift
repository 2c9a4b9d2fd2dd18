/// Degrees of latitude or longitude, `[+-]digits[.digits]`, in units of a billionth; later digits only make the magnitude
/// larger.
struct Degrees: Sendable {
  enum Axis: Sendable {
    case latitude, longitude

    /// Degrees beyond which there is no such place.
    var degreesMax: Int64 { self == .latitude ? 90 : 180 }
    /// India, in tenths of a degree.
    var tenthsInIndia: ClosedRange<Int64> { self == .latitude ? 6_0...37_6 : 68_0...97_5 }
    var rangeInIndia: String { self == .latitude ? "6 to 37.6" : "68 to 97.5" }
  }

  /// Most bytes of a cell. Our own limit: the provider names none.
  static let bytesMax = 64
  private static let unitsPerDegree: Int64 = 1_000_000_000
  /// Far above every limit, far below overflow.
  private static let degreesCap: Int64 = 1_000_000

  private var units: Int64
  private var hasMore = false
  private var isNegative = false

  init?(_ cell: Span<UInt8>) {
    guard !cell.isEmpty, cell.count <= Self.bytesMax else { return nil }
    isNegative = cell[0] == ASCII.dash
    let start = isNegative || cell[0] == ASCII.plus ? 1 : 0
    let wholeEnd = cell.endOfDigits(from: start)
    guard wholeEnd > start else { return nil }
    var degrees: Int64 = 0
    for index in start..<wholeEnd { degrees = min(degrees * 10 + Int64(cell[index] - ASCII.zero), Self.degreesCap) }
    units = degrees * Self.unitsPerDegree
    if wholeEnd == cell.count { return }
    guard Damage.isDecimal(cell.extracting(start...)), wholeEnd + 1 < cell.count else { return nil }
    var place = Self.unitsPerDegree / 10
    for index in wholeEnd + 1..<cell.count {
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
    let tenth = Self.unitsPerDegree / 10
    let (low, high) = (axis.tenthsInIndia.lowerBound * tenth, axis.tenthsInIndia.upperBound * tenth)
    return !isNegative && units >= low && (units < high || (units == high && !hasMore))
  }

  static let errorCodes = Damage.codes + ["length", "scientific", "spaces", "format", "range"]
  static let warningCodes = ["unusual"]

  /// Reads a cell; degrees that there are not are kept, too, to be compared with the other axis.
  static func read(_ cell: Span<UInt8>, _ axis: Axis, _ degrees: inout Degrees?, into text: inout [UInt8]) -> Findings {
    degrees = Degrees(cell)
    guard let degrees else { return explain(cell, axis) }
    if degrees.isBeyond(axis.degreesMax) {
      let limits = "-\(axis.degreesMax) and \(axis.degreesMax)"
      return .error("range", "The \(axis) must be between \(limits) degrees. Correct it.")
    }
    text.append(cell)
    if degrees.isInIndia(axis) { return .none }
    return .warning("unusual", "The \(axis) is outside India (\(axis.rangeInIndia) degrees). Check it.")
  }

  private static func explain(_ cell: Span<UInt8>, _ axis: Axis) -> Findings {
    if let problem = Damage.problem(in: cell) { return .error(problem) }
    if cell.count > bytesMax {
      let meant = "Write degrees with a few decimals, like 28.6090."
      return .error("length", "The \(axis) has \(cell.count) characters. \(meant)")
    }
    if let problem = Damage.problem(in: cell, of: "The \(axis)", .scientific, .spaces) { return .error(problem) }
    return .error(
      "format",
      "The \(axis) must be plain decimal degrees like 28.6090, without degree signs, letters or commas. Correct it."
    )
  }
}
