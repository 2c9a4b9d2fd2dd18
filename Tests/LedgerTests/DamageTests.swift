import GRDB
import Operations
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("A damaged ledger is refused, and never ends the program")
struct DamageTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  /// The bytes of a ledger of several pages, all in one file. No value in it is so long that it has pages to itself: zeros
  /// in those are a value like others for SQLite.
  private func ledgerBytes() throws -> [UInt8] {
    let ledger = try SQLiteLedger(folder)
    let batch = try ledger.record(newBatch(), rows: (2...300).map { newRow($0) })
    // Another one with some of the payments, so that values are read to be compared.
    _ = try ledger.record(newBatch(path: ""), rows: (2...40).map { newRow($0) }, digests("b"))
    for number in 2...40 {
      try ledger.finish(number, of: batch, .inDoubt, reference: "5059147863\(number + 10)")
      try ledger.resolve(number, of: batch, resolution(paid: true))
    }
    try change(folder.ledger, "PRAGMA wal_checkpoint(TRUNCATE)")
    return try folder.ledgerBytes
  }

  /// Opens a ledger of these bytes and reads all that is in it, as every command does; those that only read do not check it first.
  private func use(_ bytes: [UInt8], checking: Bool = true) throws {
    let folder = try Folder()
    try folder.write(bytes, to: Folder.ledgerName)
    let ledger = try SQLiteLedger(folder, for: checking ? .recording : .reading)
    for batch in try ledger.batches() {
      _ = try ledger.totals(of: batch)
      _ = try ledger.findings(of: batch)
      _ = try ledger.events(of: batch)
      _ = try ledger.decisions(about: batch, most: 1000)
      _ = try ledger.requests(of: batch)
      _ = try ledger.precedent(of: batch, since: longAgo)
      _ = try ledger.samePayments(as: [fields("P")], batch.operation, address: batch.address, since: longAgo)
      _ = try ledger.forEachRow(of: batch, .all) { _ in }
    }
  }

  private func code(using bytes: [UInt8], _ what: Comment) -> Failure.Code? {
    do { try use(bytes) } catch let failure as Failure { return failure.code } catch {
      Issue.record("\(what): \(error)")
    }
    return nil
  }

  @Test("a good ledger is used")
  func good() throws {
    try use(ledgerBytes())
  }

  @Test("bytes of something else are refused", arguments: [16, 100, 511, 512, 4096, 70_000])
  func randomBytes(count: Int) throws {
    var random = SeededGenerator()
    let bytes = (0..<count).map { _ in UInt8.random(in: 1...255, using: &random) }
    #expect(code(using: bytes, "\(count) bytes") == .ledgerDamaged)
  }

  @Test("a ledger that was cut off is refused")
  func truncated() throws {
    let bytes = try ledgerBytes()
    try #require(bytes.count > 10 * 4096)
    for count in [50, 100, 600, 4096, 4097, 5 * 4096, bytes.count / 2, bytes.count - 4096] {
      let found = code(using: Array(bytes[..<count]), "\(count) bytes")
      #expect(found == .ledgerDamaged, "\(count) of \(bytes.count) bytes")
    }
  }

  @Test("a ledger with a page of other bytes is refused")
  func lostPages() throws {
    let bytes = try ledgerBytes()
    for page in 0..<bytes.count / 4096 {
      for filling: UInt8 in [0x00, 0xFF, 0x5A] {
        var damaged = bytes
        damaged.replaceSubrange(page * 4096..<(page + 1) * 4096, with: [UInt8](repeating: filling, count: 4096))
        #expect(code(using: damaged, "page \(page)") == .ledgerDamaged, "page \(page) of \(filling)")
      }
    }
  }

  @Test("single damaged bytes never end the program, whether it checks for damage first", arguments: [true, false])
  func singleBytes(checking: Bool) async {
    await #expect(processExitsWith: .success) { [checking] in
      let tests = try DamageTests()
      let bytes = try tests.ledgerBytes()
      var random = SeededGenerator()
      for _ in 0..<120 {
        var damaged = bytes
        for _ in 0..<4 {
          damaged[Int.random(in: bytes.indices, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
        }
        try? tests.use(damaged, checking: checking)
      }
    }
  }

  @Test(
    "cells that cannot be read are damage, and so are fewer than the operation has",
    arguments: [
      "UPDATE batch SET header = x'FF'", "UPDATE row SET cells = x'FF'", "UPDATE row SET fields = x'02'",
      "UPDATE row SET fields = x'00'",
    ]
  )
  func cells(sql: String) throws {
    _ = try ledgerBytes()
    try change(folder.ledger, sql)
    #expect(code(using: try folder.ledgerBytes, "\(sql)") == .ledgerDamaged)
  }
}
