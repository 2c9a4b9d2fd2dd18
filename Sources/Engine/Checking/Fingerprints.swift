import Sheet

/// Tells whether the same cells were seen before, in less than 19 bytes a row on average.
///
/// A row is known by 64 bits and its part of the table, 72 bits of a hash under a key drawn for each run: in a sheet of a
/// million rows, two different rows are taken for the same with a chance below one in 10^9.
///
/// The table has many parts, each with its own size, which grow one at a time: growing copies little, and their sizes
/// are so chosen that some are always just grown while others are nearly full.
///
/// Unsafe, for it is asked once for every row, at random places in far more memory than the processor has near. It is
/// right because the pointers are made, freed and replaced here alone, in a value that cannot be copied, and because
/// every place is below the part's capacity (see `place`).
struct Fingerprints: ~Copyable {
  private struct Entry {
    var high: UInt32
    var low: UInt32
    /// The row that was first; 0 where there is none.
    var row: UInt32
  }

  private struct Part {
    var entries: UnsafeMutablePointer<Entry>
    var capacity: UInt32
    var count: UInt32 = 0
  }

  private static let partsCount = 256
  private static let firstCapacity = 16

  private let parts: UnsafeMutablePointer<Part>
  /// What was read only to have it near.
  private var touched: UInt32 = 0

  init() {
    parts = .allocate(capacity: Self.partsCount)
    for index in 0..<Self.partsCount {
      // From one to one and a half times the first capacity, which is how parts grow.
      let capacity = UInt32(Self.firstCapacity + Self.firstCapacity * index / (2 * Self.partsCount))
      (parts + index).initialize(to: Part(entries: Self.empty(capacity), capacity: capacity))
    }
  }

  deinit {
    for index in 0..<Self.partsCount { parts[index].entries.deallocate() }
    parts.deallocate()
  }

  /// Fetches what `firstRow` will look at, so that many rows' places are fetched at the same time.
  mutating func touch(_ fingerprint: Fingerprint) {
    let part = parts[Self.part(of: fingerprint)]
    touched ^= part.entries[Int(Self.place(fingerprint.high, part.capacity))].row
  }

  /// The number of the earlier row with the same cells; nil, and the row is remembered, if there is none.
  mutating func firstRow(like fingerprint: Fingerprint, number: Int) -> Int? {
    let part = parts + Self.part(of: fingerprint)
    let place = Self.place(of: fingerprint.high, fingerprint.low, in: part.pointee)
    if part.pointee.entries[place].row != 0 { return Int(part.pointee.entries[place].row) }
    part.pointee.entries[place] = Entry(
      high: fingerprint.high,
      low: fingerprint.low,
      row: UInt32(clamping: number)
    )
    part.pointee.count += 1
    // Four fifths at most, so that there always is a free place.
    if part.pointee.count * 5 >= part.pointee.capacity * 4 { Self.grow(part) }
    return nil
  }

  @inline(__always)
  private static func part(of fingerprint: Fingerprint) -> Int { Int(fingerprint.part) % partsCount }

  /// Spreads 32 bits over the places, in their order; always below the capacity.
  @inline(__always)
  private static func place(_ high: UInt32, _ capacity: UInt32) -> UInt32 {
    high.multipliedFullWidth(by: capacity).high
  }

  /// Where an entry is, or where it would be.
  @inline(__always)
  private static func place(of high: UInt32, _ low: UInt32, in part: Part) -> Int {
    var place = Int(Self.place(high, part.capacity))
    while part.entries[place].row != 0, part.entries[place].high != high || part.entries[place].low != low {
      place = place + 1 == part.capacity ? 0 : place + 1
    }
    return place
  }

  private static func grow(_ part: UnsafeMutablePointer<Part>) {
    let old = part.pointee
    let capacity = old.capacity + old.capacity / 2
    part.pointee = Part(entries: empty(capacity), capacity: capacity, count: old.count)
    for index in 0..<Int(old.capacity) where old.entries[index].row != 0 {
      let entry = old.entries[index]
      part.pointee.entries[place(of: entry.high, entry.low, in: part.pointee)] = entry
    }
    old.entries.deallocate()
  }

  private static func empty(_ capacity: UInt32) -> UnsafeMutablePointer<Entry> {
    let entries = UnsafeMutablePointer<Entry>.allocate(capacity: Int(capacity))
    entries.initialize(repeating: Entry(high: 0, low: 0, row: 0), count: Int(capacity))
    return entries
  }
}

/// What stands for a row's cells.
struct Fingerprint: Sendable, Equatable {
  let high: UInt32
  let low: UInt32
  let part: UInt32
}
