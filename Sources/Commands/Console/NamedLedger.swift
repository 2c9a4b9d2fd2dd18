extension String {
  /// The same text, in which every command that works with a ledger names the one that was typed: typed as they stand,
  /// commands without it would look into another.
  var namingLedger: String {
    guard let ledger = Self.typedLedger, contains("`aopbatch ") else { return self }
    let command = /`(aopbatch (?:batches|cancel|doubts|export|prune|resolve|resume|show)\b[^`]*)`/
    return replacing(command) { match in
      match.output.1.contains("--ledger") ? "\(match.output.0)" : "`\(match.output.1) --ledger \(ledger)`"
    }
  }

  /// As it is typed in a shell; nil if none was.
  private static let typedLedger: String? = {
    let arguments = CommandLine.arguments.dropFirst()
    let option = "--ledger"
    let place =
      arguments.firstIndex(of: option).flatMap { $0 + 1 < arguments.endIndex ? arguments[$0 + 1] : nil }
      ?? arguments.first { $0.hasPrefix("\(option)=") }.map { String($0.dropFirst(option.count + 1)) }
    guard let place else { return nil }
    let isPlain = place.allSatisfy { $0.isLetter || $0.isNumber || "/._-+:@".contains($0) }
    return isPlain ? place : "'\(place.replacing("'", with: "'\\''"))'"
  }()
}
