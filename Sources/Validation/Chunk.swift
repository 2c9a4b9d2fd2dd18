import Ledger
import Operations
import Payments
import Sheet

/// A piece of a sheet on its way from the worker that reads it to where its rows are counted and given out.
struct Chunk: Sendable {
  var batch = RowBatch()
  var rows = ChunkRows()
  var textBytes = 0
}

struct ChunkRows: Sendable {
  var checked: [CheckedRow] = []
  /// The rows that may have to be given out, in any order.
  var kept: [NewRow] = []
  /// The records of the rows that would be sent, for the plan's digest.
  var records: [UInt8] = []
  /// The trimmed cells of all rows, for their digest.
  var cells: [UInt8] = []

  /// Where the record of the row that comes next begins.
  var recordStart: Int { checked.last?.recordEnd ?? 0 }

  mutating func removeAll() {
    checked.removeAll(keepingCapacity: true)
    kept.removeAll(keepingCapacity: true)
    records.removeAll(keepingCapacity: true)
    cells.removeAll(keepingCapacity: true)
  }
}

enum Verdict: Sendable { case blank, valid, rejected }

/// What is known of one row, but for its cells and words: small, for there are many.
struct CheckedRow: Sendable {
  var verdict: Verdict
  /// 0 if there is no amount, or none that can be read.
  let paise: Int64
  let mode: TransactionType?
  let emptyColumns: ColumnSet
  /// Of the row's identity, of a look-up's cells; nil if it does not matter whether they come again.
  var hash: UInt64?
  /// Of a valid row's account and name, see `PayeeHash`.
  var payee: UInt64 = 0
  /// The final outcome of a look-up that is not asked again.
  var carried: Outcome?
  /// Credentials' columns in which the row has others than the settings.
  var ownCredentials: ColumnSet = []
  /// The row brings a result that says that it was paid, or may have been.
  var saysPaid = false
  /// The row's place in `kept`.
  var kept: Int?
  /// Where the row's record ends; it begins where the one before ends, and is empty if the row is not sent.
  var recordEnd = 0

  init(verdict: Verdict, _ amount: Amount?, _ mode: TransactionType?, _ emptyColumns: ColumnSet) {
    self.verdict = verdict
    paise = amount?.paise ?? 0
    self.mode = mode
    self.emptyColumns = emptyColumns
  }
}

// What is found out when the chunk's turn comes.
extension Chunk {
  mutating func numberRows() {
    for (index, row) in rows.checked.enumerated() {
      if let kept = row.kept { rows.kept[kept].number = batch.number(index) }
    }
  }

  mutating func reject(_ index: Int, _ finding: Finding, _ layout: Layout) {
    rows.kept[keep(index, layout)].errors.append(finding)
    rows.reject(index)
  }

  mutating func warn(_ index: Int, _ finding: Finding, _ layout: Layout) {
    rows.kept[keep(index, layout)].warnings.append(finding)
  }

  /// The place of a valid row among those that may have to be given out.
  private mutating func keep(_ index: Int, _ layout: Layout) -> Int {
    let checked = rows.checked[index]
    if let kept = checked.kept { return kept }
    let start = index == 0 ? 0 : rows.checked[index - 1].recordEnd
    let row = NewRow(batch.row(index), checked, layout, rows.records.span.extracting(start..<checked.recordEnd))
    rows.kept.append(row)
    rows.checked[index].kept = rows.kept.count - 1
    return rows.kept.count - 1
  }
}

extension ChunkRows {
  fileprivate mutating func reject(_ index: Int) {
    checked[index].verdict = .rejected
    guard let place = checked[index].kept else { return }
    (kept[place].fields, kept[place].identity, kept[place].carried) = (nil, nil, nil)
  }

  /// Shows valid rows to what knows more about them.
  mutating func screen(_ screen: Validator.Screen) throws {
    let valid = checked.indices.filter { index in
      let row = checked[index]
      return row.verdict == .valid && row.kept != nil && row.hash.map(screen.hashes.contains) ?? false
    }
    if valid.isEmpty { return }
    let places = valid.compactMap { checked[$0].kept }
    var shown = places.map { kept[$0] }
    try screen.look(&shown)
    precondition(shown.count == valid.count, "the rows that are looked at stay the same rows")
    for (place, row) in zip(places, shown) { kept[place] = row }
    for (index, row) in zip(valid, shown) where !row.errors.isEmpty { reject(index) }
  }

  /// The rows to be given out, in order: all, or those with something to say about them.
  func given(all: Bool) -> [NewRow] {
    checked.compactMap { row in
      guard let place = row.kept, all || row.verdict == .rejected || !kept[place].warnings.isEmpty else { return nil }
      return kept[place]
    }
  }
}

extension NewRow {
  /// A row with its record for the plan's digest, which is empty if it is not sent.
  init(
    _ row: borrowing Row,
    _ checked: CheckedRow,
    _ layout: Layout,
    _ record: Span<UInt8>,
    _ errors: [Finding] = [],
    _ warnings: [Finding] = []
  ) {
    self.init(
      number: row.number,
      cells: layout.recordedCells(row, isRagged: errors.contains { $0.code == "row.fields" }),
      amount: checked.paise > 0 ? Amount(paise: checked.paise) : nil
    )
    (self.errors, self.warnings) = (errors, warnings)
    if record.isEmpty { return }
    fields = PlanDigest.fields(of: record)
    if !layout.operation.identityColumns.isEmpty { identity = checked.hash }
  }
}
