/// An e-mail address by the pattern of the WHATWG HTML standard, with a dot in the domain, without `..`, at most 254
/// characters.
public enum EmailAddress: FieldRule {
  /// Most bytes of an address (RFC 5321 leaves 254).
  public static let bytesMax = 254
  private static let labelBytesMax = 63

  public static let errorCodes = Damage.codes + ["length", "dots", "domain", "format"]

  public static func isPlain(_ cell: Span<UInt8>, _ rules: borrowing Rules, in row: inout PlainValues) -> Bool {
    isAddress(cell)
  }

  private static func isAddress(_ cell: Span<UInt8>) -> Bool {
    guard cell.count <= bytesMax, let at = localPartEnd(cell) else { return false }
    return labels(cell, from: at + 1) ?? 0 >= 2
  }

  public static func read(_ cell: Span<UInt8>, _ rules: borrowing Rules, into row: inout RowValues) -> Findings {
    guard isAddress(cell) else { return explain(cell) }
    row.text.append(cell)
    return .none
  }

  /// Where the `@` stands after a well-formed local part without `..`.
  private static func localPartEnd(_ cell: Span<UInt8>) -> Int? {
    var index = 0
    while index < cell.count, isIn(localBytes, cell[index]) {
      if cell[index] == ASCII.dot, index > 0, cell[index - 1] == ASCII.dot { return nil }
      index += 1
    }
    return index > 0 && index < cell.count && cell[index] == ASCII.at ? index : nil
  }

  /// Bytes by a bit for each: those below 64, then the others.
  private typealias ByteSet = (UInt64, UInt64)
  /// `[a-zA-Z0-9.!#$%&'*+/=?^_{|}~-]` and the backtick.
  private static let localBytes: ByteSet = (0xA3FF_ECFA_0000_0000, 0x7FFF_FFFF_C7FF_FFFE)
  /// `[a-zA-Z0-9-]`
  private static let labelBytes: ByteSet = (0x03FF_2000_0000_0000, 0x07FF_FFFE_07FF_FFFE)

  @inline(__always)
  private static func isIn(_ set: ByteSet, _ byte: UInt8) -> Bool {
    byte < 0x80 && (byte < 64 ? set.0 : set.1) >> UInt64(byte & 63) & 1 == 1
  }

  /// How many labels of letters, digits and inner dashes there are, with dots between them; nil if there is anything else.
  private static func labels(_ cell: Span<UInt8>, from start: Int) -> Int? {
    var (labels, labelStart) = (1, start)
    for index in start..<cell.count {
      if isIn(labelBytes, cell[index]) { continue }
      guard cell[index] == ASCII.dot, hasLabelEdges(cell, labelStart, index) else { return nil }
      labels += 1
      labelStart = index + 1
    }
    return hasLabelEdges(cell, labelStart, cell.count) ? labels : nil
  }

  @inline(__always)
  private static func hasLabelEdges(_ cell: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    end > start && end - start <= labelBytesMax && cell[start] != ASCII.dash && cell[end - 1] != ASCII.dash
  }

  private static func explain(_ cell: Span<UInt8>) -> Findings {
    if let problem = Damage.problem(in: cell) { return .error(problem) }
    if cell.count > bytesMax {
      return .error("length", "The e-mail address is longer than \(bytesMax) characters. Enter a shorter one.")
    }
    if cell.indices.contains(where: { cell.matches("..", at: $0) }) {
      return .error("dots", "The e-mail address has two dots in a row. Check it letter by letter.")
    }
    if let at = localPartEnd(cell), labels(cell, from: at + 1) == 1 {
      return .error("domain", "The e-mail address has no dot after the @, as in example.com. Complete it.")
    }
    return .error("format", "This is not one e-mail address. Write a single address like name@example.com.")
  }
}
