import ArgumentParser
import Engine
import Ledger

struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a batch's files again from the ledger.",
    discussion: "Example:  aopbatch export 20261121-k3fq7 --out /tmp/again"
  )

  @Argument(help: "The batch's name, or the beginning of it.")
  var batch: String

  @Option(name: .long, help: "Where the files go. (default: where the sheet's went)", completion: .directory)
  var out: String?

  @OptionGroup var ledger: LedgerOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let console = common.console
    try await console.ending {
      let views = LedgerViews(try LedgerFile.openExisting(ledger.ledger))
      let report = try await views.export(views.batch(named: batch), folder: out)
      if let files = report.files { console.say(Words.files(files, withResults: true)) }
      try console.show(json: SheetJSON(report, seconds: nil))
      return .good
    }
  }
}
