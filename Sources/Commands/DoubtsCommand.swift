import ArgumentParser
import Dispatching
import Ledger
import Operations
import Payments
import Reports

struct DoubtsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doubts",
    abstract: "Every row in doubt of every batch, oldest first.",
    discussion: """
      A row in doubt may have been paid: ask the provider about it, then record the answer with `resolve`.

      Example:  aopbatch doubts
      """
  )

  @OptionGroup var ledger: LedgerOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let console = common.console
    try await console.ending {
      let doubts = try await onThread { [place = try ledger.place()] in try place.reading { try $0.doubts(of: nil) } }
      if let first = doubts.first {
        try console.show(Words.doubts(doubts, at: .now).wrapped(to: Console.dataColumns ?? .max))
        let way = Words.resolving(first.batch.name, row: "\(first.row.number)")
        console.say("In doubt: \(Words.sum(doubts)), which may have happened. \(way)")
      } else {
        console.say("No row is in doubt.")
      }
      try console.show(json: ["doubts": doubts.map(\.json)])
      return .good
    }
  }
}

extension Doubt {
  private var payee: String { [name, account].filter { !$0.isEmpty }.joined(separator: ", ") }
  private var amount: Amount? { batch.operation.hasAmount ? Amount(paise: row.paise) : nil }

  /// When the request left; when its batch was recorded, if that is not known.
  var since: Timestamp { row.sentAt ?? batch.createdAt }

  /// A row that only a person can settle, for `--json`.
  var json: JSON {
    [
      "batch": batch.name, "operation": batch.operation.name, "sheet": batch.sheet, "by": batch.createdBy,
      "test": Provider.isTest(batch.address), "row": row.number, "payee": payee, "amount": amount?.rupees,
      "since": row.sentAt?.text, "message": row.words(),
    ]
  }

  /// What the provider is asked about, then when it left and what happened: a line each.
  fileprivate func cells(at now: Timestamp) -> [[String]] {
    let payment = [amount?.grouped ?? "", payee].filter { !$0.isEmpty } + particulars
    let sent = row.sentAt.map { "sent \($0.inIndia), \(Words.age(from: $0, to: now))" } ?? ""
    return [["row \(row.number)", payment.joined(separator: ", ")], ["", sent], ["", row.words(\.inIndia)]]
      .filter { $0[1] != "" }
  }
}

extension Words {
  /// Rows in doubt of all batches, those of a batch that follow each other below what is known of that.
  static func doubts(_ doubts: [Doubt], at now: Timestamp) -> String {
    var rest = doubts[...]
    var parts: [String] = []
    while let first = rest.first {
      let same = rest.prefix { $0.batch.name == first.batch.name }
      rest = rest.dropFirst(same.count)
      parts.append(
        lines {
          heading(first.batch)
          Words.doubts(of: Array(same), at: now)
          "  record: `aopbatch resolve \(first.batch.name) --row \(first.row.number) --paid --reason TEXT`, or --not-paid"
        }
      )
    }
    return parts.joined(separator: "\n\n")
  }

  /// Those of one batch.
  static func doubts(of batch: [Doubt], at now: Timestamp) -> String {
    batch.flatMap { $0.cells(at: now) }.table
  }

  private static func heading(_ batch: Batch) -> String {
    "\(batch.path.isEmpty ? batch.sheet : batch.path): \(batch.operation.name), batch \(batch.name), recorded by "
      + "\(batch.createdBy)\(test(batch.address))"
  }

  /// `3 rows, ₹36.03`; the money is left out where no row has any.
  fileprivate static func sum(_ doubts: [Doubt]) -> String {
    let paid = doubts.filter(\.batch.operation.hasAmount)
    let total = paid.reduce(into: Total()) { $0.add(paise: $1.row.paise) }
    return rows(doubts.count) + (paid.isEmpty ? "" : ", \(total.grouped)")
  }

  /// How long ago something was, in the largest unit that says it.
  static func age(from start: Timestamp, to now: Timestamp) -> String {
    let minutes = (now.milliseconds - start.milliseconds) / 60_000
    if minutes < 1 { return "just now" }
    let (count, unit) =
      minutes < 120
      ? (minutes, "minute") : minutes < 48 * 60 ? (minutes / 60, "hour") : (minutes / (24 * 60), "day")
    return "\(count) \(unit)\(count == 1 ? "" : "s") ago"
  }
}
