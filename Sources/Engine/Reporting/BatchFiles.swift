import Ledger
import Operations
import Payments
import Sheet

/// The files of a batch, rendered from the ledger in the sheet's order.
struct BatchFiles {
  /// What was written, counted and added up while writing: what the ledger's totals must equal.
  struct Written: Sendable, Equatable {
    var paths: OutputPaths
    var results = 0
    var rejected = 0
    var tally = Tally()
  }

  private let batch: Batch
  private let paths: OutputPaths
  private let layout: Layout

  init(_ batch: Batch, _ paths: OutputPaths) throws {
    self.batch = batch
    self.paths = paths
    layout = try Layout(header: batch.header, row: 1, operation: batch.operation)
  }

  /// Writes all of them; each appears whole or not at all.
  func write(_ journal: Journal) throws -> Written {
    var findings = try FindingFiles(paths, layout)
    var results = try ResultsFile(path: paths.results, layout: layout)
    var written = Written(paths: paths)
    var report = ReportData(batch)
    try journal.forEachRow(of: batch) { row in
      written.tally.add(row.state, paise: row.paise)
      report.add(row)
      if row.state == .rejected {
        findings.rejected.add(row.cells, width: layout.kept.count, number: row.number, row.errorCodes, row.errors)
        written.rejected += 1
        return
      }
      results.add(row)
      written.results += 1
      guard !row.warningCodes.isEmpty else { return }
      findings.warnings.add(row.cells, width: layout.kept.count, number: row.number, row.warningCodes, row.warnings)
    }
    try findings.commit()
    try results.commit()
    try ReportPage(report, journal, at: .now).write(to: paths.report)
    return written
  }
}
