import ArgumentParser
import Dispatching
import Ledger
import Sheet

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Whether the journal is whole, and all batches are as it says.",
    discussion: """
      Reads everything, also while a run is going on, and changes nothing. Ends with 1 at the first thing that is not as it
      was recorded.

      Example:  aopbatch verify
      """
  )

  @Argument(help: "The batch's name, or the beginning of it; the whole ledger, if none is named.", completion: .batches)
  var batch: String?

  @OptionGroup var ledger: LedgerOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let console = common.console
    try await console.ending {
      let (place, newest) = try await onThread { [batch, place = try ledger.place()] in
        try place.reading { ledger in
          try ledger.demandUnchanged(batch.map(ledger.batch(named:)))
          return (ledger.place, try ledger.journalHead())
        }
      }
      let what = batch.map { "Batch \($0) in the ledger \(place)" } ?? "The ledger \(place)"
      console.say("\(what) is as the journal says, whose newest entry is \(newest.number): \(newest.digest)")
      try console.show(json: ["ledger": place, "entries": newest.number, "head": newest.digest])
      return .good
    }
  }
}
