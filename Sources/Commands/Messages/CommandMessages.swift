import Sheet

// Settings, the machine, and the program itself.
extension Failure {
  @Sentences var aboutSettings: [String] {
    switch code {
    case .registrationShort:
      "The registration id in \(self[.name]) has fewer than \(self[.limit]) characters, so it is none."
      "Set the one that the provider gave you."
    case .addressInvalid:
      self[.address].isEmpty
        ? "The provider's address\(given) is empty." : "\"\(self[.address])\"\(given) is no address of a provider."
      self[.otherAddress].isEmpty
        ? "Give https:// and a host, without a path, as in https://api.example.com." : "Write \(self[.otherAddress])."
    case .addressPlain:
      "\"\(self[.address])\"\(given) is refused: plain http shows the registration id and the accounts to everybody on the way."
      "Use https://; http:// is for this machine only (127.0.0.1)."
    case .configFile:
      self[.name].isEmpty
        ? "The config file \(self[.path]) is not one JSON object."
        : "The config file \(self[.path]) has something under \"\(self[.name])\" that cannot stand there: columns and defaults "
          + "are objects of texts, everything else is a text in quotes."
      "Write it as in {\"registrationId\": \"…\", \"columns\": {\"amount\": \"Net Pay\"}}."
    case .configColumns:
      "The config file \(self[.path]) has columns or defaults that cannot be used. \(self[.cause])"
      "Correct it there, or what was typed with it; `aopbatch operations` lists the fields and what each may hold."
    case .configShared:
      "The config file \(self[.path]) can be read by others."
      "Make it yours alone: `chmod 600 \(self[.path])`."
    case .configUnknown:
      "The config file \(self[.path]) has the setting \"\(self[.name])\", which is not known."
      "Correct it; known are \(self[.names])."
    case .configTwice:
      "The config file \(self[.path]) has \(self[.name]) more than once."
      "Delete one of them."
    case .ledgerPlaceEmpty:
      "The setting \(self[.name]) is there but empty, so it names no ledger."
      "Give it the ledger's file, or take it out; --ledger stands for it."
    case .directoryFile:
      "The IFSC directory \(self[.path]) cannot be used. \(self[.cause])"
      "Give --ifsc-directory another file, or leave it out for the built-in directory."
    default: []
    }
  }

  /// Where the address was given, if that is known.
  private var given: String { self[.name].isEmpty ? "" : " (\(self[.name]))" }

  @Sentences var aboutProgram: [String] {
    switch code {
    case .openFiles:
      "So many requests in flight need \(self[.count]) open files, and this machine allows \(self[.limit])."
      "Lower --concurrency, or raise the limit (`ulimit -Hn`, or LimitNOFILE= of a systemd service)."
    case .output:
      "The answer could not be written to standard output: \(self[.cause])."
      self[.batch].isEmpty
        ? "Look where the output goes, and ask again."
        : "What it was about is done: `aopbatch show \(self[.batch]) --json` tells it again."
    case .stream:
      "The lines of --json-stream stop before the end: \(self[.cause])."
      self[.batch].isEmpty
        ? "Look where the output goes."
        : "The ledger has every row: `aopbatch show \(self[.batch]) --json` tells what they came to, `aopbatch export \(self[.batch])` "
          + "writes them again, and `aopbatch journal \(self[.batch]) --rows` prints each."
    case .threads:
      "This machine does not let aopbatch have the \(self[.count]) threads that it needs. Nothing was done."
      "Raise the limits of processes and memory (`ulimit -u`, `ulimit -v`, or TasksMax= of a systemd service)."
    case .interrupted, .terminated:
      "Stopped by a signal. Nothing was sent."
      "Give the command again when you are ready."
    case .sandboxOptions, .sandboxListen, .sandboxLog:
      // The sandbox is a program of its own and brings its own words.
      self[.cause]
      self[.reason]
    case .usage:
      self[.cause].hasSuffix(".") || self[.cause].hasSuffix("?") ? self[.cause] : "\(self[.cause])."
      "`aopbatch --help` and `aopbatch COMMAND --help` say more."
    case .unexpected:
      "Something happened that aopbatch does not expect: \(self[.cause])."
      "Keep the ledger, and report this with what you did."
    default: []
    }
  }
}
