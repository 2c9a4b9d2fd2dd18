public import Ledger
public import Operations
import Payments
import Sheet

/// The files of a batch, rendered from the ledger in the sheet's order.
public struct BatchFiles {
  private let batch: Batch
  private let paths: OutputPaths
  private let layout: Layout

  public init(_ batch: Batch, _ paths: OutputPaths) {
    self.batch = batch
    self.paths = paths
    layout = batch.layout()
  }

  /// Writes all of them; each appears whole or not at all.
  ///
  /// - Returns: The batch's totals.
  /// - Throws: `batchUnbalanced` if what was written, row by row, is not what the ledger's totals say; `batchPruned` if the
  ///   rows are forgotten.
  @discardableResult
  public func write(from ledger: any Ledger, _ words: PageWords, at now: Timestamp) throws -> BatchTotals {
    try ledger.demandRows(of: batch)
    var findings = try FindingFiles(paths, layout)
    var results = try ResultsFile(path: paths.results, layout, unsent: try unsentWords(ledger, words))
    var failed = try RowsFile(path: paths.failed, layout, ["row", "outcome", "message"])
    var page = ReportData(batch)
    var written = BatchTotals()
    written.blank = batch.digests.blankRows
    let totals = try ledger.forEachRow(of: batch, .all) { row in
      written.add(row.state, paise: row.paise)
      page.add(row)
      findings.add(row)
      // A results file that is renewed keeps every row.
      if row.state != .rejected || batch.renews { results.add(row) }
      if row.state == .done(.failed) { failed.add(row.cells, ["\(row.number)", Outcome.failed.rawValue, row.words()]) }
      if row.state != .rejected, !row.warningCodes.isEmpty { written.warned += 1 }
    }
    guard written == totals else { throw Failure(.batchUnbalanced, [.batch: batch.name]) }
    let owner = try batch.fileOwner(ledger)
    try findings.commit(owner)
    try failed.commit(owner, paths.kept)
    try results.commit(owner, paths.kept)
    paths.kept.add(try ReportPage(page, totals, ledger, words, at: now).write(to: paths.report, owner))
    return totals
  }

  /// Why rows were not sent, as far as that is the batch's fault.
  private func unsentWords(_ ledger: any Ledger, _ words: PageWords) throws -> String {
    let ends: [Event.Kind] = [.halted, .stopped, .finished, .cancelled]
    guard let end = try ledger.events(of: batch).last(where: { ends.contains($0.kind) }) else { return "Not sent." }
    if end.kind == .finished { return "Not sent; another batch has made the same payment since, or may have." }
    return "Not sent; batch \(words.event(Event(at: end.at, end.kind, detail: end.detail)))."
  }
}
