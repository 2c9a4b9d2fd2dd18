public import Ledger
public import Operations
public import Payments
public import Validation

/// What is about to be sent: what a person approves.
public struct Plan: Sendable {
  /// What reading the sheet found; nil if an unfinished batch goes on.
  public let summary: SheetSummary?
  /// The draft, or the unfinished batch of the sheet.
  public let batch: Batch
  public let totals: BatchTotals
  /// What remains to be sent; less than the sheet's when an unfinished batch goes on.
  public let left: Total

  /// The digest of what the sheet would send, with `sha256:` before it.
  public var digest: String { batch.digests.plan }
}
