import Operations
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("The batch of the same sheet", .everyLedger)
struct SameSheetTests {
  let place: TestedPlace
  let ledger: any TestedLedger

  init() throws {
    place = try .current()
    ledger = try place.ledger()
  }

  /// The name of the batch that a sheet is found to be the same as.
  private func like(_ new: NewBatch, _ digests: SheetDigests) throws -> String? {
    let row = newRow(2, identity: "other", operation: new.operation.name)
    let draft = try ledger.recordDraft(new, rows: [row], digests)
    defer { try? ledger.discard(draft) }
    return try ledger.precedent(of: draft.batch, since: longAgo).sameSheet
  }

  private func like(_ digests: SheetDigests, path: String = "/elsewhere/pay.csv") throws -> String? {
    try like(newBatch(path: path), digests)
  }

  /// Sends all rows of a batch, and writes its files.
  private func finish(_ batch: HeldBatch) throws {
    for number in 2...4 { try ledger.finish(number, of: batch, .failed) }
    try ledger.close(batch, at: now)
  }

  @Test("is known by the sheet's bytes or by its rows, among the same operation and provider")
  func bytesOrRows() throws {
    let batch = try ledger.record(newBatch())
    try finish(batch)
    let name = batch.batch.name
    #expect(try like(digests("a", rows: "x")) == name)
    #expect(try like(digests("x", rows: "a")) == name)
    #expect(try like(digests("x")) == nil)
    #expect(try like(newBatch("pan-new"), digests()) == nil)
    #expect(try like(newBatch(address: live), digests()) == nil)
    #expect(try like(newBatch(address: "http://localhost:8080"), digests()) == name, "the same port of this machine")
  }

  @Test("is known by its path only as long as it is unfinished")
  func path() throws {
    let batch = try ledger.record(newBatch(path: "/srv/pay.csv"))
    #expect(try like(digests("x"), path: "/srv/pay.csv") == batch.batch.name)
    #expect(try like(digests("x"), path: "/srv/pay2.csv") == nil)
    try finish(batch)
    #expect(try like(digests("x"), path: "/srv/pay.csv") == nil)
  }

  @Test("two sheets of standard input are not the same for having no path")
  func standardInput() throws {
    _ = try ledger.record(newBatch("pan-status", path: ""))
    #expect(try like(newBatch("pan-status", path: ""), digests("x")) == nil)
  }

  @Test("an unfinished one comes before the newest: open, or closed with rows that were not sent")
  func unfinishedFirst() throws {
    let batches = try (0..<3).map { _ in try ledger.record(newBatch()) }
    #expect(try like(digests()) == batches[2].batch.name)
    try finish(batches[2])
    #expect(try like(digests()) == batches[1].batch.name)
    try finish(batches[1])
    try ledger.stop(batches[0], .stopped, reason: "", at: now)
    try ledger.close(batches[0], at: now)
    #expect(try like(digests()) == batches[0].batch.name)
    try ledger.open(batches[0])
    try finish(batches[0])
    #expect(try like(digests()) == batches[2].batch.name, "all are finished")
  }

  @Test("one that was given up is finished, whatever was not sent of it")
  func cancelled() throws {
    let first = try ledger.record(newBatch(path: "/srv/pay.csv"))
    let second = try ledger.record(newBatch())
    try ledger.change("UPDATE batch SET status = 'cancelled' WHERE id = \(second.batch.id)")
    #expect(try like(digests()) == first.batch.name)
    try ledger.change("UPDATE batch SET status = 'cancelled'")
    #expect(try like(digests()) == second.batch.name)
    #expect(try like(digests("x"), path: "/srv/pay.csv") == nil)
  }

  @Test("a draft is not its own")
  func own() throws {
    let draft = try ledger.recordDraft(newBatch())
    #expect(try ledger.precedent(of: draft.batch, since: longAgo) == Precedent())
  }

  static let providers: [(address: String, key: String)] = [
    ("https://payout.aopay.co.in", "live"), ("https://api.aopay.co.in", "live"), ("https://10.0.0.1:8443", "live"),
    ("https://localhost.example.com", "live"), ("https://127.0.0.1.example.com", "live"),
    ("http://127.0.0.1:8080", "loopback:8080"), ("http://localhost:8080", "loopback:8080"),
    ("http://LOCALHOST:8080", "loopback:8080"), ("http://127.9.9.9:8080", "loopback:8080"),
    ("http://[::1]:8080", "loopback:8080"), ("http://127.0.0.1:8081", "loopback:8081"),
    ("http://127.0.0.1", "loopback:80"), ("https://127.0.0.1", "loopback:443"), ("http://[::1]", "loopback:80"),
  ]

  @Test("addresses of this machine are told apart by their port, all others are one provider", arguments: providers)
  func provider(address: String, key: String) { #expect(Provider.key(of: address) == key) }
}
