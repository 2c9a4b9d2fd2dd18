// FAST PATH, see PlainRows.swift: a dictionary would do, with more memory and time.

import Glibc
import Sheet

/// A hash table that tells whether the same cells were seen before, in about 16 bytes a row.
///
/// A row is known by 64 bits of a hash under a key drawn for each run: in a sheet of a million rows, two different rows are
/// taken for the same with a chance below one in 10^7.
///
/// Unsafe, for it is asked once for every row, at random places in far more memory than the processor has near, and a
/// bucket is what the processor fetches at once. It is right because the memory is owned by this value, which cannot be
/// copied and frees it once; because a bucket's index stays below their count; and because some bucket is not full (see
/// `first`), so that every search ends.
struct DuplicateTable: ~Copyable {
  private static let bucketsMin = 1 << 10

  private var buckets: UnsafeMutableRawPointer
  private var bucketCount: Int
  private var count = 0
  /// What was read only to have it near.
  private var touched: UInt32 = 0
  private let rowsMax: Int
  /// The bits by which hashes are compared.
  private let compared: UInt64

  /// A table for about so many rows, and never more than `rowsMax`: those that come then are not remembered.
  ///
  /// - Parameter ignoring: Low bits of the hashes that may differ.
  init(rows: Int = 0, rowsMax: Int = .max, ignoring: UInt64 = 0) {
    self.rowsMax = rowsMax
    compared = ~ignoring
    // Five rows in six places, on average.
    bucketCount = max(Self.bucketsMin, rows * 6 / (5 * Bucket.rowsMax))
    buckets = Self.allocate(bucketCount)
  }

  deinit { munmap(buckets, bucketCount * Bucket.bytes) }

  /// Memory of zeros, in large pages if the system has them: small ones cost as much as the looking does.
  private static func allocate(_ bucketCount: Int) -> UnsafeMutableRawPointer {
    let bytes = bucketCount * Bucket.bytes
    let buckets = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let buckets, buckets != MAP_FAILED else { preconditionFailure("there is no memory for so many rows") }
    madvise(buckets, bytes, MADV_HUGEPAGE)
    return buckets
  }

  /// Whether no further row is remembered.
  var isFull: Bool { count == rowsMax }

  /// Finds the rows of a chunk that were there before, with the number and the hash of the first; remembers those of the
  /// others that count.
  ///
  /// In two turns, so that many rows' places are fetched at a time.
  @inline(__always)
  mutating func findRepeats(
    in chunk: Chunk,
    by hash: (CheckedRow) -> UInt64?,
    remembering counts: (CheckedRow) -> Bool = { _ in true }
  ) -> [(index: Int, first: (number: Int, hash: UInt64))] {
    let rows = chunk.rows.checked
    for row in rows { if let hash = hash(row) { touched ^= bucket(home(of: hash)).count } }
    return rows.indices.compactMap { index in
      guard let hash = hash(rows[index]) else { return nil }
      return first(like: hash, number: chunk.batch.number(index), isRemembered: counts(rows[index])).map { (index, $0) }
    }
  }

  /// The number and the hash of the first row like this one; nil, and the row is remembered if it counts, if there is none.
  @inline(__always)
  mutating func first(like hash: UInt64, number: Int, isRemembered: Bool = true) -> (number: Int, hash: UInt64)? {
    var index = home(of: hash)
    while true {
      let bucket = bucket(index)
      if let place = bucket.place(of: hash, compared) { return (Int(bucket.row(place)), bucket.hash(place)) }
      if !bucket.isFull {
        if isFull || !isRemembered { return nil }
        bucket.append(hash, UInt32(clamping: number))
        break
      }
      index = index + 1 == bucketCount ? 0 : index + 1
    }
    count += 1
    // Nine in ten places taken, at most.
    if count * 10 >= bucketCount * Bucket.rowsMax * 9 { grow() }
    return nil
  }

  private mutating func grow() {
    let (old, oldCount) = (buckets, bucketCount)
    bucketCount += bucketCount / 3
    buckets = Self.allocate(bucketCount)
    count = 0
    for index in 0..<oldCount {
      let bucket = Bucket(start: old + index * Bucket.bytes)
      for place in 0..<Int(bucket.count) { _ = first(like: bucket.hash(place), number: Int(bucket.row(place))) }
    }
    munmap(old, oldCount * Bucket.bytes)
  }

  /// The bucket that a hash begins in; what finds it full goes to the next.
  @inline(__always)
  private func home(of hash: UInt64) -> Int { Int(((hash >> 32) &* UInt64(bucketCount)) >> 32) }

  @inline(__always)
  private func bucket(_ index: Int) -> Bucket { Bucket(start: buckets + index * Bucket.bytes) }
}

/// A view of 64 bytes: five hashes of eight, their rows' numbers of four, and how many there are.
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
  func hash(_ place: Int) -> UInt64 { start.load(fromByteOffset: place * 8, as: UInt64.self) }

  @inline(__always)
  func row(_ place: Int) -> UInt32 { start.load(fromByteOffset: Self.rowsStart + place * 4, as: UInt32.self) }

  /// Looks at all places, also free ones, whose hash no row has: that needs no jump that a processor cannot foresee.
  @inline(__always)
  func place(of wanted: UInt64, _ compared: UInt64) -> Int? {
    var found = 0
    for place in 0..<Self.rowsMax { found |= (hash(place) ^ wanted) & compared == 0 ? 1 : 0 }
    if found == 0 { return nil }
    for place in 0..<Self.rowsMax where (hash(place) ^ wanted) & compared == 0 { return place }
    return nil
  }

  /// Adds to a bucket that is not full.
  @inline(__always)
  func append(_ hash: UInt64, _ row: UInt32) {
    let place = Int(count)
    start.storeBytes(of: hash, toByteOffset: place * 8, as: UInt64.self)
    start.storeBytes(of: row, toByteOffset: Self.rowsStart + place * 4, as: UInt32.self)
    start.storeBytes(of: count + 1, toByteOffset: Self.countStart, as: UInt32.self)
  }
}
