/// The sandbox's own writing of JSON strings; it shares nothing with the encoder that it is there to test.
enum JSONText {
  private static let hexDigits = Array("0123456789abcdef".utf8)

  /// The text as a JSON string, quotes included.
  static func quoted(_ text: String) -> String {
    var bytes: [UInt8] = []
    appendQuoted(text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the text as a JSON string, quotes included: characters outside ASCII stay as they are.
  static func appendQuoted(_ text: String, to bytes: inout [UInt8]) {
    bytes.reserveCapacity(bytes.count + text.utf8.count + 2)
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 { appendEscaped(byte, to: &bytes) }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func appendEscaped(_ byte: UInt8, to bytes: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
    case UInt8(ascii: "\n"): bytes += "\\n".utf8
    case UInt8(ascii: "\r"): bytes += "\\r".utf8
    case UInt8(ascii: "\t"): bytes += "\\t".utf8
    case 0x00..<0x20, 0x7F:
      bytes += "\\u00".utf8
      bytes += [hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 0xF)]]
    default: bytes.append(byte)
    }
  }
}
