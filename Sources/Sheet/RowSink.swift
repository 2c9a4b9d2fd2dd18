/// What libcsv's callbacks write to: cells and rows in raw memory that is large enough for any one block.
///
/// Its layout is the one of `RowBatch`, so that handing rows over is four copies of memory.
///
/// Unsafe, because the callbacks run once for every cell of a sheet of millions: no reference counting, no exclusivity
/// checks, no growth. It is right because a call of `csv_parse` with n bytes ends at most n cells and n rows, and
/// because the rest of a row that is carried from block to block is checked against the limits after every block; the
/// capacities are the sum of both (see `init`), so no write can leave them.
struct RowSink {
  /// Why the rows that were found cannot be used.
  enum Fault { case field, row, columns }

  /// Copies of 16 bytes at a time may run over the end of a cell, here and in libcsv's buffer, by fewer than this.
  static let slackBytes = 16

  let fieldBytesMax: Int
  let rowBytesMax: Int
  let columnsMax: Int
  let bytes: UnsafeMutablePointer<UInt8>
  let fieldEnds: UnsafeMutablePointer<UInt32>
  let rowEnds: UnsafeMutablePointer<UInt32>
  let numbers: UnsafeMutablePointer<Int>
  var byteCount = 0
  var fieldCount = 0
  var rowCount = 0
  /// Where the row that is being read starts in `fieldEnds`.
  var rowStart = 0
  /// Rows and empty lines that have ended so far in the sheet, those above the header included.
  var linesEnded: Int
  var emptyLines = 0
  /// What ended the line before: a line feed right after a carriage return is not a line of its own.
  var lastTerminator: UInt8 = 0
  /// The first fault, and the row it is in.
  var fault: Fault?
  var faultRow = 0

  /// Room for one call of `csv_parse` with at most `parseBytesMax` bytes, on top of one unfinished row.
  init(limits: SheetLimits, parseBytesMax: Int, linesAbove: Int) {
    fieldBytesMax = limits.fieldBytesMax
    rowBytesMax = limits.rowBytesMax
    columnsMax = limits.columnsMax
    linesEnded = linesAbove
    // The cell that libcsv holds back between blocks can be as long as its buffer: the limit and two quotes.
    bytes = .allocate(
      capacity: limits.rowBytesMax + limits.fieldBytesMax + CSVParser.quoteBytes + parseBytesMax + Self.slackBytes
    )
    fieldEnds = .allocate(capacity: limits.columnsMax + parseBytesMax + 2)
    rowEnds = .allocate(capacity: parseBytesMax + 3)
    numbers = .allocate(capacity: parseBytesMax + 2)
    fieldEnds[0] = 0
    rowEnds[0] = 0
  }

  func deallocate() {
    bytes.deallocate()
    fieldEnds.deallocate()
    rowEnds.deallocate()
    numbers.deallocate()
  }

  /// The row that is being read, as the spreadsheet shows it.
  var currentRow: Int { linesEnded + 1 }

  /// The cell that is being read, counted from 1.
  var currentColumn: Int { fieldCount - rowStart + 1 }

  /// A cell has ended: keep a copy, for libcsv uses its buffer again.
  @inline(__always)
  mutating func endField(_ field: UnsafeRawPointer, _ count: Int) {
    if count > fieldBytesMax { return keep(.field) }
    let target = UnsafeMutableRawPointer(bytes + byteCount)
    if count <= 16 {
      // One load and one store beat a call of memcpy; both buffers have `slackBytes` after their last cell.
      target.storeBytes(of: field.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
    } else {
      target.copyMemory(from: field, byteCount: count)
    }
    byteCount += count
    fieldCount += 1
    fieldEnds[fieldCount] = UInt32(truncatingIfNeeded: byteCount)
  }

  /// A line has ended with `terminator`: a row if it has cells, else an empty line or the second half of a CRLF.
  @inline(__always)
  mutating func endLine(_ terminator: Int32) {
    let before = lastTerminator
    lastTerminator = UInt8(truncatingIfNeeded: terminator)
    if fieldCount > rowStart { return endRow() }
    if lastTerminator == Byte.lineFeed, before == Byte.carriageReturn { return }
    emptyLines += 1
    linesEnded += 1
  }

  @inline(__always)
  private mutating func endRow() {
    checkRow()
    linesEnded += 1
    numbers[rowCount] = linesEnded
    rowCount += 1
    rowStart = fieldCount
    rowEnds[rowCount] = UInt32(truncatingIfNeeded: fieldCount)
  }

  /// Checks the row that is being read against the limits: when it ends, and after each block.
  @inline(__always)
  mutating func checkRow() {
    if fieldCount - rowStart > columnsMax { keep(.columns) }
    if byteCount - Int(fieldEnds[rowStart]) > rowBytesMax { keep(.row) }
  }

  private mutating func keep(_ new: Fault) {
    guard fault == nil else { return }
    fault = new
    faultRow = currentRow
  }

  /// Copies the finished rows and the count of empty lines to a batch, and starts anew with the unfinished row.
  mutating func hand(over batch: inout RowBatch) {
    batch.bytes.replace(with: bytes, count: Int(fieldEnds[rowStart]))
    batch.fieldEnds.replace(with: fieldEnds, count: rowStart + 1)
    batch.rowEnds.replace(with: rowEnds, count: rowCount + 1)
    batch.numbers.replace(with: numbers, count: rowCount)
    batch.emptyLines = emptyLines
    removeFirst(rows: rowCount)
    emptyLines = 0
  }

  /// Takes the first row out, for the header.
  mutating func takeFirstRow() -> (row: PackedRow, number: Int) {
    var row = PackedRow()
    for index in 0..<Int(rowEnds[1]) {
      let start = Int(fieldEnds[index])
      row.append(Span(_unsafeStart: bytes + start, count: Int(fieldEnds[index + 1]) - start))
    }
    let number = numbers[0]
    removeFirst(rows: 1)
    return (row, number)
  }

  private mutating func removeFirst(rows: Int) {
    let fields = Int(rowEnds[rows])
    let start = fieldEnds[fields]
    byteCount -= Int(start)
    fieldCount -= fields
    rowStart -= fields
    rowCount -= rows
    bytes.update(from: bytes + Int(start), count: byteCount)
    for index in 0...fieldCount { fieldEnds[index] = fieldEnds[index + fields] - start }
    for index in 0...rowCount { rowEnds[index] = rowEnds[index + rows] - UInt32(fields) }
    numbers.update(from: numbers + rows, count: rowCount)
  }
}

extension Array {
  /// Becomes a copy of `count` elements of trivial type, keeping its memory.
  fileprivate mutating func replace(with start: UnsafeMutablePointer<Element>, count: Int) {
    removeAll(keepingCapacity: true)
    append(contentsOf: UnsafeBufferPointer(start: start, count: count))
  }
}
