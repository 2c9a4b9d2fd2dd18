import AOPay
import ArgumentParser
import Dispatching
import Ledger
import Operations
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
  @OptionGroup var sending: SendingArguments
  @OptionGroup var ledger: LedgerOption

  @OptionGroup var approval: ApprovalOptions

  @OptionGroup var reasons: ReasonOptions

  @OptionGroup var sweep: SweepOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    try sweep.validate(for: sheet.operation)
    if sheet.sheet == "-", sheet.operation.effect.isJournalled {
      throw ValidationError("\(sheet.operation.name) needs a file: it can't come from standard input.")
    }
  }

  func run() async throws {
    let console = common.console
    let output = sheet.output(renewing: sweep.skipFinal)
    try await console.ending(sheet, output) {
      let start = ContinuousClock.now
      try approval.demandAnswer(for: sheet.operation)
      let settings = try sending.settings()
      let address = try settings.address(of: sheet.operation)
      var request = try sheet.request(address, settings)
      request.skipsFinal = sweep.skipFinal
      var options = try sending.options(settings, address: address)
      options.sweep = sweep.sweep
      let place = try ledger.place(settings)
      let approval = self.approval.approval(of: request.operation, console)
      return try await place.with(for: sending.purpose, isMade: true) { [request, options] ledger in
        let run = Run(
          request,
          options,
          output: output,
          ledger: ledger,
          again: reasons.again,
          allowsRepeats: reasons.allowRepeats
        )
        let end = try await Sent.watching(console, request.operation) { monitor in
          try await run(monitor) { plan in
            console.say(try Words.plan(plan, ledger.findings(of: plan.batch), place))
            console.say(Words.kept(output))
            try approval(plan)
          }
        }
        return try Sent.tell(end, console, ledger, seconds: start.secondsSince)
      }
    }
  }
}

/// What `run` and `resume` do around the sending: signals, progress, the last words.
enum Sent {
  static func watching(
    _ console: Console,
    _ operation: Operation,
    _ work: (Monitor) async throws -> RunEnd
  ) async throws -> RunEnd {
    let stop = StopFlag()
    let signals = Signals(stop, console)
    defer { signals.release() }
    let (lines, watcher) = AsyncStream.makeStream(of: Progress.self)
    let monitor = Monitor(
      begins: { batch, progress in
        signals.trap()
        console.say("Batch \(batch.name)")
        watcher.yield(progress)
      },
      stop: stop
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
  ) throws -> ExitStatus {
    let report = end.report
    console.say(Words.outcome(report))
    if let files = report.files { console.say(Words.files(files, withResults: true)) }
    let advice = Words.advice(end)
    if !advice.isEmpty { console.complain(advice) }
    try console.show(json: SheetJSON(end, ledger: ledger.place, seconds: seconds))
    return ExitStatus(end)
  }
}
