import GRDB
import Operations
import Sheet
import Testing

@testable import Ledger

@Suite("Batches are recorded and found")
struct BatchTests {
  let folder: Folder
  let ledger: Ledger

  init() throws {
    folder = try Folder()
    ledger = try Ledger(path: folder.ledger)
  }

  private func find(_ name: String) throws -> String { try ledger.read { try $0.batch(named: name) }.name }

  private func code(finding name: String) -> LedgerProblem.Code? {
    #expect(throws: LedgerProblem.self) { try find(name) }?.code
  }

  private func rename(_ batch: Batch, _ name: String) throws {
    try ledger.write {
      try $0.database.execute(sql: "UPDATE batch SET name = ? WHERE id = ?", arguments: [name, batch.id.number])
    }
  }

  @Test("a batch comes back as it was recorded")
  func roundTrip() throws {
    let awkward = ["", "a,\"b\"\r\n", "₹ आशा", "'=x"]
    let recorded = try ledger.record(
      newBatch("pan-new", sheet: "päy \"1\".csv", header: awkward, again: "bank lost it")
    )
    let batch = try ledger.read { try $0.batch(recorded.id) }
    #expect(batch.operation.name == "pan-new" && batch.sheet == "päy \"1\".csv" && batch.folder == "/home/asha")
    #expect(batch.header.strings == awkward && batch.blankRows == 2 && batch.createdAt == now)
    #expect(batch.sha256 == "aa" && batch.plan == "sha256:cc" && batch.address == sandbox)
    #expect(batch.createdBy == "asha" && batch.again == "bank lost it")
    #expect(batch.name.prefix(9) == "20261121-" && batch.name.count == 14)
  }

  @Test("a batch is found by its name and by any beginning that no other has")
  func prefixes() throws {
    let names = ["20261121-abcde", "20261121-abxyz", "20261122-abcde"]
    for name in names { try rename(ledger.record(newBatch()), name) }
    for name in names { #expect(try find(name) == name) }
    #expect(try find("20261121-abc") == names[0])
    #expect(try find("20261121-abx") == names[1])
    #expect(try find("20261122") == names[2])
    for prefix in ["2", "2026", "20261121-", "20261121-ab"] { #expect(code(finding: prefix) == .ambiguousBatch) }
  }

  @Test("a whole name is found though another begins with it")
  func wholeName() throws {
    try rename(ledger.record(newBatch()), "20261121-abcdef")
    try rename(ledger.record(newBatch()), "20261121-abcde")
    #expect(try find("20261121-abcde") == "20261121-abcde")
    #expect(try find("20261121-abcdef") == "20261121-abcdef")
  }

  @Test(
    "other words find nothing",
    arguments: ["", "x", "20261121-abcdeX", "abcde", "%", "_", "2026112_", "20261121-ABCDE", "' OR 1=1 --"]
  )
  func unknown(name: String) throws {
    try rename(ledger.record(newBatch()), "20261121-abcde")
    #expect(code(finding: name) == .unknownBatch)
  }

  @Test("batches are listed newest first, each with a name of its own")
  func list() throws {
    let recorded = try (0..<30).map { try ledger.record(newBatch(sha256: "\($0)")) }
    let listed = try ledger.read { try $0.batches() }
    #expect(listed.map(\.name) == recorded.reversed().map(\.name))
    #expect(Set(listed.map(\.name)).count == 30)
  }

  @Test("the same sheet is found by its bytes or by its rows, among the same operation and address")
  func sameSheet() throws {
    let first = try ledger.record(newBatch(sha256: "aa", rowsSHA256: "bb"))
    func like(_ batch: NewBatch) throws -> Int64? { try ledger.read { try $0.batch(like: batch)?.id.number } }
    #expect(try like(newBatch(sha256: "aa", rowsSHA256: "x")) == first.id.number)
    #expect(try like(newBatch(sha256: "x", rowsSHA256: "bb")) == first.id.number)
    #expect(try like(newBatch(sha256: "x", rowsSHA256: "y")) == nil)
    #expect(try like(newBatch(address: "https://payout.aopay.co.in")) == nil)
    #expect(try like(newBatch("pan-new")) == nil)
    let second = try ledger.record(newBatch(sha256: "aa", rowsSHA256: "z"))
    #expect(try like(newBatch(sha256: "aa", rowsSHA256: "bb")) == second.id.number, "the newest counts")
  }

  @Test("a batch of an operation that this program does not know is of a newer one")
  func newerOperation() throws {
    let batch = try ledger.record(newBatch())
    try ledger.write { try $0.database.execute(sql: "UPDATE batch SET operation = 'upi'") }
    #expect(#expect(throws: LedgerProblem.self) { try ledger.read { try $0.batch(batch.id) } }?.code == .newer)
    #expect(code(finding: batch.name) == .newer)
  }
}

@Suite("The lock of a batch")
struct BatchLockTests {
  @Test("held once, free again when it is let go")
  func exclusive() throws {
    let folder = try Folder()
    let ledger = try Ledger(path: folder.ledger)
    let (first, second) = (try ledger.record(newBatch()).id, try ledger.record(newBatch()).id)
    var lock = try BatchLock(ledger: folder.ledger, batch: first)
    #expect(lock != nil)
    #expect(try BatchLock(ledger: folder.ledger, batch: first) == nil)
    #expect(try BatchLock(ledger: folder.ledger, batch: first) == nil, "a refused try does not free it")
    #expect(try BatchLock(ledger: folder.ledger, batch: second) != nil, "another batch is not held")
    #expect(try Ledger(path: folder.ledger).read { try $0.batches().count } == 2, "the ledger itself is not held")
    withExtendedLifetime(lock) {}
    lock = nil
    #expect(try BatchLock(ledger: folder.ledger, batch: first) != nil)
  }

  @Test("the lock file is its owner's alone, and leaves with the ledger's folder")
  func mode() throws {
    let folder = try Folder()
    let batch = try Ledger(path: folder.ledger).record(newBatch()).id
    let lock = try BatchLock(ledger: folder.ledger, batch: batch)
    #expect(folder.permissions(of: "ledger.sqlite.lock") == 0o600)
    withExtendedLifetime(lock) {}
  }

  @Test("a lock file that cannot be opened is told as such")
  func unopenable() throws {
    let folder = try Folder()
    let batch = try Ledger(path: folder.ledger).record(newBatch()).id
    let problem = #expect(throws: LedgerProblem.self) {
      _ = try BatchLock(ledger: "\(folder.root)/none/ledger.sqlite", batch: batch)
    }
    #expect(problem?.code == .locked)
    #expect(problem?.remedy.isEmpty == false)
  }

  @Test("a refused try closes its own file only")
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
  let batch = try Ledger(path: folder.ledger).record(newBatch()).id
  let lock = try BatchLock(ledger: folder.ledger, batch: batch)
  defer { withExtendedLifetime(lock) {} }
  let path = folder.ledger
  return lostDescriptors { _ = try? BatchLock(ledger: path, batch: batch) }
}
