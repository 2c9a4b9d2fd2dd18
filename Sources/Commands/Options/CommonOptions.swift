import ArgumentParser
import Sheet

/// What every command takes.
struct CommonOptions: ParsableArguments {
  @Flag(name: .long, help: "One JSON object on standard output, and nothing else there.")
  var json = false

  @Flag(name: .long, help: "No words but complaints.")
  var quiet = false

  var console: Console { Console(isJSON: json, isQuiet: quiet) }
}

/// What commands take that send rows.
struct SendingOutputOptions: ParsableArguments {
  @Flag(
    name: .long,
    help:
      "A JSON object on a line of its own for each row, as soon as its outcome is recorded; the last is that of --json."
  )
  var jsonStream = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if jsonStream, common.json {
      throw ValidationError("--json is one object, and --json-stream a line for each row: give one of them.")
    }
  }

  var console: Console { Console(isJSON: common.json || jsonStream, isQuiet: common.quiet, isStream: jsonStream) }
}

/// Where rows go, as typed.
struct SettingsOptions: ParsableArguments {
  @Option(name: .long, help: "Both hosts at once: for the sandbox and for tests.")
  var baseUrl: String?

  @Option(
    name: .long,
    help: "A JSON file with settings, readable by you alone.",
    completion: .file(extensions: ["json"])
  )
  var config: String?

  func read() throws -> Settings { try Settings.read(config: config, baseURL: baseUrl) }
}

/// The ledger's place, as typed.
struct LedgerOption: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      """
      The ledger's file, or postgresql://HOST/DATABASE. (default: \(Settings.ledgerName), else $XDG_STATE_HOME/aopbatch/ledger.sqlite, else \
      ~/.local/state/aopbatch/ledger.sqlite)
      """,
      valueName: "place"
    ),
    completion: .file()
  )
  var ledger: String?

  /// Where the ledger is, for commands that take no config file.
  func place() throws(Failure) -> LedgerPlace {
    let place = try LedgerPlace(typed: ledger, set: Settings.environment(Settings.ledgerName))
    NamedLedger.isAt(ledger)
    return place
  }

  func place(_ settings: Settings) throws(Failure) -> LedgerPlace {
    let place = try LedgerPlace(typed: ledger, set: settings.ledger, settings.ledgerSource)
    let isInEnvironment = Settings.environment(Settings.ledgerName) != nil
    let set = isInEnvironment ? nil : settings.ledger.map(LedgerPlace.named)
    NamedLedger.isAt(ledger ?? set, config: settings.columns.path)
    return place
  }
}
