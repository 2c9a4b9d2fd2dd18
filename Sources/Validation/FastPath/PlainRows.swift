// FAST PATH. The files of this folder are here only because `check` is to be about as fast as bare libcsv, which
// `Tests/Benchmarks/run check` measures. Without this one `RowReader` would read every row, to the same end.

import Operations
import Payments
import Sheet

/// Finds the rows of a batch that are as nearly all rows of a good sheet are: valid, with nothing to say about them.
///
/// The rules' `isPlain`, column by column, which is faster than row by row, for the processor then does the same thing
/// over and over. Of a row that is plain `RowReader` finds nothing to say, and the same values.
struct PlainRows: Sendable {
  struct PlainRow: Sendable {
    /// Valid, with nothing to say about it; if not, `RowReader` has to look at it.
    var isPlain: Bool
    /// Every cell is clean, and the sheet's columns are the row's: its bytes tell it from others.
    var isItsCells: Bool
    var values = PlainValues()
    var emptyColumns: ColumnSet = []
  }

  private typealias Rows = MutableSpan<PlainRow>

  /// How many rows are looked at together: as many as stay near to the processor meanwhile.
  private static let rowsTogether = 256

  private let layout: Layout
  private let rules: Rules
  private let columns: [ColumnPlace]
  private let unknown: [Layout.SheetColumn]
  /// The column that may go on with a split amount; -1 if there is none.
  private let splitPosition: Int
  /// The column behind the amount that holds words, and the one that holds paise; -1 if there is none.
  private let (decimalsPosition, paisePosition): (Int, Int)
  private let width: RowWidth
  private var rows: [PlainRow] = []
  private var writer: RecordWriter
  /// Memory that is used again from row to row.
  private var identity: [UInt8] = []

  /// Finds rows of which this reader would find nothing to say.
  init(_ reader: RowReader) {
    (layout, rules, width) = (reader.layout, reader.rules, reader.width)
    (columns, unknown) = (reader.columns, reader.unknown)
    splitPosition = reader.splitAmount.nextPosition ?? -1
    decimalsPosition = reader.splitAmount.decimalsPosition ?? -1
    paisePosition = reader.splitAmount.paisePosition ?? -1
    writer = RecordWriter(columns, layout.values)
  }

  subscript(index: Int) -> PlainRow { rows[index] }

  mutating func look(at batch: RowBatch) {
    var found: [PlainRow] = []
    swap(&found, &rows)
    found.removeAll(keepingCapacity: true)
    for index in 0..<batch.count { found.append(plainRow(batch.row(index))) }
    var span = found.mutableSpan
    var first = 0
    while first < batch.count {
      let together = first..<min(batch.count, first + Self.rowsTogether)
      for index in columns.indices { look(at: index, batch, together, &span) }
      for column in unknown { look(at: column, batch, together, &span) }
      lookAtAmounts(batch, together, &span)
      first = together.upperBound
    }
    swap(&found, &rows)
  }

  private func plainRow(_ row: borrowing Row) -> PlainRow {
    let isWhole = row.count == layout.width
    return PlainRow(
      isPlain: isWhole
        || row.count > layout.width && row.count <= width.cellsMax && !layout.hasCellsBeyondHeader(row),
      isItsCells: isWhole && layout.kept.count == layout.width
    )
  }

  private func look(at index: Int, _ batch: RowBatch, _ together: Range<Int>, _ rows: inout Rows) {
    let column = columns[index]
    if column.hasValue { return look(atValue: index, together, &rows) }
    guard column.position >= 0 else {
      for row in together { rows[row].emptyColumns.insert(ColumnSet(index)) }
      return
    }
    if column.rule == IFSC.self {
      for row in together where rows[row].isPlain { IFSC.prefetch(batch.cell(row, column.position), rules) }
    }
    for row in together where rows[row].isPlain {
      let cell = batch.cell(row, column.position)
      if cell.isEmpty {
        rows[row].isPlain = !column.isRequired
        rows[row].emptyColumns.insert(ColumnSet(index))
      } else {
        rows[row].isPlain =
          cell.isClean && cell.count <= RecordWriter.cellBytesMax
          && column.rule.isPlain(cell, rules, in: &rows[row].values)
      }
    }
  }

  private func look(atValue index: Int, _ together: Range<Int>, _ rows: inout Rows) {
    let value = layout.values[index]
    let isPlain = value.isClean && value.count <= RecordWriter.cellBytesMax
    for row in together where rows[row].isPlain {
      rows[row].isPlain = isPlain && columns[index].rule.isPlain(value, rules, in: &rows[row].values)
    }
  }

  private func look(at column: Layout.SheetColumn, _ batch: RowBatch, _ together: Range<Int>, _ rows: inout Rows) {
    let (position, watch) = (column.position, column.watch)
    for row in together where rows[row].isPlain {
      let cell = batch.cell(row, position)
      if cell.isEmpty { continue }
      rows[row].isPlain =
        cell.isClean && !ControlCharacters.contains(cell, allowingBreaks: true)
        && watch?.isPlain(cell, today: rules.today) ?? true
    }
  }

  /// Amounts are the only plain values that `compare` may have something to say about, and that may be split.
  private func lookAtAmounts(_ batch: RowBatch, _ together: Range<Int>, _ rows: inout Rows) {
    for row in together where rows[row].isPlain {
      guard let amount = rows[row].values.amount else { continue }
      let isWhole =
        (splitPosition < 0 || amount >= SplitAmount.beginning || batch.cell(row, splitPosition).isEmpty)
        && (decimalsPosition < 0 || batch.cell(row, decimalsPosition).count != 2)
        && (paisePosition < 0 || SplitAmount.isZero(batch.cell(row, paisePosition)))
      rows[row].isPlain = isWhole && amount.isWithinLimits(rows[row].values.mode, rules)
    }
  }

  mutating func identityHash(_ index: Int, of batch: RowBatch) -> UInt64 {
    // Its own for a moment, for what is written to is nobody else's.
    var identity: [UInt8] = []
    swap(&identity, &self.identity)
    identity.removeAll(keepingCapacity: true)
    for column in layout.operation.identityColumns {
      let place = columns[column]
      if place.hasValue {
        layout.operation.appendIdentity(of: layout.values[column], column: column, to: &identity)
        continue
      }
      let cell = batch.cell(index, place.position)
      if place.rule == Amount.self, !Amount.isAsSent(cell) {
        rows[index].values.amount?.appendRupees(to: &identity)
        identity.append(Operation.identityEnd)
      } else {
        layout.operation.appendIdentity(of: cell, column: column, to: &identity)
      }
    }
    defer { swap(&identity, &self.identity) }
    return IdentityHash.hash(identity)
  }

  /// Adds the record of a plain row for the plan's digest: its cells as they stand, amounts in rupees and paise.
  mutating func appendRecord(_ index: Int, of batch: RowBatch, to records: inout [UInt8]) {
    writer.append(batch.row(index), rows[index].values.amount, to: &records)
  }
}
