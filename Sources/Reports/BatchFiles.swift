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
  /// - Parameter keepsNewest: Where other batches renewed the results file too since this one was recorded, it is the last
  ///   one's, with the newest answer to each row.
  /// - Returns: The batch's totals.
  /// - Throws: `batchUnbalanced` if what was written, row by row, is not what the ledger's totals say; `batchPruned` if the
  ///   rows are forgotten.
  @discardableResult
  public func write(
    from ledger: any Ledger,
    _ words: PageWords,
    at now: Timestamp,
    keepsNewest: Bool = false
  ) throws -> BatchTotals {
    try ledger.demandRows(of: batch)
    let sweeps = keepsNewest ? try batch.sweeps(of: OutputPaths.absolute(paths.results), ledger) : [batch]
    let newest = sweeps.last ?? batch
    var findings = try FindingFiles(paths, layout)
    var results = try ResultsFile(path: paths.results, newest.layout(), unsent: try unsentWords(ledger, words))
    var failed = try RowsFile(path: paths.failed, layout, ["row", "outcome", "message"])
    var page = ReportData(batch)
    let totals = try ledger.forEachRow(of: batch, .all) { row in
      page.add(row)
      findings.add(row)
      // A results file that is renewed keeps every row.
      if sweeps.count == 1, row.state != .rejected || batch.renews { results.add(row) }
      if row.state == .done(.failed) { failed.add(row.cells, ["\(row.number)", Outcome.failed.rawValue, row.words()]) }
    }
    guard page.totals == totals else { throw Failure(.batchUnbalanced, [.batch: batch.name]) }
    if sweeps.count > 1 { try add(sweeps, of: newest, to: &results, ledger) }
    let owner = try batch.fileOwner(ledger)
    try findings.commit(owner)
    try failed.commit(owner, paths.kept)
    try results.commit(newest.fileOwner(ledger), paths.kept)
    paths.kept.add(try ReportPage(page, totals, ledger, words, at: now).write(to: paths.report, owner))
    return totals
  }

  /// Why rows were not sent, as far as that is the batch's fault.
  private func unsentWords(_ ledger: any Ledger, _ words: PageWords) throws -> String {
    let ends: [Event.Kind] = [.halted, .stopped, .finished, .cancelled]
    guard let end = try ledger.events(of: batch).last(where: { ends.contains($0.kind) }) else { return "Not sent." }
    if end.kind == .finished { return "Not sent; another batch has made the same payment since, or may have." }
    return "Not sent; batch \(words.event(Event(at: end.at, end.kind, reason: end.reason)))."
  }

  /// Adds the rows of the last sweep of a file, each with the newest answer that any of the sweeps got.
  private func add(_ sweeps: [Batch], of last: Batch, to results: inout ResultsFile, _ ledger: any Ledger) throws {
    var newest: [[UInt8]: RecordedRow] = [:]
    for sweep in sweeps {
      try ledger.forEachRow(of: sweep, .all) { row in
        guard let asked = row.fields?.blob, let at = row.answeredAt else { return }
        if newest[asked]?.answeredAt.map({ $0 <= at }) ?? true { newest[asked] = row }
      }
    }
    try ledger.forEachRow(of: last, .all) { row in results.add(row, newest: row.fields.flatMap { newest[$0.blob] }) }
  }
}

extension Batch {
  /// This batch, and the sweeps of a results file that anybody worked on since it was recorded, in their order.
  fileprivate func sweeps(of results: String, _ ledger: any Ledger) throws -> [Batch] {
    let others = try ledger.batches().filter { other in
      guard other.renews, other.path == results, other.name != name, other.status != .draft else { return false }
      let events = try ledger.events(of: other)
      return events.contains { $0.at > createdAt } && !events.contains { $0.kind == .pruned }
    }
    return (others + [self]).sorted { $0.createdAt < $1.createdAt }
  }
}

extension RecordedRow {
  /// When the answer came that says most about a look-up; nil if there is none.
  fileprivate var answeredAt: Timestamp? { known?.answer.at ?? (state.hasNoAnswer ? nil : answer?.at) }
}
