import GRDB
import Glibc
import Operations
import Payments
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("A ledger that is not the newest there is")
struct AgeTests {
  let folder: Folder

  init() throws { folder = try Folder(isOnDisk: true) }

  private let word = Event(at: now, .restored, reason: "asha: compared with the bank")

  private func open(_ folder: Folder, afterRestore event: Event? = nil) throws -> SQLiteLedger {
    try SQLiteLedger(folder, for: .sending(after: event))
  }

  /// Records a batch, sends one of its rows, and closes the ledger; gives the ledger's bytes.
  @discardableResult
  private func work(_ mark: String, afterRestore event: Event? = nil) throws -> [UInt8] {
    let ledger = try open(folder, afterRestore: event)
    let batch = try ledger.record(newBatch(path: ""), digests(mark))
    try ledger.finish(2, of: batch, .accepted)
    try ledger.close()
    return try folder.ledgerBytes
  }

  @Test("the lock file says how many events and requests there were, and belongs to the ledger's owner alone")
  func noted() throws {
    try work("a")
    #expect(try folder.read("ledger.sqlite.lock").contains(/\nentries 2\nmark \w{64}\nrequests 0+1\nlog closed\n$/))
    try work("b")
    #expect(try folder.read("ledger.sqlite.lock").contains(/\nentries 3\nmark \w{64}\nrequests 0+2\nlog closed\n$/))
    #expect(folder.permissions(of: "ledger.sqlite.lock") == 0o600)
    #expect(folder.names == ["ledger.sqlite", "ledger.sqlite.lock"], "and the ledger is one file")
  }

  @Test("where nothing was run yet no lock file is made, so that the ledger may be deleted")
  func unused() throws {
    try open(folder).close()
    #expect(folder.names == ["ledger.sqlite"])
    unlink(folder.ledger)
    try open(folder).close()
  }

  @Test("every event is in the lock file before anything can be sent")
  func beforeSending() throws {
    let ledger = try open(folder)
    let batch = try ledger.record(newBatch())
    #expect(try folder.read("ledger.sqlite.lock").contains("entries 2\n"))
    try ledger.open(batch)
    #expect(try folder.read("ledger.sqlite.lock").contains("entries 3\n"))
  }

  @Test(
    "a lock file that cannot be written at the end leaves the log that it speaks of, so that the ledger is used again"
  )
  func lockFails() throws {
    let ledger = try open(folder)
    let batch = try ledger.record(newBatch(path: ""))
    try ledger.finish(2, of: batch, .accepted)
    let lock = try folder.read("ledger.sqlite.lock")
    #expect(lock.hasSuffix("log open\n"))
    unlink(folder.ledger + ".lock")
    // Nothing can take the place of a folder.
    mkdir(folder.ledger + ".lock", 0o700)
    expect(.ledgerLock) { try ledger.close() }
    rmdir(folder.ledger + ".lock")
    try folder.write(lock, to: "ledger.sqlite.lock")
    let next = try open(folder)
    #expect(try next.totals(of: batch.batch)[.done(.accepted)].rows == 1)
    try next.close()
    #expect(folder.names == ["ledger.sqlite", "ledger.sqlite.lock"])
  }

  @Test("an old copy in its place is refused by what sends, with what is missing, until somebody has compared")
  func restored() throws {
    let old = try work("a")
    try work("b")
    try work("c")
    try folder.write(old, to: Folder.ledgerName)
    for _ in 1...2 {
      let failure = expect(.ledgerBehind) { try open(folder) }
      #expect(failure?[.count] == "2" && failure?[.requests] == "2" && failure?[.path] == folder.ledger)
      #expect(try folder.ledgerBytes == old)
    }
    for purpose in [LedgerPurpose.reading, .recording] {
      let ledger = try SQLiteLedger(folder, for: purpose)
      #expect(try ledger.batches().count == 1)
      try ledger.close()
      expect(.ledgerBehind) { try open(folder) }
    }
    try work("d", afterRestore: word)
    try open(folder).close()
    #expect(try SQLiteLedger(folder).events(of: nil).map(\.reason).last == word.reason)
  }

