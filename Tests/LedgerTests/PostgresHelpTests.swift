import Operations
import Payments
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("Several machines at one batch", .blocking)
struct PostgresHelpTests {
  let address: String

  init() async throws { address = try await PostgresServer.shared.database() }

  private func open(for purpose: LedgerPurpose = .recording) throws -> PostgresLedger {
    try PostgresLedger(address, operations: allOperations, for: purpose)
  }

  private func turn(_ wanted: Int, after cursor: Int = 0, stopping: Stopping? = nil) -> Turn {
    var turn = Turn(now: now)
    (turn.wanted, turn.cursor, turn.stopping) = (wanted, cursor, stopping)
    return turn
  }

  /// A batch of rows 2 to 21 that a ledger leads, and one that helps, which has three of them on their way.
  private func underWay() throws -> (leader: PostgresLedger, batch: HeldBatch, helper: PostgresLedger, help: HeldBatch)
  {
    let (leader, helper) = (try open(), try open())
    let rows = try (2...21).map { try payment($0, to: "a\($0)") }
    let batch = try leader.record(newBatch(), rows: rows, digests(planning: rows))
    try leader.open(batch)
    let help = try helper.join(batch.batch, by: "ravi", at: now).batch
    #expect(try helper.turn(turn(3), of: help).claimed.map(\.number) == [2, 3, 4])
    return (leader, batch, helper, help)
  }

