/// One row that owns its bytes: for keeping (the ledger stores its blob) and for building output.
public struct PackedRow: Sendable, Equatable {
  private var bytes: [UInt8] = []
  private var ends: [UInt32] = []

  /// A row without cells.
  public init() {}

  /// A copy of a row of a batch.
  public init(_ row: borrowing Row) { append(contentsOf: row) }

  /// A row of cells that end at `ends` in `bytes`: rising, the last one at the end of the bytes.
  public init(bytes: [UInt8], ends: [UInt32]) {
    precondition(Int(ends.last ?? 0) == bytes.count, "the last cell ends with the bytes")
    self.bytes = bytes
    self.ends = ends
  }

  /// How many cells have ended.
  public var count: Int { ends.count }

  /// The bytes of a cell.
  public subscript(_ index: Int) -> Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let start = index == 0 ? 0 : Int(ends[index - 1])
      return bytes.span.extracting(start..<Int(ends[index]))
    }
  }

  /// The bytes of all cells, one after the other.
  public var cellBytes: Span<UInt8> {
    @_lifetime(borrow self)
    get { bytes.span }
  }

  /// Where each cell ends in `cellBytes`.
  public var cellEnds: Span<UInt32> {
    @_lifetime(borrow self)
    get { ends.span }
  }

  /// A cell as text; bytes that are no UTF-8 become U+FFFD.
  public func string(_ index: Int) -> String { String(decodingUTF8: self[index]) }

  /// Removes all cells and keeps the memory for the next row.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  /// Adds a cell.
  public mutating func append(_ field: Span<UInt8>) {
    bytes.append(field)
    endField()
  }

  /// Adds a cell.
  public mutating func append(_ text: String) {
    bytes += text.utf8
    endField()
  }

  /// Adds all cells of a row.
  public mutating func append(contentsOf row: borrowing Row) {
    let start = row.ends[0]
    let base = UInt32(bytes.count)
    bytes.append(row.cellBytes)
    for index in 1...row.count { ends.append(base + row.ends[index] - start) }
  }

  private mutating func endField() {
    precondition(bytes.count <= Int(UInt32.max), "a row is far below 4 GiB")
    ends.append(UInt32(bytes.count))
  }
}

// The blob: the number of cells, then the length of each, as LEB128 numbers, then the bytes of all cells.
extension PackedRow {
  /// The row as bytes, for keeping. The form is stable: a ledger holds these for years.
  public var blob: [UInt8] {
    var blob: [UInt8] = []
    blob.reserveCapacity(bytes.count + 2 * ends.count + 4)
    appendBlob(to: &blob)
    return blob
  }

  /// Adds the row's blob.
  public func appendBlob(to blob: inout [UInt8]) {
    blob.appendLEB128(UInt32(ends.count))
    var start: UInt32 = 0
    for end in ends {
      blob.appendLEB128(end - start)
      start = end
    }
    blob += bytes[..<Int(start)]
  }

  /// The row that a blob was made of; nil if these bytes are not a row's blob.
  public init?(blob: [UInt8]) { self.init(blob: blob.span) }

  /// The same.
  public init?(blob: Span<UInt8>) {
    var position = 0
    // Each cell takes at least its length byte, so a damaged count cannot ask for more memory than the blob has.
    guard let cells = blob.leb128(at: &position), Int(cells) <= blob.count else { return nil }
    var end = 0
    for _ in 0..<cells {
      guard let length = blob.leb128(at: &position) else { return nil }
      end += Int(length)
      guard end <= blob.count else { return nil }
      ends.append(UInt32(end))
    }
    guard blob.count - position == end else { return nil }
    bytes.append(blob.extracting(position...))
  }
}

extension Array<UInt8> {
  fileprivate mutating func appendLEB128(_ number: UInt32) {
    var rest = number
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(rest))
  }
}

extension Span<UInt8> {
  fileprivate func leb128(at position: inout Int) -> UInt32? {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while position < count, shift < 35 {
      let byte = self[position]
      position += 1
      number |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return UInt32(exactly: number) }
      shift += 7
    }
    return nil
  }
}
