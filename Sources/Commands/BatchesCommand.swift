import ArgumentParser
import Dispatching
import Ledger
import Operations
import Payments
import Reports
import Sheet

struct BatchesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batches",
    abstract: "List the ledger's batches, newest first.",
    discussion: "Example:  aopbatch batches --operation payout --since 2026-11-01 --open"
  )

  @Option(name: .long, help: "Only batches of this operation.")
  var operation: Operation?

  @Option(name: .long, help: "Only batches that were recorded on this day in India, as in 2026-11-21, or later.")
  var since: DayValue?

  @Flag(name: .long, help: "Only batches that are neither finished nor cancelled.")
  var open = false

  @Option(name: .long, help: "So many at most. (default: all)")
  var limit: Int?

  @OptionGroup var ledger: LedgerOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit must be 1 or more.") }
  }

  func run() async throws {
    let console = common.console
    try await console.ending {
      let reports = try await onThread { [place = try ledger.place()] in try place.reading(wanted) }
      if reports.isEmpty { console.say("There are no such batches.") } else { try console.show(Self.table(reports)) }
      try console.show(json: ["batches": reports.map(\.listed)])
      return .good
    }
  }

  private func wanted(_ ledger: any Ledger) throws -> [BatchReport] {
    var reports: [BatchReport] = []
    for batch in try ledger.batches() where isWanted(batch) {
      if let limit, reports.count == limit { break }
      let report = try BatchReport(batch, ledger)
      if report.standing.isOpen || !open { reports.append(report) }
    }
    return reports
  }

  private func isWanted(_ batch: Batch) -> Bool {
    if let operation, operation.name != batch.operation.name { return false }
    return since.map { batch.createdAt >= $0.start } ?? true
  }

  private static func table(_ reports: [BatchReport]) -> String {
    let title = ["BATCH", "RECORDED", "OPERATION", "STATE", "ROWS", "AMOUNT", "ACCEPTED", "SHEET"]
    let rows = reports.map { report in
      let (batch, totals) = (report.batch, report.totals)
      return [
        batch.name, batch.createdAt.inIndia, batch.operation.name, report.standing.words, "\(totals.read.rows)",
        Words.amount(totals.read, batch.operation), Words.amount(totals.paid, batch.operation), batch.sheet,
      ]
    }
    return ([title] + rows).table
  }
}

extension BatchReport {
  /// A batch in lists of `--json`.
  var listed: JSON {
    [
      "batch": batch.name, "operation": batch.operation.name, "sheet": batch.sheet, "created": batch.createdAt.text,
      // `status` is the name that `state` had before.
      "state": standing.rawValue, "status": standing.rawValue, "rows": totals.read.rows, "outcomes": outcomes,
      "amounts": amounts,
    ]
  }
}
