import ArgumentParser
import Dispatching
import Ledger

struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "A consistent copy of the ledger, also while a run is going on.",
    discussion: """
      The file must not be there yet; only you can read it. To go on with a copy, put it in the ledger's place, and give
      `run` or `resume` --after-restore with the reason once you have compared.

      Example:  aopbatch backup /srv/backup/ledger-2026-11-21.sqlite
      """
  )

  @Argument(help: "The file to be made.", completion: .file())
  var file: String

  @OptionGroup var ledger: LedgerOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let console = common.console
    try await console.ending(signals: Signals(.deciding, console)) {
      let place = try await onThread { [file, place = try ledger.place()] in
        try place.reading { ledger in
          try ledger.backup(to: file)
          return ledger.place
        }
      }
      console.say("The ledger \(place) was copied to \(file).")
      try console.show(json: ["ledger": place, "file": file])
      return .good
    }
  }
}
