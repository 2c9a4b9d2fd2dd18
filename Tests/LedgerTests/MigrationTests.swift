import FoundationEssentials
import GRDB
import Glibc
import Operations
import Payments
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("A ledger of version 1 becomes one of today, with all that it holds")
struct MigrationTests {
  /// As version 1 left it, and the same opened.
  let old: Version1
  let new: Version1
  let ledger: SQLiteLedger

  init() throws {
    old = try Version1()
    new = try Version1()
    ledger = try SQLiteLedger(new.folder)
  }

  /// Asks the ledger of version 1.
  private func asked<T>(_ sql: String, _ read: (GRDB.Row) throws -> T) throws -> [T] {
    try DatabaseQueue(path: old.path).read { try GRDB.Row.fetchAll($0, sql: sql).map(read) }
  }

  private func batch(_ id: Int) throws -> Batch {
    try #require(try ledger.batches().first { $0.id == id })
  }

  @Test("every batch is there, with its name, sheet, digests and people")
  func batches() throws {
    let batches = try ledger.batches()
    #expect(batches.map(\.id) == [8, 7, 6, 5, 4, 3, 2, 1])
    let expected = try asked("SELECT * FROM batch ORDER BY id DESC") { $0 }
    for (batch, row) in zip(batches, expected) {
      #expect(batch.name == row["name"] && batch.operation.name == row["operation"] && batch.sheet == row["sheet"])
      #expect(batch.folder == row["folder"] && batch.renews == row["renews"] && batch.address == row["address"])
      #expect(batch.path == "/tmp/v1/\(batch.sheet)", "the sheets stood where their files went")
      #expect(batch.digests.sha256 == row["sha256"] && batch.digests.rowsSHA256 == row["rows_sha256"])
      #expect(batch.digests.plan == row["plan"] && batch.digests.blankRows == row["blank_rows"])
      #expect(batch.header.blob == [UInt8](row["header"] as Data))
      #expect(batch.createdAt.milliseconds == row["created_at"] && batch.createdBy == row["created_by"])
      #expect(batch.again == row["again"] && (batch.status == .closed) == row["closed"])
      #expect(batch.status == .closed || batch.status == .open)
    }
    #expect(try batch(3).status == .open && batch(1).status == .closed)
    #expect(try batch(8).again == "paid twice on purpose")
    #expect(try ledger.ask("SELECT DISTINCT provider FROM batch") == ["loopback:18080"])
  }

  @Test("every row is there, with its state, tries, amount, cells, last answer and decision")
  func rows() throws {
    for id in 1...8 {
      let expected = try asked(Self.rowsSQL(of: id)) { $0 }
      let held = try #require(try ledger.hold(batch(id)))
      let rows = try ledger.rows(of: held)
      try #require(rows.count == expected.count && rows.count > 1)
      for (row, old) in zip(rows, expected) {
        let what: Comment = "batch \(id), row \(row.number)"
        #expect(row.number == old["number"] && row.state.text == old["state"] && row.tries == old["tries"], what)
        #expect(row.paise == old["amount"] && row.cells.blob == [UInt8](old["cells"] as Data), what)
        #expect(row.fields?.blob == (old["fields"] as Data?).map { [UInt8]($0) }, what)
        #expect(row.errorCodes == old["error_codes"] ?? "" && row.errors == old["errors"] ?? "", what)
        #expect(row.warningCodes == old["warning_codes"] ?? "" && row.warnings == old["warnings"] ?? "", what)
        #expect(row.sentAt?.milliseconds == old["sent_at"] && row.answer?.at.milliseconds == old["answered_at"], what)
        #expect(row.answer?.httpStatus == old["http_status"] && row.answer?.message == old["message"], what)
        #expect(row.answer?.providerStatus == old["provider_status"], what)
        #expect(row.answer.map { PackedRow($0.own).blob } == (old["own"] as Data?).map { [UInt8]($0) }, what)
        #expect(row.resolution?.reason == old["reason"] && row.resolution?.decidedBy == old["decided_by"], what)
      }
    }
  }

  private static func rowsSQL(of id: Int) -> String {
    """
    SELECT row.*, sent_at, answered_at, http_status, provider_status, message, own, reason, decided_by FROM row
      LEFT JOIN attempt AS a ON a.batch = row.batch AND a.number = row.number AND a.try = row.tries
      LEFT JOIN answer AS b ON b.batch = row.batch AND b.number = row.number AND b.try = row.tries
      LEFT JOIN resolution AS c ON c.batch = row.batch AND c.number = row.number
    WHERE row.batch = \(id) ORDER BY row.number
    """
  }

