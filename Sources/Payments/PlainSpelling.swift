/// Letters and digits in their plain form, whatever was done to them on the way: percent-encoded (`%39`, also twice),
/// written as an HTML character (`&#57;`) or as an escape of a program's text (`\u0039`, `\x39`), full-width, or digits of
/// another script.
enum PlainSpelling {
  /// Rounds of decoding: a gateway may encode what was encoded before.
  private static let roundsMax = 3

  /// The words in plain spelling; nil if that is how they are.
  static func of(_ words: String) -> String? {
    var plain = words
    for _ in 0..<roundsMax {
      guard let plainer = decoded(plain) else { break }
      plain = plainer
    }
    return plain == words ? nil : plain
  }

  /// Nil if there is nothing to decode.
  private static func decoded(_ words: String) -> String? {
    // Nearly all words are plain.
    guard words.utf8.contains(where: { $0 >= 0x80 || "%&\\".utf8.contains($0) }) else { return nil }
    var rest = words.unicodeScalars[...]
    var plain = String.UnicodeScalarView()
    while let first = rest.first {
      let (scalar, length) = escape(rest) ?? (form(of: first), 1)
      plain.append(scalar)
      rest = rest.dropFirst(length)
    }
    return plain.elementsEqual(words.unicodeScalars) ? nil : String(plain)
  }

  /// The ASCII character that an escape at the beginning stands for, and the length of the escape.
  private static func escape(_ text: Substring.UnicodeScalarView) -> (Unicode.Scalar, Int)? {
    switch text.first {
    case "%":
      let digits = text.dropFirst().prefix(2)
      return digits.count == 2 ? ascii(digits, radix: 16).map { ($0, 3) } : nil
    case "&":
      guard text.dropFirst().first == "#" else { return nil }
      let isHex = ["x", "X"].contains(text.dropFirst(2).first)
      let digits = text.dropFirst(isHex ? 3 : 2).prefix { $0.properties.isASCIIHexDigit }.prefix(4)
      guard let scalar = ascii(digits, radix: isHex ? 16 : 10) else { return nil }
      let length = (isHex ? 3 : 2) + digits.count
      return (scalar, text.dropFirst(length).first == ";" ? length + 1 : length)
    case "\\":
      let name = text.drop { $0 == "\\" }
      guard let length = ["u": 4, "x": 2][name.first], name.count > length else { return nil }
      let digits = name.dropFirst().prefix(length)
      return ascii(digits, radix: 16).map { ($0, text.count - name.count + 1 + length) }
    default: return nil
    }
  }

  private static func ascii(_ digits: Substring.UnicodeScalarView, radix: Int) -> Unicode.Scalar? {
    let code = digits.allSatisfy(\.properties.isASCIIHexDigit) ? UInt8(String(digits), radix: radix) : nil
    return code.flatMap { (0x20..<0x7F).contains($0) ? Unicode.Scalar($0) : nil }
  }

  /// The ASCII character that a full-width one, or a digit of any script, looks like.
  private static func form(of scalar: Unicode.Scalar) -> Unicode.Scalar {
    if scalar.isASCII { return scalar }
    if (0xFF01...0xFF5E).contains(scalar.value) { return Unicode.Scalar(UInt8(scalar.value - 0xFF01 + 0x21)) }
    guard let digit = Character(scalar).wholeNumberValue, (0...9).contains(digit) else { return scalar }
    return Unicode.Scalar(UInt8(ascii: "0") + UInt8(digit))
  }
}
