/// An Indian mobile number: ten digits, the first 6 to 9.
///
/// Written in many ways: spaces, dashes, dots and brackets are dropped, and one prefix `+91`, `0091`, `91` or `0`.
public enum MobileNumber: FieldRule {
  public static let errorCodes = Damage.codes + ["scientific", "decimals", "mask", "characters", "length", "format"]
  public static let warningCodes = ["repeated"]

  private static let numberMin: UInt64 = 6_000_000_000
  private static let tenDigits: UInt64 = 10_000_000_000
  /// Digits of `0091` and a number; more are never one mobile number.
  private static let digitsMax = 14

  /// Ten digits, with nothing to say about them.
  public static func isPlain(_ cell: Span<UInt8>, _ rules: borrowing Rules, in row: inout PlainValues) -> Bool {
    isUsual(cell)
  }

  private static func isUsual(_ cell: Span<UInt8>) -> Bool {
    cell.count == 10 && cell[0] >= 0x36 && cell.isAllDigits && !cell.every { $0 == cell[0] }
  }

  /// Sends its ten digits.
  public static func read(_ cell: Span<UInt8>, _ rules: borrowing Rules, into row: inout RowValues) -> Findings {
    if isUsual(cell) {
      row.mobile = Int64(cell.number(in: cell.indices))
      row.text.append(cell)
      return .none
    }
    guard let number = digits(cell)?.number, number >= numberMin, !isFraction(cell) else { return explain(cell) }
    row.mobile = Int64(number)
    var divisor = tenDigits / 10
    while divisor > 0 {
      row.text.append(ASCII.zero + UInt8(truncatingIfNeeded: number / divisor % 10))
      divisor /= 10
    }
    // 9999999999 is nine times 1111111111, and so on.
    guard number % 1_111_111_111 == 0 else { return .none }
    return .warning("repeated", "All ten digits of the mobile number are the same. Check that it is a real number.")
  }

  /// `987654321.0` is a number of nine digits that a program took for a fraction, not one of ten with a dot inside.
  private static func isFraction(_ cell: Span<UInt8>) -> Bool {
    Damage.isDecimal(cell) && cell.count > 2 && cell.matches(".0", at: cell.count - 2)
  }

  private static func explain(_ cell: Span<UInt8>) -> Findings {
    let what = "The mobile number"
    if let problem = Damage.problem(in: cell, of: what, .scientific) { return .error(problem) }
    if isFraction(cell) { return .error(Damage.decimals.problem(of: what)) }
    if let problem = Damage.problem(in: cell, of: what, .mask) { return .error(problem) }
    guard let digits = digits(cell) else {
      let meant = "Write one number of ten digits that starts with 6 to 9."
      return Damage.characters(cell, what, "\(what) has other characters than digits. \(meant)")
    }
    guard digits.number != nil else {
      let form = "it must have ten, or ten after +91, 91, 0091 or 0"
      return .error("length", "\(what) has \(digits.count) digits; \(form). Check its digits.")
    }
    return .error("format", "An Indian mobile number starts with 6, 7, 8 or 9. Check its digits.")
  }

  /// How many digits there are in a cell whose spaces, dashes, dots and brackets are dropped, and the ten that remain of
  /// them without one known prefix. Nil when there is something else in the cell, or no digit at all.
  private static func digits(_ cell: Span<UInt8>) -> (count: Int, number: UInt64?)? {
    var value: UInt64 = 0
    var (count, hasPlus, isRight) = (0, false, true)
    cell.forEachCharacter { index, _, kind in
      if ASCII.isDigit(cell[index]) {
        count += 1
        if count <= digitsMax { value = value * 10 + UInt64(cell[index] - ASCII.zero) }
      } else if cell[index] == ASCII.plus, count == 0, !hasPlus {
        hasPlus = true
      } else if kind == nil, !".()[]".utf8.contains(cell[index]) {
        isRight = false
      }
    }
    guard isRight, count > 0 else { return nil }
    let prefix = value / tenDigits
    let isNumber =
      switch (count, hasPlus) {
      case (10, false): true
      case (11, false): prefix == 0
      case (12, _), (14, false): prefix == 91
      default: false
      }
    return (count, isNumber ? value % tenDigits : nil)
  }
}
