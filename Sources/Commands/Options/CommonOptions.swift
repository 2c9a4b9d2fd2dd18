import ArgumentParser

/// What every command takes.
struct CommonOptions: ParsableArguments {
  @Flag(name: .long, help: "One JSON object on standard output, and nothing else there.")
  var json = false

  @Flag(name: .long, help: "No words but complaints.")
  var quiet = false

  var console: Console { Console(isJSON: json, isQuiet: quiet) }
}

/// The ledger of the commands that need one.
struct LedgerOption: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The ledger's file. (default: $XDG_STATE_HOME/aopbatch/ledger.sqlite, else ~/.local/state/aopbatch/ledger.sqlite)",
      valueName: "path"
    )
  )
  var ledger: String?
}
