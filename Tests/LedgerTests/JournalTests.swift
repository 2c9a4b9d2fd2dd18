import Dispatch
import Operations
import Sheet
import Synchronization
import TestSupport
import Testing

@testable import Ledger

@Suite("The journal", .everyLedger)
struct JournalTests {
  let place: TestedPlace
  let ledger: any TestedLedger

  init() throws {
    place = try .current()
    ledger = try place.ledger()
  }

  /// A batch that came to its end: sent, failed, in doubt and found paid, tried twice, rejected.
  private func closed(again: String? = nil, _ mark: String = "a") throws -> HeldBatch {
    let rows = try (2...5).map { try payment($0, to: "\(mark)\($0)") } + [newRow(6, isRejected: true)]
    let batch = try ledger.record(newBatch(again: again), rows: rows, digests(mark, planning: rows))
    try ledger.open(batch)
    try ledger.finish(2, of: batch, .accepted, reference: "R \"\(mark)\"")
    try ledger.finish(3, of: batch, .failed)
    try ledger.finish(4, of: batch, .inDoubt)
    try ledger.send(5, of: batch)
    try ledger.settle(settlement(5, .notSent, state: .planned), of: batch)
    try ledger.finish(5, of: batch, .accepted, attempt: 2)
    try ledger.stop(batch, .finished, reason: "", at: now)
    try ledger.close(batch, at: now)
    try ledger.resolve(4, of: batch, resolution(paid: true))
    return batch
  }

  private func lines(of batch: Batch? = nil) throws -> [String] {
    var lines: [String] = []
    try ledger.forEachJournalLine(of: batch) { lines.append($0) }
    return lines
  }

  private func rowLines(of batch: Batch) throws -> [String] {
    var lines: [String] = []
    try ledger.forEachRowLine(of: batch) { line in
      lines.append(String(decoding: line.indices.map { line[$0] }, as: UTF8.self))
    }
    return lines
  }

  /// Lets a test write what the tables' own triggers forbid.
  private func disarm() throws {
    let sql =
      place.address == nil
      ? "SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger'"
      : "SELECT 'ALTER TABLE ' || relname || ' DISABLE TRIGGER USER' FROM pg_stat_user_tables"
    for statement in try ledger.ask(sql) { try ledger.change(statement) }
  }

  private func rearm() throws {
    let enabling = "SELECT 'ALTER TABLE ' || relname || ' ENABLE TRIGGER USER' FROM pg_stat_user_tables"
    for statement in try place.address == nil ? Schema.triggers : ledger.ask(enabling) { try ledger.change(statement) }
  }

