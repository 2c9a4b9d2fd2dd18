import GRDB
import Operations
import Payments
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("A turn settles attempts and hands out rows, in one commit", .everyLedger)
struct TurnTests {
  let place: TestedPlace
  let ledger: any TestedLedger

  init() throws {
    place = try .current()
    ledger = try place.ledger()
  }

  private func turn(wanted: Int, after cursor: Int = 0, of batch: HeldBatch) throws -> TurnResult {
    var turn = Turn(now: now)
    turn.wanted = wanted
    turn.cursor = cursor
    return try ledger.turn(turn, of: batch)
  }

  @Test("rows are handed out in the sheet's order behind the cursor, no more than wanted, and are on their way then")
  func claims() throws {
    let rows = [10, 2, 7, 3].map { newRow($0, paise: Int64($0)) } + [newRow(5, isRejected: true)]
    let batch = try ledger.record(newBatch(), rows: rows)
    let first = try turn(wanted: 2, of: batch).claimed
    #expect(first.map(\.number) == [2, 3] && first.map(\.paise) == [2, 3] && first.map(\.tries) == [0, 0])
    #expect(first.map { $0.fields.strings } == [2, 3].map { newRow($0).fields?.strings })
    #expect(try ledger.states(of: batch) == [.sending, .sending, .rejected, .planned, .planned])
    let row = try ledger.row(3, of: batch)
    #expect(row.tries == 1 && row.sentAt == now && row.answer == nil)
    #expect(try turn(wanted: 9, after: 7, of: batch).claimed.map(\.number) == [10], "7 is behind the cursor")
    #expect(try turn(wanted: 9, of: batch).claimed.map(\.number) == [7])
    #expect(try turn(wanted: 9, of: batch).claimed.isEmpty)
  }

  @Test("what is handed out is on the disk when it is handed out")
  func durable() throws {
    let batch = try ledger.record(newBatch())
    _ = try turn(wanted: 1, of: batch)
    let other = try place.ledger()
    #expect(try other.row(2, of: batch).state == .sending)
    #expect(try other.ask("SELECT number || ':' || try || ':' || sent_at FROM attempt") == ["2:1:\(now.milliseconds)"])
  }

  @Test("rows of other batches are not handed out")
  func otherBatches() throws {
    let first = try ledger.record(newBatch(), rows: [newRow(2)])
    let second = try ledger.record(newBatch(), rows: [newRow(3)], digests("b"))
    #expect(try turn(wanted: 5, of: second).claimed.map(\.number) == [3])
    #expect(try ledger.states(of: first) == [.planned])
  }

  @Test("look-ups are handed out without a trace, again and again; only the cursor leads on", .onlyFile)
  func lookUpClaims() throws {
    let batch = try ledger.record(newBatch("recharge-status"))
    #expect(try turn(wanted: 2, of: batch).claimed.map(\.number) == [2, 3])
    #expect(try turn(wanted: 2, of: batch).claimed.map(\.number) == [2, 3])
    #expect(try turn(wanted: 2, after: 3, of: batch).claimed.map(\.number) == [4])
    #expect(try ledger.states(of: batch) == [.planned, .planned, .planned])
    #expect(try ledger.ask("SELECT try FROM attempt") == [])
  }

  @Test("outcomes of the last group and intents of the next are one commit")
  func oneCommit() throws {
    let batch = try ledger.record(newBatch())
    _ = try turn(wanted: 2, of: batch)
    let result = try ledger.settle(
      settlement(2, .accepted),
      settlement(3, .notSent, state: .planned),
      of: batch,
      wanted: 1,
      after: 3
    )
    #expect(result.settled.map(\.number) == [2, 3] && result.unsettled.isEmpty && !result.hasReferenceTwice)
    #expect(result.claimed.map(\.number) == [4], "not the row that waits for its next try")
    #expect(try ledger.states(of: batch) == [.done(.accepted), .planned, .sending])
    #expect(try ledger.send(3, of: batch, attempt: 2).unsettled.isEmpty)
    #expect(try ledger.row(3, of: batch).tries == 2)
  }

  @Test("an empty turn writes nothing and waits for nobody", .onlyFile)
  func empty() throws {
    let batch = try ledger.record(newBatch())
    try ledger.change("PRAGMA busy_timeout = 0")
    try DatabaseQueue(path: place.folder.ledger).write { _ in
      let result = try ledger.turn(Turn(now: now), of: batch)
      #expect(result.claimed.isEmpty && result.settled.isEmpty && result.unsettled.isEmpty)
    }
  }

