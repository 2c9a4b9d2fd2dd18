import Sheet

/// Tells whether the same cells were seen before, in about 16 bytes a row.
///
/// A row is known by 64 bits and its part of the table, 72 bits of a hash under a key drawn for each run: in a sheet of a
/// million rows, two different rows are taken for the same with a chance below one in 10^9.
///
/// The table is made for as many rows as the sheet seems to have. It has many parts, of which each grows by a third when
/// there are more: growing then copies little.
struct Fingerprints: ~Copyable {
  private static let partsCount = 256
  private static let bucketsMin = 12

  private var parts: [Part]
  /// What was read only to have it near.
  private var touched: UInt32 = 0
  /// The rows of a chunk in the order of their parts.
  private var order: [Int] = []

  /// A table for about so many rows.
  init(rows: Int = 0) {
    // Five rows in six places, on average.
    let buckets = rows * 6 / (5 * Self.partsCount * Bucket.rowsMax)
    parts = (0..<Self.partsCount).map { _ in Part(bucketCount: max(Self.bucketsMin, buckets)) }
  }

  deinit { for part in parts { part.deallocate() } }

  /// Finds for each row of a chunk the number of the earlier row with the same cells, and remembers those without one.
  ///
  /// Part by part, whose memory then stays near, and in two turns, so that many rows' places are fetched at a time.
  mutating func findFirstRows(_ batch: RowBatch, _ rows: [JudgedRow], into firstRows: inout [Int?]) {
    firstRows.removeAll(keepingCapacity: true)
    firstRows.append(contentsOf: repeatElement(nil, count: rows.count))
    sortByPart(rows)
    for index in order {
      guard let fingerprint = rows[index].fingerprint else { continue }
      touched ^= parts[Self.part(of: fingerprint)].home(of: fingerprint.tag).count
    }
    for index in order {
      guard let fingerprint = rows[index].fingerprint else { continue }
      firstRows[index] = firstRow(like: fingerprint, number: batch.number(index))
    }
  }

  /// The number of the earlier row with the same cells; nil, and the row is remembered, if there is none.
  mutating func firstRow(like fingerprint: Fingerprint, number: Int) -> Int? {
    parts[Self.part(of: fingerprint)].firstRow(fingerprint.tag, UInt32(clamping: number)).map(Int.init)
  }

  /// Rows of the same part stay in their order.
  private mutating func sortByPart(_ rows: [JudgedRow]) {
    var starts = [Int](repeating: 0, count: Self.partsCount + 1)
    for row in rows { if let fingerprint = row.fingerprint { starts[Self.part(of: fingerprint) + 1] += 1 } }
    for part in 0..<Self.partsCount { starts[part + 1] += starts[part] }
    order.removeAll(keepingCapacity: true)
    order.append(contentsOf: repeatElement(0, count: starts[Self.partsCount]))
    for (index, row) in rows.enumerated() {
      guard let fingerprint = row.fingerprint else { continue }
      let part = Self.part(of: fingerprint)
      order[starts[part]] = index
      starts[part] += 1
    }
  }

  @inline(__always)
  private static func part(of fingerprint: Fingerprint) -> Int { Int(fingerprint.part) % partsCount }
}

/// Buckets of fingerprints, each beginning in the one that its bits choose; what finds a bucket full goes to the next.
///
/// Unsafe, for it is asked once for every row, at random places in far more memory than the processor has near, and a
/// bucket is what the processor fetches at once. It is right because the memory is owned by `Fingerprints`, which cannot
/// be copied and frees it once; because a bucket's index stays below their count; and because some bucket is not full
/// (see `firstRow`), so that every search ends.
private struct Part {
  private var buckets: UnsafeMutableRawPointer
  private var bucketCount: Int
  private var count = 0

