public import Ledger
public import Operations
import Payments

/// Everything that is said about a batch: by `run`, `resume`, `show` and `export`.
public struct BatchReport: Sendable {
  public let batch: Batch
  public let totals: BatchTotals
  public let findings: FindingCounts
  /// The files, if they were written now.
  public let files: OutputPaths?
  public init(_ batch: Batch, _ ledger: any Ledger, files: OutputPaths? = nil) throws {
    self.batch = batch
    self.files = files
    totals = try ledger.totals(of: batch)
    findings = try ledger.findings(of: batch)
  }

  /// `unfinished`, `in_doubt` or `finished`: whether there is something to do.
  public var standing: String {
    if totals.unfinished.rows > 0 { return "unfinished" }
    return totals[.inDoubt].rows > 0 ? "in_doubt" : "finished"
  }
}
