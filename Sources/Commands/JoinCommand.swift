import Approvals
import ArgumentParser
import Dispatching
import Ledger
import Operations
import Payments
import Reports
import Sheet

struct JoinCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "join",
    abstract: "Help another machine with a batch that it sends (ledger on a server).",
    discussion: """
      Sends rows of a batch that is under way, beside the machine that began it: what was approved there, as fast as all
      together may. Writes no files: the machine that began the batch does, when all have ended.

      Example:  aopbatch join 20261121-k3fq7 --ledger postgresql://db.example.in/payments
      """
  )

  @Argument(help: "The batch's name, or the beginning of it.", completion: .batches)
  var batch: String

  @OptionGroup var sending: SendingArguments
  @OptionGroup var settings: SettingsOptions
  @OptionGroup var ledger: LedgerOption
  @OptionGroup var common: SendingOutputOptions

  func run() async throws {
    let console = common.console
    let signals = Signals(.preparing, console)
    try await console.ending(signals: signals) {
      let start = ContinuousClock.now
      let settings = try settings.read()
      let place = try ledger.place(settings)
      return try await place.with(for: sending.purpose(place)) { [name = batch] ledger in
        let gate = ApprovalGate(policy: settings.policy, approval: nil, signatures: [], user: Settings.user)
        let batch = try await onThread {
          let batch = try ledger.batch(named: name)
          if batch.operation.effect.isJournalled { try gate.demandSamePolicy(as: batch, in: ledger) }
          return batch
        }
        let options = try sending.options(settings, address: settings.address(of: batch))
        let join = Join(batch, options, ledger: ledger)
        let end = try await console.watching(batch.operation, signals, ledger) { try await join($0) }
        console.say(Words.helped(end))
        let json = JSON(end, ledger: ledger.place, seconds: start.secondsSince)
        console.finish(json, of: batch.name, saying: Words.advice(end))
        return ExitStatus(end)
      }
    }
  }
}
