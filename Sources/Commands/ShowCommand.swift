import ArgumentParser
import Dispatching
import Ledger
import Operations
import Payments
import Reports
import Sheet

struct ShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "One batch: counts, amounts, history, and the rows in doubt.",
    discussion: "Example:  aopbatch show 20261121-k3fq7"
  )

  @Argument(help: "The batch's name, or the beginning of it.")
  var batch: String

  @OptionGroup var ledger: LedgerOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let console = common.console
    try await console.ending {
      let (report, doubts, events) = try await onThread { [name = batch, place = ledger.ledger] in
        let ledger = try LedgerFile.openExisting(place)
        let batch = try ledger.batch(named: name)
        var doubts: [DoubtJSON] = []
        try ledger.forEachRow(of: batch, .inState(.done(.inDoubt))) { doubts.append(DoubtJSON($0, batch.operation)) }
        return (try BatchReport(batch, ledger), doubts, try ledger.events(of: batch))
      }
      try console.show(words(report, doubts, events))
      try console.show(json: ShowJSON(report, doubts, events))
      return .good
    }
  }

  private func words(_ report: BatchReport, _ doubts: [DoubtJSON], _ events: [Event]) -> String {
    let batch = report.batch
    var history = Table()
    for event in events { history.add(event.at.text, event.words) }
    var rows = Table()
    for doubt in doubts { rows.add("row \(doubt.row)", doubt.account ?? "", doubt.amount ?? "", doubt.message) }
    let parts = [
      "Batch \(batch.name): \(batch.operation.name), \(batch.sheet), \(report.standing)",
      "  to \(batch.address), recorded by \(batch.createdBy)", Words.outcome(report), history.text, rows.text,
      Words.advice(report),
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }
}

/// A row that only a person can settle, with its account masked.
struct DoubtJSON: Encodable {
  let row: Int
  var account: String?
  var amount: String?
  var since: String?
  let message: String

  init(_ row: RecordedRow, _ operation: Operation) {
    self.row = row.number
    if let fields = row.fields {
      let place = operation.index(of: .accountNumber) ?? operation.index(of: .mobile)
      account = place.map { Masking.masked(fields.string($0)) }
    }
    if operation.hasAmount { amount = Amount(paise: row.paise).rupees }
    since = row.sentAt?.text
    message = row.answer?.message ?? "aopbatch was stopped while the request was on its way"
  }
}

struct ShowJSON: Encodable {
  struct Line: Encodable { let at, what: String }

  let batch: SheetJSON
  let created, address, status: String
  let inDoubt: [DoubtJSON]
  let history: [Line]

  init(_ report: BatchReport, _ doubts: [DoubtJSON], _ events: [Event]) {
    batch = SheetJSON(report)
    created = report.batch.createdAt.text
    address = report.batch.address
    status = report.standing
    inDoubt = doubts
    history = events.map { Line(at: $0.at.text, what: $0.words) }
  }
}
