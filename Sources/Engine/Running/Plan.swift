public import Ledger
public import Payments

/// What is about to be sent: what a person approves.
public struct Plan: Sendable {
  public let inspection: Inspection
  /// The unfinished batch that is gone on with; nil for a new one.
  public let batch: Batch?
  public let address: String
  /// What remains to be sent; less than the sheet's when an unfinished batch goes on.
  public let rows: Int
  public let amount: Amount
}

extension Journal {
  func plan(_ inspection: Inspection, _ unfinished: Batch?, address: String) throws -> Plan {
    let left = try unfinished.map(tally)
    return Plan(
      inspection: inspection,
      batch: unfinished,
      address: address,
      rows: left?.unfinished ?? inspection.rowsToSend,
      amount: left.map { Amount(paise: $0.unfinishedPaise) } ?? inspection.amounts.valid
    )
  }
}
