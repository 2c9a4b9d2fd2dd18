/// Many rows in one buffer: the bytes of all cells in one array, cell ends, row ends, line numbers.
///
/// Make one and give it to `RowParser.parse` again and again: its memory is reused, and stays as large as a chunk of
/// the sheet.
public struct RowBatch: Sendable {
  /// The lines of the sheet before this batch's: what row numbers are counted from.
  public var linesBefore = 0
  /// Rows and lines with nothing at all in them.
  public internal(set) var lines = 0
  /// Lines with nothing at all in them: there is no `Row` for them, but they count in row numbers.
  public internal(set) var emptyLines = 0
  @usableFromInline var bytes: [UInt8] = []
  /// A zero, then where each cell ends in `bytes`.
  @usableFromInline var fieldEnds: [UInt32] = [0]
  /// A zero, then how many cells there are up to the end of each row.
  @usableFromInline var rowEnds: [UInt32] = [0]
  /// Each row's line, counted from 1.
  @usableFromInline var rowLines: [UInt32] = []
  var fault: RowFault?

  /// A batch without rows.
  public init() {}

  /// How many rows there are. It can be zero when there are empty lines.
  @inlinable public var count: Int { rowLines.count }

  /// What is wrong with the sheet behind the last row, if anything; then nothing behind it can be used.
  public var error: Failure? { fault.map { $0.failure.adding(.row, "\(linesBefore + $0.line)") } }

  /// A row's number as the spreadsheet shows it.
  @inlinable public func number(_ index: Int) -> Int { linesBefore + Int(rowLines[index]) }

  /// The row at an index from 0 up to, but not including, `count`.
  @_lifetime(borrow self)
  @inlinable @inline(__always) public func row(_ index: Int) -> Row {
    let first = Int(rowEnds[index])
    let last = Int(rowEnds[index + 1])
    return Row(number: number(index), bytes: bytes.span, ends: fieldEnds.span.extracting(first..<last + 1))
  }

  /// A cell of the row at an index, which has so many.
  @_lifetime(borrow self)
  @inlinable @inline(__always) public func cell(_ row: Int, _ position: Int) -> Span<UInt8> {
    let first = Int(rowEnds[row]) + position
    return bytes.span.extracting(Int(fieldEnds[first])..<Int(fieldEnds[first + 1]))
  }
}

/// What is wrong with a chunk, and in which of its lines, counted from 1: the row's number shows when the lines before it
/// are counted.
typealias RowFault = (failure: Failure, line: Int)
