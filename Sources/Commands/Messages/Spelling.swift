import ArgumentParser
import Operations
import Payments
import Sheet

/// What may have been meant by a word that is typed wrongly.
enum Spelling {
  /// The word that is meant; nil if none is near enough.
  static func nearest(to word: String, in words: [String]) -> String? {
    let near = words.map { ($0, distance(word.lowercased(), $0.lowercased())) }.min { $0.1 < $1.1 }
    return near.flatMap { $0.1 <= max(1, min(word.count, $0.0.count) / 3) ? $0.0 : nil }
  }

  /// How many single letters have to be typed otherwise, two that are exchanged counting as one.
  private static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var rows = [Array(0...b.count)]
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var steps = min(rows[i][j] + (a[i] == b[j] ? 0 : 1), rows[i][j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { steps = min(steps, rows[i - 1][j - 1] + 1) }
        row.append(steps)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }

  private static let commands = AopBatch.configuration.subcommands.compactMap { $0.configuration.commandName }

  /// Why arguments name no command; nil if they do, or ask for none.
  static func failure(_ arguments: [String]) -> Failure? {
    let words = arguments.first == "help" ? Array(arguments.dropFirst()) : arguments
    guard let word = words.first, !commands.contains(word), word != "help" else { return nil }
    if word.hasPrefix("-") {
      let asked = ["--help", "-h", "--version", "--generate-completion-script", "---completion"]
      let isAsked = asked.contains { word.hasPrefix($0) }
      return isAsked || word.hasPrefix("--experimental") ? nil : usage("The command is missing before \(shown(word)).")
    }
    if let operation = operation(meantBy: word) {
      return usage(
        "\(shown(word)) is no command but an operation. Did you mean `aopbatch check \(operation) SHEET` or `aopbatch run "
          + "\(operation) SHEET`?"
      )
    }
    let meant = nearest(to: word, in: commands).map { " Did you mean `aopbatch \($0)`?" } ?? ""
    return usage("\(shown(word)) is no command.\(meant)")
  }

  /// The parser's words about arguments that a command does not take.
  static func failure(_ words: String, _ arguments: [String]) -> Failure {
    if let match = words.firstMatch(of: /^The value '(.*)' is invalid for '(--[a-z-]+)/),
      let form = forms[match.output.2]
    {
      return usage("\(match.output.2) takes \(form), not \(shown(String(match.output.1))).")
    }
    guard let match = words.firstMatch(of: /^The value '(.*)' is invalid for '[^']*<operation>'/) else {
      return usage(Masking.masked(words: words))
    }
    let word = String(match.output.1)
    if let meant = operation(meantBy: word) { return usage("\(shown(word)) is no operation. Did you mean \(meant)?") }
    let typed = arguments.compactMap(Operation.init(argument:)).first?.name
    return usage(
      typed.map { "The operation comes first: `aopbatch \(arguments[0]) \($0) SHEET`." }
        ?? "\(shown(word)) is no operation; there are \(Operation.allValueStrings.joined(separator: ", "))."
    )
  }

  /// What options take.
  private static let forms: [Substring: String] = {
    let kinds = [
      ("a day, as in 2026-11-21", "--since --before"), ("seconds, as in 60 or 2.5", "--timeout"),
      ("rupees, as in 48,30,000.00", "--expect-total --max-amount --max-total"),
      ("one of , ; tab and |", "--delimiter"), ("utf-8, utf-16 or windows-1252", "--encoding"),
      ("the number of a row, as aop_row says it", "--row"), ("a time, as in 30s, 5m or 2h", "--every --for"),
      ("a whole number above 0", "--expect-rows --concurrency --attempts --halt-after-in-doubt --limit"),
      ("requests a second, as in 5", "--rate"),
    ]
    return Dictionary(
      uniqueKeysWithValues: kinds.flatMap { form, names in names.split(separator: " ").map { ($0, form) } }
    )
  }()

  private static func operation(meantBy word: String) -> String? {
    nearest(to: word, in: Operation.allValueStrings)
  }

  private static func shown(_ word: String) -> String { "\"\(Masking.masked(words: word))\"" }

  private static func usage(_ words: String) -> Failure { Failure(.usage, [.cause: words]) }
}
