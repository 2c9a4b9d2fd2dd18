import Ledger
import Operations
import Sheet

/// Reads a sheet from its first to its last row and judges every row, also beside the others.
///
/// `check` writes down what it finds, `run` reads twice: to make the plan, and after approval to record the rows.
struct Inspector {
  let request: SheetRequest
  /// Knows what was paid before; nil if nobody asked.
  var history: History?
  /// Also digest the rows, to know the sheet again under another encoding.
  var digestsRows = false

  /// How many threads judge rows, at most.
  var threads = JudgedChunks.threadsMax

  /// Which rows `visit` wants to see.
  enum Visited { case notable, all }

  /// Reads the sheet, and shows rows that are not blank to `visit`, in the sheet's order.
  ///
  /// `begin` gets the layout before the first row. Rows are notable if they are rejected or warned of.
  func inspect(
    _ sheet: OpenSheet,
    begin: (Layout) throws -> Void = { _ in },
    visiting visited: Visited = .notable,
    visit: (borrowing Row, borrowing RowReader, RowReader.Verdict) throws -> Void
  ) throws -> Inspection {
    sheet.rewind()
    let bytes = Digest()
    let reader = try SheetReader(
      descriptor: sheet.descriptor,
      name: sheet.name,
      options: request.reading,
      observe: { bytes.update($0) }
    )
    let row = reader.headerRowNumber
    let layout = try Layout(header: reader.header, row: row, operation: request.operation)
    try begin(layout)

    var pass = try Pass(self, layout, linesBefore: row, sheetBytes: sheet.bytes, visitsEveryRow: visited == .all)
    try JudgedChunks(reader).forEach(threads: threads, judge: pass.judge) { try pass.take(&$0, visit) }
    return try pass.finished(sha256: bytes.hex)
  }
}
