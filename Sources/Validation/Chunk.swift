import Ledger
import Operations
import Payments
import Sheet

/// A piece of a sheet on its way from the worker that reads it to where its rows are counted and given out.
struct Chunk: Sendable {
  var batch = RowBatch()
  var rows = ChunkRows()
  /// How much text the rows take in the sheet.
  var textBytes = 0
}

/// What is known of a chunk's rows.
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

  /// The values of a row that would be sent; nil of one that would not.
  fileprivate func fields(of index: Int) -> PackedRow? {
    let record = (index == 0 ? 0 : checked[index - 1].recordEnd)..<checked[index].recordEnd
    return record.isEmpty ? nil : PlanDigest.fields(of: records.span.extracting(record))
  }

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
  /// Gives the kept rows their numbers, which need all chunks before.
  mutating func numberRows() {
    for (index, row) in rows.checked.enumerated() {
      if let kept = row.kept { rows.kept[kept].number = batch.number(index) }
    }
  }

  /// Rejects a row for what shows beside other rows.
  mutating func reject(_ index: Int, _ finding: Finding, _ layout: Layout) {
    let kept = keep(index, layout)
    rows.kept[kept].errors.append(finding)
    rows.reject(index, kept)
  }

  /// Warns of a valid row for what shows beside other rows.
  mutating func warn(_ index: Int, _ finding: Finding, _ layout: Layout) {
    rows.kept[keep(index, layout)].warnings.append(finding)
  }

  /// The place of a valid row among those that may have to be given out.
  private mutating func keep(_ index: Int, _ layout: Layout) -> Int {
    if let kept = rows.checked[index].kept { return kept }
    let checked = rows.checked[index]
    var row = NewRow(batch.row(index), checked, layout)
    row.fields = rows.fields(of: index)
    row.identity = checked.hash
    rows.kept.append(row)
    rows.checked[index].kept = rows.kept.count - 1
    return rows.kept.count - 1
  }
}

extension ChunkRows {
  fileprivate mutating func reject(_ index: Int, _ kept: Int) {
    checked[index].verdict = .rejected
    self.kept[kept].fields = nil
    self.kept[kept].identity = nil
    self.kept[kept].carried = nil
  }

  /// Shows valid rows to what knows more about them.
  mutating func screen(_ screen: Validator.Screen) throws {
    let valid = checked.indices.compactMap { index in
      let row = checked[index]
      guard row.verdict == .valid, let kept = row.kept, let hash = row.hash else { return nil as (Int, Int)? }
      return screen.hashes.contains(hash) ? (index, kept) : nil
    }
    if valid.isEmpty { return }
    var shown = valid.map { kept[$0.1] }
    try screen.look(&shown)
    precondition(shown.count == valid.count, "the rows that are looked at stay the same rows")
    for ((index, place), row) in zip(valid, shown) {
      kept[place] = row
      if !row.errors.isEmpty { reject(index, place) }
    }
  }

  /// The rows to be given out, in order: all, or those with something to say about them.
  func given(all: Bool) -> [NewRow] {
    checked.compactMap { row in
      guard let place = row.kept, all || row.verdict == .rejected || !kept[place].warnings.isEmpty else { return nil }
      return kept[place]
    }
  }
}