  @Test("every try, answer, decision and reference is there, not only the last ones")
  func history() throws {
    let tables = ["attempt", "answer", "resolution"]
    let before = try contents(of: old.path, tables)
    #expect(before.map(\.count) == [34, 33, 1])
    #expect(try contents(of: new.path, tables) == before)
    let references = "(SELECT batch, number, reference FROM row WHERE reference IS NOT NULL ORDER BY 1, 2)"
    #expect(try contents(of: new.path, [references]) == contents(of: old.path, [references]))
    #expect(try contents(of: new.path, [references])[0].count == 15)
  }

  @Test("a row is in its state since the last thing that happened to it")
  func since() throws {
    func since(_ batch: Int, _ number: Int) throws -> Int64? {
      let found = try ledger.ask("SELECT since || '' FROM row WHERE batch = \(batch) AND number = \(number)")
      return found.first.flatMap(Int64.init)
    }
    #expect(try since(1, 2) == 1_795_631_414_965, "answered")
    #expect(try since(1, 9) == 1_795_631_416_229, "answered again after the decision not to have paid")
    #expect(try since(1, 12) == 1_795_631_414_941, "rejected when its batch was recorded")
    #expect(try since(2, 4) == 1_795_631_416_414, "never sent")
    #expect(try since(3, 2) == 1_795_631_416_700, "on its way")
    #expect(try since(3, 3) == 1_795_631_416_691, "planned")
  }

