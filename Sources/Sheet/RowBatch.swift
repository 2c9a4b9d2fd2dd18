/// Many rows in one buffer: the bytes of all cells in one array, cell ends, row ends, row numbers.
///
/// Make one and give it to `SheetReader.next(into:)` again and again: its memory is reused, and stays as large as a
/// block of the sheet and its longest row.
public struct RowBatch: Sendable {
  /// Lines with nothing at all in them between this batch's rows, before or after them: there is no `Row` for them,
  /// but they count in row numbers.
  public internal(set) var emptyLines = 0
  var bytes: [UInt8] = []
  /// A zero, then where each cell ends in `bytes`.
  var fieldEnds: [UInt32] = [0]
  /// A zero, then how many cells there are up to the end of each row.
  var rowEnds: [UInt32] = [0]
  var numbers: [Int] = []

  /// A batch without rows.
  public init() {}

  /// How many rows there are. It can be zero when there are empty lines.
  public var count: Int { numbers.count }

  /// The row at an index from 0 up to, but not including, `count`.
  @_lifetime(borrow self)
  public func row(_ index: Int) -> Row {
    let first = Int(rowEnds[index])
    let last = Int(rowEnds[index + 1])
    return Row(number: numbers[index], bytes: bytes.span, ends: fieldEnds.span.extracting(first..<last + 1))
  }
}
