/// Tells whether the same cells were seen before, in 16 bytes a row and a little room.
///
/// A fingerprint has 96 bits under a key drawn for each run: in a sheet of ten million rows, two different rows have
/// the same one with a chance below one in 10^14.
struct Fingerprints {
  private struct Entry {
    var high: UInt64 = 0
    var low: UInt32 = 0
    /// The row that was first; 0 where there is none.
    var row: UInt32 = 0
  }

  private var entries = [Entry](repeating: Entry(), count: 1 << 10)
  private var count = 0
  private let key = (UInt64.random(in: 0...UInt64.max) | 1, UInt64.random(in: 0...UInt64.max) | 1)

  /// A fingerprint without cells, to be filled with those of a row.
  var empty: Fingerprint { Fingerprint(key: key) }

  /// The number of the earlier row with the same cells; nil, and the row is remembered, if there is none.
  mutating func firstRow(like fingerprint: Fingerprint, number: Int) -> Int? {
    if count * 4 >= entries.count * 3 { grow() }
    let (high, low) = fingerprint.value
    let place = place(of: high, low)
    if entries[place].row != 0 { return Int(entries[place].row) }
    entries[place] = Entry(high: high, low: low, row: UInt32(clamping: number))
    count += 1
    return nil
  }

  private func place(of high: UInt64, _ low: UInt32) -> Int {
    let mask = entries.count - 1
    var place = Int(truncatingIfNeeded: high) & mask
    while entries[place].row != 0, entries[place].high != high || entries[place].low != low {
      place = (place + 1) & mask
    }
    return place
  }

  private mutating func grow() {
    let old = entries
    entries = Array(repeating: Entry(), count: old.count * 2)
    for entry in old where entry.row != 0 { entries[place(of: entry.high, entry.low)] = entry }
  }
}

/// What stands for a row's cells.
struct Fingerprint {
  private let key: (UInt64, UInt64)
  private var state: (UInt64, UInt64)

  fileprivate init(key: (UInt64, UInt64)) {
    self.key = key
    state = key
  }

  /// Takes in a cell, eight bytes at a time, and its length, so that cells cannot run into one another.
  mutating func add(_ cell: Span<UInt8>) {
    var state = state
    // Safe: every load lies inside the span, `at + 8 <= count`, and needs no alignment.
    cell.withUnsafeBytes { bytes in
      var at = 0
      while at + 8 <= bytes.count {
        Self.take(bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self), into: &state)
        at += 8
      }
      var word: UInt64 = 0
      while at < bytes.count {
        word = word << 8 | UInt64(bytes[at])
        at += 1
      }
      Self.take(word, into: &state)
    }
    Self.take(UInt64(cell.count) | 1 << 63, into: &state)
    self.state = state
  }

  fileprivate var value: (UInt64, UInt32) {
    let low = Self.folded(state.1 ^ state.0, key.0)
    return (Self.folded(state.0, state.1 ^ key.1), UInt32(truncatingIfNeeded: low))
  }

  private static func take(_ word: UInt64, into state: inout (UInt64, UInt64)) {
    state.0 = folded(state.0 ^ word, 0x9E37_79B9_7F4A_7C15)
    state.1 = folded(state.1 &+ word, 0xD6E8_FEB8_6659_FD93) ^ state.0
  }

  /// The 128-bit product of two words, folded to 64 bits.
  private static func folded(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let (high, low) = a.multipliedFullWidth(by: b)
    return high ^ low
  }
}
