// FAST PATH, see PlainRows.swift: the standard library's `Hasher` would do.

import Payments
import Sheet

extension Row {
  /// A hash of the cells as they are: for rows whose cells are clean.
  var hash: UInt64 { hashed(cellBytes, ends: cellEnds, bytesBefore: bytesBefore) }
}

extension PackedRow {
  var hash: UInt64 { hashed(cellBytes, ends: cellEnds, bytesBefore: 0) }
}

/// Drawn for each run, so that nobody can make two rows that have the same hash.
private let key = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max) | 1)

/// Takes in all bytes and where each cell ends, so that cells cannot run into one another. Never 0.
private func hashed(_ bytes: Span<UInt8>, ends: Span<UInt32>, bytesBefore: UInt32) -> UInt64 {
  var state = key.0 ^ UInt64(ends.count)
  func take(_ word: UInt64) { state = (state ^ word).folded(with: key.1) }
  func take(at offset: Int) { take(bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)) }
  if bytes.count >= 8 {
    for offset in stride(from: 0, to: bytes.count - 8, by: 8) { take(at: offset) }
    // The last ones, of which some may have been taken already.
    take(at: bytes.count - 8)
  } else {
    for index in bytes.indices { take(UInt64(bytes[index])) }
  }
  for index in stride(from: 0, to: ends.count, by: 2) {
    let next = index + 1 < ends.count ? ends[index + 1] &- bytesBefore : .max
    take(UInt64(ends[index] &- bytesBefore) << 32 | UInt64(next))
  }
  return max(1, state)
}
