import ArgumentParser
import Dispatching
import Ledger
import Operations
import Payments
import Validation

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Dry run: validate a sheet; no network, no credential needed.",
    discussion: """
      Writes SHEET.rejected.csv and SHEET.warnings.csv. Fix the rejected rows there and check that file again.

      Example:  aopbatch check payout salaries.csv --expect-total 48,30,000.00
      """
  )

  @OptionGroup var sheet: SheetOptions

  @Option(name: .long, help: "A ledger: reject rows that are the same payment as rows of its batches.")
  var ledger: String?

  @OptionGroup var settings: SettingsOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let console = common.console
    try await console.ending(sheet) {
      let start = ContinuousClock.now
      let address = try settings.settings().address(of: sheet.operation)
      let request = try sheet.request(address)
      let files = sheet.output()
      let summary = try await Check(request, output: files, ledger: openLedger())()
      let status: ExitStatus = summary.totals.rejected.rows == 0 ? .good : .rowsToLookAt
      console.say(Words.summary(summary, request, summary.totals, summary.findings))
      console.say("Plan \(summary.digests.plan)")
      console.say(Words.files(files, withResults: false))
      try console.show(json: SheetJSON(summary, request, files, seconds: start.secondsSince, status: status))
      return status
    }
  }

  private func openLedger() throws -> (any Ledger)? { try ledger.map(LedgerFile.openExisting) }
}

extension ContinuousClock.Instant {
  /// Seconds from this moment until now, to the millisecond.
  var secondsSince: Double {
    let passed = duration(to: .now)
    return Double(passed / .milliseconds(1)).rounded() / 1000
  }
}
