import Operations
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("A row that its answers contradict is never sent", .everyLedger)
struct ContradictionTests {
  let place: TestedPlace
  let ledger: any TestedLedger

  init() throws {
    place = try .current()
    ledger = try place.ledger()
  }

  /// What the ledger would send of a batch whose row 3 somebody has put back.
  private func expectRefusal(
    _ batch: HeldBatch,
    _ state: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try ledger.change("UPDATE row SET state = '\(state)' WHERE number = 3")
    let before = try ledger.events(of: batch.batch).count
    let failure = expect(.rowContradicted, sourceLocation: sourceLocation) { try ledger.open(batch) }
    #expect(failure?[.row] == "3" && failure?[.batch] == batch.batch.name, sourceLocation: sourceLocation)
    #expect(try ledger.events(of: batch.batch).count == before, sourceLocation: sourceLocation)
    // Should it be put back later than that.
    var turn = Turn(now: now)
    turn.wanted = 5
    try ledger.force(3, of: batch, .planned)
    let result = try ledger.turn(turn, of: batch)
    #expect(result.claimed.isEmpty && result.unsettled == [3], sourceLocation: sourceLocation)
    #expect(try ledger.row(2, of: batch).tries == 0, sourceLocation: sourceLocation)
  }

  @Test(
    "whatever the answer was, and to whichever state it is put back",
    arguments: [Outcome.accepted, .failed, .inDoubt],
    ["planned", "not_sent"]
  )
  func answered(outcome: Outcome, state: String) throws {
    let batch = try ledger.record(newBatch())
    try ledger.finish(3, of: batch, outcome)
    try expectRefusal(batch, state)
  }

  @Test("nor one whose request got no answer yet")
  func unanswered() throws {
    let batch = try ledger.record(newBatch())
    try ledger.send(3, of: batch)
    try expectRefusal(batch, "planned")
  }

  @Test("nor one that was found paid")
  func paid() throws {
    let batch = try ledger.record(newBatch())
    try ledger.finish(3, of: batch, .inDoubt)
    try ledger.resolve(3, of: batch, resolution(paid: true))
    try expectRefusal(batch, "not_sent")
  }

  @Test("one decision is for one doubt")
  func doubtTwice() throws {
    let batch = try ledger.record(newBatch())
    try ledger.finish(3, of: batch, .inDoubt)
    try ledger.resolve(3, of: batch, resolution(paid: false))
    try ledger.open(batch)
    try ledger.finish(3, of: batch, .inDoubt, attempt: 2)
    try expectRefusal(batch, "not_sent")
  }

  @Test("rows that were proved unsent, or that somebody found unpaid, are sent")
  func consistent() throws {
    let batch = try ledger.record(newBatch())
    try ledger.send(2, 3, of: batch)
    try ledger.settle(settlement(2, .notSent, state: .planned), settlement(3, .inDoubt), of: batch)
    try ledger.resolve(3, of: batch, resolution(paid: false))
    try ledger.finish(4, of: batch, .notSent)
    try ledger.stop(batch, .halted, reason: "funds", at: now)
    #expect(try ledger.open(batch) == 3)
    var turn = Turn(now: now)
    turn.wanted = 5
    #expect(try ledger.turn(turn, of: batch).claimed.map(\.number) == [2, 3, 4])
  }

  @Test("look-ups may be asked again")
  func lookUps() throws {
    let batch = try ledger.record(newBatch("recharge-status"))
    try ledger.finish(3, of: batch, .success)
    try ledger.force(3, of: batch, .planned)
    #expect(try ledger.open(batch) == 3)
  }

  @Test("a ledger of version 1 has no such rows", .onlyFile)
  func version1() throws {
    let old = try Version1()
    let ledger = try SQLiteLedger(old.folder)
    for batch in try ledger.batches() {
      #expect(try ledger.read { try Contradiction.firstRow(of: batch, $0) } == nil, "\(batch.name)")
    }
  }
}
