import Glibc
import Operations
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("The lock of a batch", .everyLedger)
struct BatchLockTests {
  let place: TestedPlace
  let ledger: any TestedLedger

  init() throws {
    place = try .current()
    ledger = try place.ledger()
  }

  @Test("one has it at a time; it is free when it is let go, or when the last one who knows of it is gone")
  func exclusive() throws {
    var first: HeldBatch? = try ledger.record(newBatch())
    let batch = try #require(first?.batch)
    let second = try ledger.record(newBatch(), digests("b"))
    let other = try place.ledger()
    #expect(try other.hold(batch) == nil)
    #expect(try other.hold(batch) == nil, "a refused try does not free it")
    #expect(try ledger.hold(batch) == nil, "not for the one who has it either")
    second.release()
    let third = try #require(try other.hold(second.batch), "another batch is not held")
    #expect(try other.batches().count == 2, "the ledger itself is not held")
    first = nil
    let fourth = try #require(try other.hold(batch))
    fourth.release()
    #expect(try ledger.hold(batch) != nil, "let go, though somebody still knows of it")
    withExtendedLifetime((third, fourth)) {}
  }

  @Test("a batch and the draft that it was are held by one lock")
  func draftAndBatch() throws {
    let draft = try ledger.recordDraft(newBatch())
    let batch = try ledger.approve(draft, knowing: Precedent(), with: [], at: now)
    #expect(try ledger.hold(batch.batch) == nil)
    draft.release()
    #expect(try ledger.hold(batch.batch) != nil)
  }

  @Test(
    "it is the ledger's own: another name, or a lost lock file, gives nobody a second one",
    .onlyFile,
    arguments: [true, false]
  )
  func otherNames(isLink: Bool) throws {
    let held = try ledger.record(newBatch())
    let other = try Folder()
    try #require((isLink ? symlink : link)(place.folder.ledger, other.ledger) == 0)
    unlink("\(place.folder.ledger).lock")
    for path in [place.folder.ledger, other.ledger] {
      let file = try LedgerFile(path: path)
      #expect(try file.lock(held.batch.id) == nil)
    }
    held.release()
    #expect(try LedgerFile(path: other.ledger).lock(held.batch.id) != nil)
  }

  @Test(
    "neither other ledgers that are opened and closed nor refused tries take it, or SQLite's own locks, away",
    .onlyFile
  )
  func keepsLocks() async throws {
    let held = try ledger.record(newBatch())
    for _ in 1...3 {
      let other = try place.ledger()
      #expect(try other.hold(held.batch) == nil)
      try other.close()
    }
    // Another process is told by SQLite's locks that this one works on the ledger: it leaves the log alone.
    let path = place.folder.ledger
    await #expect(processExitsWith: .success) { [path = path as String, name = held.batch.name as String] in
      let ledger = try SQLiteLedger(path: path, operations: allOperations, for: .recording)
      #expect(try ledger.hold(ledger.batch(named: name)) == nil)
      try ledger.close()
    }
    #expect(place.folder.names.contains("ledger.sqlite-wal"))
    #expect(try ledger.batches().count == 1)
  }

  @Test("it ends with the process that has it")
  func deadProcess() async throws {
    let batch = try ledger.record(newBatch()).batch
    let path = place.name
    await #expect(processExitsWith: .exitCode(7)) { [path = path as String, name = batch.name as String] in
      let ledger = try TestedPlace.open(path)
      let held = try ledger.demandHold(ledger.batch(named: name))
      withExtendedLifetime(held) { _exit(7) }
    }
    try ledger.waitUntilFree(batch.id)
    #expect(try ledger.hold(batch) != nil)
  }

  @Test("the lock file is its owner's alone, and stands beside the ledger", .onlyFile)
  func mode() throws {
    let held = try ledger.record(newBatch())
    #expect(place.folder.permissions(of: "ledger.sqlite.lock") == 0o600)
    withExtendedLifetime(held) {}
  }

  @Test("a lock file that cannot be opened is told as such, and no batch is begun without it", .onlyFile)
  func unopenable() throws {
    try #require(mkdir("\(place.folder.ledger).lock", 0o700) == 0)
    defer { rmdir("\(place.folder.ledger).lock") }
    let failure = expect(.ledgerLock) { try ledger.record(newBatch()) }
    #expect(failure?[.path] == "\(place.folder.ledger).lock")
  }

  @Test("a refused try closes its own file only", .onlyFile)
  func closesOnce() async {
    // In a process of its own: a descriptor that is closed twice may by then belong to somebody else.
    await #expect(processExitsWith: .success) {
      let lost = try descriptorsLostToRefusedLocks()
      #expect(lost == 0)
    }
  }
}

private func descriptorsLostToRefusedLocks() throws -> Int {
  let folder = try Folder()
  let held = try SQLiteLedger(folder).record(newBatch())
  defer { withExtendedLifetime(held) {} }
  let file = try LedgerFile(path: folder.ledger)
  let id = held.batch.id
  return lostDescriptors { _ = try? file.lock(id) }
}
