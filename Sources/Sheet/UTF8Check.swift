/// Checks that text is UTF-8 (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF), in pieces cut anywhere.
struct UTF8Check {
  private var missing = 0
  /// What the next continuation byte may be: any, but for some right behind the first.
  private var allowed: ClosedRange<UInt8> = 0x80...0xBF
  /// Where the sequence that is being read starts in the file, counted from 0.
  private(set) var sequenceStart = 0

  var isIncomplete: Bool { missing > 0 }

  /// How many bytes of the block are fine; all, or those before the sequence that is not (`sequenceStart`).
  mutating func check(_ block: Span<UInt8>, offset: Int) -> Int {
    var index = 0
    while index < block.count {
      if missing == 0 {
        index = block.firstNonASCII(from: index)
        guard index < block.count else { break }
        sequenceStart = offset + index
        guard begin(block[index]) else { return index }
      } else {
        guard allowed.contains(block[index]) else { return max(0, sequenceStart - offset) }
        allowed = 0x80...0xBF
        missing -= 1
      }
      index += 1
    }
    return block.count
  }

  private mutating func begin(_ lead: UInt8) -> Bool {
    switch lead {
    case 0xC2...0xDF: missing = 1
    case 0xE0: (missing, allowed) = (2, 0xA0...0xBF)
    case 0xED: (missing, allowed) = (2, 0x80...0x9F)
    case 0xE1...0xEF: missing = 2
    case 0xF0: (missing, allowed) = (3, 0x90...0xBF)
    case 0xF4: (missing, allowed) = (3, 0x80...0x8F)
    case 0xF1...0xF3: missing = 3
    default: return false
    }
    return true
  }
}

extension Span<UInt8> {
  /// The first byte at or after an index that is not ASCII; the count if there is none.
  fileprivate func firstNonASCII(from start: Int) -> Int {
    // Unsafe for speed, 32 bytes at a time: `index + 32` is at most `count`, so the load is inside.
    withUnsafeBytes { bytes in
      var index = start
      while index + 32 <= bytes.count {
        let chunk = bytes.loadUnaligned(fromByteOffset: index, as: SIMD4<UInt64>.self)
        let high = (chunk[0] | chunk[1] | chunk[2] | chunk[3]) & 0x8080_8080_8080_8080
        if high != 0 { break }
        index += 32
      }
      while index < bytes.count, bytes[index] < 0x80 { index += 1 }
      return index
    }
  }
}
