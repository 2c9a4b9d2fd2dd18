import Ledger
import Operations
import Payments
import Sheet

/// Reads the rows of chunks by the field rules, each row by itself. Each thread has its own.
struct ChunkWorker: Sendable {
  private var reader: RowReader
  private var plainRows: PlainRows
  private let earlier: EarlierResults
  private let ownCredentials: OwnCredentials
  private let hasIdentity: Bool
  private let payees: PayeeHash?
  private let memory: Memory
  private let skipsFinal: Bool
  private let keepsEveryRow: Bool
  /// Rows with these hashes are kept as well.
  private let keptHashes: Set<UInt64>
  private let digestsCells: Bool
  private var cells = PackedRow()

  init(_ validator: Validator, _ layout: Layout, _ payees: PayeeHash?, width: RowWidth, keeping hashes: Set<UInt64>)
    throws(Failure)
  {
    let request = validator.request
    reader = RowReader(layout: layout, rules: request.rules, width: width)
    plainRows = PlainRows(layout: layout, rules: request.rules, width: width)
    earlier = EarlierResults(layout)
    ownCredentials = OwnCredentials(layout, request.credentials)
    hasIdentity = !layout.operation.identityColumns.isEmpty
    self.payees = payees
    memory = Memory(layout)
    skipsFinal = request.skipsFinal
    keepsEveryRow = validator.keepsEveryRow
    keptHashes = hashes
    digestsCells = validator.digestsCells
    if skipsFinal, !earlier.areThere { throw Failure(.sheetNoResults) }
  }

  /// Reads every row of a batch.
  mutating func read(_ batch: RowBatch, into rows: inout ChunkRows) {
    rows.removeAll()
    plainRows.look(at: batch)
    for index in 0..<batch.count {
      if plainRows[index].isPlain, !memory.isThere {
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
    finish(row, &checked, isClean: plain.isItsCells, to: &rows)
  }

  private mutating func add(_ row: borrowing Row, to rows: inout ChunkRows) {
    var verdict = reader.read(row)
    let remembered = memory.isThere && verdict != .blank ? memory.findings(about: row, reader.fields) : []
    if !remembered.isEmpty { verdict = .rejected }
    var checked = CheckedRow(verdict: verdict, reader.values.amount, reader.values.mode, reader.emptyColumns)
    checked.recordEnd = rows.records.count
    if verdict == .blank { return rows.checked.append(checked) }
    // What is remembered is said already.
    if remembered.isEmpty { checked.hash = hash(row) }
    if verdict == .valid {
      if let payees { checked.payee = payees.hash(reader.fields) }
      PlanDigest.append(reader.fields, to: &rows.records)
    }
    finish(row, &checked, errors: reader.errors + remembered, warnings: reader.warnings, to: &rows)
  }

  /// What is done for every row, however it was read.
  private mutating func finish(
    _ row: borrowing Row,
    _ checked: inout CheckedRow,
    isClean: Bool = false,
    errors: [Finding] = [],
    warnings: [Finding] = [],
    to rows: inout ChunkRows
  ) {
    if digestsCells {
      trimCells(of: row, isClean)
      cells.appendBlob(to: &rows.cells)
    }
    if checked.verdict == .valid {
      checked.ownCredentials = ownCredentials.columns(of: row)
      if earlier.areThere { noteEarlier(row, &checked) }
    }
    if keepsEveryRow || !errors.isEmpty || !warnings.isEmpty || isWanted(checked) {
      keep(row, &checked, errors, warnings, in: &rows)
    }
    // What has a final result is not sent.
    if checked.carried != nil { rows.records.removeSubrange(rows.recordStart...) }
    checked.recordEnd = rows.records.count
    rows.checked.append(checked)
  }

  private func isWanted(_ checked: CheckedRow) -> Bool {
    !keptHashes.isEmpty && checked.hash.map(keptHashes.contains) ?? false
  }

  /// What a valid row brings from an earlier batch.
  private func noteEarlier(_ row: borrowing Row, _ checked: inout CheckedRow) {
    guard let outcome = earlier.outcome(row) else { return }
    checked.saysPaid = outcome == .accepted || outcome == .inDoubt
    if skipsFinal, outcome.isFinalForLookUps { checked.carried = outcome }
  }

  private func keep(
    _ row: borrowing Row,
    _ checked: inout CheckedRow,
    _ errors: [Finding],
    _ warnings: [Finding],
    in rows: inout ChunkRows
  ) {
    var kept = NewRow(row, checked, reader.layout, errors: errors, warnings: warnings)
    if checked.verdict == .valid {
      let fields = PlanDigest.fields(of: rows.records.span.extracting(rows.recordStart...))
      kept.fields = fields
      kept.identity = hasIdentity ? checked.hash : nil
    }
    if let outcome = checked.carried { kept.carried = earlier.result(outcome, row) }
    checked.kept = rows.kept.count
    rows.kept.append(kept)
  }

  /// What tells a row from the others of its sheet: of payments the identity, of look-ups the cells.
  private mutating func hash(_ row: borrowing Row) -> UInt64? {
    if hasIdentity { return reader.identity.map(IdentityHash.hash) }
    return reader.isRagged ? nil : cellsHash(row)
  }

  /// Of the trimmed cells.
  private mutating func cellsHash(_ row: borrowing Row) -> UInt64 {
    trimCells(of: row, false)
    return cells.hash
  }

  /// Leaves the trimmed cells in `cells`; clean ones, of a row as wide as the header, are that as they stand.
  private mutating func trimCells(of row: borrowing Row, _ isClean: Bool) {
    if isClean {
      cells.removeAll()
      cells.append(contentsOf: row)
    } else {
      reader.layout.trimmedCells(row, into: &cells)
    }
  }
}

extension NewRow {
  /// A row that is not sent, or not yet known to be.
  init(
    _ row: borrowing Row,
    _ checked: CheckedRow,
    _ layout: Layout,
    errors: [Finding] = [],
    warnings: [Finding] = []
  ) {
    self.init(
      number: row.number,
      cells: layout.recordedCells(row, isRagged: errors.contains { $0.code == "row.fields" }),
      amount: checked.paise > 0 ? Amount(paise: checked.paise) : nil
    )
    (self.errors, self.warnings) = (errors, warnings)
  }
}
