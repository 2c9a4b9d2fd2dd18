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

  @Argument(help: "The batch's name, or the beginning of it.", completion: .batches)
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
      try console.show(json: shown.json)
      return .good
    }
  }
}

/// Everything that is shown of a batch.
struct ShownBatch: Sendable {
  let report: BatchReport
  let decisions: [Decision]
  /// What happened to it, and to the whole ledger since it was recorded.
  let history: [Event]
  let doubts: [Doubt]
  /// What going on with it would send; nil if nothing can go on.
  let left: Plan?

  init(_ batch: Batch, _ ledger: any Ledger) throws {
    report = try BatchReport(batch, ledger)
    decisions = try ledger.decisions(about: batch, most: .max)
    let others = try ledger.events(of: nil).filter { $0.kind == .restored && $0.at > batch.createdAt }
    history = (report.events + others).sorted { $0.at < $1.at }
    doubts = try ledger.doubts(of: batch)
    left = [.stopped, .halted].contains(report.standing) ? try ledger.remaining(of: batch).plan : nil
  }

  var words: String {
    let batch = report.batch
    return Words.lines {
      "Batch \(batch.name): \(batch.operation.name), \(batch.sheet), \(report.standing.words)"
      "  to \(batch.address), recorded by \(batch.createdBy) on \(batch.createdAt.inIndia)"
      Words.outcome(report)
      Words.titled("Decisions:", decisions.map { $0.resolution.cells(row: $0.row) })
      Words.titled("History:", history.map { [$0.at.inIndia, Masking.masked(words: $0.words)] })
      doubts.isEmpty ? "" : "In doubt:\n\(Words.doubts(of: doubts, at: .now))"
      if let left, left.left.rows > 0 {
        Words.repetitions(left)
        "resume would send \(Words.sum(left.left, batch.operation)): plan \(left.digest)"
      }
      Words.advice(report)
    }
  }

  /// The members of a batch in lists, and what only `show` tells.
  var json: JSON {
    var json = report.listed
    json["address"] = report.batch.address
    json["plan"] = report.batch.digests.plan
    // The plan of what going on with it would send.
    json["digest"] = left?.digest
    json["decisions"] = decisions.map { $0.resolution.json(row: $0.row) }
    json["approvals"] = history.flatMap(\.approversJSON)
    json["doubts"] = doubts.map(\.json)
    json["history"] = history.map { ["at": $0.at.text, "what": Masking.masked(words: $0.words)] }
    return json
  }
}

extension Resolution {
  private var maskedReason: String { Masking.masked(words: reason) }

  fileprivate func cells(row: Int) -> [String] {
    [
      "row \(row)", paid ? "paid" : "not paid", reference ?? "", decidedAt.inIndia, "by \(decidedBy): \(maskedReason)",
    ]
  }

  fileprivate func json(row: Int) -> JSON {
    [
      "row": row, "paid": paid, "reference": reference, "reason": maskedReason, "by": decidedBy, "at": decidedAt.text,
    ]
  }
}
