import AOPay
import Approvals
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
  @OptionGroup var common: SendingOutputOptions

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
      let gate = approval.signed.gate(settings)
      try gate.policy()?.tighten(&request)
      options.demandApprovals = { [reason = request.allowsRepeats] plan, ledger in
        try gate.demand(plan, allowingRepeats: reason, settings, ledger)
      }
      let place = try ledger.place(settings)
      return try await place.with(for: sending.purpose(place), isMade: true) { [request, options] ledger in
        let run = Run(request, options, output: output, ledger: ledger)
        return try await console.sending(request.operation, signals, ledger, since: start) { monitor in
          try await run(monitor) { plan in
            try await onThread {
              let words = try Words.plan(plan, ledger.findings(of: plan.batch), settings, place, output)
              try approval.demand(plan, words, console, signals.stop)
            }
          }
        }
      }
    }
  }
}

extension Console {
  /// What `run` and `resume` do around the sending: signals, progress, the last words.
  func sending(
    _ operation: Operation,
    _ signals: Signals,
    _ ledger: any Ledger,
    since start: ContinuousClock.Instant,
    _ work: (Monitor) async throws -> RunEnd
  ) async throws -> ExitStatus {
    let end = try await watching(operation, signals, ledger, work)
    say(Words.outcome(end.report))
    if let files = end.report.files { say(Words.files(files, withResults: true)) }
    let json = JSON(end, ledger: ledger.place, seconds: start.secondsSince)
    finish(json, of: end.report.batch.name, saying: Words.advice(end))
    return ExitStatus(end)
  }

  /// What everything that sends does meanwhile: listen to signals, and show how far it is.
  func watching<End: Sendable>(
    _ operation: Operation,
    _ signals: Signals,
    _ ledger: any Ledger,
    _ work: (Monitor) async throws -> End
  ) async throws -> End {
    let (lines, watcher) = AsyncStream.makeStream(of: Progress.self)
    let monitor = Monitor(
      begins: { batch, progress in
        signals.begins(batch, progress)
        say("Batch \(batch.name)")
        stream(batch, progress.toSend, ledger)
        watcher.yield(progress)
      },
      settles: { stream($0, operation) },
      waits: { say(Words.waiting(for: $0)) },
      stop: signals.stop
    )
    let line = ProgressLine(console: self, operation: operation)
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { for await progress in lines { await line.show(progress) } }
      defer {
        watcher.finish()
        group.cancelAll()
      }
      return try await work(monitor)
    }
  }
}