  @Test("sentences of events became kinds and codes")
  func events() throws {
    func at(_ tail: Int64) -> Timestamp { Timestamp(milliseconds: 1_795_631_410_000 + tail) }
    #expect(
      try ledger.events(of: batch(1)).plain.dropLast() == [
        Event(at: at(4944), .recorded), Event(at: at(4945), .opened, by: "root"), Event(at: at(5982), .finished),
        Event(at: at(6213), .opened, by: "root"), Event(at: at(6234), .finished),
      ]
    )
    #expect(
      try ledger.events(of: batch(2)).plain.filter { $0.kind != .closed } == [
        Event(at: at(6416), .recorded), Event(at: at(6426), .opened, by: "root"),
        Event(at: at(6463), .halted, reason: "credentials", unsent: 1),
      ]
    )
    #expect(
      try ledger.events(of: batch(8))[1] == Event(at: at(9827), .again, reason: "paid twice on purpose")
    )
    let count = try (1...8).reduce(0) { try $0 + ledger.events(of: batch($1)).count }
    // One is two now, and what was closed is sealed.
    let closed = try ledger.batches().count { $0.status == .closed }
    #expect(closed > 0 && count == 26 + closed)
    #expect(try ledger.discrepancy(in: nil) == nil)
  }

  @Test(
    "from then on nobody changes unnoticed what was recorded before",
    arguments: [
      "UPDATE batch SET address = 'http://127.0.0.1:9', provider = 'loopback:9'", "UPDATE batch SET path = '/x'",
      "UPDATE batch SET rows_sha256 = 'x'", "UPDATE batch SET created_at = created_at + 1",
      "INSERT INTO resolution VALUES (-1, 1, 2, 1, NULL, 'x', 'root', 1)", "UPDATE row SET since = 1 WHERE number = 2",
    ]
  )
  func changed(sql: String) throws {
    try ledger.change(sql)
    #expect(try ledger.discrepancy(in: nil)?.hasPrefix("batch ") == true)
  }

  @Test("what makes rows the same payment is known of every valid row that moves money or creates something")
  func identities() throws {
    let found = try (1...8).flatMap { id in
      try ledger.identities(of: batch(id)).joined().map { (name: "\(id) \($0.number)", hash: $0.hash) }
    }
    let valid = try asked(
      """
      SELECT batch || ' ' || number AS name FROM row JOIN batch ON batch.id = row.batch
      WHERE fields IS NOT NULL AND operation <> 'recharge-status' ORDER BY batch, number
      """
    ) { $0["name"] as String }
    #expect(found.map(\.name) == valid)
    #expect(valid.count == 29)
    let identities = [
      "1 2": "HDFC 110012345678 48250.00 ", "1 5": "UTIB 912345678901 52000.00 ", "8 2": "HDFC 110012345678 48250.00 ",
      "6 2": "PANN26110001 ", "7 2": "9876543210 60600077 2500.00 ",
    ]
    for (name, identity) in identities {
      #expect(found.first { $0.name == name }?.hash == IdentityHash.hash(Array(identity.utf8)), "\(name)")
    }
  }

  @Test("totals are what counting the rows of version 1 gives, giants and all")
  func totals() throws {
    for id in 1...8 {
      var expected = BatchTotals()
      expected.blank = try batch(id).digests.blankRows
      for row in try asked("SELECT state, amount, warning_codes FROM row WHERE batch = \(id)", { $0 }) {
        if row["state"] != "rejected", row["warning_codes"] != nil { expected.warned += 1 }
        expected.add(try #require(RowState(text: row["state"])), paise: row["amount"])
      }
      #expect(try ledger.totals(of: batch(id)) == expected, "batch \(id)")
    }
    #expect(try ledger.totals(of: batch(4)).rejected == Total(rows: 3, paise: 15_030_037_035_000_300))
    #expect(try ledger.totals(of: batch(2))[.accepted] == Total(rows: 1, paise: 10_000))
  }

  @Test("codes are counted with their rows and money")
  func findings() throws {
    let found = try ledger.findings(of: batch(1))
    #expect(found.errors.count == 8 && found.errors["row.duplicate"] == Total(rows: 1, paise: 4_825_000))
    #expect(found.errors["mobileNo.length"] == Total(rows: 1, paise: 0))
    #expect(
      found.warnings == [
        "beneficiaryName.characters": Total(rows: 1, paise: 5_200_000),
        "beneficiaryIFSC.unknown": Total(rows: 1, paise: 4_560_000),
      ],
      "of valid rows"
    )
    #expect(try ledger.findings(of: batch(4)).errors == ["amount.limit": Total(rows: 3, paise: 15_030_037_035_000_300)])
    #expect(try ledger.findings(of: batch(8)).warnings["row.repeat"]?.rows == 8)
    #expect(try ledger.findings(of: batch(2)) == FindingCounts())
  }

  @Test("a second opening changes nothing")
  func again() throws {
    let tables = Array(Version1.tables.dropLast()) + ["journal", "payments", "total", "finding", "grdb_migrations"]
    let before = try (contents(of: new.path, tables), Version1.layout(of: new.path), new.folder.names)
    _ = try SQLiteLedger(new.folder)
    #expect(try contents(of: new.path, tables) == before.0)
    #expect(try Version1.layout(of: new.path) == before.1)
    #expect(new.folder.names == before.2)
    #expect(try Version1.layout(of: new.path) == emptyLayout(), "and it is laid out as a new one is")
    try ledger.read { try SQLiteLedger.demandUndamaged($0, path: new.path) }
  }

  private func emptyLayout() throws -> [String] {
    let folder = try Folder()
    _ = try SQLiteLedger(folder)
    return try Version1.layout(of: folder.ledger)
  }
}

@Suite("Sentences of version 1")
struct SentenceTests {
  static let sentences: [(text: String, event: Event)] = [
    ("recorded", Event(at: now, .recorded)), ("opened by a; 3 rows", Event(at: now, .opened, by: "a; 3 rows")),
    ("stopped by a signal; 70 rows not sent", Event(at: now, .stopped, unsent: 70)),
    ("finished; 1 rows not sent", Event(at: now, .finished, unsent: 1)),
    ("halted: the account that pays is short of funds", Event(at: now, .halted, reason: "funds")),
    (
      "halted: too many rows ended in doubt; 2 rows not sent",
      Event(at: now, .halted, reason: "tooManyInDoubt", unsent: 2)
    ),
    ("halted: the moon was full", Event(at: now, .halted, reason: "the moon was full")),
    ("something else; 2 rows not sent", Event(at: now, .other, reason: "something else; 2 rows not sent")),
  ]

  @Test("become a kind, a detail and a number of rows", arguments: sentences)
  func sentence(text: String, event: Event) { #expect(Schema.events(saying: text, at: now) == [event]) }

  @Test("a sheet that was processed again becomes two")
  func again() {
    #expect(
      Schema.events(saying: "recorded, again: stopped by a signal", at: now) == [
        Event(at: now, .recorded), Event(at: now, .again, reason: "stopped by a signal"),
      ]
    )
  }
}
