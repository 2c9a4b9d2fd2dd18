extension Span<UInt8> {
  /// Bytes of the blank or invisible mark at an index (space, TAB, line breaks, NBSP, soft hyphen, and the spaces,
  /// zero-width and direction marks of U+061C, U+1680, U+180E, U+2000–206F, U+3000, U+FEFF); 0 where there is none.
  func blankLength(at index: Int) -> Int {
    let second = index + 1 < count ? self[index + 1] : 0
    let third = index + 2 < count ? self[index + 2] : 0
    switch (self[index], second) {
    case (Byte.space, _), (Byte.tab, _), (Byte.lineFeed, _), (Byte.carriageReturn, _): return 1
    case (0xC2, 0xA0), (0xC2, 0xAD), (0xD8, 0x9C): return 2
    case (0xE1, 0x9A): return third == 0x80 ? 3 : 0
    case (0xE1, 0xA0): return third == 0x8E ? 3 : 0
    case (0xE2, 0x80): return (0x80...0x8F).contains(third) || (0xA8...0xAF).contains(third) ? 3 : 0
    case (0xE2, 0x81): return (0x9F...0xAF).contains(third) ? 3 : 0
    case (0xE3, 0x80): return third == 0x80 ? 3 : 0
    case (0xEF, 0xBB): return third == 0xBF ? 3 : 0
    default: return 0
    }
  }
}
