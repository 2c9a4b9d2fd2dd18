/// What libcsv's callbacks write to: the cells and rows of one chunk, in raw memory that is large enough for any.
///
/// Its layout is the one of `RowBatch`, so that handing rows over is four copies of memory.
///
/// Unsafe, because the callbacks run once for every cell of a sheet of millions: no reference counting, no exclusivity
/// checks, no growth. It is right because libcsv, starting anew, ends at most n cells of n bytes in all, and n rows, in a
/// text of n bytes, and one more of each at the end of the sheet; the capacities hold that many (see `reset`), so no write
/// can leave them.
struct RowSink {
  /// Copies of 16 bytes at a time may run over the end of a cell, here and in libcsv's buffer, by fewer than this.
  static let slackBytes = 16

  let limits: SheetLimits
  /// How much text there is room for.
  private var textBytesMax = 0
  private var bytes: UnsafeMutablePointer<UInt8>
  private var fieldEnds: UnsafeMutablePointer<UInt32>
  private var rowEnds: UnsafeMutablePointer<UInt32>
  private var rowLines: UnsafeMutablePointer<UInt32>
  private var byteCount = 0
  private var fieldCount = 0
  private var rowCount = 0
  /// Where the row that is being read starts in `fieldEnds`.
  private var rowStart = 0
  private var emptyLines = 0
  /// What ended the line before: a line feed right after a carriage return is not a line of its own.
  private var lastTerminator: UInt8 = 0
  /// The first limit that a row is over.
  private(set) var fault: RowFault?

  init(limits: SheetLimits) {
    self.limits = limits
    bytes = .allocate(capacity: Self.slackBytes)
    fieldEnds = .allocate(capacity: 2)
    rowEnds = .allocate(capacity: 2)
    rowLines = .allocate(capacity: 1)
  }

  func deallocate() {
    bytes.deallocate()
    fieldEnds.deallocate()
    rowEnds.deallocate()
    rowLines.deallocate()
  }

  mutating func reset(textBytes: Int) {
    if textBytes > textBytesMax {
      deallocate()
      textBytesMax = textBytes
      bytes = .allocate(capacity: textBytes + Self.slackBytes)
      fieldEnds = .allocate(capacity: textBytes + 2)
      rowEnds = .allocate(capacity: textBytes + 2)
      rowLines = .allocate(capacity: textBytes + 1)
    }
    fieldEnds[0] = 0
    rowEnds[0] = 0
    (byteCount, fieldCount, rowCount, rowStart, emptyLines) = (0, 0, 0, 0, 0)
    lastTerminator = 0
    fault = nil
  }

  /// The line that is being read, counted from 1.
  var currentLine: Int { rowCount + emptyLines + 1 }

  /// The cell that is being read, counted from 1.
  var currentColumn: Int { fieldCount - rowStart + 1 }

  var isInRow: Bool { fieldCount > rowStart }

  /// A cell has ended: keep a copy, for libcsv uses its buffer again.
  @inline(__always)
  mutating func endField(_ field: UnsafeRawPointer, _ count: Int, hasSlack: Bool = true) {
    if count > limits.fieldBytesMax { return keep(.sheetFieldSize, cell: currentColumn) }
    let target = UnsafeMutableRawPointer(bytes + byteCount)
    if count <= 16, hasSlack {
      // One load and one store beat a call of memcpy; both buffers have `slackBytes` after the cell.
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
    guard isInRow else {
      if lastTerminator != Byte.lineFeed || before != Byte.carriageReturn { emptyLines += 1 }
      return
    }
    checkRow()
    rowLines[rowCount] = UInt32(truncatingIfNeeded: currentLine)
    rowCount += 1
    rowStart = fieldCount
    rowEnds[rowCount] = UInt32(truncatingIfNeeded: fieldCount)
  }

  /// Checks the row that is being read against the limits: when it ends, and at the end of the text.
  @inline(__always)
  mutating func checkRow() {
    if fieldCount - rowStart > limits.columnsMax { keep(.sheetColumns) }
    if byteCount - Int(fieldEnds[rowStart]) > limits.rowBytesMax { keep(.sheetRowSize) }
  }

  private mutating func keep(_ code: Failure.Code, cell: Int? = nil) {
    if fault != nil { return }
    let failure = limits.failure(code)
    fault = (cell.map { failure.adding(.cell, "\($0)") } ?? failure, currentLine)
  }

  /// Copies the rows to a batch, except those from the fault on.
  func copy(to batch: inout RowBatch, upTo fault: RowFault?) {
    var rows = rowCount
    if let fault { while rows > 0, rowLines[rows - 1] >= fault.line { rows -= 1 } }
    let fields = Int(rowEnds[rows])
    batch.bytes.replace(with: bytes, count: Int(fieldEnds[fields]))
    batch.fieldEnds.replace(with: fieldEnds, count: fields + 1)
    batch.rowEnds.replace(with: rowEnds, count: rows + 1)
    batch.rowLines.replace(with: rowLines, count: rows)
    batch.lines = currentLine - 1
    batch.emptyLines = emptyLines
    batch.fault = fault
  }
}

extension Array {
  /// Becomes a copy of `count` elements of trivial type, keeping its memory.
  fileprivate mutating func replace(with start: UnsafeMutablePointer<Element>, count: Int) {
    removeAll(keepingCapacity: true)
    append(contentsOf: UnsafeBufferPointer(start: start, count: count))
  }
}
