public import ArgumentParser
import Glibc
import Payments

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
      CheckCommand.self, RunCommand.self, ResumeCommand.self, BatchesCommand.self, ShowCommand.self,
      ExportCommand.self, ResolveCommand.self, TemplateCommand.self, OperationsCommand.self, SandboxCommand.self,
    ]
  )

  public init() {}

  /// Runs the program with the command line's arguments and ends it.
  public static func start() async {
    // Nobody reading our words any more must not stop a run: writing then fails, and that does no harm.
    signal(SIGPIPE, SIG_IGN)
    if Set(CommandLine.arguments.dropFirst()) == ["--version", "--json"] { return Version.showJSON() }
    await main()
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
