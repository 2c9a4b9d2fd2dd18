import GRDB
import Glibc
import Operations
import Payments
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("Opening a ledger of version 1")
struct MigrationWorkTests {
  let old: Version1

  init() throws { old = try Version1() }

  private var copy: String { "\(old.path).version-1.1" }

  /// Expects that a file is the ledger of version 1 as it was.
  private func expectVersion1(_ path: String, as before: [[GRDB.Row]]? = nil) throws {
    let original = try Version1()
    #expect(try Version1.contents(of: path) == before ?? Version1.contents(of: original.path))
    #expect(try Version1.layout(of: path) == Version1.layout(of: original.path))
  }

  @Test("makes a whole copy beside it first, its owner's alone, which is itself a ledger of version 1")
  func wholeCopy() throws {
    let before = umask(0)
    defer { umask(before) }
    _ = try SQLiteLedger(old.folder)
    #expect(old.folder.names.filter { $0.contains("version-1") } == ["ledger.sqlite.version-1.1"])
    #expect(old.folder.permissions(of: "ledger.sqlite.version-1.1") == 0o600)
    try expectVersion1(copy)
    #expect(try SQLiteLedger(path: copy, operations: allOperations, for: .recording).batches().count == 8)
  }

  @Test("copies and migrates what is still in the log, too")
  func log() throws {
    let writer = try DatabaseQueue(path: old.path)
    try writer.write { try $0.execute(sql: "UPDATE batch SET sheet = 'in the log' WHERE id = 2") }
    let before = try Version1.contents(of: old.path)
    try #require(old.folder.names.contains("ledger.sqlite-wal"))
    let ledger = try SQLiteLedger(old.folder)
    #expect(try ledger.batches().contains { $0.sheet == "in the log" })
    try expectVersion1(copy, as: before)
  }

  @Test("takes no other file's name")
  func copyNames() throws {
    try old.folder.write([1, 2, 3], to: "ledger.sqlite.version-1.1")
    _ = try SQLiteLedger(old.folder)
    #expect(try old.folder.bytes("ledger.sqlite.version-1.1") == [1, 2, 3])
    try expectVersion1("\(old.path).version-1.2")
  }

