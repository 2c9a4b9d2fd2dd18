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

  @OptionGroup var ledger: LedgerOption

  @Flag(name: .long, help: "Do not look at the ledger: nothing is said about earlier batches.")
  var noLedger = false

  @OptionGroup var reasons: ReasonOptions

  @OptionGroup var settings: SettingsOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let console = common.console
    try await console.ending(sheet) {
      let start = ContinuousClock.now
      let address = try settings.settings().address(of: sheet.operation)
      let request = try sheet.request(address)
      let files = sheet.output()
      let check = Check(
        request,
        output: files,
        ledger: try openLedger(),
        ignoresHistory: noLedger,
        again: reasons.again,
        allowsRepeats: reasons.allowRepeats
      )
      let found = try await check()
      let summary = found.summary
      let status: ExitStatus = summary.totals.rejected.rows == 0 ? .good : .rowsToLookAt
      console.say(
        Words.summary(
          of: request.input.name,
          request.operation,
          summary.totals,
          summary.contents,
          summary.findings
        )
      )
      console.say(Words.repetitions(summary.duplicates, found.repeats, request.operation))
      console.say("Plan \(summary.digests.plan)")
      console.say(Words.files(files, withResults: false))
      try console.show(json: SheetJSON(summary, request, files, seconds: start.secondsSince, status: status))
      return status
    }
  }

  /// The ledger that `run` would use, if it is there.
  private func openLedger() throws -> (any Ledger)? {
    if noLedger { return nil }
    return try ledger.ledger == nil ? LedgerFile.openIfThere(nil) : LedgerFile.openExisting(ledger.ledger)
  }
}

extension ContinuousClock.Instant {
  /// Seconds from this moment until now, to the millisecond.
  var secondsSince: Double {
    let passed = duration(to: .now)
    return Double(passed / .milliseconds(1)).rounded() / 1000
  }
}