  @Test("each row is handed out to one of them, and one who waits for its next try stays with who has it")
  func sharing() throws {
    let (leader, batch, helper, help) = try underWay()
    try helper.settle(settlement(3, .notSent, state: .planned), of: help)
    #expect(try leader.turn(turn(20), of: batch).claimed.map(\.number) == Array(5...21))
    #expect(try leader.send(3, of: batch, attempt: 2).unsettled == [3])
    #expect(try helper.send(3, of: help, attempt: 2).unsettled == [])
    #expect(try leader.gather(batch, at: now) == (1, 0))
    #expect(try leader.totals(of: batch.batch) == leader.recount(batch))
    #expect(
      try leader.events(of: batch.batch).contains {
        $0.kind == .joined && $0.by == "ravi" && $0.reason.hasPrefix("on ")
      }
    )
  }

  @Test("nobody helps with what nobody leads, or what was stopped")
  func idle() throws {
    let (leader, batch, helper, help) = try underWay()
    let third = try open()
    try leader.stopAll(batch.batch, .finished)
    expect(.batchIdle) { _ = try third.join(batch.batch, by: "ravi", at: now) }
    try leader.open(batch)
    _ = try third.join(batch.batch, by: "ravi", at: now)
    help.release()
    try helper.close()
    batch.release()
    expect(.batchIdle) { _ = try third.join(batch.batch, by: "ravi", at: now) }
  }

  @Test("what one says that stops all is told to the others with their next turn, and hands nothing out")
  func stopping() throws {
    let (leader, batch, helper, help) = try underWay()
    _ = try helper.turn(turn(0, stopping: .halted(.funds, row: 3)), of: help)
    _ = try helper.turn(turn(0, stopping: .drained), of: help)
    let told = try leader.turn(turn(4), of: batch)
    #expect(told.stopping == .halted(.funds, row: 3) && told.claimed.isEmpty, "the first reason stays")
    #expect(try helper.settle(settlement(2, .accepted), of: help).settled.count == 1, "answers are recorded")
    try helper.close()
    try leader.open(batch)
    let next = try leader.turn(turn(1), of: batch)
    #expect(next.stopping == nil && next.claimed.count == 1)
  }

  @Test("nor does a row start again that waits for its next try")
  func stoppingRetries() throws {
    let (leader, batch, helper, help) = try underWay()
    try helper.settle(settlement(3, .notSent, state: .planned), of: help)
    try leader.stopAll(batch.batch, .drained)
    let told = try helper.send(3, of: help, attempt: 2)
    #expect(told.stopping == .drained && told.unsettled.isEmpty)
    #expect(try helper.row(3, of: help).state == .planned)
    try leader.change("UPDATE batch SET stopping = NULL, status = 'closed'")
    #expect(try helper.send(3, of: help, attempt: 2).unsettled == [3], "nobody said why")
    #expect(try helper.row(3, of: help).state == .planned)
    #expect(try leader.totals(of: batch.batch) == leader.recount(batch))
  }

  @Test("rows that one took and did not send are the others'")
  func givenBack() throws {
    let (leader, batch, helper, help) = try underWay()
    // So fast that it takes more than it sends.
    for number in 2...4 { try helper.settle(settlement(number, .accepted), of: help, wanted: 1, after: number + 2) }
    help.release()
    #expect(try leader.turn(turn(20), of: batch).claimed.map(\.number) == Array(8...21))
  }

  @Test("a row that one has taken is not sent once an answer says that it was")
  func contradicted() throws {
    let (leader, batch, helper, help) = try underWay()
    for number in 2...4 { try helper.settle(settlement(number, .accepted), of: help, wanted: 1, after: number + 2) }
    try leader.change(
      """
      INSERT INTO answer (batch, number, try, answered_at, state, provider_status, provider_code, message, own)
      SELECT batch, number, 1, 0, 'accepted', '', '', '', '' FROM row WHERE number = 8
      """
    )
    let result = try helper.settle(settlement(5, .accepted), of: help, wanted: 2, after: 7)
    #expect(result.settled.map(\.number) == [5] && result.unsettled == [8] && result.claimed.isEmpty)
    #expect(try leader.totals(of: batch.batch) == leader.recount(batch))
  }

  @Test("reasons are kept letter by letter")
  func reasons() {
    let all: [Stopping] = [
      .halted(.funds, row: 7), .halted(.noConnection, row: nil), .drained, .cancelled, .resumed, .finished,
    ]
    for reason in all { #expect(Stopping(text: reason.text) == reason) }
    for text in ["", "halted", "halted funds", "halted nothing 1", "halted funds x", "later"] {
      #expect(Stopping(text: text) == nil, "\(text)")
    }
  }

  /// Ends a ledger's session, as a cut of its connection does in the end.
  private func cut(_ ledger: PostgresLedger, by other: PostgresLedger) throws {
    let backend = try ledger.connection.backend
    _ = try other.ask("SELECT pg_terminate_backend(\(backend), 10000)::text")
  }

  @Test("who has died leaves at most what it had on its way in doubt, and the rest to the others")
  func death() throws {
    let (leader, batch, helper, help) = try underWay()
    try helper.settle(settlement(3, .notSent, state: .planned), settlement(4, .accepted), of: help)
    try cut(helper, by: leader)
    #expect(try leader.gather(batch, at: now).left == 18, "17 that nobody had, and one that waited")
    #expect(try leader.turn(turn(2), of: batch).claimed.map(\.number) == [3, 5])
    let rows = try leader.rows(of: batch)
    #expect(rows[0].state == .done(.inDoubt) && rows[0].answer == nil && rows[2].state == .done(.accepted))
    #expect(try leader.totals(of: batch.batch) == leader.recount(batch))
    #expect(try leader.doubts(of: batch.batch).map(\.row.number) == [2])
    #expect(try leader.gather(batch, at: now).working == 0)
  }

  @Test("a worker that lost its connection goes on, if nobody took over from it meanwhile")
  func reconnection() throws {
    let (leader, batch, helper, help) = try underWay()
    try cut(helper, by: leader)
    let settled = try helper.settle(settlement(2, .accepted), of: help, wanted: 1, after: 4)
    #expect(settled.settled.count == 1 && settled.claimed.map(\.number) == [5])
    #expect(try leader.gather(batch, at: now) == (1, 0))
  }

  static let answers: [(Outcome, RowState)] = [
    (.accepted, .done(.accepted)), (.failed, .done(.failed)), (.inDoubt, .done(.inDoubt)),
    (.notSent, .done(.notSent)),
  ]

  @Test("the answer that a worker brings after others took over from it moves its row out of doubt", arguments: answers)
  func late(outcome: Outcome, state: RowState) throws {
    let (leader, batch, helper, help) = try underWay()
    try cut(helper, by: leader)
    _ = try leader.gather(batch, at: now)
    #expect(try leader.rows(of: batch).prefix(3).allSatisfy { $0.state == .done(.inDoubt) })
    // What would be tried again is not: this worker's time is over.
    let answer = settlement(3, outcome, state: outcome == .notSent ? .planned : nil)
    for _ in 1...2 { expect(.ledgerTakenOver) { try helper.settle(answer, of: help, wanted: 1) } }
    let row = try leader.row(3, of: batch)
    #expect(row.state == state && row.answer?.message == "the words of \(outcome.rawValue)")
    #expect(try leader.ask("SELECT count(*) FROM answer") == ["1"])
    #expect(try leader.totals(of: batch.batch) == leader.recount(batch))
    #expect(try leader.turn(turn(1), of: batch).claimed.map(\.number) == [5], "nothing was handed out to it")
  }

  @Test("a late answer ends a row that a person found unpaid, so that it is not sent again, and moves nothing else")
  func lateAfterDecision() throws {
    let (leader, batch, helper, help) = try underWay()
    try cut(helper, by: leader)
    try leader.letTimePass()
    for (number, paid) in [(2, false), (3, true), (4, false)] {
      try leader.resolve(number, of: batch, resolution(paid: paid))
    }
    let answers = [settlement(2, .accepted), settlement(3, .failed), settlement(4, .notSent)]
    for answer in answers { expect(.ledgerTakenOver) { try helper.settle(answer, of: help) } }
    let states = try leader.states(of: batch).prefix(3)
    #expect(Array(states) == [.done(.accepted), .done(.accepted), .done(.notSent)])
    #expect(try leader.discrepancy(in: batch.batch) == nil)
    try leader.open(batch)
    #expect(try leader.totals(of: batch.batch) == leader.recount(batch))
  }

  @Test("what a machine has on its way that may only be cut off is found unpaid by nobody before it can leave no more")
  func mayLeave() throws {
    let (leader, batch, helper, help) = try underWay()
    try helper.settle(settlement(4, .inDoubt), of: help)
    try cut(helper, by: leader)
    let failure = expect(.rowMayLeave) { try leader.resolve(2, of: batch, resolution(paid: false)) }
    #expect(failure?[.row] == "2" && failure?[.moment].hasPrefix("20") == true)
    #expect(try leader.row(2, of: batch).state == .sending, "nothing is kept")
    try leader.resolve(3, of: batch, resolution(paid: true))
    try leader.resolve(4, of: batch, resolution(paid: false))
    try leader.change("UPDATE worker SET acted_at = acted_at - 66000")
    try leader.resolve(2, of: batch, resolution(paid: false))
    #expect(try leader.states(of: batch).prefix(3) == [.done(.notSent), .done(.accepted), .done(.notSent)])
  }

  @Test("a row that another process sends again is not settled by an earlier worker")
  func lateAfterAnotherTry() throws {
    let (leader, batch, helper, help) = try underWay()
    try cut(helper, by: leader)
    try leader.letTimePass()
    try leader.resolve(2, of: batch, resolution(paid: false))
    try leader.open(batch)
    #expect(try leader.turn(turn(1), of: batch).claimed.map(\.number) == [2])
    expect(.ledgerTakenOver) { try helper.settle(settlement(2, .failed), of: help) }
    #expect(try leader.row(2, of: batch).state == .sending)
  }

  @Test("who leads loses the lead to the next one, and records what it still knows")
  func nextLeader() throws {
    let (leader, batch, helper, help) = try underWay()
    #expect(try leader.turn(turn(1), of: batch).claimed.map(\.number) == [5])
    try cut(leader, by: helper)
    let next = try open()
    let held = try next.demandHold(batch.batch)
    #expect(try next.open(held) == 16, "what the helper has on its way stays with it")
    #expect(try next.row(2, of: held).state == .sending && next.row(5, of: held).state == .done(.inDoubt))
    expect(.ledgerTakenOver) { try leader.settle(settlement(5, .accepted), of: batch, wanted: 1) }
    #expect(try next.row(5, of: held).state == .done(.accepted))
    #expect(try helper.settle(settlement(2, .accepted), of: help).settled.count == 1)
  }

  @Test("one that says nothing for a quarter of an hour is ended, as if it had died")
  func silence() throws {
    let (leader, batch, helper, help) = try underWay()
    try leader.change("UPDATE worker SET acted_at = acted_at - 600000")
    #expect(try leader.gather(batch, at: now) == (1, 0))
    try leader.change("UPDATE worker SET acted_at = acted_at - 301000")
    var others = try leader.gather(batch, at: now)
    while others.working > 0 { others = try leader.gather(batch, at: now) }
    #expect(try leader.totals(of: batch.batch)[.inDoubt].rows == 3)
    help.release()
    try helper.close()
  }

  @Test("all together keep to the batch's pace")
  func pace() throws {
    let (leader, batch, helper, help) = try underWay()
    #expect(try leader.reserve(5, of: batch) == 0, "it has none")
    _ = try leader.open(batch, askingAgain: [], holdingBack: [:], pace: 60_000_000, with: [], by: "asha", at: now)
    #expect(try open().join(batch.batch, by: "ravi", at: now).pace == 60_000_000)
    // A minute each: whatever the machine does meanwhile, the turns are that far apart.
    let delays = try [leader.reserve(1, of: batch), helper.reserve(2, of: help), leader.reserve(1, of: batch)]
    for (minutes, delay) in zip([0, 1, 3], delays) { #expect(abs(delay - Int64(minutes) * 60_000) < 30_000) }
  }

  @Test("a batch that was begun on another server is held until a person says that it may be gone on with")
  func failover() throws {
    let (leader, batch, helper, help) = try underWay()
    let server = try #require(try leader.ask("SELECT server FROM batch").first)
    #expect(server.contains(/^\d+\/0000000\d$/))
    try leader.change("UPDATE batch SET server = '1/00000001'")
    expect(.batchFailedOver) { _ = try open().join(batch.batch, by: "ravi", at: now) }
    // Who loses the connection finds it out with the next one, and records what it knows.
    try cut(helper, by: leader)
    expect(.batchFailedOver) { try helper.settle(settlement(2, .accepted), of: help, wanted: 1, after: 9) }
    #expect(try leader.row(2, of: batch).state == .done(.accepted))
    batch.release()
    let failure = expect(.batchFailedOver) { _ = try open(for: .sending(after: nil)).hold(batch.batch) }
    #expect(failure?[.batch] == batch.batch.name)
    let word = Event(at: now, .failedOver, reason: "asha: compared")
    let next = try open(for: .sending(after: word))
    let held = try next.demandHold(batch.batch)
    try next.open(held)
    #expect(try next.events(of: batch.batch).contains(word))
    #expect(try next.ask("SELECT server FROM batch") == [server])
    held.release()
    #expect(try open(for: .sending(after: nil)).hold(batch.batch) != nil, "it is said once")
  }
}
