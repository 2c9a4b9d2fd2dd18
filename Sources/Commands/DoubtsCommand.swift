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
        try console.show(Words.doubts(doubts))
        let way = Words.resolving(first.batch.name, row: "\(first.row.number)")
        console.say("In doubt: \(Words.rows(doubts.count)) that may have happened. \(way)")
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

  /// A row that only a person can settle, for `--json`.
  var json: JSON {
    [
      "batch": batch.name, "row": row.number, "payee": payee, "amount": amount?.rupees, "since": row.sentAt?.text,
      "message": row.words(),
    ]
  }

  /// The same for people.
  fileprivate var cells: [String] {
    [batch.name, "\(row.number)", payee, amount?.grouped ?? "", row.sentAt?.inIndia ?? "", row.words(\.inIndia)]
  }
}

extension Words {
  /// Rows in doubt, a line each.
  static func doubts(_ doubts: [Doubt]) -> String {
    ([["BATCH", "ROW", "PAYEE", "AMOUNT", "SINCE", "WHAT HAPPENED"]] + doubts.map(\.cells)).table
  }
}
