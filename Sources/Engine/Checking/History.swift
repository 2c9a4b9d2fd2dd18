import Ledger
import Operations
import Payments
import Sheet

/// What other batches paid in the last days: a payee and amount that come again are worth a warning.
struct History {
  /// How far back a payment to the same payee of the same amount is notable.
  static let daysMax: Int64 = 7

  private let journal: Journal
  private let operation: Operation
  private let address: String
  private let start: Timestamp
  /// Whether there is nothing to warn of.
  let isEmpty: Bool
  /// The batch that is being recorded, which is no earlier one.
  var own: Batch?
  /// The batches that had a payment like every row so far; nil before the first row.
  private var batchesWithAll: Set<String>?

  init(_ journal: Journal, operation: Operation, address: String, now: Timestamp) throws {
    self.journal = journal
    self.operation = operation
    self.address = address
    start = now.adding(seconds: -Self.daysMax * 86_400)
    isEmpty =
      try operation.effect != .money || !journal.hasPayments(since: start, operation: operation, address: address)
  }

  /// The warning for a valid row, if it was paid before.
  mutating func warning(for row: borrowing RowReader) throws -> Finding? {
    guard !isEmpty, let payee = operation.payee(row.fields), let amount = row.amount else { return nil }
    let repeats = try journal.payments(
      to: payee,
      of: amount,
      since: start,
      operation: operation,
      address: address,
      otherThan: own
    )
    let batches = Set(repeats.map(\.batch))
    batchesWithAll = batchesWithAll?.intersection(batches) ?? batches
    guard let last = repeats.first else { return nil }
    let what = last.isToCome ? "is still to pay" : "paid"
    return Finding(
      code: "row.repeat",
      sentence:
        "Batch \(last.batch) of the last \(Self.daysMax) days \(what) the same amount to the same account in its "
        + "row \(last.row). Check that this payment is not the same one."
    )
  }

  /// The batch that had a payment like every one of the valid rows.
  func batchWithAll(_ validRows: Int) -> String? { validRows > 0 ? batchesWithAll?.max() : nil }
}