  @Test("changes nothing if there is no room for the copy, and leaves no piece of one", arguments: [0, 4096, 40_000])
  func noRoomForCopy(bytes: Int) async throws {
    let path = old.path
    await #expect(processExitsWith: .success) { [path = path as String, bytes = bytes as Int] in
      let code = openWithRoom(path, bytes)
      #expect(code == .ledgerAccess || code == .ledgerFull)
    }
    #expect(!old.folder.names.contains { $0.contains("version-1") })
    try expectVersion1(old.path)
    #expect(try SQLiteLedger(old.folder).batches().count == 8)
  }

  @Test(
    "changes nothing if there is no room to migrate, and can be tried again",
    arguments: [95_000, 110_000, 130_000]
  )
  func noRoomToMigrate(bytes: Int) async throws {
    let path = old.path
    await #expect(processExitsWith: .success) { [path = path as String, bytes = bytes as Int] in
      let code = openWithRoom(path, bytes)
      #expect(code == .ledgerAccess || code == .ledgerFull)
    }
    try expectVersion1(copy)
    try expectVersion1(old.path)
    #expect(try SQLiteLedger(old.folder).batches().count == 8)
  }

  @Test("changes nothing if the very last step fails")
  func lastStep() throws {
    try change(
      old.path,
      """
      CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
      CREATE TRIGGER last BEFORE INSERT ON grdb_migrations BEGIN SELECT raise(ABORT, 'no'); END;
      """
    )
    expect(.ledgerDamaged) { try SQLiteLedger(old.folder) }
    try expectVersion1(old.path)
    try change(old.path, "DROP TRIGGER last")
    #expect(try SQLiteLedger(old.folder).batches().count == 8)
  }

  static let damages = [
    "UPDATE row SET amount = 'many' WHERE batch = 1 AND number = 3",
    "UPDATE row SET state = 'plammed' WHERE batch = 2 AND number = 3",
    "UPDATE row SET fields = x'FF' WHERE batch = 8 AND number = 2",
    "UPDATE row SET fields = x'00' WHERE batch = 8 AND number = 2",
    "UPDATE row SET fields = NULL WHERE batch = 8 AND number = 2",
    "UPDATE batch SET created_at = 'noon'", "UPDATE batch SET header = 7",
    "UPDATE batch SET address = x'FF'", "UPDATE event SET at = 'noon'",
    "UPDATE answer SET own = 3", "UPDATE answer SET http_status = 'ok'",
    "UPDATE attempt SET sent_at = 'noon'", "UPDATE row SET tries = x'00'",
  ]

  @Test("changes nothing if a cell cannot be read, and says that the ledger is damaged", arguments: damages)
  func damaged(sql: String) throws {
    try change(old.path, sql)
    let before = try Version1.contents(of: old.path)
    expect(.ledgerDamaged) { try SQLiteLedger(old.folder) }
    try expectVersion1(old.path, as: before)
  }

  @Test("never ends the program, whatever bytes are damaged")
  func damagedBytes() async {
    await #expect(processExitsWith: .success) {
      var random = SeededGenerator()
      let bytes = try Version1.bytes()
      for _ in 0..<120 {
        let old = try Version1()
        var damaged = bytes
        for _ in 0..<4 {
          damaged[Int.random(in: 100..<bytes.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
        }
        try old.folder.write(damaged, to: Folder.ledgerName)
        guard let ledger = try? SQLiteLedger(old.folder) else { continue }
        for batch in (try? ledger.batches()) ?? [] {
          _ = try? ledger.forEachRow(of: batch, .all) { _ in }
          _ = try? ledger.precedent(of: batch, since: longAgo)
        }
      }
    }
  }

  @Test("counts a code that a row had twice once")
  func codeTwice() throws {
    try change(old.path, "UPDATE row SET error_codes = 'a.b;c.d;a.b' WHERE batch = 4 AND number = 2")
    let ledger = try SQLiteLedger(old.folder)
    let found = try ledger.findings(of: ledger.batch(named: "20261125-r385d")).errors
    #expect(found.mapValues(\.rows) == ["a.b": 1, "c.d": 1, "amount.limit": 2])
  }

  @Test("by many at once: one migrates it, all have it", arguments: 1...5)
  func atOnce(round: Int) throws {
    try expectAllOpen(old.folder)
    #expect(try SQLiteLedger(old.folder).batches().count == 8)
    try expectVersion1(copy)
  }

  @Test("waits for nobody who still works on it: an older program would go on with tables that are no more")
  func inUse() throws {
    let lock = try #require(try Version1Lock(old, batch: 3))
    let failure = expect(.batchBusy) { try SQLiteLedger(old.folder) }
    #expect(failure?[.batch] == "20261125-9cqje")
    try expectVersion1(old.path)
    lock.release()
    #expect(try SQLiteLedger(old.folder).batches().count == 8)
  }

  @Test("gives a ledger to work with: what was on its way is in doubt, the rest is sent, sums stay right")
  func work() throws {
    let ledger = try SQLiteLedger(old.folder)
    let killed = try ledger.demandHold(ledger.batch(named: "20261125-9cqje"))
    #expect(try ledger.open(killed) == 1)
    #expect(try ledger.states(of: killed) == [.done(.inDoubt), .planned])
    var turn = Turn(now: now)
    turn.wanted = 5
    #expect(try ledger.turn(turn, of: killed).claimed.map(\.number) == [3])
    let taken = settlement(3, .accepted, reference: "389254301868", paise: 700)
    #expect(try ledger.settle(taken, of: killed).hasReferenceTwice, "batch 1 has the reference")
    try ledger.resolve(2, of: killed, resolution(paid: false))
    try ledger.stop(killed, .finished, reason: "", at: now)
    try ledger.close(killed, at: now)
    #expect(try ledger.states(of: killed) == [.done(.notSent), .done(.inDoubt)])
    #expect(try ledger.totals(of: killed.batch) == ledger.recount(killed))
    let first = try ledger.demandHold(ledger.batch(named: "20261125-zg3rc"))
    try ledger.resolve(9, of: first, resolution(paid: true))
    #expect(try ledger.row(9, of: first).state == .done(.accepted))
    #expect(try ledger.totals(of: first.batch) == ledger.recount(first))
  }

  @Test("gives a history that new sheets are compared with")
  func compare() throws {
    let ledger = try SQLiteLedger(old.folder)
    let address = "http://127.0.0.1:18080"
    func payout(_ account: String, _ amount: String, _ ifsc: String) -> PackedRow {
      PackedRow([account, amount, "IMPS", ifsc, "Asha Rao", "", "9876543210", ""])
    }
    let rows = [
      newRow(2, fields: payout("918010012345678", "38750.57", "UTIB0000001")),
      newRow(3, fields: payout("110012345678", "48250.00", "HDFC0000240")),
    ]
    let draft = try ledger.recordDraft(newBatch(path: "/tmp/v1/kill.csv", address: address), rows: rows)
    let precedent = try ledger.precedent(of: draft.batch, since: longAgo)
    #expect(precedent.sameSheet == "20261125-9cqje", "by its path, for that one is unfinished")
    #expect(precedent.samePayments.keys.sorted() == [2, 3])
    #expect(precedent.samePayments[2]?.state == .done(.inDoubt) && precedent.samePayments[2]?.row == 9)
    #expect(precedent.samePayments[3]?.batch == "20261125-5we46", "paid last")
  }
}

/// Opens a ledger while no file can grow beyond a number of bytes, as on a full disk; gives how that failed.
private func openWithRoom(_ path: String, _ bytes: Int) -> Failure.Code? {
  signal(SIGXFSZ, SIG_IGN)
  var limit = rlimit()
  getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  limit.rlim_cur = rlim_t(bytes)
  setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  defer {
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  }
  do { _ = try SQLiteLedger(path: path, operations: allOperations, for: .recording) } catch { return error.code }
  return nil
}
