import ArgumentParser
import Engine
import Ledger
import Operations

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
      let ledger = try LedgerFile.openIfThere(self.ledger.ledger)
      let reports = if let ledger { try await LedgerViews(ledger).batches() } else { [BatchReport]() }
      var table = Table()
      table.add("BATCH", "CREATED", "OPERATION", "STATUS", "ROWS", "SHEET")
      for report in reports {
        let batch = report.batch
        table.add(
          batch.name,
          batch.createdAt.text,
          batch.operation.name,
          report.standing,
          "\(report.tally.read)",
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
    rows = report.tally.read
    outcomes = Dictionary(
      uniqueKeysWithValues: report.batch.operation.outcomes.map { ($0.rawValue, report.tally[$0].rows) }
    )
  }
}
