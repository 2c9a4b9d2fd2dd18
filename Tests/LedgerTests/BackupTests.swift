import Glibc
import Operations
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("A backup of the ledger")
struct BackupTests {
  let folder: Folder
  let ledger: SQLiteLedger

  init() throws {
    folder = try Folder()
    ledger = try SQLiteLedger(folder)
    _ = try ledger.record(newBatch())
  }

  private func read(_ name: String) throws -> Int {
    let copy = try SQLiteLedger(path: folder[name], operations: allOperations, for: .reading)
    defer { try? copy.close() }
    return try copy.batches().count
  }

  @Test("is one whole file for its owner alone, made while others work on the ledger")
  func whole() throws {
    let before = umask(0)
    defer { umask(before) }
    let reading = try SQLiteLedger(folder, for: .reading)
    try reading.backup(to: folder["copy"])
    _ = try ledger.record(newBatch(path: ""), digests("b"))
    try reading.backup(to: folder["later"])
    #expect(folder.permissions(of: "copy") == 0o600)
    #expect(try read("copy") == 1 && read("later") == 2)
    let names = folder.names.filter { !$0.hasPrefix("ledger.sqlite") }
    #expect(names == ["copy", "later"], "nothing else is left")
  }

  @Test("replaces no file")
  func noOverwrite() throws {
    try folder.write("mine", to: "copy")
    let failure = expect(.file) { try ledger.backup(to: folder["copy"]) }
    #expect(failure?[.path] == folder["copy"] && failure?[.errno] == "\(EEXIST)")
    #expect(try folder.read("copy") == "mine")
    expect(.file) { try ledger.backup(to: folder.ledger) }
    #expect(try ledger.batches().count == 1)
  }

  @Test("that cannot be made leaves nothing behind")
  func unmakeable() throws {
    let before = folder.names
    #expect(expect(.file) { try ledger.backup(to: folder["none/copy"]) }?[.errno] == "\(ENOENT)")
    #expect(folder.names == before)
  }

  @Test("of a ledger that was written to meanwhile is not made")
  func changed() throws {
    try ledger.close()
    let reading = try SQLiteLedger(folder, for: .reading)
    let other = try SQLiteLedger(folder)
    _ = try other.record(newBatch(path: ""), digests("b"))
    try other.close()
    expect(.ledgerChanged) { try reading.backup(to: folder["copy"]) }
    #expect(!folder.names.contains("copy"))
  }
}
