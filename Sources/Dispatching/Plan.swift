public import Ledger
public import Operations
public import Payments
public import Validation

/// What is about to be sent: what a person approves.
public struct Plan: Sendable {
  /// The draft, or the batch that goes on.
  public let batch: Batch
  /// Of the whole sheet.
  public let totals: BatchTotals
  /// What would be sent; less than the sheet's when a batch goes on.
  public let left: Total
  public let contents: PlanContents
  /// The digest of what is approved, with `sha256:` before it.
  public internal(set) var digest: String
  /// Rows that are rejected because they repeat an earlier one of the sheet.
  public let duplicates: Repetitions
  /// Rows that stay unsent because other batches have made the same payment, or may have.
  public let repeats: Repetitions
  /// Whether an unfinished batch goes on.
  public let goesOn: Bool
  /// What was made of the sheet's columns; nil if no sheet was read.
  public internal(set) var columns: SheetColumns?

  init(
    _ batch: Batch,
    _ totals: BatchTotals,
    left: Total,
    _ contents: PlanContents,
    digest: String,
    duplicates: Repetitions = Repetitions(),
    repeats: Repetitions = Repetitions(),
    goesOn: Bool
  ) {
    self.batch = batch
    self.totals = totals
    self.left = left
    self.contents = contents
    self.digest = digest
    self.duplicates = duplicates
    self.repeats = repeats
    self.goesOn = goesOn
  }
}

/// What would be sent of a batch that is recorded.
struct PlannedRows {
  private(set) var total = Total()
  /// What stays unsent.
  private(set) var heldBack = Total()
  private(set) var contents = PlanContents()
  private(set) var digest = ""

  /// - Parameter repeats: Rows that stay unsent.
  init(of batch: Batch, in states: [RowState], besides repeats: [Int: Repeat] = [:], _ ledger: any Ledger) throws {
    var digest = PlanDigest(operation: batch.operation, address: batch.address)
    try ledger.forEachRow(of: batch, .inStates(states)) { row in
      guard let fields = row.fields else { return }
      guard repeats[row.number] == nil else { return heldBack.add(paise: row.paise) }
      digest.add(number: row.number, fields: fields)
      contents.add(number: row.number, paise: row.paise, fields, batch.operation)
      total.add(paise: row.paise)
    }
    self.digest = digest.finished()
  }
}

extension Repetitions {
  /// Rows of a batch, as long as they have values, that repeat those of others.
  init(_ repeats: [Int: Repeat], _ total: Total, of batch: Batch, _ ledger: any Ledger) throws {
    self.init(total)
    let first = repeats.keys.sorted().prefix(Self.namedMax)
    try ledger.forEachRow(of: batch, .numbered(Array(first))) { row in
      guard let fields = row.fields, let found = repeats[row.number] else { return }
      name(NamedRow(number: row.number, paise: row.paise, fields, batch.operation), .otherBatch(found))
    }
  }
}
