/// Characters beyond ASCII that a person takes for a space or a dash, or does not see at all.
///
/// Chat programs, web pages and word processors leave them in copied numbers.
enum LookAlike {
  case space, dash, invisible

  /// The look-alike that starts at `index`, if there is one, and how many bytes it takes. ASCII space and dash count as
  /// well.
  static func at(_ index: Int, in bytes: Span<UInt8>) -> (kind: LookAlike, length: Int)? {
    let first = bytes[index]
    if first == ASCII.space { return (.space, 1) }
    if first == ASCII.dash { return (.dash, 1) }
    guard first >= 0xC2, let scalar = decode(at: index, in: bytes), let kind = kind(of: scalar) else { return nil }
    return (kind, scalar < 0x800 ? 2 : 3)
  }

  /// The scalar of a sequence of two or three bytes; nil for others and for damaged ones.
  private static func decode(at index: Int, in bytes: Span<UInt8>) -> UInt32? {
    let first = UInt32(bytes[index])
    guard index + 1 < bytes.count, bytes[index + 1] & 0xC0 == 0x80 else { return nil }
    let second = UInt32(bytes[index + 1] & 0x3F)
    if first & 0xE0 == 0xC0 { return (first & 0x1F) << 6 | second }
    guard first & 0xF0 == 0xE0, index + 2 < bytes.count, bytes[index + 2] & 0xC0 == 0x80 else { return nil }
    let scalar = (first & 0x0F) << 12 | second << 6 | UInt32(bytes[index + 2] & 0x3F)
    return scalar >= 0x800 ? scalar : nil
  }

  /// Spaces: NBSP and Unicode's other ones (thin, narrow, ideographic, line and paragraph separator).
  /// Invisible: soft hyphen, zero-width and direction marks, byte order mark.
  private static func kind(of scalar: UInt32) -> LookAlike? {
    switch scalar {
    case 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: .space
    case 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63, 0xFF0D: .dash
    case 0xAD, 0x61C, 0x180E, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x2066...0x206F, 0xFEFF: .invisible
    default: nil
    }
  }
}

extension Span where Element == UInt8 {
  /// Shows each look-alike with its place and length, and each other byte alone.
  func forEachCharacter(_ show: (_ index: Int, _ length: Int, _ kind: LookAlike?) -> Void) {
    var index = 0
    while index < count {
      let match = LookAlike.at(index, in: self)
      show(index, match?.length ?? 1, match?.kind)
      index += match?.length ?? 1
    }
  }

  var holdsSpaces: Bool { indices.contains { LookAlike.at($0, in: self).map { $0.kind != .dash } ?? false } }
}
