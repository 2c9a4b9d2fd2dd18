import Operations
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("Forgetting rows", .everyLedger(isOnDisk: true))
struct PruneTests {
  let place: TestedPlace
  private let event = Event(at: now, .pruned, by: "asha")

  init() throws { place = try .current() }

  private func open() throws -> any TestedLedger { try place.ledger(for: .sending(after: nil)) }

  private func batch(_ operation: String, _ ledger: any TestedLedger, _ mark: String) throws -> Batch {
    let held = try ledger.record(newBatch(operation), digests(mark))
    for number in 2...4 { try ledger.finish(number, of: held, operation == "payout" ? .accepted : .success) }
    try ledger.close(held, at: now)
    held.release()
    return held.batch
  }

  @Test("takes look-ups and nothing else; their totals stay, the lock file agrees, and what is there is kept as before")
  func lookUpsAlone() throws {
    let ledger = try open()
    let asked = try batch("recharge-status", ledger, "a")
    let paid = try batch("payout", ledger, "b")
    let totals = try ledger.totals(of: asked)
    #expect(try ledger.prune([asked, paid], event).map(\.name) == [asked.name])
    #expect(try ledger.ask("SELECT number FROM row WHERE batch = \(asked.id)").isEmpty)
    for table in ["attempt", "answer"] {
      #expect(try ledger.ask("SELECT batch FROM \(table)") == Array(repeating: "\(paid.id)", count: 3))
      expect(.ledgerDamaged) { try ledger.change("DELETE FROM \(table)") }
    }
    #expect(try ledger.totals(of: asked) == totals)
    #expect(try ledger.events(of: asked).last == event)
    expect(.batchPruned) { try ledger.demandRows(of: asked) }
    try ledger.demandRows(of: paid)
    try ledger.close()
    if place.address == nil { #expect(try place.folder.read("ledger.sqlite.lock").contains(/requests 0+3\n/)) }
    try open().close()
  }

  @Test("that died in the middle is ended by the next one, and the ledger is no older for it")
  func diedInTheMiddle() throws {
    let ledger = try open()
    let asked = try batch("recharge-status", ledger, "a")
    _ = try ledger.prune([asked], event)
    // As after a death between two steps: the entry is there, and rows are left.
    let other = try batch("recharge-status", ledger, "b")
    try ledger.record(event, of: other)
    #expect(try ledger.discrepancy(in: nil) == nil, "rows that are left are nobody's tampering")
    #expect(try ledger.prune([asked, other], event).map(\.name) == [other.name])
    #expect(try ledger.events(of: other).filter { $0.kind == .pruned }.count == 1)
    #expect(try ledger.prune([asked, other], event).isEmpty)
    try ledger.close()
    try open().close()
  }

  @Test("waits for nobody: a batch that somebody works on keeps its rows")
  func atWork() throws {
    let ledger = try open()
    let held = try ledger.record(newBatch("recharge-status"))
    #expect(try ledger.prune([held.batch], event).isEmpty)
    #expect(try ledger.rows(of: held).count == 3)
  }

  @Test("goes on beside another process, whose own entries count")
  func besideOthers() throws {
    let (ledger, other) = (try open(), try open())
    let asked = try batch("recharge-status", ledger, "a")
    #expect(try ledger.prune([asked], event).count == 1)
    _ = try batch("payout", other, "b")
    try other.close()
    try ledger.close()
    if place.address == nil { #expect(try place.folder.read("ledger.sqlite.lock").contains(/requests 0+3\n/)) }
    try open().close()
  }
}
