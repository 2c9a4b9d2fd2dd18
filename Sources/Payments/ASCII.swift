/// Bytes of the ASCII range by name, and the classes that the rules are made of.
enum ASCII {
  static let tab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let quote: UInt8 = 0x22
  static let hash: UInt8 = 0x23
  static let apostrophe: UInt8 = 0x27
  static let plus: UInt8 = 0x2B
  static let comma: UInt8 = 0x2C
  static let dash: UInt8 = 0x2D
  static let dot: UInt8 = 0x2E
  static let slash: UInt8 = 0x2F
  static let zero: UInt8 = 0x30
  static let nine: UInt8 = 0x39
  static let equals: UInt8 = 0x3D
  static let at: UInt8 = 0x40
  static let delete: UInt8 = 0x7F

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- zero < 10 }

  @inline(__always)
  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

  @inline(__always)
  static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }

  @inline(__always)
  static func isPrintable(_ byte: UInt8) -> Bool { byte &- 0x21 < 0x5E }

  @inline(__always)
  static func uppercased(_ byte: UInt8) -> UInt8 { byte &- 0x61 < 26 ? byte &- 0x20 : byte }

  @inline(__always)
  static func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

  static func isBreak(_ byte: UInt8) -> Bool { byte == tab || byte == lineFeed || byte == carriageReturn }
}

extension Span where Element == UInt8 {
  /// True when the bytes from `start` on begin with `text`, compared without regard to ASCII case; `text` is lower case.
  func matches(_ text: StaticString, at start: Int) -> Bool {
    guard start >= 0, count - start >= text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { wanted in
      for offset in wanted.indices where ASCII.lowercased(self[start + offset]) != wanted[offset] { return false }
      return true
    }
  }

  /// The same of the whole cell.
  func equals(_ text: StaticString) -> Bool { count == text.utf8CodeUnitCount && matches(text, at: 0) }

  /// True when the bytes from `start` on have a form in which 0 stands for any digit, and other characters for themselves.
  func hasForm(_ form: StaticString, at start: Int = 0) -> Bool {
    guard count - start >= form.utf8CodeUnitCount else { return false }
    return form.withUTF8Buffer { wanted in
      for offset in wanted.indices {
        let byte = ASCII.lowercased(self[start + offset])
        guard wanted[offset] == ASCII.zero ? ASCII.isDigit(byte) : byte == wanted[offset] else { return false }
      }
      return true
    }
  }

  func first(of byte: UInt8) -> Int? {
    for index in indices where self[index] == byte { return index }
    return nil
  }

  @inline(__always)
  func every(_ test: (UInt8) -> Bool) -> Bool {
    for index in indices where !test(self[index]) { return false }
    return true
  }

  var isAllDigits: Bool { !isEmpty && allSatisfy { $0.marks(of: ASCII.zero, to: ASCII.nine) } }

  /// Whether the last so many bytes, or more, are zeros.
  public func endsInZeros(_ least: Int) -> Bool {
    count >= least && extracting((count - least)...).every { $0 == ASCII.zero }
  }

  var isAlphanumeric: Bool { every(ASCII.isAlphanumeric) }

  /// First place at or after `start` that holds no digit; `count` if there is none.
  func endOfDigits(from start: Int) -> Int {
    var index = start
    while index < count, ASCII.isDigit(self[index]) { index += 1 }
    return index
  }

  /// How many zeros the cell begins with.
  package var leadingZeros: Int {
    var zeros = 0
    while zeros < count, self[zeros] == ASCII.zero { zeros += 1 }
    return zeros
  }

  /// The number that these places, a few ASCII digits, stand for.
  @inline(__always)
  func number(in places: Range<Int>) -> Int {
    var value = 0
    for index in places { value = value * 10 + Int(self[index] - ASCII.zero) }
    return value
  }

  /// Number of characters (Unicode scalars): every byte counts that does not continue another.
  var characterCount: Int {
    var characters = 0
    for index in indices where self[index] & 0xC0 != 0x80 { characters += 1 }
    return characters
  }

  /// The bytes as text; undecodable ones become U+FFFD.
  package var string: String { withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) } }
}

extension [UInt8] {
  // Not unsafe in effect: the pointer does not leave the closure.
  @inlinable package mutating func append(_ bytes: Span<UInt8>) {
    bytes.withUnsafeBufferPointer { append(contentsOf: $0) }
  }
}
