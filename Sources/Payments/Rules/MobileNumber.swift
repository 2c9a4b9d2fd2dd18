/// An Indian mobile number: ten digits, the first 6 to 9.
///
/// Written in many ways: spaces, dashes, dots and brackets are dropped, and one prefix `+91`, `0091`, `91` or `0`.
public enum MobileNumber: FieldRule {
  public static let errorCodes = Damage.codes + ["scientific", "decimals", "mask", "characters", "length", "format"]
  public static let warningCodes = ["repeated"]

  /// The smallest number of ten digits that starts with 6.
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
    guard let number = Digits(cell)?.withoutPrefix, number >= numberMin, !isFraction(cell) else {
      return explain(cell)
    }
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
    guard let digits = Digits(cell) else {
      let meant = "Write one number of ten digits that starts with 6 to 9."
      return Damage.characters(cell, what, "\(what) has other characters than digits. \(meant)")
    }
    guard digits.withoutPrefix != nil else {
      return .error(
        "length",
        "The mobile number has \(digits.count) digits; it must have ten, or ten after +91, 91, 0091 or 0. "
          + "Check its digits."
      )
    }
    return .error("format", "An Indian mobile number starts with 6, 7, 8 or 9. Check its digits.")
  }

  /// The digits of a cell whose spaces, dashes, dots and brackets are dropped.
  private struct Digits {
    var value: UInt64 = 0
    var count = 0
    var hasPlus = false

    /// Nil when there is something else in the cell, or no digit at all.
    init?(_ cell: Span<UInt8>) {
      var index = 0
      while index < cell.count {
        let byte = cell[index]
        if ASCII.isDigit(byte) {
          count += 1
          if count <= digitsMax { value = value * 10 + UInt64(byte - ASCII.zero) }
        } else if byte == ASCII.plus, count == 0, !hasPlus {
          hasPlus = true
        } else if !Self.isDropped(byte) {
          guard let match = LookAlike.at(index, in: cell) else { return nil }
          index += match.length
          continue
        }
        index += 1
      }
      if count == 0 { return nil }
    }

    /// `.`, `(`, `)`, `[`, `]`; spaces and dashes have many forms and are looked up.
    private static func isDropped(_ byte: UInt8) -> Bool {
      byte == ASCII.dot || byte == 0x28 || byte == 0x29 || byte == 0x5B || byte == 0x5D
    }

    /// The ten digits as a number, or nil when they and one known prefix are not all there is.
    var withoutPrefix: UInt64? {
      let prefix = value / tenDigits
      let isRight =
        switch count {
        case 10: !hasPlus
        case 11: !hasPlus && prefix == 0
        case 12: prefix == 91
        case 14: !hasPlus && prefix == 91
        default: false
        }
      return isRight ? value % tenDigits : nil
    }
  }
}
