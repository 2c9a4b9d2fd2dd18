import AOPay
import ArgumentParser
import Dispatching
import Ledger
import Operations
import Payments
import Reports
import Validation

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Validate a sheet, record it, send its rows and write the results.",
    discussion: """
      Needs \(Credential.registrationID.setting) in the environment or the --config file. Shows the plan and asks before it sends.
      A sheet that was begun and not finished goes on where it stopped; a finished one is refused.

      Example:  aopbatch run payout salaries.csv --approve sha256:3f5c…

      What becomes of a row (aop_outcome):
      \(outcomes)

      `resume` sends what was not sent and asks again; `resolve` records what you found out about a row in doubt.
      """
  )

  private static let outcomes = Outcome.allCases.map { "\($0.rawValue): \($0.help)" }.joined(separator: "\n")

  @OptionGroup var sheet: SheetOptions
  @OptionGroup var columns: ColumnOptions
  @OptionGroup var sending: SendingArguments
  @OptionGroup var settings: SettingsOptions
  @OptionGroup var ledger: LedgerOption
  @OptionGroup var approval: ApprovalOptions
  @OptionGroup var reasons: ReasonOptions
  @OptionGroup var sweep: SweepOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    try columns.validate(for: sheet.operation)
    try sweep.validate(for: sheet.operation)
    if sheet.sheet == "-", sheet.operation.effect.isJournalled {
      throw ValidationError("\(sheet.operation.name) needs a file: it can't come from standard input.")
    }
  }

  func run() async throws {
    let console = common.console
    let output = sheet.output(renewing: sweep.skipFinal)
    let signals = Signals(.preparing, console)
    try await console.ending(sheet, output, signals: signals) {
      let start = ContinuousClock.now
      try approval.demandAnswer(for: sheet.operation)
      let settings = try settings.read()
      let address = try settings.address(of: sheet.operation)
      var request = try sheet.request(columns, address, settings)
      request.skipsFinal = sweep.skipFinal
      (request.again, request.allowsRepeats) = (reasons.again?.printable, reasons.allowRepeats?.printable)
      var options = try sending.options(settings, address: address)
      options.sweep = sweep.sweep
      let place = try ledger.place(settings)
      let approval = self.approval.approval(of: request.operation, console, signals.stop)
      return try await place.with(for: sending.purpose, isMade: true) { [request, options] ledger in
        let run = Run(request, options, output: output, ledger: ledger)
        let end = try await Sent.watching(console, signals, request.operation) { monitor in
          try await run(monitor) { plan in
            try await onThread {
              try approval(plan, Words.plan(plan, ledger.findings(of: plan.batch), settings, place, output))
            }
          }
        }
        return Sent.tell(end, console, ledger, seconds: start.secondsSince)
      }
    }
  }
}

/// What `run` and `resume` do around the sending: signals, progress, the last words.
enum Sent {
  static func watching(
    _ console: Console,
    _ signals: Signals,
    _ operation: Operation,
    _ work: (Monitor) async throws -> RunEnd
  ) async throws -> RunEnd {
    let (lines, watcher) = AsyncStream.makeStream(of: Progress.self)
    let monitor = Monitor(
      begins: { batch, progress in
        signals.begins(batch, progress)
        console.say("Batch \(batch.name)")
        watcher.yield(progress)
      },
      stop: signals.stop
    )
    let line = ProgressLine(console: console, operation: operation)
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { for await progress in lines { await line.show(progress) } }
      defer {
        watcher.finish()
        group.cancelAll()
      }
      return try await work(monitor)
    }
  }

  static func tell(
    _ end: RunEnd,
    _ console: Console,
    _ ledger: any Ledger,
    seconds: Double
  ) -> ExitStatus {
    let report = end.report
    console.say(Words.outcome(report))
    if let files = report.files { console.say(Words.files(files, withResults: true)) }
    var advice = Words.advice(end)
    let json = SheetJSON(end, ledger: ledger.place, seconds: seconds)
    if let trouble = console.trouble(showing: json, of: report.batch.name) {
      advice += advice.isEmpty ? trouble : "\n\(trouble)"
    }
    if !advice.isEmpty { console.complain(advice) }
    return ExitStatus(end)
  }
}
