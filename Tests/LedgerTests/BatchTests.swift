import GRDB
import Operations
import Payments
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("Batches are recorded and found", .everyLedger)
struct BatchTests {
  let place: TestedPlace
  let ledger: any TestedLedger

  init() throws {
    place = try .current()
    ledger = try place.ledger()
  }

  private func find(_ name: String) throws -> String { try ledger.batch(named: name).name }

  /// Records a batch, and gives it a name.
  private func record(as name: String) throws {
    let id = try ledger.record(newBatch()).batch.id
    try ledger.change("UPDATE batch SET name = '\(name)' WHERE id = \(id)")
  }

  @Test("a batch comes back as it was recorded")
  func roundTrip() throws {
    let awkward = ["", "a,\"b\"\r\n", "₹ आशा", "'=x"]
    var new = try newBatch("pan-new", sheet: "päy \"1\".csv", path: "", header: awkward, again: "bank lost it")
    new.renews = true
    let recorded = try ledger.record(new).batch
    for batch in [recorded, try ledger.batch(named: recorded.name), try #require(try ledger.batches().first)] {
      #expect(batch.operation.name == "pan-new" && batch.sheet == "päy \"1\".csv")
      #expect(batch.path == "" && batch.folder == "/srv/asha" && batch.renews)
      #expect(batch.header.strings == awkward && batch.createdAt == now && batch.createdBy == "asha")
      #expect(batch.digests == digests() && batch.address == sandbox)
      #expect(batch.again == "bank lost it" && batch.status == .open)
      #expect(batch.name.prefix(9) == "20261121-" && batch.name.count == 14)
    }
  }

  @Test("a batch is found by its name and by any beginning that no other has")
  func prefixes() throws {
    let names = ["20261121-abcde", "20261121-abxyz", "20261122-abcde"]
    for name in names { try record(as: name) }
    for name in names { #expect(try find(name) == name) }
    #expect(try find("20261121-abc") == names[0])
    #expect(try find("20261121-abx") == names[1])
    #expect(try find("20261122") == names[2])
    for prefix in ["2", "2026", "20261121-", "20261121-ab"] {
      let failure = expect(.batchAmbiguous) { try find(prefix) }
      #expect(failure?[.batch] == prefix)
    }
  }

  @Test("a whole name is found though another begins with it")
  func wholeName() throws {
    for name in ["20261121-abcdef", "20261121-abcde"] { try record(as: name) }
    #expect(try find("20261121-abcde") == "20261121-abcde")
    #expect(try find("20261121-abcdef") == "20261121-abcdef")
  }

  @Test(
    "other words find nothing",
    arguments: ["", "x", "20261121-abcdeX", "abcde", "%", "_", "2026112_", "20261121-ABCDE", "' OR 1=1 --"]
  )
  func unknown(name: String) throws {
    try record(as: "20261121-abcde")
    #expect(expect(.batchUnknown) { try find(name) }?[.batch] == name)
  }

  @Test("batches are listed newest first, each with a name of its own")
  func list() throws {
    let recorded = try (0..<30).map { try ledger.record(newBatch(), digests("\($0)")).batch.name }
    #expect(try ledger.batches().map(\.name) == recorded.reversed())
    #expect(Set(recorded).count == 30)
  }

  @Test("a batch of an operation that this program does not know is of a newer one")
  func newerOperation() throws {
    let name = try ledger.record(newBatch()).batch.name
    try ledger.change("UPDATE batch SET operation = 'upi'")
    expect(.ledgerNewer) { try find(name) }
    expect(.ledgerNewer) { try ledger.batches() }
  }

  @Test("a batch that was approved is open, with why it is processed once more; one whose files are written is closed")
  func life() throws {
    let first = try ledger.record(newBatch())
    let again = try ledger.record(newBatch(again: "bank lost it"), digests("b"))
    #expect(try ledger.events(of: first.batch).plain == [Event(at: now, .recorded)])
    #expect(
      try ledger.events(of: again.batch).plain == [
        Event(at: now, .recorded), Event(at: now, .again, by: "asha", reason: "bank lost it"),
      ]
    )
    try ledger.close(first, at: now)
    #expect(try ledger.batches().map(\.status) == [.open, .closed])
    try ledger.open(first)
    #expect(try ledger.batches().map(\.status) == [.open, .open], "worked on once more")
  }

  @Test("events are kept in their order, each with its batch")
  func events() throws {
    let batch = try ledger.record(newBatch(), rows: [newRow(2), newRow(3)])
    let other = try ledger.record(newBatch(), digests("b"))
    try ledger.open(batch)
    try ledger.stop(batch, .halted, reason: "credentials", at: now.adding(seconds: 61))
    try ledger.stop(other, .finished, reason: "", at: now.adding(seconds: -5))
    let events = try ledger.events(of: batch.batch).plain
    #expect(
      events == [
        Event(at: now, .recorded), Event(at: now.adding(seconds: 60), .opened, by: "asha"),
        Event(at: now.adding(seconds: 61), .halted, reason: "credentials", unsent: 2),
      ]
    )
    #expect(try ledger.events(of: other.batch).map(\.kind) == [.recorded, .finished])
    #expect(try ledger.events(of: other.batch).map(\.at) == [now, now.adding(seconds: -5)])
  }

  @Test("codes are counted with their rows and money, errors of rejected rows apart from warnings of valid ones")
  func findings() throws {
    let giant = Total(rows: 3, paise: 3 * Int128(Int64.max))
    func finding(_ code: String) -> Finding { Finding(code: code, sentence: "A sentence.") }
    var rows = (2...4).map { newRow($0, paise: .max, isRejected: true) }
    for index in rows.indices { rows[index].errors = [finding("amount.limit"), finding("amount.limit")] }
    rows.append(newRow(5, paise: 0, isRejected: true))
    rows[3].errors = [finding("row.fields"), finding("amount.zero")]
    rows[3].warnings = [finding("of.rejected")]
    rows += [newRow(6, paise: 2), newRow(7, paise: 3), newRow(8, paise: 5)]
    rows[4].warnings = [finding("amount.limit")]
    rows[5].warnings = [finding("name.characters"), finding("amount.limit")]
    let batch = try ledger.record(newBatch(), rows: rows)
    let other = try ledger.record(newBatch(), digests("b"))
    let counts = try ledger.findings(of: batch.batch)
    let empty = Total(rows: 1, paise: 0)
    #expect(counts.errors == ["amount.limit": giant, "row.fields": empty, "amount.zero": empty])
    #expect(
      counts.warnings == ["amount.limit": Total(rows: 2, paise: 5), "name.characters": Total(rows: 1, paise: 3)]
    )
    #expect(try batch.batch.warnedRows == 2 && ledger.totals(of: batch.batch).warned == 2)
    #expect(try ledger.findings(of: other.batch) == FindingCounts())
  }

  @Test("requests are counted with all their tries, without those that were carried over")
  func requests() throws {
    let result = carried(.success, tries: 3)
    let rows = (2...4).map { newRow($0, operation: "recharge-status", carried: $0 == 4 ? result : nil) }
    let batch = try ledger.record(newBatch("recharge-status"), rows: rows)
    let none = try ledger.requests(of: batch.batch)
    #expect(none.count == 0 && none.first == nil)
    var later = settlement(2, .pending, attempt: 2)
    later.sentAt = now.adding(seconds: 40)
    try ledger.settle(settlement(2, .error, state: .planned), settlement(3, .success), later, of: batch)
    let found = try ledger.requests(of: batch.batch)
    #expect(found.count == 3 && found.first == now)
  }
}
