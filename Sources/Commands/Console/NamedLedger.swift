import Synchronization

/// Where commands that are named to a person find what this one works with: typed as they stand, they would look into
/// another ledger.
enum NamedLedger {
  private static let options = Mutex((ledger: "", config: ""))

  /// - Parameters:
  ///   - ledger: The place that was typed, or that the config file names; nil if every command finds it by itself.
  ///   - config: The config file that was typed; empty if none was.
  static func isAt(_ ledger: String?, config: String = "") {
    options.withLock {
      $0 = (ledger.map { " --ledger \(typed($0))" } ?? "", config.isEmpty ? "" : " --config \(typed(config))")
    }
  }

  /// What a command that works with a ledger needs behind its arguments. What is sent may need settings, too.
  static func options(for command: some StringProtocol) -> String {
    options.withLock { command == "resume" ? $0.ledger + $0.config : $0.ledger }
  }

  /// As it is typed in a shell.
  private static func typed(_ place: String) -> String {
    let isPlain = place.allSatisfy { $0.isLetter || $0.isNumber || "/._-+:@".contains($0) }
    return isPlain ? place : "'\(place.replacing("'", with: "'\\''"))'"
  }
}

extension String {
  /// The same text, in which every command that works with a ledger names the one that this command works with.
  var namingLedger: String {
    guard contains("`aopbatch ") else { return self }
    let command = /`(aopbatch (batches|cancel|doubts|export|journal|prune|resolve|resume|show)\b[^`]*)`/
    return replacing(command) { match in
      match.output.1.contains(/\s--(ledger|config)\s/)
        ? "\(match.output.0)" : "`\(match.output.1)\(NamedLedger.options(for: match.output.2))`"
    }
  }
}
