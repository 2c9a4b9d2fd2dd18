import ArgumentParser
import Dispatching
import Ledger
import Operations
import Payments
import Sheet

struct CancelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel",
    abstract: "Give an unfinished batch up: what was not sent never will be.",
    discussion: """
      Rows that were sent stay as they are, and so do rows in doubt. Run the sheet again to pay what is left: what this
      batch paid is not paid twice. Where the ledger is on a server, whoever works on the batch is stopped first.

      Example:  aopbatch cancel 20261121-k3fq7 --reason "wrong month's sheet"
      """
  )

  @Argument(help: "The batch's name, or the beginning of it.", completion: .batches)
  var batch: String

  @Option(name: .long, help: "Why; it is recorded.")
  var reason: String

  @OptionGroup var ledger: LedgerOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if reason.allSatisfy(\.isWhitespace) { throw ValidationError("--reason needs words.") }
  }

  func run() async throws {
    let console = common.console
    let signals = Signals(.deciding, console)
    try await console.ending(signals: signals) {
      let (batch, totals) = try await ledger.place().with(for: .recording) { [name = batch, reason] ledger in
        try await onThread {
          let found = try ledger.batch(named: name)
          let held = try ledger.holdToCancel(found, signals.stop) { console.say(Words.stoppingOthers(found)) }
          defer { held.release() }
          let totals = try ledger.totals(of: held.batch)
          guard held.batch.status != .cancelled else { throw Failure(.batchCancelled, [.batch: held.batch.name]) }
          guard held.batch.status == .open || totals.unfinished.rows > 0 else {
            throw Failure(.batchFinished, [.batch: held.batch.name])
          }
          try ledger.cancel(held, reason: reason.printable, by: Settings.user, at: .now)
          return (held.batch, try ledger.totals(of: held.batch))
        }
      }
      let (unsent, doubts) = (totals.unfinished.rows, totals[.inDoubt].rows)
      console.say("Batch \(batch.name) is cancelled; \(Words.rows(unsent)) will not be sent.")
      if doubts > 0 { console.say("Still in doubt: \(Words.rows(doubts)). \(Words.resolving(batch.name))") }
      console.finish(["batch": batch.name, "notSent": unsent], of: batch.name)
      return .good
    }
  }
}
