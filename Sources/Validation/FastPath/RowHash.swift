// FAST PATH, see PlainRows.swift: the standard library's `Hasher` would do.

import Sheet

extension Row {
  /// A hash of the cells as they are: for rows whose cells are clean.
  var hash: UInt64 { hashed(cellBytes, ends: cellEnds, bytesBefore: bytesBefore) }
}

extension PackedRow {
  /// A hash of the cells.
  var hash: UInt64 { hashed(cellBytes, ends: cellEnds, bytesBefore: 0) }
}

/// Drawn for each run, so that nobody can make two rows that have the same hash.
private let key = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max) | 1)

/// Takes in all bytes and where each cell ends, so that cells cannot run into one another. Never 0.
private func hashed(_ bytes: Span<UInt8>, ends: Span<UInt32>, bytesBefore: UInt32) -> UInt64 {
  var state = key.0 ^ UInt64(ends.count)
  func take(_ word: UInt64) {
    // The 128-bit product of two words, folded to 64 bits.
    let (high, low) = (state ^ word).multipliedFullWidth(by: key.1)
    state = high ^ low
  }
  var at = 0
  while at + 8 < bytes.count {
    take(bytes.bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self))
    at += 8
  }
  // The last ones, of which some may have been taken already.
  if bytes.count >= 8 {
    take(bytes.bytes.unsafeLoadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self))
  } else {
    for index in bytes.indices { take(UInt64(bytes[index])) }
  }
  for index in stride(from: 0, to: ends.count, by: 2) {
    let next = index + 1 < ends.count ? ends[index + 1] &- bytesBefore : .max
    take(UInt64(ends[index] &- bytesBefore) << 32 | UInt64(next))
  }
  return max(1, state)
}
