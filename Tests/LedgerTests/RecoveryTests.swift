import Operations
import Payments
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("What a dead process left, and what people find out", .everyLedger)
struct RecoveryTests {
  let place: TestedPlace
  let ledger: any TestedLedger

  init() throws {
    place = try .current()
    ledger = try place.ledger()
  }

  @Test("what was on its way is in doubt, what was not sent is planned, and nothing else changes")
  func open() throws {
    let batch = try ledger.record(newBatch(), rows: (2...6).map { newRow($0) } + [newRow(7, isRejected: true)])
    let other = try ledger.record(newBatch(), digests("b"))
    try ledger.finish(2, of: batch, .accepted)
    try ledger.finish(3, of: batch, .notSent)
    try ledger.send(4, 5, of: batch)
    try ledger.settle(settlement(5, .notSent, state: .planned), of: batch)
    try ledger.send(5, of: batch, attempt: 2)
    try ledger.send(3, of: other)
    #expect(try ledger.open(batch) == 2)
    #expect(
      try ledger.states(of: batch) == [
        .done(.accepted), .planned, .done(.inDoubt), .done(.inDoubt), .planned, .rejected,
      ]
    )
    #expect(try ledger.row(3, of: other).state == .sending)
    let row = try ledger.row(5, of: batch)
    #expect(row.tries == 2 && row.sentAt != nil && row.answer == nil, "that nobody knows is no answer")
    #expect(try ledger.open(batch) == 2, "a second time finds none")
  }

  @Test("rows that another batch has paid meanwhile stay unsent")
  func holdBack() throws {
    let batch = try ledger.record(newBatch())
    let other = Repeat(batch: "20261121-abcde", row: 9, state: .done(.accepted), since: now)
    #expect(try ledger.open(batch, holdingBack: [2: other, 4: other]) == 1)
    #expect(try ledger.states(of: batch) == [.done(.notSent), .planned, .done(.notSent)])
    #expect(try ledger.totals(of: batch.batch) == ledger.recount(batch))
    #expect(try ledger.open(batch) == 3, "the next opening plans them again, unless they are held back again")
  }

  @Test("a row that cannot be held back, for it is not planned, stops the opening", arguments: [2, 99])
  func holdBackWrongly(number: Int) throws {
    let batch = try ledger.record(newBatch())
    try ledger.finish(2, of: batch, .accepted)
    let other = Repeat(batch: "20261121-abcde", row: 9, state: .done(.accepted), since: now)
    let failure = expect(.rowState) { try ledger.open(batch, holdingBack: [3: other, number: other]) }
    #expect(failure?[.row] == "\(number)" && failure?[.batch] == batch.batch.name)
    #expect(try ledger.states(of: batch) == [.done(.accepted), .planned, .planned], "none is held back")
  }

  @Test("rows far apart are all found, some at a time")
  func farApart() throws {
    let rows = [2, 49_999, 50_000, 120_000, 700_000].map { newRow($0, paise: Int64($0)) }
    let batch = try ledger.record(newBatch(), rows: rows)
    try ledger.stop(batch, .stopped, reason: "", at: now)
    #expect(try ledger.totals(of: batch.batch) == ledger.recount(batch))
    #expect(try ledger.totals(of: batch.batch)[.notSent] == Total(rows: 5, paise: 920_001))
    #expect(try ledger.open(batch) == 5)
    #expect(try ledger.ask("SELECT DISTINCT since || '' FROM row") == ["\(now.adding(seconds: 60).milliseconds)"])
  }

  @Test("another process puts an intent in doubt, and may decide about it before it opens the batch")
  func resolveWithoutOpening() throws {
    let batch = try ledger.record(newBatch())
    try ledger.send(3, 4, of: batch)
    batch.release()
    let other = try place.ledger()
    let held = try other.demandHold(other.batch(named: batch.batch.name))
    #expect(try other.row(3, of: held).state == .sending)
    try other.resolve(3, of: held, resolution(paid: true))
    #expect(try other.states(of: held) == [.planned, .done(.accepted), .done(.inDoubt)])
    #expect(try other.ask("SELECT since || '' FROM row WHERE number = 4") == ["\(now.adding(seconds: 9).milliseconds)"])
  }

  @Test("many rows are held back, or given up, in several transactions, so that others get their turn", .onlyFile)
  func many() throws {
    let commits = try Commits(ledger)
    // One more than what goes into one transaction, and one for the event.
    let rows = (2...20_002).map { newRow($0) }
    let batch = try ledger.record(newBatch(), rows: rows)
    let other = Repeat(batch: "20261121-abcde", row: 9, state: .done(.accepted), since: now)
    let repeats = Dictionary(uniqueKeysWithValues: rows.map { ($0.number, other) })
    #expect(try commits.during { try ledger.open(batch, holdingBack: repeats) } == 3)
    #expect(try ledger.totals(of: batch.batch)[.notSent].rows == 20_001)
    let lookUps = try ledger.record(newBatch("recharge-status"), rows: rows)
    try ledger.change("UPDATE row SET tries = 1 WHERE batch = \(lookUps.batch.id)")
    #expect(try commits.during { try ledger.stop(lookUps, .stopped, reason: "", at: now) } == 3)
    #expect(try ledger.totals(of: lookUps.batch)[.error].rows == 20_001)
  }

  static let decisions: [(operation: String, paid: Bool, state: RowState)] = [
    ("payout", true, .done(.accepted)), ("payout", false, .done(.notSent)), ("pan-new", true, .done(.success)),
    ("pan-new", false, .done(.notSent)), ("transfer-otp", true, .done(.success)),
    ("transfer-otp", false, .done(.notSent)),
  ]

  @Test("a decision moves a row in doubt, and says who, when and why", arguments: decisions)
  func resolve(operation: String, paid: Bool, state: RowState) throws {
    let batch = try ledger.record(newBatch(operation))
    try ledger.finish(3, of: batch, .inDoubt)
    try ledger.resolve(3, of: batch, resolution(paid: paid, reference: "UTR1"))
    let row = try ledger.row(3, of: batch)
    #expect(row.state == state)
    #expect(row.resolution?.paid == paid)
    #expect(row.resolution?.reference == "UTR1" && row.resolution?.reason == "bank said")
    #expect(row.resolution?.decidedBy == "asha" && row.resolution?.decidedAt == now.adding(seconds: 9))
    #expect(row.answer?.message == "the words of in_doubt", "the answer stays")
    #expect(try ledger.totals(of: batch.batch) == ledger.recount(batch))
  }

  @Test("a row that is not there cannot be decided")
  func resolveNothing() throws {
    let batch = try ledger.record(newBatch())
    try ledger.send(2, of: batch)
    #expect(expect(.rowUnknown) { try ledger.resolve(99, of: batch, resolution(paid: true)) }?[.row] == "99")
    #expect(try ledger.row(2, of: batch).state == .sending, "nothing is kept")
  }

  @Test("the last decision about a row is shown, and the earlier one is kept")
  func decideTwice() throws {
    let batch = try ledger.record(newBatch())
    try ledger.finish(3, of: batch, .inDoubt)
    try ledger.resolve(3, of: batch, resolution(paid: false, reason: "one"))
    try ledger.open(batch)
    try ledger.finish(3, of: batch, .inDoubt, attempt: 2)
    try ledger.resolve(3, of: batch, resolution(paid: true, reason: "two"))
    #expect(try ledger.row(3, of: batch).resolution?.reason == "two")
    let decisions = try ledger.decisions(about: batch.batch, most: 9)
    #expect(decisions.map(\.resolution.reason) == ["one", "two"] && decisions.map(\.row) == [3, 3])
    #expect(try ledger.decisions(about: batch.batch, most: 1).map(\.resolution.reason) == ["one"])
  }

  @Test("stopping puts a look-up that waits to be asked again back to its last answer that counted, or to `error`")
  func giveUpWaiting() throws {
    let rows = (2...5).map { newRow($0, operation: "recharge-status") }
    let batch = try ledger.record(newBatch("recharge-status"), rows: rows)
    try ledger.settle(settlement(2, .error), settlement(3, .error, state: .planned), of: batch)
    try ledger.open(batch, askingAgain: [.done(.error)])
    try ledger.settle(settlement(2, .pending, attempt: 2), settlement(4, .success), of: batch)
    try ledger.open(batch, askingAgain: [.done(.pending)])
    try ledger.settle(settlement(2, .error, attempt: 3, state: .planned), of: batch)
    #expect(try ledger.states(of: batch) == [.planned, .planned, .done(.success), .planned])
    try ledger.stop(batch, .stopped, reason: "", at: now)
    #expect(try ledger.states(of: batch) == [.done(.pending), .done(.error), .done(.success), .done(.notSent)])
    #expect(try ledger.events(of: batch.batch).last?.unsent == 1)
    #expect(try ledger.totals(of: batch.batch) == ledger.recount(batch))
  }
}
