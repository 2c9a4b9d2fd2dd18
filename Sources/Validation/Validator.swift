import Glibc
public import Ledger
public import Operations
import Payments
import Sheet

/// Validates a sheet: the one way through it, for `check` and `run` alike.
///
/// The text is cut into chunks that end where a row ends. On as many threads as there are, each chunk is parsed and its
/// rows are read by the field rules, without regard to other rows (`ChunkWorker`); then, chunk by chunk in the sheet's
/// order, the rows are set beside the earlier ones and beside other batches, counted, and given out (`SummaryBuilder`).
public struct Validator: Sendable {
  /// Adds what is known from elsewhere of some valid rows.
  public struct Screen {
    /// The hashes of those rows' identities.
    let hashes: Set<UInt64>
    /// Gets such rows of a chunk together; one that it gives an error is rejected.
    let look: (inout [NewRow]) throws -> Void

    public init(hashes: Set<UInt64>, look: @escaping (inout [NewRow]) throws -> Void) {
      self.hashes = hashes
      self.look = look
    }
  }

  /// What is asked of the sheet.
  public let request: SheetRequest
  let keepsEveryRow: Bool
  let digestsCells: Bool
  let collectsIdentities: Bool
  var threads = OrderedChunks.threads

  /// A validator of one sheet.
  ///
  /// - Parameters:
  ///   - keepsEveryRow: Give out all rows, and not only those that are rejected or warned of.
  ///   - digestsCells: Also make the summary's `rowsSHA256`.
  ///   - collectsIdentities: Also make the summary's `identities`.
  public init(
    _ request: SheetRequest,
    keepsEveryRow: Bool = false,
    digestsCells: Bool = false,
    collectsIdentities: Bool = false
  ) {
    self.request = request
    self.keepsEveryRow = keepsEveryRow
    self.digestsCells = digestsCells
    self.collectsIdentities = collectsIdentities && !request.operation.identityColumns.isEmpty
  }

  /// Reads the sheet once and gives out its rows, blank ones left out, in the sheet's order. Blocks: give it a thread of
  /// its own; what it calls is called on that thread.
  ///
  /// - Parameters:
  ///   - begin: Gets the layout before the first row.
  ///   - screen: Looks at some valid rows before they are counted and given out; nil if nothing is known about any.
  ///   - rows: Gets the rows, some at a time.
  /// - Throws: why the sheet as a whole cannot be used, when the rows before were given out already; and what the
  ///   closures throw.
  public func validate(
    _ sheet: OpenSheet,
    begin: (Layout) throws -> Void = { _ in },
    screen: Screen? = nil,
    rows: ([NewRow]) throws -> Void
  ) throws -> SheetSummary {
    // What is wrong with the sheet is said below.
    let width = (try? sheet.rowWidth(request.reading)) ?? RowWidth()
    sheet.rewind()
    let bytes = RunningSHA256()
    var reader = try SheetReader(
      descriptor: sheet.descriptor,
      name: sheet.name,
      options: request.reading,
      observe: { bytes.update($0) }
    )
    let headerRow = reader.headerRowNumber
    var layout = try layout(&reader, width)
    layout.keepsOurs = request.skipsFinal
    let payees = PayeeHash(layout)
    let worker = try ChunkWorker(self, layout, payees, width: width, keeping: screen?.hashes ?? [])
    try begin(layout)
    var builder = SummaryBuilder(self, layout, payees, linesBefore: headerRow, sheetBytes: sheet.bytes)
    try OrderedChunks(reader).forEach(threads: threads, worker) { try builder.take(&$0, screen, rows) }
    return try builder.finished(sha256: bytes.hex)
  }

  /// The columns under the sheet's header; what stands there in its place is said, not shown.
  private func layout(_ reader: inout SheetReader, _ width: RowWidth) throws(Failure) -> Layout {
    let header = reader.header
    do throws(Failure) {
      return try Layout(
        header: header,
        row: reader.headerRowNumber,
        operation: request.operation,
        choice: request.columns,
        secrets: Secrets(request.credentials.secrets),
        answers: width.answers
      )
    } catch {
      // Titles above a header take no more lines.
      let lines = reader.nextLines(20)
      throw error.explained(header, followedBy: lines, request.operation, delimiter: request.reading.delimiter)
    }
  }
}
