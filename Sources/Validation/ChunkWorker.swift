import Ledger
import Operations
import Payments
import Sheet

/// Reads the rows of chunks by the field rules, each row by itself. Each thread has its own.
struct ChunkWorker: Sendable {
  private var reader: RowReader
  private var plainRows: PlainRows
  private let validator: Validator
  private let hasIdentity: Bool
  /// Whether the sheet is a results file, and whether it has error codes of an earlier reading.
  private let (hasResults, hasErrorCodes): (Bool, Bool)
  private let payees: PayeeHash?
  /// Credentials' columns, which rows may have others in than the settings have: a column that only looks like one, as a
  /// student's registration id does, must be seen before anything is sent.
  private var credentials: [(field: Int, position: Int, setting: [UInt8])] = []
  /// Rows with these hashes are kept as well.
  private let keptHashes: Set<UInt64>
  private var cells = PackedRow()

  init(_ validator: Validator, _ layout: Layout, _ payees: PayeeHash?, width: RowWidth, keeping hashes: Set<UInt64>)
    throws(Failure)
  {
    self.validator = validator
    reader = RowReader(layout: layout, rules: validator.request.rules, width: width)
    plainRows = PlainRows(reader)
    hasIdentity = !layout.operation.identityColumns.isEmpty
    (hasResults, hasErrorCodes) = (layout.ours["outcome"] != nil, layout.ours["error_codes"] != nil)
    self.payees = payees
    keptHashes = hashes
    for (field, column) in layout.operation.columns.enumerated() {
      guard let credential = column.credential, let position = layout.positions[field] else { continue }
      credentials.append((field, position, Array((validator.request.credentials[credential] ?? "").utf8)))
    }
    if validator.request.skipsFinal, !hasResults { throw Failure(.sheetNoResults) }
  }

  mutating func read(_ batch: RowBatch, into rows: inout ChunkRows) {
    rows.removeAll()
    plainRows.look(at: batch)
    for index in 0..<batch.count {
      if plainRows[index].isPlain, !hasErrorCodes {
        addPlain(index, of: batch, to: &rows)
      } else {
        add(batch.row(index), to: &rows)
      }
    }
  }

  private mutating func addPlain(_ index: Int, of batch: RowBatch, to rows: inout ChunkRows) {
    let (row, plain) = (batch.row(index), plainRows[index])
    var checked = CheckedRow(verdict: .valid, plain.values.amount, plain.values.mode, plain.emptyColumns)
    checked.hash =
      hasIdentity ? plainRows.identityHash(index, of: batch) : plain.isItsCells ? row.hash : cellsHash(row)
    if let payees { checked.payee = payees.hash(row) }
    plainRows.appendRecord(index, of: batch, to: &rows.records)
    finish(row, &checked, isClean: plain.isItsCells, [], [], to: &rows)
  }

  private mutating func add(_ row: borrowing Row, to rows: inout ChunkRows) {
    var verdict = reader.read(row)
    let remembered = hasErrorCodes && verdict != .blank ? reader.layout.remembered(of: row, reader.fields) : []
    if !remembered.isEmpty { verdict = .rejected }
    var checked = CheckedRow(verdict: verdict, reader.values.amount, reader.values.mode, reader.emptyColumns)
    checked.recordEnd = rows.records.count
    if verdict == .blank { return rows.checked.append(checked) }
    // What is remembered is said already. Of payments the identity tells a row from the others, of look-ups the cells.
    if remembered.isEmpty, hasIdentity || !reader.isRagged {
      checked.hash = hasIdentity ? reader.identity.map(IdentityHash.hash) : cellsHash(row)
    }
    if verdict == .valid {
      if let payees { checked.payee = payees.hash(reader.fields) }
      PlanDigest.append(reader.fields, to: &rows.records)
    }
    finish(row, &checked, isClean: false, reader.errors + remembered, reader.warnings, to: &rows)
  }

  private mutating func finish(
    _ row: borrowing Row,
    _ checked: inout CheckedRow,
    isClean: Bool,
    _ errors: [Finding],
    _ warnings: [Finding],
    to rows: inout ChunkRows
  ) {
    if validator.digestsCells {
      trimCells(of: row, isClean)
      cells.appendBlob(to: &rows.cells)
    }
    if checked.verdict == .valid {
      checked.ownCredentials = ownCredentials(of: row)
      if hasResults, let outcome = reader.layout.earlierOutcome(row) {
        let isDone = outcome == .success && reader.layout.operation.effect.isJournalled
        checked.saysPaid = isDone || outcome == .accepted || outcome == .inDoubt
        if validator.request.skipsFinal, outcome.isFinalForLookUps { checked.carried = outcome }
      }
    }
    let isWanted = !keptHashes.isEmpty && checked.hash.map(keptHashes.contains) ?? false
    if validator.keepsEveryRow || isWanted || !errors.isEmpty || !warnings.isEmpty {
      let start = rows.recordStart
      var kept = NewRow(row, checked, reader.layout, rows.records.span.extracting(start...), errors, warnings)
      if let outcome = checked.carried { kept.carried = reader.layout.earlierResult(outcome, row) }
      checked.kept = rows.kept.count
      rows.kept.append(kept)
    }
    // What has a final result is not sent.
    if checked.carried != nil { rows.records.removeSubrange(rows.recordStart...) }
    checked.recordEnd = rows.records.count
    rows.checked.append(checked)
  }

  /// The credentials' columns in which a row has its own, which are not those of the settings.
  private func ownCredentials(of row: borrowing Row) -> ColumnSet {
    var own: ColumnSet = []
    for column in credentials where column.position < row.count {
      let cell = row[column.position].cleaned()
      if !cell.isEmpty, !cell.isSame(as: column.setting.span) { own.insert(ColumnSet(column.field)) }
    }
    return own
  }

  private mutating func cellsHash(_ row: borrowing Row) -> UInt64 {
    trimCells(of: row, false)
    return cells.hash
  }

  /// Leaves the trimmed cells in `cells`; clean ones, of a row as wide as the header, are that as they stand.
  private mutating func trimCells(of row: borrowing Row, _ isClean: Bool) {
    guard isClean else { return reader.layout.trimmedCells(row, into: &cells) }
    cells.removeAll()
    cells.append(contentsOf: row)
  }
}

extension Span<UInt8> {
  fileprivate func isSame(as other: Span<UInt8>) -> Bool {
    count == other.count && indices.allSatisfy { self[$0] == other[$0] }
  }
}
