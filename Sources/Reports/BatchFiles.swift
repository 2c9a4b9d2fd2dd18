public import Ledger
public import Operations
import Payments
import Sheet

/// The files of a batch, rendered from the ledger in the sheet's order.
public struct BatchFiles {
  private let batch: Batch
  private let paths: OutputPaths
  private let layout: Layout

  public init(_ batch: Batch, _ paths: OutputPaths) throws {
    self.batch = batch
    self.paths = paths
    layout = try Layout(header: batch.header, row: 1, operation: batch.operation)
  }

  /// Writes all of them; each appears whole or not at all.
  ///
  /// - Returns: The batch's totals.
  /// - Throws: `batchUnbalanced` if what was written, row by row, is not what the ledger's totals say.
  @discardableResult
  public func write(from ledger: any Ledger, _ words: PageWords, at now: Timestamp) throws -> BatchTotals {
    var findings = try FindingFiles(paths, layout)
    var results = try ResultsFile(path: paths.results, layout: layout)
    var page = ReportData(batch)
    var written = BatchTotals()
    written.blank = batch.digests.blankRows
    let totals = try ledger.forEachRow(of: batch, .all) { row in
      written.add(row.state, paise: row.paise)
      page.add(row)
      findings.add(row)
      if row.state == .rejected { return }
      results.add(row)
      if !row.warningCodes.isEmpty { written.warned += 1 }
    }
    guard written == totals else { throw Failure(.batchUnbalanced, [.batch: batch.name]) }
    try findings.commit()
    try results.commit()
    try ReportPage(page, totals, ledger, words, at: now).write(to: paths.report)
    return totals
  }
}
