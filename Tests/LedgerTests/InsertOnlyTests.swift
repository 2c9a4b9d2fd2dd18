import Operations
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("What the tables themselves refuse, whoever writes", .everyLedger)
struct InsertOnlyTests {
  let ledger: any TestedLedger

  init() throws { ledger = try TestedPlace.current().ledger() }

  /// A batch that has something in every table.
  private func record() throws -> HeldBatch {
    let batch = try ledger.record(newBatch(), rows: (2...4).map { newRow($0) } + [newRow(5, isRejected: true)])
    try ledger.finish(2, of: batch, .inDoubt)
    try ledger.resolve(2, of: batch, resolution(paid: true))
    return batch
  }

  private static let tables = ["batch", "row", "payments", "total", "attempt", "answer", "resolution", "journal"]

  /// Tries by hand, as somebody with the database's own program would.
  private func expectRefusal(_ sql: String, _ words: String) throws {
    let before = try ledger.contents(of: Self.tables)
    let failure = #expect(throws: Failure.self, "\(sql)") { try ledger.change(sql) }
    #expect(words.isEmpty || failure?.code == .ledgerDamaged, "\(sql)")
    #expect(failure?[.cause].lowercased().contains(words) == true, "\(sql): \(failure as Any)")
    #expect(try ledger.contents(of: Self.tables) == before)
  }

  @Test("what happened is never changed and never deleted", arguments: ["attempt", "answer", "resolution", "journal"])
  func onlyInserted(table: String) throws {
    _ = try record()
    for sql in ["UPDATE \(table) SET batch = batch", "UPDATE \(table) SET batch = 77", "DELETE FROM \(table)"] {
      try expectRefusal(sql, "only inserted")
    }
  }

  @Test("of a draft it may go, for nobody has approved it, but not change", arguments: ["attempt", "answer"])
  func drafts(table: String) throws {
    let row = newRow(2, operation: "recharge-status", carried: carried(.success))
    let draft = try ledger.recordDraft(newBatch("recharge-status"), rows: [row])
    try expectRefusal("UPDATE \(table) SET try = 2", "only inserted")
    try ledger.change("DELETE FROM \(table)")
    #expect(try ledger.ask("SELECT try FROM \(table)") == [])
    withExtendedLifetime(draft) {}
  }

  @Test(
    "no cell holds what has no meaning",
    arguments: [
      "UPDATE row SET state = 'paid'", "UPDATE row SET state = 'Accepted'", "UPDATE row SET amount = -1",
      "UPDATE row SET tries = -1", "UPDATE row SET number = -1 WHERE number = 2", "UPDATE row SET fields = NULL",
      "UPDATE row SET amount = 'many'",
      "UPDATE row SET since = NULL", "UPDATE row SET state = 'planned'",
      "UPDATE total SET state = 'paid'", "UPDATE batch SET status = 'paid'", "UPDATE batch SET renews = 2",
      "UPDATE batch SET blank_rows = -1", "UPDATE batch SET created_at = 'noon'",
      "INSERT INTO answer SELECT batch, number, 9, answered_at, 'paid', NULL, '', '', '', own FROM answer",
      "INSERT INTO answer SELECT batch, number, 0, answered_at, state, NULL, '', '', '', own FROM answer",
      "INSERT INTO answer SELECT batch, number, 9, answered_at, state, 'ok', '', '', '', own FROM answer",
      "INSERT INTO attempt SELECT batch, number, 0, sent_at FROM attempt",
      "INSERT INTO resolution SELECT 9, batch, number, 2, reference, reason, decided_by, decided_at FROM resolution",
    ]
  )
  func checks(sql: String) throws {
    _ = try record()
    try expectRefusal(sql, "")
  }

  @Test(
    "nor what is of another type",
    .onlyFile,
    arguments: ["UPDATE row SET amount = 1.5", "UPDATE row SET cells = 'text'", "UPDATE total SET rows = -1"]
  )
  func types(sql: String) throws {
    _ = try record()
    try expectRefusal(sql, "")
  }

  @Test("one row a number, one attempt and one answer a try, one batch a name")
  func keys() throws {
    let batch = try record().batch
    for table in ["row", "attempt", "answer", "total"] {
      try expectRefusal("INSERT INTO \(table) SELECT * FROM \(table)", "unique")
    }
    _ = try ledger.record(newBatch(), digests("b"))
    try expectRefusal("UPDATE batch SET name = '\(batch.name)'", "unique")
    try expectRefusal("UPDATE row SET batch = 77 WHERE number = 5 AND batch = 1", "foreign key")
    try expectRefusal("DELETE FROM batch", "foreign key")
  }
}
