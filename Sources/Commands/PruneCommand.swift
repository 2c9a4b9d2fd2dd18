import ArgumentParser
import Dispatching
import Ledger
import Operations
import Payments
import Reports

struct PruneCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Forget the rows of closed look-up batches; never of payouts.",
    discussion: """
      Sweeps record every row each time, and the ledger grows. This forgets the rows of look-ups that are finished or
      cancelled; what each batch came to stays, and that it was pruned is recorded. Files are left alone. Make a copy with
      `aopbatch backup` first if the rows may be needed again.

      Example:  aopbatch prune --before 2026-11-01
      """
  )

  @Option(name: .long, help: "Only batches that were recorded before this day in India, as in 2026-11-21.")
  var before: DayValue

  @OptionGroup var ledger: LedgerOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let console = common.console
    try await console.ending(signals: Signals(.deciding, console)) {
      let (batches, rows) = try await ledger.place().with(for: .sending(after: nil)) { ledger in
        try await onThread { try prune(ledger) }
      }
      let count = batches.count == 1 ? "1 batch" : "\(batches.count) batches"
      console.say(
        batches.isEmpty
          ? "There is no closed look-up batch from before that day whose rows are not forgotten yet."
          : "Forgot \(Words.rows(rows)) of \(count) of look-ups; what they came to stays."
      )
      try console.show(json: ["batches": batches, "rows": rows])
      return .good
    }
  }

  /// Gives the names of the batches, and how many rows they had.
  private func prune(_ ledger: any Ledger) throws -> ([String], rows: Int) {
    let old = try ledger.batches().filter { $0.createdAt < before.start && !$0.operation.effect.isJournalled }
    let closed = try old.filter { try !BatchReport($0, ledger).standing.isOpen }
    let pruned = try ledger.prune(closed, Event(at: .now, .pruned, by: Settings.user))
    return (pruned.map(\.name), try pruned.reduce(0) { $0 + (try ledger.totals(of: $1).read.rows) })
  }
}
