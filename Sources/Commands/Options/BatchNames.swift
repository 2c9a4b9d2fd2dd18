import ArgumentParser
import Glibc
import Ledger

extension CompletionKind {
  /// The names of the ledger's newest batches, for a shell that completes a word.
  static let batches = CompletionKind.custom { words, _, beginning in
    endSilently(afterSeconds: 2)
    return (try? names(in: ledger(words), from: beginning)) ?? []
  }

  /// So many are still a choice.
  private static let namesMax = 100

  private static func names(in ledger: String?, from beginning: String) throws -> [String] {
    let place = try LedgerPlace(typed: ledger, set: Settings.environment(Settings.ledgerName))
    let names = try place.reading { try $0.batches() }.map(\.name)
    return Array(names.lazy.filter { $0.hasPrefix(beginning) }.prefix(namesMax))
  }

  /// The ledger that was typed so far. bash hands over `--ledger=FILE` as three words.
  private static func ledger(_ words: [String]) -> String? {
    let name = "--ledger"
    if let word = words.last(where: { $0.hasPrefix("\(name)=") && $0 != "\(name)=" }) {
      return String(word.dropFirst(name.count + 1))
    }
    return words.lastIndex(of: name).flatMap { index in words[(index + 1)...].first { $0 != "=" } }
  }

  /// A server that does not answer, or a ledger that is busy, must not keep a person from typing.
  private static func endSilently(afterSeconds seconds: UInt32) {
    signal(SIGALRM) { _ in _exit(0) }
    alarm(seconds)
  }
}
