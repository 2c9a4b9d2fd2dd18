import GRDB
import Operations
import Testing

@testable import Ledger

@Suite("A damaged ledger is refused, and never ends the program")
struct DamageTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  /// The bytes of a ledger of several pages, all in one file.
  private func ledgerBytes() throws -> [UInt8] {
    let ledger = try Ledger(path: folder.ledger)
    let batch = try ledger.record(newBatch(), rows: (2...400).map { newRow($0) })
    for number in 2...40 { try ledger.send(number, batch, .accepted, reference: "5059147863\(number + 10)") }
    try ledger.write { try $0.note("recorded", about: batch, at: now) }
    try change(folder.ledger, "PRAGMA wal_checkpoint(TRUNCATE)")
    return Folder.bytes(of: folder.ledger)
  }

  /// Opens a ledger of these bytes and reads all that is in it, as every command does.
  private func use(_ bytes: [UInt8], checking: Bool = true) throws {
    let folder = try Folder()
    try Folder.write(bytes, to: folder.ledger)
    let ledger = try Ledger(path: folder.ledger)
    if checking { try ledger.checkForDamage() }
    try ledger.read { journal in
      for batch in try journal.batches() {
        _ = try journal.tally(of: batch)
        _ = try journal.events(of: batch)
        _ = try journal.planned(in: batch, after: 0, most: 1000)
        try journal.forEachRow(of: batch) { _ in }
      }
    }
  }

  private func problem(using bytes: [UInt8], _ what: Comment) -> LedgerProblem? {
    do { try use(bytes) } catch let problem as LedgerProblem { return problem } catch {
      Issue.record("\(what): \(error)")
    }
    return nil
  }

  @Test("a good ledger is used")
  func good() throws {
    try use(ledgerBytes())
  }

  @Test("bytes of something else are refused with the remedy", arguments: [16, 100, 511, 512, 4096, 70_000])
  func randomBytes(count: Int) throws {
    var random = SeededGenerator(state: 20_261_121)
    let bytes = (0..<count).map { _ in UInt8.random(in: 1...255, using: &random) }
    let found = try #require(problem(using: bytes, "\(count) bytes"))
    #expect(found.code == .damaged)
    #expect(found.remedy.contains("Nothing was sent") && found.remedy.contains("backup"))
  }

  @Test("a ledger that was cut off is refused")
  func truncated() throws {
    let bytes = try ledgerBytes()
    try #require(bytes.count > 10 * 4096)
    for count in [50, 100, 600, 4096, 4097, 5 * 4096, bytes.count / 2, bytes.count - 4096] {
      let found = problem(using: Array(bytes[..<count]), "\(count) bytes")
      #expect(found?.code == .damaged, "\(count) of \(bytes.count) bytes: \(found?.description ?? "taken")")
    }
  }

  @Test("a ledger with a page of other bytes is refused")
  func lostPages() throws {
    let bytes = try ledgerBytes()
    for page in 0..<bytes.count / 4096 {
      for filling: UInt8 in [0x00, 0xFF, 0x5A] {
        var damaged = bytes
        damaged.replaceSubrange(page * 4096..<(page + 1) * 4096, with: [UInt8](repeating: filling, count: 4096))
        #expect(problem(using: damaged, "page \(page)") != nil, "page \(page) of \(filling)")
      }
    }
  }

  @Test("single damaged bytes never end the program, whether it checks for damage first", arguments: [true, false])
  func singleBytes(checking: Bool) async {
    await #expect(processExitsWith: .success) { [checking] in
      let tests = try DamageTests()
      let bytes = try tests.ledgerBytes()
      var random = SeededGenerator(state: 20_261_121)
      for _ in 0..<200 {
        var damaged = bytes
        for _ in 0..<4 {
          damaged[Int.random(in: bytes.indices, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
        }
        try? tests.use(damaged, checking: checking)
      }
    }
  }

  @Test(
    "a cell of another type ends no program, though no check looks for it",
    arguments: [
      "UPDATE batch SET created_at = 'noon'", "UPDATE batch SET header = 7", "UPDATE batch SET blank_rows = x'00'",
      "UPDATE row SET amount = 'many'", "UPDATE row SET cells = 'text'", "UPDATE row SET tries = x'00'",
      "UPDATE answer SET own = 3", "UPDATE answer SET http_status = 'ok'", "UPDATE event SET at = 'noon'",
      "UPDATE row SET cells = x'FF'", "UPDATE attempt SET sent_at = 'noon'",
    ]
  )
  func otherTypes(sql: String) async {
    await #expect(processExitsWith: .success) { [sql] in
      let tests = try DamageTests()
      _ = try tests.ledgerBytes()
      try change(tests.folder.ledger, sql)
      try? tests.use(Folder.bytes(of: tests.folder.ledger), checking: false)
    }
  }

  @Test("a row in a state that nobody knows is not left out of the sums in silence")
  func unknownState() throws {
    let ledger = try Ledger(path: folder.ledger)
    let batch = try ledger.record(newBatch())
    try change(folder.ledger, "UPDATE row SET state = 'plammed' WHERE number = 3")
    #expect(throws: LedgerProblem.self) { try ledger.read { try $0.tally(of: batch) } }
    #expect(throws: LedgerProblem.self) { try ledger.read { try $0.forEachRow(of: batch) { _ in } } }
  }
}
