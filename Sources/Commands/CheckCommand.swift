import ArgumentParser
import Engine
import Ledger
import Operations

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

  @Option(name: .long, help: "A ledger: warn of payees and amounts that were paid by it in the last 7 days.")
  var ledger: String?

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let console = common.console
    try await console.ending({ sheet.failure($0) }) {
      let start = ContinuousClock.now
      let request = try sheet.request()
      let inspection = try await check(request)()
      let status: ExitStatus = inspection.rows.rejected == 0 ? .good : .rowsToLookAt
      console.say(Words.summary(inspection, request))
      console.say("Plan \(inspection.plan)")
      console.say(Words.files(request.output, withResults: false))
      try console.show(json: SheetJSON(inspection, request, seconds: start.secondsSince, status: status))
      return status
    }
  }

  /// A ledger is only looked into for payments to the address that the sheet would go to.
  private func check(_ request: SheetRequest) throws -> Check {
    guard let ledger else { return Check(request) }
    let address = try Settings.read(config: nil, baseURL: nil).address(of: request.operation)
    return try Check(request, ledger: LedgerFile.openExisting(ledger), address: address.text)
  }
}

extension SheetOptions {
  /// What `--json` says when the sheet got nowhere.
  func failure(_ refusal: Refusal) -> FailureJSON {
    let name = sheet == "-" ? "stdin" : String(sheet.split(separator: "/").last ?? "")
    return FailureJSON(
      operation: operation.name,
      sheet: name,
      status: refusal.status.rawValue,
      reason: refusal.sentence
    )
  }
}

extension ContinuousClock.Instant {
  /// Seconds from this moment until now, to the millisecond.
  var secondsSince: Double {
    let passed = duration(to: .now)
    return Double(passed / .milliseconds(1)).rounded() / 1000
  }
}
