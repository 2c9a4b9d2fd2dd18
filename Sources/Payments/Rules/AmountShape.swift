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
    var at = !cell.isEmpty && cell[0] == ASCII.plus ? 1 : 0
    skipLeadingMark(cell, &at)
    let start = at
    if cell.hasForm(".0", at: at) { return .decimals }
    while at < cell.count, ASCII.isDigit(cell[at]) || cell[at] == ASCII.comma && at > start { at += 1 }
    if at == start { return .other }
    let whole = cell.extracting(start..<at)
    let isGrouped = whole.first(of: ASCII.comma) == nil || whole.isGrouped(by: 2) || whole.isGrouped(by: 3)
    guard let paise = readDecimals(cell, &at) else { return isGrouped ? .decimals : .grouping }
    guard isGrouped else { return .grouping }
    return isEnd(cell, at) ? total(whole, paise) : .other
  }

  /// `₹`, `Rs`, `Rs.` or `INR`, and one space after it.
  private static func skipLeadingMark(_ cell: Span<UInt8>, _ at: inout Int) {
    let marks: [StaticString] = ["₹", "inr", "rs.", "rs"]
    guard let mark = marks.first(where: { cell.matches($0, at: at) }) else { return }
    at += mark.utf8CodeUnitCount
    at += spaceLength(cell, at)
  }

  /// How many bytes one space takes, if there is one; also the one that web pages and chat programs put behind a mark.
  private static func spaceLength(_ cell: Span<UInt8>, _ at: Int) -> Int {
    guard at < cell.count, let match = LookAlike.at(at, in: cell), match.kind == .space else { return 0 }
    return match.length
  }

  /// The paise of `.d` or `.dd`, or of nothing at all; nil if the dot is followed by anything else.
  private static func readDecimals(_ cell: Span<UInt8>, _ at: inout Int) -> Int? {
    guard at < cell.count, cell[at] == ASCII.dot else { return 0 }
    let start = at + 1
    at = cell.endOfDigits(from: start)
    guard at - start == 1 || at - start == 2 else { return nil }
    return cell.number(in: start..<at) * (at - start == 1 ? 10 : 1)
  }

  /// Nothing more, or `INR` or `/-` with at most one space before it.
  private static func isEnd(_ cell: Span<UInt8>, _ at: Int) -> Bool {
    if at == cell.count { return true }
    let mark = cell.extracting((at + spaceLength(cell, at))...)
    return mark.equals("inr") || mark.equals("/-")
  }

  private static func total(_ whole: Span<UInt8>, _ paise: Int) -> AmountShape {
    var rupees: Int128 = 0
    for index in whole.indices where whole[index] != ASCII.comma {
      // More digits make it no smaller.
      rupees = min(rupees * 10 + Int128(whole[index] - ASCII.zero), Int128(Int64.max))
    }
    return Int64(exactly: rupees * 100 + Int128(paise)).map(AmountShape.paise) ?? .tooLarge
  }
}

extension Span where Element == UInt8 {
  /// Whether commas stand before the last three digits and then, to the left, before every so many, and nowhere else.
  fileprivate func isGrouped(by digits: Int) -> Bool {
    indices.allSatisfy { index in
      let isPlace = count - index >= 4 && (count - index - 4).isMultiple(of: digits + 1)
      return (self[index] == ASCII.comma) == isPlace
    }
  }
}
