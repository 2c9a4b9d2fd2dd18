public import ArgumentParser
import Glibc
import Payments
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
    version: Version.text,
    subcommands: [
      CheckCommand.self, RunCommand.self, ResumeCommand.self, CancelCommand.self, BatchesCommand.self, ShowCommand.self,
      DoubtsCommand.self, ExportCommand.self, ResolveCommand.self, BackupCommand.self, PruneCommand.self,
      TemplateCommand.self, OperationsCommand.self,
      SandboxCommand.self,
    ]
  )

  public init() {}

  /// Runs the program with the command line's arguments and ends it.
  public static func start() async {
    // Nobody reading our words any more must not stop a run: writing then fails, and that does no harm.
    signal(SIGPIPE, SIG_IGN)
    let arguments = Array(CommandLine.arguments.dropFirst())
    if Set(arguments) == ["--version", "--json"] { return Version.showJSON() }
    do {
      var command = try parsed(arguments)
      if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
    } catch { exit(withError: error) }
  }

  /// The command that is asked for; `--json` holds for arguments that are none, too.
  private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
    do {
      try refuseEmpty(arguments)
      return try parseAsRoot(arguments)
    } catch {
      if exitCode(for: error) == .validationFailure, arguments.prefix(while: { $0 != "--" }).contains("--json") {
        let failure = Failure(.usage, [.cause: message(for: error)])
        try? Console(isJSON: true, isQuiet: false).show(json: FailureJSON(failure))
      }
      throw error
    }
  }

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

/// The program's own version.
enum Version {
  static let text = "0.1.0"
  static let userAgent = "aopbatch/\(text)"

  /// `--version --json`, which the parser does not know beside each other.
  static func showJSON() {
    try? Console(isJSON: true, isQuiet: false).show(
      json: ["version": text, "ifscDirectory": IFSCDirectory.builtIn.release])
  }
}
