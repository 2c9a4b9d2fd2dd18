/// One row that owns its bytes: for keeping (the ledger stores its blob) and for building output.
public struct PackedRow: Sendable, Equatable {
  private var bytes: [UInt8] = []
  /// Where each cell ends in `bytes`.
  private var ends: [UInt32] = []

  /// A row without cells.
  public init() {}

  /// A copy of a row of a batch.
  public init(_ row: borrowing Row) {
    append(contentsOf: row)
  }

  /// A row of cells that end at `ends` in `bytes`: rising, the last one at the end of the bytes.
  public init(bytes: [UInt8], ends: [UInt32]) {
    precondition(Int(ends.last ?? 0) == bytes.count, "the last cell ends with the bytes")
    self.bytes = bytes
    self.ends = ends
  }

  /// The row that `blob` was made of; nil if these bytes are not a row's blob.
  public init?(blob: [UInt8]) {
    guard load(blob: blob.span) else { return nil }
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
    write(field)
    endField()
  }

  /// Adds a cell.
  public mutating func append(_ text: String) {
    write(text)
    endField()
  }

  /// Adds all cells of a row.
  public mutating func append(contentsOf row: borrowing Row) {
    let start = row.ends[0]
    let base = UInt32(bytes.count)
    write(row.bytes.extracting(Int(start)..<Int(row.ends[row.count])))
    for index in 1...row.count { ends.append(base + row.ends[index] - start) }
  }

  /// Adds all cells of another row.
  public mutating func append(contentsOf row: PackedRow) {
    let base = UInt32(bytes.count)
    bytes += row.bytes
    for end in row.ends { ends.append(base + end) }
  }

  /// Adds bytes to the cell that is being written; it is no cell before `endField()`.
  public mutating func write(_ part: Span<UInt8>) {
    // Not unsafe in effect: the pointer does not leave the closure.
    part.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
  }

  /// Adds text to the cell that is being written.
  public mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Adds one byte to the cell that is being written.
  public mutating func write(_ byte: UInt8) { bytes.append(byte) }

  /// Ends the cell that is being written, which may be empty.
  public mutating func endField() {
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

  /// Becomes the row that `blob` was made of, reusing memory; false, and no cells, if these bytes are not a row's blob.
  public mutating func load(blob: Span<UInt8>) -> Bool {
    removeAll()
    guard loadParts(of: blob) else {
      removeAll()
      return false
    }
    return true
  }

  private mutating func loadParts(of blob: Span<UInt8>) -> Bool {
    var position = 0
    // Each cell takes at least its length byte, so a damaged count cannot ask for more memory than the blob has.
    guard let cells = blob.leb128(at: &position), Int(cells) <= blob.count else { return false }
    var end = 0
    for _ in 0..<cells {
      guard let length = blob.leb128(at: &position) else { return false }
      end += Int(length)
      guard end <= blob.count else { return false }
      ends.append(UInt32(end))
    }
    guard blob.count - position == end else { return false }
    write(blob.extracting(position..<blob.count))
    return true
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
