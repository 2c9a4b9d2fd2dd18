// Bytes looked at eight at a time, for the rules that every row goes through.

extension Span where Element == UInt8 {
  /// Whether every byte is ASCII and passes a test of eight bytes, which marks those that pass in their top bits.
  @inline(__always)
  func allSatisfy(_ marks: (UInt64) -> UInt64) -> Bool {
    let top: UInt64 = 0x8080_8080_8080_8080
    // Safe: every load lies inside the span, and needs no alignment.
    return withUnsafeBytes { bytes in
      func passes(_ word: UInt64) -> Bool { word & top == 0 && marks(word) & top == top }
      func eight(_ at: Int) -> UInt64 { bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self) }
      func four(_ at: Int) -> UInt64 { UInt64(bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self)) }
      let count = bytes.count
      guard count >= 8 else {
        if count >= 4 { return passes(four(0) << 32 | four(count - 4)) }
        for byte in bytes where !passes(UInt64(repeating: byte)) { return false }
        return true
      }
      var at = 0
      while at + 8 < count {
        guard passes(eight(at)) else { return false }
        at += 8
      }
      // The last ones, of which some may have been looked at already.
      return passes(eight(count - 8))
    }
  }
}

extension UInt64 {
  /// The 128-bit product of two words, folded to 64 bits, in which every bit of either counts.
  @inlinable @inline(__always)
  package func folded(with other: UInt64) -> UInt64 {
    let (high, low) = multipliedFullWidth(by: other)
    return high ^ low
  }

  @inline(__always)
  init(repeating byte: UInt8) { self = 0x0101_0101_0101_0101 &* UInt64(byte) }

  /// Marks the bytes from `first` to `last`, in their top bits; the others of these eight must be ASCII, too.
  @inline(__always)
  func marks(of first: UInt8, to last: UInt8) -> UInt64 {
    // No sum exceeds its byte: what is added is at most 0x80, to at most 0x7F.
    (self &+ UInt64(repeating: 0x80 &- first)) & ~(self &+ UInt64(repeating: 0x7F &- last))
  }

  @inline(__always)
  var marksOfLetters: UInt64 { (self | UInt64(repeating: 0x20)).marks(of: 0x61, to: 0x7A) }
}
