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
      try console.show(json: DoubtsJSON(doubts: doubts.map(DoubtJSON.init)))
      return .good
    }
  }
}

struct DoubtsJSON: Encodable { let doubts: [DoubtJSON] }

/// A row that only a person can settle.
struct DoubtJSON: Encodable {
  let batch: String
  let row: Int
  let payee: String
  let amount, since: String?
  let message: String

  init(_ doubt: Doubt) {
    batch = doubt.batch.name
    row = doubt.row.number
    payee = doubt.payee
    amount = doubt.batch.operation.hasAmount ? Amount(paise: doubt.row.paise).rupees : nil
    since = doubt.since?.text
    message = doubt.row.words()
  }
}

extension Doubt {
  fileprivate var payee: String { [name, account].filter { !$0.isEmpty }.joined(separator: ", ") }
}

extension Words {
  /// Rows in doubt, a line each.
  static func doubts(_ doubts: [Doubt]) -> String {
    var table = Table()
    table.add("BATCH", "ROW", "PAYEE", "AMOUNT", "SINCE", "WHAT HAPPENED")
    for doubt in doubts {
      table.add(
        doubt.batch.name,
        "\(doubt.row.number)",
        doubt.payee,
        doubt.batch.operation.hasAmount ? Amount(paise: doubt.row.paise).grouped : "",
        doubt.since?.inIndia ?? "",
        doubt.row.words(\.inIndia)
      )
    }
    return table.text
  }
}
