/// What the bytes of an amount cell are, before anyone explains it.
enum AmountShape: Equatable {
  /// A well-formed amount, zero included.
  case paise(Int64)
  /// More paise than fit in 64 bits.
  case tooLarge
  /// No digit before or after the dot, or three and more after it.
  case decimals
  /// Commas that follow neither the Indian nor the Western way.
  case grouping
  case other

  static func of(_ cell: Span<UInt8>) -> AmountShape {
    var at = 0
    if at < cell.count, cell[at] == ASCII.plus { at += 1 }
    skipLeadingMark(cell, &at)
    var whole = Whole()
    if at < cell.count, cell[at] == ASCII.dot, at + 1 < cell.count, ASCII.isDigit(cell[at + 1]) { return .decimals }
    guard whole.read(cell, &at) else { return .other }
    var paise: Int64 = 0
    let decimalsAreRight = readDecimals(cell, &at, &paise)
    guard isEnd(cell, at) else { return decimalsAreRight && whole.isGrouped ? .other : whole.shape(decimalsAreRight) }
    guard decimalsAreRight, whole.isGrouped else { return whole.shape(decimalsAreRight) }
    return whole.total(adding: paise)
  }

  /// `₹`, `Rs`, `Rs.` or `INR`, and one space after it.
  private static func skipLeadingMark(_ cell: Span<UInt8>, _ at: inout Int) {
    guard at < cell.count, !ASCII.isDigit(cell[at]) else { return }
    if cell.matches("₹", at: at) || cell.matches("inr", at: at) {
      at += 3
    } else if cell.matches("rs", at: at) {
      at += 2
      if at < cell.count, cell[at] == ASCII.dot { at += 1 }
    } else {
      return
    }
    at += spaceLength(cell, at)
  }

  /// How many bytes one space takes, if there is one; also the one that web pages and chat programs put behind a mark.
  private static func spaceLength(_ cell: Span<UInt8>, _ at: Int) -> Int {
    guard at < cell.count, let match = LookAlike.at(at, in: cell), match.kind == .space else { return 0 }
    return match.length
  }

  /// `.d` or `.dd`, or nothing at all.
  private static func readDecimals(_ cell: Span<UInt8>, _ at: inout Int, _ paise: inout Int64) -> Bool {
    guard at < cell.count, cell[at] == ASCII.dot else { return true }
    at += 1
    let end = cell.endOfDigits(from: at)
    defer { at = end }
    switch end - at {
    case 1: paise = Int64(cell[at] - ASCII.zero) * 10
    case 2: paise = Int64(cell[at] - ASCII.zero) * 10 + Int64(cell[at + 1] - ASCII.zero)
    default: return false
    }
    return true
  }

  /// Nothing more, or `INR` or `/-` with at most one space before it.
  private static func isEnd(_ cell: Span<UInt8>, _ at: Int) -> Bool {
    if at == cell.count { return true }
    let mark = at + spaceLength(cell, at)
    return (cell.count - mark == 3 && cell.matches("inr", at: mark))
      || (cell.count - mark == 2 && cell.matches("/-", at: mark))
  }
}

/// The rupees of an amount: digits, perhaps in groups.
private struct Whole {
  private var rupees: Int64 = 0
  private var overflow = false
  private var commas = 0
  private var first = 0
  private var group = 0
  private var middleIsTwo = true
  private var middleIsThree = true

  /// Reads digits and commas; false when there is no digit at all.
  mutating func read(_ cell: Span<UInt8>, _ at: inout Int) -> Bool {
    let start = at
    while at < cell.count {
      let byte = cell[at]
      if ASCII.isDigit(byte) {
        take(byte)
      } else if byte == ASCII.comma, at > start {
        closeGroup()
      } else {
        break
      }
      at += 1
    }
    return at > start
  }

  @inline(__always)
  private mutating func take(_ byte: UInt8) {
    let (tens, over) = rupees.multipliedReportingOverflow(by: 10)
    let (sum, overSum) = tens.addingReportingOverflow(Int64(byte - ASCII.zero))
    overflow = overflow || over || overSum
    rupees = sum
    group += 1
  }

  private mutating func closeGroup() {
    if commas == 0 {
      first = group
    } else {
      middleIsTwo = middleIsTwo && group == 2
      middleIsThree = middleIsThree && group == 3
    }
    commas += 1
    group = 0
  }

  /// No commas, or all of them where one of the two ways has them.
  var isGrouped: Bool {
    if commas == 0 { return true }
    let isIndian = first >= 1 && first <= 2 && middleIsTwo
    let isWestern = first >= 1 && first <= 3 && middleIsThree
    return group == 3 && (isIndian || isWestern)
  }

  /// The worst of a cell that is no amount.
  func shape(_ decimalsAreRight: Bool) -> AmountShape { isGrouped && !decimalsAreRight ? .decimals : .grouping }

  func total(adding paise: Int64) -> AmountShape {
    let (hundreds, over) = rupees.multipliedReportingOverflow(by: 100)
    let (sum, overSum) = hundreds.addingReportingOverflow(paise)
    return overflow || over || overSum ? .tooLarge : .paise(sum)
  }
}
