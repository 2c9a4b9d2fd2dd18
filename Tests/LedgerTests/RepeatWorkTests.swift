import GRDB
import GRDBSQLite
import Operations
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("The work of the question for repeats")
struct RepeatWorkTests {
  /// Steps of SQLite's virtual machine, as far as they lead back or to an end, while so many repeats are found.
  private func steps(_ ledger: SQLiteLedger, finding count: Int, _ work: () throws -> [Int: Repeat]) throws -> Int {
    let counter = Counter()
    try ledger.write { database in
      let context = Unmanaged.passUnretained(counter).toOpaque()
      sqlite3_progress_handler(
        database.sqliteConnection,
        1,
        { context in
          if let context { Unmanaged<Counter>.fromOpaque(context).takeUnretainedValue().count += 1 }
          return 0
        },
        context
      )
    }
    #expect(try work().count == count)
    try ledger.write { sqlite3_progress_handler($0.sqliteConnection, 0, nil, nil) }
    return counter.count
  }

  /// The steps of both forms of the question.
  ///
  /// - Parameters:
  ///   - asked: Identities of the rows that are asked about.
  ///   - history: Identities of rows that another batch has paid.
  private func steps(asked: [String], history: [String]) throws -> (byDraft: Int, byRow: Int) {
    let folder = try Folder()
    let ledger = try SQLiteLedger(folder)
    let earlier = try ledger.record(newBatch(), rows: history.enumerated().map { newRow($0 + 2, identity: $1) })
    try ledger.change("UPDATE row SET state = 'accepted'")
    let rows = asked.enumerated().map { newRow($0 + 2, identity: $1) }
    let draft = try ledger.recordDraft(newBatch(path: ""), rows: rows, digests("b"))
    let known = Set(history)
    let repeated = asked.count { known.contains($0) }
    let byDraft = try steps(ledger, finding: repeated) {
      try ledger.precedent(of: draft.batch, since: longAgo).samePayments
    }
    let payments = asked.map { fields($0) }
    let byRow = try steps(ledger, finding: repeated) {
      try ledger.samePayments(as: payments, .require("payout"), address: sandbox, since: longAgo)
    }
    withExtendedLifetime(earlier) {}
    return (byDraft, byRow)
  }

  /// Twice as much of both is at most a little more than twice the work, not four times.
  @Test("grows with the rows asked and the rows of history, not with their product, though all are one payment")
  func onePayment() throws {
    func payments(_ count: Int) -> [String] { [String](repeating: "P", count: count) }
    let small = try steps(asked: payments(500), history: payments(500))
    let large = try steps(asked: payments(2000), history: payments(2000))
    #expect(small.byDraft > 10 && small.byRow > 10, "something is counted")
    #expect(large.byDraft < 6 * small.byDraft, "\(small.byDraft) to \(large.byDraft)")
    #expect(large.byRow < 6 * small.byRow, "\(small.byRow) to \(large.byRow)")
  }

  @Test(
    "reads no rows of other payments, however many are asked about or were made",
    arguments: [(500, 200), (500, 8000), (2000, 200)]
  )
  func otherHistory(asked: Int, history: Int) throws {
    let found = try steps(asked: (0..<asked).map { "P \($0)" }, history: (0..<history).map { "Q \($0)" })
    #expect(found.byDraft > 10 && found.byRow > 10, "something is counted")
    #expect(found.byDraft < 400 && found.byRow < 400, "far less than one for each: \(found)")
  }
}

private final class Counter {
  var count = 0
}
