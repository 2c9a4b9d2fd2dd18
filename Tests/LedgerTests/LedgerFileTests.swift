import AOPay
import GRDB
import Glibc
import Operations
import Payments
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("The ledger's file")
struct LedgerFileTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  @Test("a commit is on the disk before it returns: WAL, synchronous FULL, both in force")
  func durability() throws {
    let ledger = try SQLiteLedger(path: folder.ledger, operations: allOperations, for: .recording)
    #expect(try ledger.ask("PRAGMA journal_mode") == ["wal"])
    #expect(try ledger.ask("PRAGMA synchronous") == ["2"])
    _ = try ledger.record(newBatch())
    #expect(try ledger.ask("PRAGMA synchronous") == ["2"], "still after a write")
    let second = try SQLiteLedger(path: folder.ledger, operations: allOperations, for: .recording)
    #expect(try second.ask("PRAGMA synchronous") == ["2"], "also of a ledger that was there")
    #expect(ledger.place == folder.ledger)
  }

  @Test("ledger, log, index and lock are their owner's alone")
  func modes() throws {
    let before = umask(0)
    defer { umask(before) }
    let ledger = try SQLiteLedger(folder)
    let batch = try ledger.record(newBatch())
    #expect(folder.names == ["ledger.sqlite", "ledger.sqlite-shm", "ledger.sqlite-wal", "ledger.sqlite.lock"])
    for name in folder.names { #expect(folder.permissions(of: name) == 0o600, "\(name)") }
    withExtendedLifetime((ledger, batch)) {}
  }

  @Test("an empty file becomes a ledger; a ledger is opened again with what it holds")
  func opening() throws {
    try folder.write([UInt8](), to: Folder.ledgerName)
    let name = try SQLiteLedger(folder).record(newBatch()).batch.name
    #expect(try SQLiteLedger(folder).batches().map(\.name) == [name])
  }

  @Test("a ledger whose making was cut off is made to its end")
  func halfMade() throws {
    // What GRDB has written when it begins with the first tables.
    try change(folder.ledger, "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
    _ = try SQLiteLedger(folder).record(newBatch())
    #expect(try SQLiteLedger(folder).batches().count == 1)
  }

  @Test("a ledger in a folder that is not there, or that is a folder, cannot be opened")
  func unopenable() throws {
    for path in ["\(folder.path)/none/ledger.sqlite", folder.path] {
      let failure = expect(.ledgerOpen) { try SQLiteLedger(path: path, operations: allOperations, for: .recording) }
      #expect(failure?[.path] == path && failure?[.cause].isEmpty == false)
    }
  }

  @Test("an empty ledger, or none, beside a lock file is refused: batches were held there, and what they paid is lost")
  func gone() throws {
    let held = try SQLiteLedger(folder).record(newBatch())
    for name in folder.names where name != "ledger.sqlite.lock" { unlink("\(folder.path)/\(name)") }
    for _ in 1...2 {
      let failure = expect(.ledgerGone) { try SQLiteLedger(folder) }
      #expect(failure?[.path] == folder.ledger && failure?[.name] == "\(folder.ledger).lock")
      #expect(folder.names == ["ledger.sqlite.lock"], "nothing is made that looks like a ledger")
    }
    try folder.write([UInt8](), to: Folder.ledgerName)
    expect(.ledgerGone) { try SQLiteLedger(folder) }
    #expect(try folder.ledgerBytes.isEmpty)
    unlink("\(folder.ledger).lock")
    #expect(try SQLiteLedger(folder).batches().isEmpty, "a person decided to begin anew")
    withExtendedLifetime(held) {}
  }

  @Test("a ledger that was deleted or replaced while it was in use records nothing more", arguments: [true, false])
  func replaced(isDeleted: Bool) throws {
    let ledger = try SQLiteLedger(folder)
    let batch = try ledger.record(newBatch())
    let second = try Folder()
    _ = try SQLiteLedger(second)
    if isDeleted { unlink(folder.ledger) } else { try #require(rename(second.ledger, folder.ledger) == 0) }
    let before = try? folder.ledgerBytes
    #expect(expect(.ledgerReplaced) { try ledger.send(2, of: batch) }?[.path] == folder.ledger)
    expect(.ledgerReplaced) { try ledger.draft(newBatch(), at: now) }
    expect(.ledgerReplaced) { try ledger.close(batch, at: now) }
    #expect((try? folder.ledgerBytes) == before)
  }

  @Test("a full disk is told as such, nothing of the turn is kept, and it goes on when there is room")
  func full() throws {
    let ledger = try SQLiteLedger(folder)
    let batch = try ledger.record(newBatch())
    // SQLite's own limit, in the place of a disk's.
    let pages = try #require(try ledger.ask("PRAGMA page_count").first)
    try ledger.change("PRAGMA max_page_count = \(pages)")
    let draft = try ledger.draft(newBatch(), at: now)
    expect(.ledgerFull) { try ledger.append((2...500).map { newRow($0) }, to: draft, at: now) }
    #expect(try ledger.rows(of: draft).isEmpty && ledger.totals(of: draft.batch).read.rows == 0)
    #expect(try ledger.states(of: batch) == [.planned, .planned, .planned])
    try ledger.change("PRAGMA max_page_count = 100000")
    try ledger.append((2...500).map { newRow($0) }, to: draft, at: now)
    #expect(try ledger.rows(of: draft).count == 499)
  }

  @Test("many may open a new ledger at once: one makes it, all have it", arguments: 1...10)
  func atOnce(round: Int) throws {
    try expectAllOpen(folder)
  }

  @Test("the registration id is not in the files, unless the sheet had it")
  func registrationID() throws {
    let payout = try Operation.require("payout")
    let secret = "AOP-SECRET-554"
    let credentials = Credentials([.registrationID: secret, .nepKey: "NEP-SECRET"])
    let cells = ["100123011836", "12.00", "IMPS", "SBIN0000300", "Dean Jon", "", "9959641234"]
    func allText() throws -> String { try folder.names.map { try folder.read($0) }.joined(separator: "\n") }
    func run(_ registrationCell: String) throws {
      let ledger = try SQLiteLedger(folder)
      var row = newRow(2)
      row.cells = PackedRow(cells + [registrationCell])
      row.fields = row.cells
      let batch = try ledger.record(newBatch(), rows: [row], digests(registrationCell))
      var turn = Turn(now: now)
      turn.wanted = 1
      let claimed = try #require(try ledger.turn(turn, of: batch).claimed.first)
      let body = String(decoding: payout.body(claimed.fields, credentials), as: UTF8.self)
      #expect(body.contains(registrationCell.isEmpty ? secret : registrationCell))
      try ledger.settle(settlement(2, .accepted), of: batch)
    }
    try run("")
    #expect(try allText().contains("100123011836"))
    #expect(try !allText().contains("SECRET"))
    try run("AOP-OF-THE-SHEET")
    #expect(try allText().contains("AOP-OF-THE-SHEET"))
    #expect(try !allText().contains("SECRET"))
  }

  @Test("in memory is refused by what sends", .enabled(if: access("/dev/shm", W_OK) == 0))
  func inMemory() throws {
    let memory = try Folder()
    func open() throws -> SQLiteLedger { try SQLiteLedger(memory, for: .sending(after: nil)) }
    #expect(expect(.ledgerInMemory) { try open() }?[.path] == memory.ledger)
    #expect(memory.names.isEmpty)
    try SQLiteLedger(memory).close()
    expect(.ledgerInMemory) { try open() }
  }
}
