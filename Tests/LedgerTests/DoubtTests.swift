import Glibc
import Operations
import TestSupport
import Testing

@testable import Ledger

@Suite("Rows in doubt", .everyLedger)
struct DoubtTests {
  let place: TestedPlace
  let ledger: any TestedLedger

  init() throws {
    place = try .current()
    ledger = try place.ledger()
  }

  /// The rows in doubt as `sheet row`.
  private func doubts(of batch: Batch? = nil) throws -> [String] {
    try ledger.doubts(of: batch).map { "\($0.batch.sheet) \($0.row.number)" }
  }

  /// Sends rows of a batch, a second later each.
  private func send(_ numbers: Int..., of batch: HeldBatch, after seconds: Int64) throws {
    for number in numbers {
      var turn = Turn(now: now.adding(seconds: seconds + Int64(number)))
      turn.retries = [(number: number, attempt: 1, paise: try ledger.row(number, of: batch).paise)]
      _ = try ledger.turn(turn, of: batch)
    }
  }

  @Test("are found in every batch, oldest first, whichever batch is newer")
  func oldestFirst() throws {
    let old = try ledger.record(newBatch(sheet: "old.csv"))
    let new = try ledger.record(newBatch(sheet: "new.csv"), digests("b"))
    try send(4, 2, of: old, after: 100)
    try send(3, of: new, after: 0)
    try send(2, of: new, after: 500)
    try ledger.settle(settlement(4, .inDoubt), settlement(2, .inDoubt), of: old)
    try ledger.settle(settlement(3, .inDoubt), settlement(2, .accepted), of: new)
    #expect(try doubts() == ["new.csv 3", "old.csv 2", "old.csv 4"])
    #expect(try doubts(of: old.batch) == ["old.csv 2", "old.csv 4"])
    #expect(try ledger.doubts(of: new.batch).map(\.row.sentAt) == [now.adding(seconds: 3)])
  }

  @Test("are also those that a process had on its way when it died, and not those of a process that lives")
  func onTheirWay() throws {
    let living = try ledger.record(newBatch(sheet: "living.csv"))
    let dead = try ledger.record(newBatch(sheet: "dead.csv"), digests("b"))
    for batch in [living, dead] {
      try ledger.send(2, 3, of: batch)
      try ledger.settle(settlement(2, .inDoubt), of: batch)
    }
    #expect(try doubts() == ["living.csv 2", "dead.csv 2"])
    dead.release()
    #expect(try doubts() == ["living.csv 2", "dead.csv 2", "dead.csv 3"])
    #expect(try doubts(of: living.batch) == ["living.csv 2"])
    living.release()
    #expect(try doubts(of: living.batch) == ["living.csv 2", "living.csv 3"])
  }

  @Test(
    "are none where nothing was sent, and stay when their batch is closed or cancelled",
    arguments: ["closed", "cancelled"]
  )
  func cancelled(_ status: String) throws {
    #expect(try doubts().isEmpty)
    let batch = try ledger.record(newBatch())
    #expect(try doubts().isEmpty)
    try ledger.finish(2, of: batch, .inDoubt)
    try ledger.change("UPDATE batch SET status = '\(status)'")
    #expect(try doubts() == ["pay.csv 2"])
  }

  @Test("that a person decided about keep each try's words, with the decision that followed it")
  func tries() throws {
    let batch = try ledger.record(newBatch())
    try ledger.finish(2, of: batch, .inDoubt)
    #expect(try ledger.row(2, of: batch).history.isEmpty)
    try ledger.resolve(2, of: batch, resolution(paid: false, reason: "no debit"))
    try ledger.open(batch)
    // A try that surely did not arrive: nobody decided about that one.
    try ledger.send(2, of: batch, attempt: 2)
    try ledger.settle(settlement(2, .notSent, attempt: 2, state: .planned), of: batch)
    try ledger.send(2, of: batch, attempt: 3)
    let sent = try ledger.row(2, of: batch).history
    #expect(sent.map(\.message) == ["the words of in_doubt", "the words of not_sent", nil])
    #expect(sent.map(\.resolution?.reason) == ["no debit", nil, nil])
    try ledger.settle(settlement(2, .inDoubt, attempt: 3), of: batch)
    try ledger.resolve(2, of: batch, resolution(paid: true, reason: "on the statement"))
    let settled = try ledger.row(2, of: batch).history
    #expect(settled.map(\.resolution?.reason) == ["no debit", nil, "on the statement"])
    #expect(settled.map(\.resolution?.paid) == [false, nil, true])
  }

  @Test("whether a process works on a batch is seen without disturbing it")
  func held() throws {
    let (one, other) = (try ledger.record(newBatch()), try ledger.record(newBatch(), digests("b")))
    other.release()
    #expect(try ledger.isHeld(one.batch) && !ledger.isHeld(other.batch))
    #expect(try ledger.hold(one.batch) == nil, "looking took nothing away")
    one.release()
    #expect(try !ledger.isHeld(one.batch))
  }

  @Test("without a lock file, nobody has a lock", .onlyFile)
  func noLockFile() throws {
    let one = try ledger.record(newBatch())
    one.release()
    #expect(unlink(place.folder.ledger + ".lock") == 0)
    #expect(try !ledger.isHeld(one.batch))
  }
}