  /// Another folder in the place of a process that was killed: these files as they were, the lock file as it is.
  private func killed(_ parts: (name: String, bytes: [UInt8])...) throws -> Folder {
    let killed = try Folder(isOnDisk: true)
    for part in parts { try killed.write(part.bytes, to: part.name) }
    try killed.write(folder.bytes("ledger.sqlite.lock"), to: "ledger.sqlite.lock")
    return killed
  }

  private func part(_ name: String) throws -> (name: String, bytes: [UInt8]) { (name, try folder.bytes(name)) }

  @Test("a ledger that has lost its log is refused by what sends; one whose log somebody brought into the file is not")
  func lostLog() throws {
    let ledger = try open(folder)
    try ledger.finish(2, of: ledger.record(newBatch()), .accepted)
    let lost = try killed(part(Folder.ledgerName))
    let failure = expect(.ledgerLogLost) { try open(lost) }
    #expect(failure?[.name] == "\(lost.ledger)-wal")
    #expect(try lost.ledgerBytes == folder.ledgerBytes, "nothing is written to it")
    try open(lost, afterRestore: word).close()
    try open(lost).close()

    let merged = try killed(part(Folder.ledgerName), part("ledger.sqlite-wal"))
    try DatabaseQueue(path: merged.ledger).close()
    #expect(!merged.names.contains("ledger.sqlite-wal"))
    try open(merged).close()
    try ledger.close()
  }

  @Test("a copy of ledger and log from the middle of a run is refused once more was sent")
  func copyOfMidRun() throws {
    let ledger = try open(folder)
    let batch = try ledger.record(newBatch())
    try ledger.finish(2, of: batch, .accepted)
    let (file, log) = (try part(Folder.ledgerName), try part("ledger.sqlite-wal"))
    try ledger.finish(3, of: batch, .accepted)
    let copy = try killed(file, log)
    #expect(expect(.ledgerBehind) { try open(copy) }?[.requests] == "1")
    try ledger.close()
    let closed = try killed(file, log)
    #expect(expect(.ledgerBehind) { try open(closed) }?[.requests] == "1", "also once nobody is at work")
  }

  @Test("a process that dies between its first event and the ledger's age leaves a ledger that is gone on with")
  func diedBeforeAge() throws {
    let ledger = try open(folder)
    try ledger.beginAge()
    let begun = try folder.read("ledger.sqlite.lock")
    _ = try ledger.record(newBatch())
    try ledger.close()
    try folder.write(begun, to: "ledger.sqlite.lock")
    try open(folder).close()
    #expect(try folder.read("ledger.sqlite.lock").contains("entries 2\n"))
  }

  @Test("a word that nobody needed is not recorded")
  func needlessWord() throws {
    try work("a")
    try work("b", afterRestore: word)
    #expect(try SQLiteLedger(folder).events(of: nil).map(\.kind) == [.made])
  }

  @Test("a copy, and a ledger without its lock file, are refused by what sends", arguments: [true, false])
  func withoutLockFile(isCopy: Bool) throws {
    try work("a")
    let other = isCopy ? try Folder(isOnDisk: true) : folder
    if isCopy {
      try other.write(folder.ledgerBytes, to: Folder.ledgerName)
    } else {
      unlink("\(folder.ledger).lock")
    }
    let failure = expect(.ledgerCopy) { try open(other) }
    #expect(failure?[.path] == other.ledger && failure?[.name] == "\(other.ledger).lock")
    let ledger = try SQLiteLedger(other)
    let batch = try #require(try ledger.batches().first)
    try ledger.note(Event(at: now, .cancelled, reason: "a decision"), of: batch.id)
    try ledger.close()
    expect(.ledgerCopy) { try open(other) }
    try open(other, afterRestore: word).close()
    try open(other).close()
  }

  @Test("a ledger with a second name is written to by nobody until that is gone, whatever lies beside it")
  func linked() throws {
    try work("a")
    let other = try Folder(isOnDisk: true)
    try #require(link(folder.ledger, other.ledger) == 0)
    try other.write(folder.read("ledger.sqlite.lock"), to: "ledger.sqlite.lock")
    for one in [folder, other] {
      expect(.ledgerLinked) { try open(one, afterRestore: word) }
      expect(.ledgerLinked) { try SQLiteLedger(one) }
    }
    unlink(other.ledger)
    try open(folder).close()
  }

