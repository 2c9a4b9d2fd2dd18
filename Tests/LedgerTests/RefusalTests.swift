import GRDB
import Glibc
import Operations
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("What is not a ledger of this program is refused, and not changed")
struct RefusalTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  /// Expects that a file is refused, and that it stays as it is, and nothing comes beside it.
  private func expectRefusal(
    _ code: Failure.Code,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Failure? {
    let before = try folder.ledgerBytes
    let failure = expect(code, sourceLocation: sourceLocation) { try SQLiteLedger(folder) }
    #expect(try folder.ledgerBytes == before, sourceLocation: sourceLocation)
    // The last two are SQLite's own, beside a database that it has only read.
    let names = folder.names.filter { !$0.hasSuffix("-shm") && !$0.hasSuffix("-wal") }
    #expect(names == ["ledger.sqlite"], sourceLocation: sourceLocation)
    #expect(failure?[.path] == folder.ledger, sourceLocation: sourceLocation)
    return failure
  }

  @Test(
    "a ledger of a newer program",
    arguments: ["PRAGMA user_version = 3", "INSERT INTO grdb_migrations VALUES (3)"]
  )
  func newer(sql: String) throws {
    _ = try SQLiteLedger(folder).record(newBatch())
    unlink("\(folder.ledger).lock")
    try change(folder.ledger, sql)
    let failure = try expectRefusal(.ledgerNewer)
    #expect(failure?[.knownVersion] == "2" && failure?[.version].isEmpty == false)
  }

  static let payroll = "CREATE TABLE payroll (name TEXT); INSERT INTO payroll VALUES ('Asha');"

  @Test(
    "somebody else's database",
    arguments: [
      "", "PRAGMA user_version = 1;", "PRAGMA application_id = 7;", "PRAGMA user_version = 9;",
      "PRAGMA application_id = \(Schema.applicationID);", "CREATE TABLE batch (id); CREATE TABLE row (id);",
    ]
  )
  func foreign(sql: String) throws {
    try change(folder.ledger, "\(Self.payroll) \(sql)")
    _ = try expectRefusal(.ledgerForeign)
  }

  @Test("somebody else's database that a dead process left half-way is put right as its own program would, and no more")
  func foreignHalfWay() throws {
    try change(folder.ledger, Self.payroll)
    let good = try folder.ledgerBytes
    try leaveHalfWay()
    try #require(try folder.ledgerBytes != good)
    expect(.ledgerForeign) { try SQLiteLedger(folder) }
    #expect(try folder.ledgerBytes == good)
    #expect(folder.names == ["ledger.sqlite"])
  }

  /// Leaves what a killed process leaves in the middle of a transaction: some pages written, and a journal to undo them.
  private func leaveHalfWay() throws {
    let copy = try Folder()
    try copy.write(folder.ledgerBytes, to: Folder.ledgerName)
    let database = try DatabaseQueue(path: copy.ledger)
    try database.write { database in
      try database.execute(sql: "PRAGMA cache_size = 1; PRAGMA cache_spill = 1")
      for _ in 0..<64 { try database.execute(sql: "INSERT INTO payroll VALUES (hex(randomblob(2000)))") }
      for name in copy.names {
        try folder.write(copy.bytes(name), to: name)
      }
    }
    try #require(folder.names == ["ledger.sqlite", "ledger.sqlite-journal"])
  }
}
