import ArgumentParser
import Dispatching
import Ledger
import Operations
import Payments
import Reports
import Validation

struct ShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "One batch: counts, amounts, decisions, history, and the rows in doubt.",
    discussion: "Example:  aopbatch show 20261121-k3fq7"
  )

  @Argument(help: "The batch's name, or the beginning of it.")
  var batch: String

  @OptionGroup var ledger: LedgerOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let console = common.console
    try await console.ending {
      let shown = try await onThread { [name = batch, place = try ledger.place()] in
        try place.reading { try ShownBatch($0.batch(named: name), $0) }
      }
      try console.show(shown.words)
      try console.show(json: ShowJSON(shown))
      return .good
    }
  }
}

/// Everything that is shown of a batch.
struct ShownBatch: Sendable {
  let report: BatchReport
  let decisions: [Decision]
  let doubts: [Doubt]
  /// What going on with it would send; nil if nothing can go on.
  let left: Plan?

  init(_ batch: Batch, _ ledger: any Ledger) throws {
    report = try BatchReport(batch, ledger)
    decisions = try ledger.decisions(about: batch, most: .max)
    doubts = try ledger.doubts(of: batch)
    left = [.stopped, .halted].contains(report.standing) ? try ledger.remaining(of: batch).plan : nil
  }

  var words: String {
    let batch = report.batch
    let parts = [
      "Batch \(batch.name): \(batch.operation.name), \(batch.sheet), \(report.standing.words)",
      "  to \(batch.address), recorded by \(batch.createdBy) on \(batch.createdAt.inIndia)", Words.outcome(report),
      titled("Decisions:", decisionsTable), titled("History:", historyTable),
      doubts.isEmpty ? "" : "In doubt:\n\(Words.doubts(doubts))", leftWords, Words.advice(report),
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private var leftWords: String {
    guard let left, left.left.rows > 0 else { return "" }
    let operation = report.batch.operation
    let repeats = Words.repetitions(left.repetitions, operation)
    let what = [Words.rows(left.left.rows), Words.amount(left.left, operation)].filter { !$0.isEmpty }
    let plan = "resume would send \(what.joined(separator: ", ")): plan \(left.digest)"
    return [repeats, plan].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private func titled(_ title: String, _ table: Table) -> String { table.text.isEmpty ? "" : "\(title)\n\(table.text)" }

  private var decisionsTable: Table {
    var table = Table()
    for decision in decisions {
      let found = decision.resolution
      table.add(
        "row \(decision.row)",
        found.paid ? "paid" : "not paid",
        found.reference ?? "",
        found.decidedAt.inIndia,
        "by \(found.decidedBy): \(Masking.masked(words: found.reason))"
      )
    }
    return table
  }

  private var historyTable: Table {
    var table = Table()
    for event in report.events { table.add(event.at.inIndia, Masking.masked(words: event.words)) }
    return table
  }
}

/// The members of a batch in lists, and what only `show` tells.
struct ShowJSON: Encodable {
  struct Line: Encodable { let at, what: String }

  struct DecisionJSON: Encodable {
    let row: Int
    let paid: Bool
    let reference: String?
    let reason, by, at: String

    init(_ decision: Decision) {
      row = decision.row
      paid = decision.resolution.paid
      reference = decision.resolution.reference
      reason = Masking.masked(words: decision.resolution.reason)
      by = decision.resolution.decidedBy
      at = decision.resolution.decidedAt.text
    }
  }

  private let batch: BatchJSON
  private let address, plan: String
  /// The plan of what going on with it would send.
  private let digest: String?
  private let decisions: [DecisionJSON]
  /// Signed approvals; nothing asks for them yet.
  private let approvals: [String] = []
  private let doubts: [DoubtJSON]
  private let history: [Line]

  init(_ shown: ShownBatch) {
    batch = BatchJSON(shown.report)
    address = shown.report.batch.address
    plan = shown.report.batch.digests.plan
    digest = shown.left?.digest
    decisions = shown.decisions.map(DecisionJSON.init)
    doubts = shown.doubts.map(DoubtJSON.init)
    history = shown.report.events.map { Line(at: $0.at.text, what: Masking.masked(words: $0.words)) }
  }

  private enum Key: CodingKey { case address, plan, digest, decisions, approvals, doubts, history }

  func encode(to encoder: any Encoder) throws {
    try batch.encode(to: encoder)
    var members = encoder.container(keyedBy: Key.self)
    try members.encode(address, forKey: .address)
    try members.encode(plan, forKey: .plan)
    try members.encodeIfPresent(digest, forKey: .digest)
    try members.encode(decisions, forKey: .decisions)
    try members.encode(approvals, forKey: .approvals)
    try members.encode(doubts, forKey: .doubts)
    try members.encode(history, forKey: .history)
  }
}