  @Test(
    "a ledger that another one writes into is busy; nothing of the turn is kept, and the turn can be tried again",
    .onlyFile
  )
  func busy() throws {
    let batch = try ledger.record(newBatch())
    try ledger.send(2, of: batch)
    try ledger.change("PRAGMA busy_timeout = 0")
    let other = try DatabaseQueue(path: place.folder.ledger)
    try other.write { _ in
      let failure = expect(.ledgerBusy) { try ledger.settle(settlement(2, .accepted), of: batch, wanted: 1) }
      #expect(failure?[.limit] == "10" && failure?[.path] == place.folder.ledger)
      let states = try ledger.states(of: batch)
      #expect(states == [.sending, .planned, .planned], "reading goes on")
    }
    #expect(try ledger.ask("SELECT state FROM answer") == [])
    let result = try ledger.settle(settlement(2, .accepted), of: batch, wanted: 1)
    #expect(result.settled.map(\.number) == [2] && result.claimed.map(\.number) == [3])
  }

  @Test("a retry keeps every attempt and answer; the newest one is shown")
  func retry() throws {
    let batch = try ledger.record(newBatch())
    try ledger.send(3, of: batch)
    try ledger.settle(settlement(3, .notSent, state: .planned), of: batch)
    #expect(try ledger.row(3, of: batch).state == .planned)
    try ledger.finish(3, of: batch, .accepted, attempt: 2, reference: "505914786331")
    let row = try ledger.row(3, of: batch)
    #expect(row.state == .done(.accepted) && row.tries == 2)
    #expect(row.answer?.message == "the words of accepted")
    #expect(try ledger.ask("SELECT try || ':' || state FROM answer ORDER BY try") == ["1:planned", "2:accepted"])
    #expect(try ledger.ask("SELECT try FROM attempt ORDER BY try") == ["1", "2"])
  }

  @Test("an attempt is inserted once: the same number again is refused, and nothing of that turn is kept")
  func attemptTwice() throws {
    let batch = try ledger.record(newBatch())
    try ledger.finish(3, of: batch, .accepted)
    try ledger.send(2, 4, of: batch)
    try ledger.settle(settlement(2, .notSent, state: .planned), of: batch)
    var turn = Turn(now: now.adding(seconds: 9))
    turn.settlements = [settlement(4, .accepted)]
    turn.retries = [(number: 2, attempt: 1, paise: 1200)]
    expect(.ledgerDamaged) { try ledger.turn(turn, of: batch) }
    let row = try ledger.row(2, of: batch)
    #expect(row.state == .planned && row.sentAt == now)
    #expect(try ledger.row(4, of: batch).state == .sending)
    #expect(try ledger.totals(of: batch.batch) == ledger.recount(batch))
  }

  @Test("a look-up is recorded when it is answered, and asked again until it is final")
  func lookUp() throws {
    let batch = try ledger.record(newBatch("recharge-status"))
    try ledger.settle(
      settlement(3, .error, state: .planned),
      settlement(3, .pending, attempt: 2),
      of: batch
    )
    #expect(try ledger.row(3, of: batch).state == .done(.pending))
    try ledger.open(batch, askingAgain: [.done(.pending)])
    try ledger.finish(3, of: batch, .success, attempt: 3)
    let row = try ledger.row(3, of: batch)
    #expect(row.state == .done(.success) && row.tries == 3)
    #expect(try ledger.finish(3, of: batch, .failed, attempt: 4).unsettled == [3])
    #expect(try ledger.row(3, of: batch).state == .done(.success))
    #expect(
      try ledger.ask("SELECT try || ':' || state FROM answer ORDER BY try") == ["1:planned", "2:pending", "3:success"]
    )
  }

  @Test("a row in doubt that is resolved as not paid is sent again, and keeps all that happened to it")
  func longWay() throws {
    let batch = try ledger.record(newBatch(), rows: [newRow(2)])
    try ledger.finish(2, of: batch, .inDoubt)
    try ledger.resolve(2, of: batch, resolution(paid: false))
    #expect(try ledger.open(batch) == 1)
    let claimed = try turn(wanted: 1, of: batch).claimed
    #expect(claimed.map(\.tries) == [1])
    try ledger.settle(settlement(2, .accepted, attempt: 2), of: batch)
    let row = try ledger.row(2, of: batch)
    #expect(row.state == .done(.accepted) && row.tries == 2 && row.resolution?.paid == false)
  }
}
