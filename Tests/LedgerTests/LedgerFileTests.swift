import GRDB
import Glibc
import Operations
import Sheet
import Testing

@testable import Ledger

@Suite("The ledger's file")
struct LedgerFileTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  @Test("a commit is on the disk before it returns: WAL, synchronous FULL, both in force")
  func durability() throws {
    let ledger = try Ledger(path: folder.ledger)
    #expect(try ledger.ask("PRAGMA journal_mode") == ["wal"])
    #expect(try ledger.ask("PRAGMA synchronous") == ["2"])
    _ = try ledger.record(newBatch())
    #expect(try ledger.ask("PRAGMA synchronous") == ["2"], "still after a write")
    #expect(try Ledger(path: folder.ledger).ask("PRAGMA synchronous") == ["2"], "also of a ledger that was there")
  }

  @Test("ledger, log and index are their owner's alone")
  func modes() throws {
    let before = umask(0)
    defer { umask(before) }
    let ledger = try Ledger(path: folder.ledger)
    _ = try ledger.record(newBatch())
    #expect(folder.names == ["ledger.sqlite", "ledger.sqlite-shm", "ledger.sqlite-wal"])
    for name in folder.names { #expect(folder.permissions(of: name) == 0o600, "\(name)") }
    withExtendedLifetime(ledger) {}
  }

  @Test("a ledger of a newer program is refused, and not changed")
  func newer() throws {
    _ = try Ledger(path: folder.ledger).record(newBatch())
    try change(folder.ledger, "PRAGMA user_version = 2")
    let before = Folder.bytes(of: folder.ledger)
    let problem = try problem(opening: folder.ledger)
    #expect(problem.code == .newer)
    #expect(problem.sentence.contains("2") && problem.remedy.contains("newer version"))
    #expect(Folder.bytes(of: folder.ledger) == before)
  }

  @Test(
    "somebody else's database is refused",
    arguments: ["", "PRAGMA user_version = 1;", "PRAGMA application_id = 7;", "PRAGMA user_version = 9;"]
  )
  func foreign(sql: String) throws {
    try change(folder.ledger, "CREATE TABLE payroll (name TEXT); INSERT INTO payroll VALUES ('Asha'); \(sql)")
    let problem = try problem(opening: folder.ledger)
    #expect(problem.code == .open)
    #expect(problem.sentence.contains("not a ledger"))
    #expect(problem.remedy.contains("--ledger"))
  }

  @Test("somebody else's database stays as it is, byte by byte")
  func foreignUntouched() throws {
    try change(folder.ledger, "CREATE TABLE payroll (name TEXT); INSERT INTO payroll VALUES ('Asha')")
    let before = Folder.bytes(of: folder.ledger)
    _ = try problem(opening: folder.ledger)
    #expect(Folder.bytes(of: folder.ledger) == before)
    #expect(folder.names == ["ledger.sqlite"])
  }

  @Test("a ledger in a folder that is not there, or that is a folder, cannot be opened")
  func unopenable() throws {
    for path in ["\(folder.root)/none/ledger.sqlite", folder.root] {
      let problem = try problem(opening: path)
      #expect(problem.code == .open)
      #expect(problem.sentence.contains(path))
      #expect(problem.remedy.contains("--ledger"))
    }
  }

  @Test("an empty file becomes a ledger; a ledger is opened again with what it holds")
  func opening() throws {
    try Folder.write([], to: folder.ledger)
    let name = try Ledger(path: folder.ledger).record(newBatch()).name
    #expect(try Ledger(path: folder.ledger).read { try $0.batches().map(\.name) } == [name])
  }

  @Test("the registration id is not in the files, unless the sheet had it")
  func registrationID() throws {
    let payout = try Operation.require("payout")
    let secret = "AOP-SECRET-554"
    let credentials = Credentials([.registrationID: secret, .nepKey: "NEP-SECRET"])
    let cells = ["100123011836", "12.00", "IMPS", "SBIN0000300", "Dean Jon", "", "9959641234"]
    func run(_ registrationCell: String) throws {
      let ledger = try Ledger(path: folder.ledger)
      var row = newRow(2)
      row.cells = PackedRow(cells + [registrationCell])
      row.fields = row.cells
      let batch = try ledger.record(newBatch(), rows: [row])
      let planned = try #require(try ledger.read { try $0.planned(in: batch, after: 0, most: 1) }.first)
      #expect(payout.body(planned.fields, credentials).contains(registrationCell.isEmpty ? secret : registrationCell))
      try ledger.send(2, batch, .accepted)
    }
    try run("")
    #expect(folder.allBytes.contains("100123011836"))
    #expect(!folder.allBytes.contains("SECRET"))
    try run("AOP-OF-THE-SHEET")
    #expect(folder.allBytes.contains("AOP-OF-THE-SHEET"))
    #expect(!folder.allBytes.contains("SECRET"))
  }
}