  @Test("is one chain of JSON lines over the whole ledger, from its making on")
  func chain() throws {
    let batch = try closed(again: "bank lost it")
    let rows = try (2...4).map { try payment($0, to: "b\($0)") }
    let other = try ledger.record(newBatch(), rows: rows, digests("b", planning: rows))
    try ledger.cancel(other, reason: "not \"ours\"\n", by: "ravi", at: now)
    let all = try lines()
    var previous = JournalEntry.nothing
    for (index, line) in all.enumerated() {
      let json = try #require(JSONReader.read(Array(line.utf8)))
      #expect(json.text("number") == "\(index + 1)" && json.text("previous") == previous)
      previous = RunningSHA256.hex(of: line)
    }
    let kinds = all.compactMap { JSONReader.read(Array($0.utf8))?.text("event") }
    #expect(
      kinds == ["made", "recorded", "again", "opened", "finished", "closed", "resolved", "recorded", "cancelled"]
    )
    #expect(try lines(of: batch.batch) == Array(all[1...6]) && lines(of: other.batch) == Array(all[7...]))
    #expect(try ledger.journalHead() == (9, previous))
    let cancelled = try #require(JSONReader.read(Array(all[8].utf8)))
    #expect(cancelled.text("by") == "ravi" && cancelled.text("reason") == "not \"ours\"\n")
    #expect(cancelled.text("batch") == other.batch.name && cancelled.text("unsent") == "3")
    let recorded = try #require(JSONReader.read(Array(all[1].utf8)))
    #expect(recorded.text("plan") == batch.batch.digests.plan && recorded.text("planned") == "4")
    #expect(recorded.text("total") == "48.00")
    #expect(try ledger.discrepancy(in: nil) == nil)
  }

  @Test("each end and each decision seals the rows as they are printed")
  func seals() throws {
    let batch = try closed().batch
    let rows = try rowLines(of: batch)
    #expect(rows[0] == #"{"batch":"\#(batch.name)","status":"closed","plan":"\#(batch.digests.plan)"}"#)
    let sent = "\"sent\":\"[0-9a-f]{64}\""
    let moment = #""\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z""#
    let one = #"\{"at":\#(moment),"answered":\#(moment),"state":"#
    for (line, form) in zip(
      rows.dropFirst(),
      [
        #"\{"row":2,"state":"accepted","paise":1200,"reference":"R \\"a\\"",\#(sent),"tries":\[\#(one)"accepted"\}\]\}"#,
        #"\{"row":3,"state":"failed","paise":1200,\#(sent),"tries":\[\#(one)"failed"\}\]\}"#,
        #"\{"row":4,"state":"accepted","paise":1200,\#(sent),"tries":\[\#(one)"in_doubt"\}\]\}"#,
        #"\{"row":5,"state":"accepted","paise":1200,\#(sent),"tries":\[\#(one)"planned"\},\#(one)"accepted"\}\]\}"#,
        #"\{"row":6,"state":"rejected","paise":1200,"tries":\[\]\}"#,
      ]
    ) {
      #expect(try line.wholeMatch(of: Regex(form)) != nil, "\(line)")
    }
    let resolved = try #require(try ledger.events(of: batch).last)
    #expect(resolved.kind == .resolved)
    #expect(resolved.fact("rows") == RunningSHA256.hex(of: rows.map { $0 + "\n" }.joined()))
  }

  static let batchChanges =
    [
      "sha256", "rows_sha256", "plan", "sheet", "path", "folder", "address", "created_by", "again", "registration",
      "provider",
    ]
    .map { "UPDATE batch SET \($0) = 'x'" } + [
      "UPDATE batch SET created_at = created_at - 1",
      "UPDATE batch SET status = 'open'", "UPDATE batch SET name = '20261121-other'",
      "UPDATE batch SET operation = 'pan-new'",
    ]
  static let rowChanges = [
    "UPDATE row SET amount = amount + 1 WHERE number = 2", "UPDATE row SET state = 'failed' WHERE number = 2",
    "UPDATE row SET state = 'not_sent' WHERE number = 2", "UPDATE row SET reference = 'X' WHERE number = 2",
    "UPDATE row SET reference = NULL WHERE number = 2", "UPDATE row SET fields = cells WHERE number = 2",
    "UPDATE row SET number = 7 WHERE number = 6", "DELETE FROM row WHERE number = 6",
    "UPDATE attempt SET sent_at = sent_at + 1 WHERE number = 3", "DELETE FROM attempt WHERE number = 3",
    "UPDATE answer SET answered_at = answered_at - 1 WHERE number = 3", "DELETE FROM answer WHERE number = 3",
    "UPDATE answer SET state = 'accepted' WHERE number = 3", "UPDATE attempt SET number = 99 WHERE number = 3",
    "UPDATE answer SET number = 99 WHERE number = 3", "UPDATE answer SET try = 7 WHERE number = 3",
    "INSERT INTO attempt (batch, number, try, sent_at) VALUES (1, 6, 1, 1)",
    "INSERT INTO attempt (batch, number, try, sent_at) VALUES (1, 99, 1, 1)",
    "UPDATE row SET tries = tries + 1 WHERE number = 2", "UPDATE row SET since = since - 1 WHERE number = 2",
    "UPDATE row SET since = since + 1 WHERE number = 4", "DELETE FROM payments",
    "UPDATE payments SET identities = substr(identities, 13)",
    "UPDATE total SET rows = rows + 1 WHERE state = 'accepted'",
    "UPDATE total SET paise = '1' WHERE state = 'accepted'",
  ]
  static let decisionChanges = [
    "UPDATE resolution SET paid = 0", "UPDATE resolution SET reason = 'x'", "UPDATE resolution SET decided_by = 'x'",
    "UPDATE resolution SET decided_at = 0", "UPDATE resolution SET reference = 'X'",
    "UPDATE resolution SET number = 3", "DELETE FROM resolution",
    """
    INSERT INTO resolution (batch, number, paid, reason, decided_by, decided_at)
    SELECT batch, number, paid, reason, decided_by, decided_at + 1 FROM resolution
    """,
    """
    INSERT INTO resolution (id, batch, number, paid, reason, decided_by, decided_at) VALUES (-1, 1, 2, 1, 'x', 'x', 1);
    UPDATE row SET since = 1 WHERE number = 2
    """,
  ]
  static let journalChanges = [
    "UPDATE journal SET line = replace(line, 'asha', 'ravi') WHERE number = 3",
    "UPDATE journal SET line = replace(line, '\"number\"', ' \"number\"') WHERE number = 4",
    "UPDATE journal SET at = at + 1 WHERE number = 4", "UPDATE journal SET batch = NULL WHERE number = 4",
    "UPDATE journal SET batch = NULL WHERE number > 3",
    "UPDATE journal SET number = 40 WHERE number = 6", "DELETE FROM journal WHERE number = 3",
    "DELETE FROM journal WHERE number = 1", "UPDATE journal SET line = '{}' WHERE number = 2",
  ]

  @Test("finds what was changed by hand", arguments: batchChanges + rowChanges + decisionChanges + journalChanges)
  func changed(sql: String) throws {
    let batch = try closed()
    #expect(try ledger.discrepancy(in: nil) == nil && ledger.discrepancy(in: batch.batch) == nil)
    try disarm()
    try ledger.change(sql)
    // As `verify` asks, and as `resume` does before it sends.
    for asked in [nil, batch.batch] {
      let failure = #expect(throws: Failure.self, "\(sql)") { try ledger.demandUnchanged(asked) }
      if failure?.code == .rowContradicted { continue }
      let words = failure?[.cause] ?? ""
      #expect(failure?.code == .ledgerTampered && (words.contains("batch 20") || words.contains("entry ")), "\(words)")
    }
  }

  @Test("what is decided while a batch is under way seals nothing that moves on")
  func decidedUnderWay() throws {
    let rows = try (2...4).map { try payment($0, to: "a\($0)") }
    let batch = try ledger.record(newBatch(), rows: rows, digests(planning: rows))
    try ledger.open(batch)
    try ledger.finish(2, of: batch, .inDoubt)
    try ledger.resolve(2, of: batch, resolution(paid: true))
    try ledger.finish(3, of: batch, .accepted)
    #expect(try ledger.discrepancy(in: nil) == nil && ledger.discrepancy(in: batch.batch) == nil)
    try ledger.stop(batch, .halted, reason: "funds", at: now)
    #expect(try ledger.discrepancy(in: batch.batch) == nil)
    try disarm()
    try ledger.change("UPDATE row SET reference = 'X' WHERE number = 3")
    #expect(try ledger.discrepancy(in: batch.batch) != nil)
  }

  @Test("says what time it is by its newest entry, so that a clock that was wrong once is no trouble for ever")
  func time() throws {
    let batch = try closed().batch
    try ledger.record(Event(at: now.adding(seconds: 400 * 86_400), .joined, by: "a wrong clock"), of: batch)
    try ledger.record(Event(at: now, .joined, by: "a right one"), of: batch)
    #expect(try ledger.journalTime() == now)
  }

  @Test("finds what was paid and is not any more, though entries were added that say so rightly")
  func addedEntries() throws {
    let batch = try closed()
    try disarm()
    try ledger.change("UPDATE row SET state = 'failed' WHERE number = 2")
    try ledger.change("UPDATE answer SET state = 'failed' WHERE number = 2")
    try ledger.force(2, of: batch, .done(.failed), since: now.adding(seconds: 1))
    expect(.ledgerTampered) { try ledger.open(batch) }
    try rearm()
    try ledger.open(batch)
    try ledger.close(batch, at: now)
    #expect(try ledger.discrepancy(in: nil)?.contains("less of it is paid") == true)
  }

  @Test("finds a batch that is gone")
  func gone() throws {
    let batch = try closed()
    try disarm()
    let others = try ledger.tablesOfBatches().filter { $0 != "journal" }
    for table in others { try ledger.change("DELETE FROM \(table)") }
    try ledger.change("DELETE FROM batch")
    #expect(try ledger.discrepancy(in: nil)?.contains("entry 2") == true, "it names \(batch.batch.name)")
  }

  @Test("a batch that is under way, or was left by a process that died, is no discrepancy")
  func underWay() throws {
    let batch = try closed()
    try ledger.open(batch)
    let rows = [try payment(2, to: "b")]
    _ = try ledger.record(newBatch(), rows: rows, digests("b", planning: rows))
    #expect(try ledger.discrepancy(in: nil) == nil)
    try ledger.stop(batch, .halted, reason: "funds", at: now)
    #expect(try ledger.discrepancy(in: nil) == nil)
    #expect(try ledger.events(of: batch.batch).last?.fact("rows") != nil)
  }

  @Test("its end cannot be cut off, for the lock file knows how far it came", .onlyFile)
  func cut() throws {
    _ = try closed()
    try disarm()
    try ledger.change("DELETE FROM journal WHERE number > 5")
    #expect(try ledger.discrepancy(in: nil)?.contains("entry 6") == true)
  }

  @Test("an approval is used once, whoever uses it")
  func approvals() throws {
    let batch = try closed().batch
    let approved = Event(at: now, .approved, by: "asha", facts: [.init(Event.approval, .string("5f3c"))])
    try ledger.record(approved, of: batch)
    expect(.approvalUsed) { try place.ledger().record(approved, of: batch) }
    #expect(try ledger.discrepancy(in: nil) == nil)
    try disarm()
    try ledger.change("UPDATE journal SET approval = NULL")
    #expect(try ledger.discrepancy(in: nil) != nil, "it could be used again")
  }

  @Test("several that write at once make one chain")
  func writers() throws {
    let batch = try closed().batch
    let before = try ledger.journalHead().number
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 4) { writer in
      do {
        let ledger = try place.ledger()
        for _ in 1...5 { try ledger.record(Event(at: now, .joined, by: "writer \(writer)"), of: batch) }
      } catch { failures.withLock { $0.append("\(error)") } }
    }
    #expect(failures.withLock { $0 } == [])
    #expect(try ledger.journalHead().number == before + 20)
    #expect(try ledger.discrepancy(in: nil) == nil)
  }
}