  init(bucketCount: Int) {
    self.bucketCount = bucketCount
    buckets = .allocate(byteCount: bucketCount * Bucket.bytes, alignment: Bucket.bytes)
    buckets.initializeMemory(as: UInt8.self, repeating: 0, count: bucketCount * Bucket.bytes)
  }

  func deallocate() { buckets.deallocate() }

  /// The bucket that a tag begins in.
  @inline(__always)
  func home(of tag: UInt64) -> Bucket { bucket(homeIndex(of: tag)) }

  @inline(__always)
  mutating func firstRow(_ tag: UInt64, _ row: UInt32) -> UInt32? {
    var index = homeIndex(of: tag)
    while true {
      let bucket = bucket(index)
      if let first = bucket.row(of: tag) { return first }
      if !bucket.isFull {
        bucket.append(tag, row)
        break
      }
      index = self.index(after: index)
    }
    count += 1
    // Nine in ten places taken, at most.
    if count * 10 >= bucketCount * Bucket.rowsMax * 9 { grow() }
    return nil
  }

  private mutating func grow() {
    let old = self
    self = Part(bucketCount: old.bucketCount + old.bucketCount / 3)
    count = old.count
    for index in 0..<old.bucketCount {
      let bucket = old.bucket(index)
      for place in 0..<Int(bucket.count) { insert(bucket.tag(place), bucket.row(place)) }
    }
    old.deallocate()
  }

  /// Adds a tag that is not there.
  @inline(__always)
  private func insert(_ tag: UInt64, _ row: UInt32) {
    var index = homeIndex(of: tag)
    while bucket(index).isFull { index = self.index(after: index) }
    bucket(index).append(tag, row)
  }

  @inline(__always)
  private func index(after index: Int) -> Int { index + 1 == bucketCount ? 0 : index + 1 }

  /// Spreads tags over the buckets.
  @inline(__always)
  private func homeIndex(of tag: UInt64) -> Int { Int(((tag >> 32) &* UInt64(bucketCount)) >> 32) }

  @inline(__always)
  private func bucket(_ index: Int) -> Bucket { Bucket(start: buckets + index * Bucket.bytes) }
}

/// A view of 64 bytes: five tags of eight, their rows' numbers of four, and how many there are.
private struct Bucket {
  static let bytes = 64
  static let rowsMax = 5
  private static let rowsStart = 40
  private static let countStart = 60

  let start: UnsafeMutableRawPointer

  @inline(__always)
  var count: UInt32 { start.load(fromByteOffset: Self.countStart, as: UInt32.self) }

  @inline(__always)
  var isFull: Bool { count == UInt32(Self.rowsMax) }

  @inline(__always)
  func tag(_ place: Int) -> UInt64 { start.load(fromByteOffset: place * 8, as: UInt64.self) }

  @inline(__always)
  func row(_ place: Int) -> UInt32 { start.load(fromByteOffset: Self.rowsStart + place * 4, as: UInt32.self) }

  /// Looks at all places, also free ones, whose tag no row has: that needs no jump that a processor cannot foresee.
  @inline(__always)
  func row(of wanted: UInt64) -> UInt32? {
    var found = 0
    for place in 0..<Self.rowsMax { found |= tag(place) == wanted ? 1 : 0 }
    if found == 0 { return nil }
    for place in 0..<Self.rowsMax where tag(place) == wanted { return row(place) }
    return nil
  }

  /// Adds to a bucket that is not full.
  @inline(__always)
  func append(_ tag: UInt64, _ row: UInt32) {
    let place = Int(count)
    start.storeBytes(of: tag, toByteOffset: place * 8, as: UInt64.self)
    start.storeBytes(of: row, toByteOffset: Self.rowsStart + place * 4, as: UInt32.self)
    start.storeBytes(of: count + 1, toByteOffset: Self.countStart, as: UInt32.self)
  }
}

/// What stands for a row's cells.
struct Fingerprint: Sendable, Equatable {
  /// Never 0.
  let tag: UInt64
  let part: UInt32
}
