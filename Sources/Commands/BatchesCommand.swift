import ArgumentParser
import Dispatching
import Ledger
import Operations
import Payments
import Reports

struct BatchesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batches",
    abstract: "List the ledger's batches, newest first.",
    discussion: "Example:  aopbatch batches"
  )

  @OptionGroup var ledger: LedgerOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let console = common.console
    try await console.ending {
      let reports = try await onThread { [place = ledger.ledger] in
        guard let ledger = try LedgerFile.openIfThere(place) else { return [BatchReport]() }
        return try ledger.batches().map { try BatchReport($0, ledger) }
      }
      var table = Table()
      table.add("BATCH", "CREATED", "OPERATION", "STATUS", "ROWS", "SHEET")
      for report in reports {
        let batch = report.batch
        table.add(
          batch.name,
          batch.createdAt.text,
          batch.operation.name,
          report.standing,
          "\(report.totals.read.rows)",
          batch.sheet
        )
      }
      try console.show(reports.isEmpty ? "  no batches yet" : table.text)
      try console.show(json: BatchesJSON(batches: reports.map(BatchJSON.init)))
      return .good
    }
  }
}

struct BatchesJSON: Encodable { let batches: [BatchJSON] }

/// A batch in lists.
struct BatchJSON: Encodable {
  let batch, operation, sheet, created, status: String
  let rows: Int
  let outcomes: [String: Int]

  init(_ report: BatchReport) {
    batch = report.batch.name
    operation = report.batch.operation.name
    sheet = report.batch.sheet
    created = report.batch.createdAt.text
    status = report.standing
    rows = report.totals.read.rows
    outcomes = Dictionary(
      uniqueKeysWithValues: report.batch.operation.outcomes.map { ($0.rawValue, report.totals[$0].rows) }
    )
  }
}
