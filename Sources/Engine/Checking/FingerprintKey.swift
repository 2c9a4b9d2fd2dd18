import Sheet

/// Makes fingerprints, under a secret, so that nobody can make two rows that have the same.
struct FingerprintKey: Sendable {
  private let first = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))
  private let each = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))

  /// The fingerprint of a row's cells as they are: for rows whose cells are clean.
  func fingerprint(of row: borrowing Row) -> Fingerprint {
    fingerprint(of: row.cellBytes, ends: row.cellEnds, bytesBefore: row.bytesBefore)
  }

  func fingerprint(of row: borrowing PackedRow) -> Fingerprint {
    fingerprint(of: row.cellBytes, ends: row.cellEnds, bytesBefore: 0)
  }

  /// Takes in all bytes and where each cell ends, so that cells cannot run into one another.
  private func fingerprint(of bytes: Span<UInt8>, ends: Span<UInt32>, bytesBefore: UInt32) -> Fingerprint {
    var state = (first.0 ^ UInt64(ends.count), first.1)
    takeBytes(bytes, into: &state)
    takeEnds(ends, bytesBefore, into: &state)
    return Fingerprint(tag: max(1, state.0), part: UInt32(truncatingIfNeeded: state.1))
  }

  /// Sixteen bytes at a time; the last ones may be taken twice.
  @inline(__always)
  private func takeBytes(_ bytes: Span<UInt8>, into state: inout (UInt64, UInt64)) {
    // Safe: every load lies inside the span, `at + 16 <= count`, and needs no alignment.
    bytes.withUnsafeBytes { bytes in
      func word(_ at: Int) -> UInt64 { bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self) }
      guard bytes.count >= 16 else {
        var words: (UInt64, UInt64) = (0, 0)
        for byte in bytes { words = (words.0 << 8 | words.1 >> 56, words.1 << 8 | UInt64(byte)) }
        return take(words.0, words.1, into: &state)
      }
      var at = 0
      while at + 16 < bytes.count {
        take(word(at), word(at + 8), into: &state)
        at += 16
      }
      take(word(bytes.count - 16), word(bytes.count - 8), into: &state)
    }
  }

  /// Four ends at a time.
  @inline(__always)
  private func takeEnds(_ ends: Span<UInt32>, _ bytesBefore: UInt32, into state: inout (UInt64, UInt64)) {
    func pair(_ at: Int) -> UInt64 {
      let first = at < ends.count ? ends[at] &- bytesBefore : 0
      let second = at + 1 < ends.count ? ends[at + 1] &- bytesBefore : 0
      return UInt64(first) << 32 | UInt64(second)
    }
    var at = 0
    while at < ends.count {
      take(pair(at), pair(at + 2), into: &state)
      at += 4
    }
  }

  @inline(__always)
  private func take(_ one: UInt64, _ two: UInt64, into state: inout (UInt64, UInt64)) {
    state = (Self.folded(one ^ each.0, two ^ state.0), Self.folded(two ^ each.1, one ^ state.1))
  }

  /// The 128-bit product of two words, folded to 64 bits.
  @inline(__always)
  private static func folded(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let (high, low) = a.multipliedFullWidth(by: b)
    return high ^ low
  }
}
