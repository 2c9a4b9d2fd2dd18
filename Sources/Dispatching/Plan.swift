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
  /// Rows that repeat payments of the sheet or of other batches, by what becomes of them.
  public let repetitions: [Repetitions]
  /// Whether an unfinished batch goes on.
  public let goesOn: Bool
  /// Where the sheet is processed once more: its batches of before, with what was paid.
  public internal(set) var earlier: [EarlierBatch] = []
  /// Who signed it, as the journal says it.
  public internal(set) var approvals: [Event] = []
  /// Whether the ledger knows of no batch but this one.
  public internal(set) var isFirst = false
  /// What was made of the sheet's columns; nil if no sheet was read.
  public internal(set) var columns: SheetColumns?
}

/// A batch of a sheet that comes again, and what was accepted of it.
public typealias EarlierBatch = (batch: Batch, paid: Total)

/// What would be sent of a batch that is recorded.
struct PlannedRows {
  var total = Total()
  var contents = PlanContents()
  var digest = ""
  /// What repeats an earlier row.
  var duplicates = Repetitions(areSent: true)
  /// What repeats another batch's payment: what stays unsent, and what is sent.
  var heldBack = Repetitions()
  var allowed = Repetitions(areSent: true)

  func plan(of batch: Batch, _ totals: BatchTotals, goesOn: Bool) -> Plan {
    Plan(
      batch: batch,
      totals: totals,
      left: total,
      contents: contents,
      digest: digest,
      repetitions: [duplicates, heldBack, allowed],
      goesOn: goesOn
    )
  }
}

extension PlannedRows {
  /// - Parameters:
  ///   - repeats: Rows that stay unsent.
  ///   - meant: Rows that are sent although they repeat others.
  init(
    of batch: Batch,
    in states: [RowState],
    besides repeats: [Int: Repeat],
    sending meant: [Int: Repeat],
    _ ledger: any Ledger
  ) throws {
    self.init()
    var digest = PlanDigest(operation: batch.operation, address: batch.address)
    var firsts: [UInt64: Int] = [:]
    try ledger.forEachRow(of: batch, .inStates(states)) { row in
      guard let fields = row.fields else { return }
      func note(_ original: Repetitions.Original, in repetitions: inout Repetitions) {
        let named =
          repetitions.isNaming ? NamedRow(number: row.number, paise: row.paise, fields, batch.operation) : nil
        repetitions.add(paise: row.paise, original, named)
      }
      if let found = repeats[row.number] { return note(.otherBatch(found), in: &heldBack) }
      if let found = meant[row.number] { note(.otherBatch(found), in: &allowed) }
      if let hash = batch.operation.identity(fields).map(IdentityHash.hash) {
        if let first = firsts[hash] { note(.row(first), in: &duplicates) } else { firsts[hash] = row.number }
      }
      digest.add(number: row.number, fields: fields)
      contents.add(number: row.number, paise: row.paise, fields, batch.operation)
      total.add(paise: row.paise)
    }
    self.digest = digest.finished()
  }
}
