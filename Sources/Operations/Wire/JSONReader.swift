/// Reads JSON strictly (RFC 8259), except that a comma may stand before a closing bracket: the provider's own examples
/// have it. Written here because no library both accepts those commas and shows keys that stand twice.
public struct JSONReader {
  /// Deeper answers are refused: the provider's have four levels.
  private static let depthMax = 32

  private let bytes: [UInt8]
  private var at = 0
  private var depth = 0

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The one value that the bytes hold; nil if they are not JSON.
  public static func read(_ bytes: [UInt8]) -> JSONValue? {
    var reader = JSONReader(bytes)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.at = 3 }
    guard let value = reader.value() else { return nil }
    reader.skipBlanks()
    return reader.at == bytes.count ? value : nil
  }

  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func skipBlanks() {
    while let byte = next, " \n\r\t".utf8.contains(byte) { at += 1 }
  }

  private mutating func take(_ wanted: UInt8) -> Bool {
    guard next == wanted else { return false }
    at += 1
    return true
  }

  private mutating func value() -> JSONValue? {
    skipBlanks()
    switch next {
    case UInt8(ascii: "{"): return object()
    case UInt8(ascii: "["): return array()
    case UInt8(ascii: "\""): return string().map(JSONValue.string)
    case UInt8(ascii: "t"): return word("true", .bool(true))
    case UInt8(ascii: "f"): return word("false", .bool(false))
    case UInt8(ascii: "n"): return word("null", .null)
    default: return number()
    }
  }

  private mutating func object() -> JSONValue? {
    var pairs: [JSONValue.Pair] = []
    let isWhole = readItems(upTo: UInt8(ascii: "}")) { reader in
      guard let key = reader.string() else { return false }
      reader.skipBlanks()
      guard reader.take(UInt8(ascii: ":")), let value = reader.value() else { return false }
      pairs.append(.init(key, value))
      return true
    }
    return isWhole ? .object(pairs) : nil
  }

  private mutating func array() -> JSONValue? {
    var values: [JSONValue] = []
    let isWhole = readItems(upTo: UInt8(ascii: "]")) { reader in
      guard let value = reader.value() else { return false }
      values.append(value)
      return true
    }
    return isWhole ? .array(values) : nil
  }

  /// Reads items with commas between them, and perhaps behind the last one, and the closing bracket.
  private mutating func readItems(upTo closing: UInt8, _ read: (inout JSONReader) -> Bool) -> Bool {
    guard depth < Self.depthMax else { return false }
    depth += 1
    defer { depth -= 1 }
    at += 1
    while true {
      skipBlanks()
      if take(closing) { return true }
      guard read(&self) else { return false }
      skipBlanks()
      guard take(UInt8(ascii: ",")) || next == closing else { return false }
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) -> JSONValue? {
    guard bytes[at...].starts(with: "\(word)".utf8) else { return nil }
    at += word.utf8CodeUnitCount
    return value
  }

  private mutating func number() -> JSONValue? {
    let start = at
    _ = take(UInt8(ascii: "-"))
    let whole = digits()
    guard whole == 1 || (whole > 1 && bytes[at - whole] != UInt8(ascii: "0")) else { return nil }
    if take(UInt8(ascii: ".")), digits() == 0 { return nil }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      at += 1
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      if digits() == 0 { return nil }
    }
    return .number(String(decoding: bytes[start..<at], as: UTF8.self))
  }

  private mutating func digits() -> Int {
    let start = at
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { at += 1 }
    return at - start
  }

  private mutating func string() -> String? {
    guard take(UInt8(ascii: "\"")) else { return nil }
    var text: [UInt8] = []
    while true {
      let start = at
      while let byte = next, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { at += 1 }
      text += bytes[start..<at]
      if take(UInt8(ascii: "\"")) { return String(validating: text, as: UTF8.self) }
      guard take(UInt8(ascii: "\\")), escape(into: &text) else { return nil }
    }
  }

  private mutating func escape(into text: inout [UInt8]) -> Bool {
    guard let byte = next else { return false }
    at += 1
    switch byte {
    case UInt8(ascii: "u"):
      guard let scalar = unicodeScalar() else { return false }
      text.append(contentsOf: String(scalar).utf8)
    default:
      let places = zip("\"\\/bfnrt".utf8, "\"\\/\u{8}\u{C}\n\r\t".utf8)
      guard let meant = places.first(where: { $0.0 == byte })?.1 else { return false }
      text.append(meant)
    }
    return true
  }

  /// The scalar of `\uXXXX`, or of two of them that are a surrogate pair.
  private mutating func unicodeScalar() -> Unicode.Scalar? {
    guard let first = fourHexDigits() else { return nil }
    guard UTF16.isLeadSurrogate(first) else { return Unicode.Scalar(first) }
    guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")), let second = fourHexDigits(),
      UTF16.isTrailSurrogate(second)
    else { return nil }
    return Unicode.Scalar(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
  }

  private mutating func fourHexDigits() -> UInt16? {
    guard at + 4 <= bytes.count else { return nil }
    let digits = bytes[at..<at + 4]
    at += 4
    guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit && $0 < 0x80 }) else { return nil }
    return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
