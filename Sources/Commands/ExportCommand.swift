import ArgumentParser
import Dispatching
import Ledger
import Reports

struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a batch's files again from the ledger.",
    discussion: "Example:  aopbatch export 20261121-k3fq7 --out /tmp/again"
  )

  @Argument(help: "The batch's name, or the beginning of it.", completion: .batches)
  var batch: String

  @Option(name: .long, help: "Where the files go. (default: where the sheet's went)", completion: .directory)
  var out: String?

  @OptionGroup var ledger: LedgerOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let console = common.console
    try await console.ending(signals: Signals(.deciding, console)) {
      let report = try await onThread { [name = batch, place = try ledger.place()] in
        try place.reading { ledger in
          let batch = try ledger.batch(named: name)
          let paths = OutputPaths(batch, folder: out)
          try BatchFiles(batch, paths).write(from: ledger, .commands, at: .now)
          return try BatchReport(batch, ledger, files: paths)
        }
      }
      if let files = report.files { console.say(Words.files(files, withResults: true)) }
      console.finish(JSON(report), of: report.batch.name)
      return .good
    }
  }
}
