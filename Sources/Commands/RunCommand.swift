import ArgumentParser
import Engine
import Ledger
import Operations

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Validate a sheet, record it, send its rows and write the results.",
    discussion: """
      Needs AOPAY_REGISTRATION_ID in the environment or the --config file. Shows the plan and asks before it sends.
      A sheet that was begun and not finished goes on where it stopped; a finished one is refused.

      Example:  aopbatch run payout salaries.csv --approve sha256:3f5c…

      What becomes of a row (aop_outcome):
      \(outcomes)
      """
  )

  private static let outcomes = Outcome.allCases.map { "\($0.rawValue): \($0.meaning)" }.joined(separator: "\n")

  @OptionGroup var sheet: SheetOptions
  @OptionGroup var sending: SendingArguments
  @OptionGroup var ledger: LedgerOption

  @Flag(name: .long, help: "Send without asking.")
  var yes = false

  @Option(name: .long, help: "Send only if the plan's digest is this one; stands for --yes.")
  var approve: String?

  @Option(name: .long, help: "Process a sheet that was processed before once more, for this reason, which is recorded.")
  var again: String?

  @OptionGroup var sweep: SweepOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    try sweep.validate(for: sheet.operation)
    if again?.allSatisfy(\.isWhitespace) == true { throw ValidationError("--again needs a reason.") }
    guard sheet.operation.effect.isJournalled else { return }
    if sheet.sheet == "-" {
      throw ValidationError("\(sheet.operation.name) needs a file: it can't come from standard input.")
    }
    if !yes, approve == nil, !Console.canAsk {
      throw ValidationError(
        "There is no terminal to ask on: give --yes, or --approve with the plan's digest from `check`."
      )
    }
  }

  func run() async throws {
    let console = common.console
    try await console.ending({ sheet.failure($0) }) {
      let start = ContinuousClock.now
      var request = try sheet.request()
      request.skipsFinal = sweep.skipFinal
      let settings = try sending.settings()
      var options = try sending.options(settings, address: settings.address(of: request.operation))
      options.sweep = sweep.sweep
      let run = try Run(request, options, ledger: LedgerFile.open(ledger.ledger), again: again)
      let approval = Approval(isGiven: yes || !request.operation.effect.isJournalled, digest: approve, console: console)
      let report = try await Sent.watching(console, request.operation) { witness in
        try await run(witness) { [request] plan in
          console.say(Words.plan(plan, request))
          try approval(plan)
        }
      }
      return try Sent.tell(report, console, seconds: start.secondsSince)
    }
  }
}

/// What `run` and `resume` do around the sending: signals, progress, the last words.
enum Sent {
  static func watching(
    _ console: Console,
    _ operation: Operation,
    _ work: (Witness) async throws -> BatchReport
  ) async throws -> BatchReport {
    let stop = StopFlag()
    let signals = Signals(stop, console)
    defer { signals.release() }
    let (lines, watcher) = AsyncStream.makeStream(of: Progress.self)
    let witness = Witness(
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
      return try await work(witness)
    }
  }

  static func tell(_ report: BatchReport, _ console: Console, seconds: Double) throws -> ExitStatus {
    console.say(Words.outcome(report))
    if let files = report.files { console.say(Words.files(files, withResults: true)) }
    let advice = Words.advice(report)
    if !advice.isEmpty { console.complain(advice) }
    try console.show(json: SheetJSON(report, seconds: seconds))
    return report.status
  }
}
