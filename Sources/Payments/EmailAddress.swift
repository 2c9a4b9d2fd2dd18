/// An e-mail address by the pattern of the WHATWG HTML standard, with a dot in the domain, without `..`, at most 254
/// characters. An empty cell is the caller's decision.
public enum EmailAddress {
  /// Most bytes of an address (RFC 5321 leaves 254).
  public static let bytesMax = 254
  /// Most bytes of one part of a domain.
  public static let labelBytesMax = 63

  /// Every error code that `read` can give.
  public static let errorCodes = Damage.codes + ["length", "dots", "domain", "format"]
  /// Every warning code that `read` can give.
  public static let warningCodes: [String] = []

  /// Whether a cell is an address.
  public static func isPlain(_ cell: Span<UInt8>) -> Bool {
    guard cell.count <= bytesMax, let at = localPartEnd(cell) else { return false }
    return isDomain(cell, from: at + 1)
  }

  /// Reads a cleaned cell and appends it as it is.
  public static func read(_ cell: Span<UInt8>, into text: inout [UInt8]) -> Findings {
    guard isPlain(cell) else { return explain(cell) }
    text.append(cell)
    return .none
  }

  /// Where the `@` stands after a well-formed local part without `..`.
  private static func localPartEnd(_ cell: Span<UInt8>) -> Int? {
    var index = 0
    while index < cell.count, isLocalByte(cell[index]) {
      if cell[index] == ASCII.dot, index > 0, cell[index - 1] == ASCII.dot { return nil }
      index += 1
    }
    return index > 0 && index < cell.count && cell[index] == ASCII.at ? index : nil
  }

  /// `[a-zA-Z0-9.!#$%&'*+/=?^_{|}~-]` and the backtick.
  @inline(__always)
  private static func isLocalByte(_ byte: UInt8) -> Bool {
    if ASCII.isAlphanumeric(byte) { return true }
    switch byte {
    case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D...0x2F, 0x3D, 0x3F, 0x5E...0x60, 0x7B...0x7E: return true
    default: return false
    }
  }

  /// Labels of letters, digits and inner dashes, with dots between them, at least two.
  private static func isDomain(_ cell: Span<UInt8>, from start: Int) -> Bool {
    var labelStart = start
    for index in start..<cell.count {
      let byte = cell[index]
      if byte == ASCII.dot {
        guard hasLabelEdges(cell, labelStart, index) else { return false }
        labelStart = index + 1
      } else if !ASCII.isAlphanumeric(byte), byte != ASCII.dash {
        return false
      }
    }
    return labelStart > start && hasLabelEdges(cell, labelStart, cell.count)
  }

  @inline(__always)
  private static func hasLabelEdges(_ cell: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    end > start && end - start <= labelBytesMax && cell[start] != ASCII.dash && cell[end - 1] != ASCII.dash
  }

  private static func isLabel(_ cell: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard hasLabelEdges(cell, start, end) else { return false }
    for index in start..<end where !ASCII.isAlphanumeric(cell[index]) && cell[index] != ASCII.dash { return false }
    return true
  }

  private static func explain(_ cell: Span<UInt8>) -> Findings {
    if let problem = Damage.problem(in: cell) { return .error(problem) }
    if cell.count > bytesMax {
      return .error("length", "The e-mail address is longer than \(bytesMax) characters. Enter a shorter one.")
    }
    if cell.holdsDoubleDot {
      return .error("dots", "The e-mail address has two dots in a row. Check it letter by letter.")
    }
    if let at = localPartEnd(cell), isLabel(cell, at + 1, cell.count) {
      return .error("domain", "The e-mail address has no dot after the @, as in example.com. Complete it.")
    }
    return .error("format", "This is not one e-mail address. Write a single address like name@example.com.")
  }
}

extension Span where Element == UInt8 {
  fileprivate var holdsDoubleDot: Bool {
    guard count > 1 else { return false }
    for index in 1..<count where self[index] == ASCII.dot && self[index - 1] == ASCII.dot { return true }
    return false
  }
}
