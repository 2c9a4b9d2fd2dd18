import Glibc
import Operations
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("A ledger that is only read")
struct ReadOnlyTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  /// Reads what is there, and expects that no file was made and no byte changed.
  private func expectUntouched(_ batches: Int, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let before = try folder.names.map { ($0, try folder.bytes($0)) }
    let ledger = try SQLiteLedger(folder, for: .reading)
    let found = try ledger.batches()
    #expect(found.count == batches, sourceLocation: sourceLocation)
    for batch in found { try ledger.forEachRow(of: batch, .all) { _ in } }
    #expect(folder.names == before.map(\.0), sourceLocation: sourceLocation)
    try ledger.close()
    for (name, bytes) in before { #expect(try folder.bytes(name) == bytes, "\(name)", sourceLocation: sourceLocation) }
    #expect(folder.names == before.map(\.0), sourceLocation: sourceLocation)
  }

  @Test("makes no file and changes no byte, when nobody works on it")
  func calm() throws {
    let ledger = try SQLiteLedger(folder)
    _ = try ledger.record(newBatch())
    try ledger.close()
    #expect(folder.names == ["ledger.sqlite", "ledger.sqlite.lock"])
    try expectUntouched(1)
  }

  @Test("shows what a killed process has committed, and leaves its log and drafts as they are")
  func killed() throws {
    let alive = try Folder()
    let ledger = try SQLiteLedger(alive)
    _ = try ledger.record(newBatch())
    let draft = try ledger.recordDraft(newBatch(path: ""), digests("b"))
    for name in alive.names { try folder.write(alive.bytes(name), to: name) }
    #expect(folder.names.contains("ledger.sqlite-wal"))
    try expectUntouched(1)
    #expect(try SQLiteLedger(folder).batches().count == 1)
    withExtendedLifetime(draft) {}
  }

  @Test("shows what was committed while somebody works on it")
  func alive() throws {
    let ledger = try SQLiteLedger(folder)
    _ = try ledger.record(newBatch())
    let reading = try SQLiteLedger(folder, for: .reading)
    _ = try ledger.record(newBatch(path: ""), digests("b"))
    #expect(try reading.batches().count == 2)
    try reading.close()
    _ = try ledger.record(newBatch(path: ""), digests("c"))
    try ledger.close()
    try expectUntouched(3)
  }

  @Test("of a log without its index, SQLite makes the index")
  func noIndex() throws {
    let alive = try Folder()
    let ledger = try SQLiteLedger(alive)
    _ = try ledger.record(newBatch())
    for name in alive.names where !name.hasSuffix("-shm") { try folder.write(alive.bytes(name), to: name) }
    let reading = try SQLiteLedger(folder, for: .reading)
    #expect(try reading.batches().count == 1)
    try reading.close()
  }

  @Test("says so if it was written to while it was read")
  func changed() throws {
    try SQLiteLedger(folder).close()
    let reading = try SQLiteLedger(folder, for: .reading)
    let ledger = try SQLiteLedger(folder)
    _ = try ledger.record(newBatch())
    try ledger.close()
    #expect(expect(.ledgerChanged) { try reading.close() }?[.path] == folder.ledger)
    try expectUntouched(1)
  }

  @Test("is read as this version has it if it is of an earlier one")
  func version1() throws {
    try folder.write(Version1.bytes(), to: Folder.ledgerName)
    try expectUntouched(8)
    let migrated = try Version1()
    let (reading, new) = (try SQLiteLedger(folder, for: .reading), try SQLiteLedger(migrated.folder))
    for batch in try new.batches() {
      #expect(try reading.totals(of: reading.batch(named: batch.name)) == new.totals(of: batch))
    }
  }

  @Test("is read whatever its name is", arguments: ["a b.sqlite", "50%?x=1#2.sqlite", "ഖാതാ.sqlite"])
  func names(name: String) throws {
    let path = folder[name]
    try SQLiteLedger(path: path, operations: allOperations, for: .recording).close()
    #expect(try SQLiteLedger(path: path, operations: allOperations, for: .reading).batches().isEmpty)
    #expect(folder.names == [name])
  }

  @Test("is missing if the file is empty or has no tables")
  func empty() throws {
    try folder.write([UInt8](), to: Folder.ledgerName)
    expect(.ledgerMissing) { try SQLiteLedger(folder, for: .reading) }
    try change(folder.ledger, "PRAGMA user_version = 0; CREATE TABLE a (b); DROP TABLE a")
    expect(.ledgerMissing) { try SQLiteLedger(folder, for: .reading) }
  }
}
