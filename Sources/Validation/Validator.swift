import Glibc
public import Ledger
public import Operations
import Sheet

/// Validates a sheet: the one way through it, for `check` and `run` alike.
///
/// The text is cut into chunks that end where a row ends. On as many threads as there are, each chunk is parsed and its
/// rows are read by the field rules, without regard to other rows (`ChunkWorker`); then, chunk by chunk in the sheet's
/// order, the rows are set beside the earlier ones and beside other batches, counted, and given out (`SummaryBuilder`).
public struct Validator: Sendable {
  /// Looks at the valid rows of a chunk together, and adds what is known of them from elsewhere: a row that is given an
  /// error is rejected.
  public typealias Screen = (inout [NewRow]) throws -> Void

  /// What is asked of the sheet.
  public let request: SheetRequest
  let keepsEveryRow: Bool
  let digestsCells: Bool
  var threads = OrderedChunks.threads

  /// A validator of one sheet.
  ///
  /// - Parameters:
  ///   - keepsEveryRow: Give out all rows, and not only those that are rejected or warned of.
  ///   - digestsCells: Also make the summary's `rowsSHA256`.
  public init(_ request: SheetRequest, keepsEveryRow: Bool = false, digestsCells: Bool = false) {
    self.request = request
    self.keepsEveryRow = keepsEveryRow
    self.digestsCells = digestsCells
  }

  /// Reads the sheet once and gives out its rows, blank ones left out, in the sheet's order. Blocks: give it a thread of
  /// its own; what it calls is called on that thread.
  ///
  /// - Parameters:
  ///   - begin: Gets the layout before the first row.
  ///   - screen: Looks at valid rows before they are counted and given out; nil if nothing is known about them.
  ///   - rows: Gets the rows, some at a time.
  /// - Throws: why the sheet as a whole cannot be used, when the rows before were given out already; and what the
  ///   closures throw.
  public func validate(
    _ sheet: OpenSheet,
    begin: (Layout) throws -> Void = { _ in },
    screen: Screen? = nil,
    rows: ([NewRow]) throws -> Void
  ) throws -> SheetSummary {
    sheet.rewind()
    let bytes = RunningSHA256()
    let reader = try SheetReader(
      descriptor: sheet.descriptor,
      name: sheet.name,
      options: request.reading,
      observe: { bytes.update($0) }
    )
    let headerRow = reader.headerRowNumber
    let layout = try Layout(header: reader.header, row: headerRow, operation: request.operation)
    let worker = try ChunkWorker(self, layout, keepsEveryRow: keepsEveryRow || screen != nil)
    try begin(layout)
    var builder = SummaryBuilder(self, layout, linesBefore: headerRow, sheetBytes: sheet.bytes)
    try OrderedChunks(reader).forEach(threads: threads, worker) { try builder.take(&$0, screen, rows) }
    return try builder.finished(sha256: bytes.hex)
  }
}