  @Test("two ledgers that went on from one are told apart, though they have come equally far")
  func sameNumbers() throws {
    let old = try work("a")
    try work("b")
    let other = try Folder(isOnDisk: true)
    try other.write(old, to: Folder.ledgerName)
    let ledger = try open(other, afterRestore: word)
    let batch = try ledger.record(newBatch(path: ""), digests("c"))
    for row in 2...3 { try ledger.finish(row, of: batch, .accepted) }
    try ledger.close()
    try work("d")
    let far = /entries 4\nmark \w+\nrequests 0+3\n/
    for one in [folder, other] { #expect(try one.read("ledger.sqlite.lock").contains(far)) }
    try folder.write(other.ledgerBytes, to: Folder.ledgerName)
    let failure = expect(.ledgerBehind) { try open(folder) }
    #expect(failure?[.count] == "0" && failure?[.requests] == "0")
  }

  @Test("a ledger that went on from an old copy is refused where the other one was, and the other way round")
  func forked() throws {
    let old = try work("a")
    try work("b")
    let newest = try folder.ledgerBytes
    try folder.write(old, to: Folder.ledgerName)
    // What is decided meanwhile does not make up for what is missing.
    let ledger = try SQLiteLedger(folder)
    let batch = try #require(try ledger.batches().first)
    for _ in 1...3 { try ledger.note(Event(at: now, .cancelled, reason: "x"), of: batch.id) }
    try ledger.close()
    expect(.ledgerBehind) { try open(folder) }
    try open(folder, afterRestore: word).close()
    try folder.write(newest, to: Folder.ledgerName)
    expect(.ledgerBehind) { try open(folder) }
  }

  @Test("a lock file that says nothing is as good as none", arguments: ["", "entries 10\nrequests 9\n"])
  func emptyLockFile(text: String) throws {
    try work("a")
    try folder.write(text, to: "ledger.sqlite.lock")
    expect(.ledgerCopy) { try open(folder) }
  }

  @Test("a symbolic link leads to the ledger, its log and its lock file")
  func symbolicLink() throws {
    try work("a")
    let other = try Folder(isOnDisk: true)
    try #require(symlink(folder.ledger, other.ledger) == 0)
    let ledger = try open(other)
    _ = try ledger.record(newBatch(path: ""), digests("b"))
    try ledger.close()
    #expect(other.names == ["ledger.sqlite"])
    #expect(try folder.read("ledger.sqlite.lock").contains("entries 3\n"))
    for name in folder.names { unlink(folder[name]) }
    try folder.write("", to: "ledger.sqlite.lock")
    expect(.ledgerGone) { try open(other) }
    #expect(folder.names == ["ledger.sqlite.lock"], "nothing is made behind the link")
  }

  @Test(
    "a ledger of version 1 kept no age: it is brought up to date, and has one from then on",
    arguments: [true, false]
  )
  func version1(hasLockFile: Bool) throws {
    try folder.write(Version1.bytes(), to: Folder.ledgerName)
    if hasLockFile { try folder.write("", to: "ledger.sqlite.lock") }
    try open(folder).close()
    let text = try folder.read("ledger.sqlite.lock")
    #expect(
      try SQLiteLedger(folder).ask("SELECT 'entries ' || max(number) FROM journal").allSatisfy { text.contains($0) }
    )
    unlink("\(folder.ledger).lock")
    expect(.ledgerCopy) { try open(folder) }
  }

  @Test("results that a dropped draft had carried over are not missed")
  func droppedDraft() throws {
    let ledger = try open(folder)
    let batch = try ledger.record(newBatch())
    let rows = [newRow(2, operation: "recharge-status", carried: carried(.success))]
    let draft = try ledger.recordDraft(newBatch("recharge-status"), rows: rows, digests("b"))
    try ledger.open(batch)
    try ledger.discard(draft)
    try ledger.close()
    try open(folder).close()
  }

  @Test("many that record at once leave the newest age")
  func atOnce() throws {
    try expectAllOpen(folder) { ledger in
      let row = newRow(2, operation: "recharge-status")
      let mark = "\(UInt64.random(in: .min ... .max))"
      let batch = try ledger.record(newBatch("recharge-status", path: ""), rows: [row], digests(mark))
      for _ in 1...5 { try ledger.note(Event(at: now, .opened), of: batch.batch.id) }
    }
    #expect(try folder.read("ledger.sqlite.lock").contains("entries 25\n"))
  }
}
