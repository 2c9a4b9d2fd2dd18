public import ArgumentParser
import Dispatch
import Glibc
import Sheet

/// The program: one command for each thing that a person wants.
public struct AopBatch: AsyncParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "aopbatch",
    abstract: "Checks sheets of payouts and look-ups, sends them to AOPay, and never pays a row twice.",
    discussion: """
      Begin with a dry run:  aopbatch check payout salaries.csv
      Then send it:          aopbatch run payout salaries.csv
      A sheet to fill in:    aopbatch template payout > salaries.csv
      """,
    version: Version.words,
    subcommands: [
      CheckCommand.self, RunCommand.self, ResumeCommand.self, JoinCommand.self, CancelCommand.self, BatchesCommand.self,
      ShowCommand.self,
      DoubtsCommand.self, ExportCommand.self, ResolveCommand.self, JournalCommand.self, VerifyCommand.self,
      MetricsCommand.self,
      BackupCommand.self, PruneCommand.self, TemplateCommand.self, OperationsCommand.self,
      SandboxCommand.self,
    ]
  )

  public init() {}

  private static let arguments = Array(CommandLine.arguments.dropFirst())
  /// `--json`, `--json-stream` and `--quiet` hold for arguments that make no command, too.
  private static let console = Console(
    isJSON: isGiven("--json") || isGiven("--json-stream"),
    isQuiet: isGiven("--quiet"),
    isStream: isGiven("--json-stream")
  )

  private static func isGiven(_ option: String) -> Bool { arguments.prefix { $0 != "--" }.contains(option) }

  /// Runs the program with the command line's arguments and ends it.
  public static func start() -> Never {
    prepare()
    // Not the main thread's own, which is higher: who is not root may not give threads that, and the journal would be told.
    Task(priority: .medium) { await run() }
    dispatchMain()
  }

  /// Sees to what must be right before anything else happens; ends the program if it cannot be.
  private static func prepare() {
    Start.openStandardFiles()
    // Nobody reading our words any more must not stop a run: writing then fails, and that does no harm.
    signal(SIGPIPE, SIG_IGN)
    do {
      try demandArguments()
      try Start.demandThreads()
    } catch { exit(console.last(error)) }
  }

  /// The library reads them from a file of the system's. Without it a `run` would show the help, and end well.
  private static func demandArguments() throws(Failure) {
    guard CommandLine.arguments.isEmpty else { return }
    throw Failure(.usage, [.cause: "Nobody tells aopbatch its arguments: /proc is not mounted here. Nothing was done."])
  }

  private static func run() async -> Never {
    if Set(arguments) == ["--version", "--json"] {
      Version.showJSON()
      exit()
    }
    do {
      try refuseEmpty(arguments)
      if let failure = Spelling.failure(arguments) { throw failure }
      var command = try parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
    } catch let failure as Failure { exit(console.last(failure)) } catch let code as ExitCode {
      // The command has said why. The parser would put together the whole help to find that nothing is to be said.
      Glibc.exit(code.rawValue)
    } catch {
      if exitCode(for: error) == .success, console.isJSON {
        try? console.show(json: ["help": message(for: error)])
        exit()
      }
      guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
      exit(console.last(Spelling.failure(message(for: error), arguments)))
    }
    exit()
  }

  private static func exit(_ status: ExitStatus = .good) -> Never { Glibc.exit(status.rawValue) }

  /// No argument of ours means anything when it is empty: most likely a variable of a script was not set.
  private static func refuseEmpty(_ arguments: [String]) throws {
    // Shells that complete a word ask with an empty one.
    if arguments.first?.hasPrefix("---") == true { return }
    for (index, argument) in arguments.enumerated() {
      if argument.hasPrefix("--"), argument.firstIndex(of: "=").map(argument.index(after:)) == argument.endIndex {
        throw ValidationError("\(argument.dropLast()) is empty: give it a value, or leave it out.")
      }
      guard argument.allSatisfy({ $0 == " " }) else { continue }
      let option = index > 0 && arguments[index - 1].hasPrefix("--") ? arguments[index - 1] : "Argument \(index + 1)"
      throw ValidationError("\(option) is empty: give it a value, or leave it out.")
    }
  }
}

extension Console {
  /// Says why the program ends.
  fileprivate func last(_ failure: Failure) -> ExitStatus {
    complain(failure.message.text)
    try? show(json: failure.json())
    return failure.message.status
  }
}
