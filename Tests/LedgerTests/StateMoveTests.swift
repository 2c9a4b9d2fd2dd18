import Operations
import Payments
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("From every state, each command goes only the ways that the table has", .everyLedger)
struct StateMoveTests {
  let place: TestedPlace
  let ledger: any TestedLedger

  init() throws {
    place = try .current()
    ledger = try place.ledger()
  }

  /// A batch with one row in a state, one beside it that is on its way (a look-up: planned), and a planned one.
  private func batch(_ operation: String, _ state: RowState) throws -> HeldBatch {
    let rows = [(2, 700), (3, 800), (4, 1200)].map { newRow($0, paise: $1, operation: operation) }
    let batch = try ledger.record(newBatch(operation), rows: rows)
    if batch.batch.operation.effect.isJournalled { try ledger.send(3, of: batch) }
    try ledger.force(2, of: batch, state)
    return batch
  }

  private func expectCounted(_ batch: HeldBatch) throws {
    #expect(try ledger.totals(of: batch.batch) == ledger.recount(batch))
  }

  static let operations = ["payout", "pan-new", "recharge-status"]

  @Test(
    "a settlement leads from `sending`, of a look-up from `planned`, and nowhere else, and holds back no other",
    arguments: operations,
    RowState.all
  )
  func settlements(operation: String, state: RowState) throws {
    let effect = try Operation.require(operation).effect
    let from: RowState = effect.isJournalled ? .sending : .planned
    // A look-up that is to be asked again stays where it is.
    let ways = RowState.all.filter { from.successors(effect).contains($0) || !effect.isJournalled && $0 == .planned }
    let numbers = Array(10..<10 + ways.count)
    let rows =
      [3, 4].map { newRow($0, operation: operation) }
      + numbers.map { newRow($0, paise: Int64($0), operation: operation) }
    let batch = try ledger.record(newBatch(operation), rows: rows)
    if effect.isJournalled { try ledger.send(3, of: batch) }
    for number in numbers { try ledger.force(number, of: batch, state) }

    var turn = Turn(now: now)
    turn.settlements = zip(numbers, ways).map { settlement($0, .error, state: $1, paise: Int64($0)) }
    turn.settlements.append(settlement(3, .failed))
    (turn.wanted, turn.cursor) = (1, 3)
    let result = try ledger.turn(turn, of: batch)

    let isSettled = state == from
    #expect(result.settled.map(\.number) == (isSettled ? numbers : []) + [3])
    #expect(result.unsettled == (isSettled ? [] : numbers))
    #expect(result.claimed.map(\.number) == (isSettled ? [4] : []), "nothing is handed out beside a contradiction")
    let found = try ledger.rows(of: batch)
    #expect(found[0].state == .done(.failed))
    #expect(found.dropFirst(2).map(\.state) == (isSettled ? ways : ways.map { _ in state }))
    #expect(found.dropFirst(2).allSatisfy { ($0.answer != nil) == isSettled })
    try expectCounted(batch)
  }

  @Test("a way that the table does not have ends the program", arguments: operations)
  func noWay(operation: String) async throws {
    let effect = try Operation.require(operation).effect
    let from: RowState = effect.isJournalled ? .sending : .planned
    let name = place.name
    for way in RowState.all where !from.successors(effect).contains(way) && way != .planned {
      await #expect(processExitsWith: .failure, "\(from) to \(way)") {
        [name = name as String, operation = operation as String, way = way.text as String] in
        let ledger = try TestedPlace.open(name)
        let batch = try ledger.record(newBatch(operation))
        if batch.batch.operation.effect.isJournalled { try ledger.send(3, of: batch) }
        guard let way = RowState(text: way) else { return }
        try ledger.settle(settlement(3, .failed, state: way), of: batch)
      }
    }
  }

  @Test("an intent leads from `planned` and from nowhere else; the answers of its turn are kept all the same")
  func intents() throws {
    for state in RowState.all {
      let batch = try batch("payout", state)
      var turn = Turn(now: now)
      turn.settlements = [settlement(3, .accepted, paise: 800)]
      turn.retries = [(number: 2, attempt: 7, paise: try ledger.row(2, of: batch).paise)]
      turn.wanted = 1
      turn.cursor = 3
      let result = try ledger.turn(turn, of: batch)
      #expect(result.settled.map(\.number) == [3], "\(state)")
      #expect(result.unsettled == (state == .planned ? [] : [2]), "\(state)")
      #expect(result.claimed.map(\.number) == (state == .planned ? [4] : []), "\(state)")
      #expect(try ledger.row(2, of: batch).state == (state == .planned ? .sending : state), "\(state)")
      #expect(try (ledger.row(2, of: batch).tries == 7) == (state == .planned), "\(state)")
      try expectCounted(batch)
      batch.release()
    }
  }

  @Test("a row that is not there is neither sent nor settled", arguments: [1, 99])
  func noRow(number: Int) throws {
    let batch = try ledger.record(newBatch())
    #expect(try ledger.send(number, of: batch).unsettled == [number])
    #expect(try ledger.settle(settlement(number, .accepted), of: batch).unsettled == [number])
    #expect(try ledger.ask("SELECT try FROM attempt UNION ALL SELECT try FROM answer") == [])
  }

  @Test("only planned rows are handed out", arguments: operations)
  func claims(operation: String) throws {
    for state in RowState.all {
      let batch = try batch(operation, state)
      var turn = Turn(now: now)
      turn.wanted = 1
      let first = try #require(try ledger.turn(turn, of: batch).claimed.first)
      #expect((first.number == 2) == (state == .planned), "\(state)")
      batch.release()
    }
  }

  @Test("opening puts what was on its way in doubt and plans what was not sent, and touches nothing else")
  func open() throws {
    for state in RowState.all {
      let batch = try batch("payout", state)
      let moved: [RowState: RowState] = [.sending: .done(.inDoubt), .done(.notSent): .planned]
      #expect(try ledger.open(batch) == (moved[state, default: state] == .planned ? 2 : 1), "\(state)")
      #expect(try ledger.states(of: batch) == [moved[state] ?? state, .done(.inDoubt), .planned])
      try expectCounted(batch)
      batch.release()
    }
  }

  @Test("opening a look-up asks again in the states that it is told, and nothing is in doubt")
  func openLookUp() throws {
    for state in RowState.all where state != .sending {
      let batch = try batch("recharge-status", state)
      try ledger.open(batch, askingAgain: [.done(.error), .done(.pending)])
      let isAsked = [.done(.notSent), .done(.error), .done(.pending)].contains(state)
      #expect(try ledger.states(of: batch) == [isAsked ? .planned : state, .planned, .planned])
      try expectCounted(batch)
      batch.release()
    }
  }

  @Test("stopping leaves what is planned unsent, and touches nothing else", arguments: operations)
  func stop(operation: String) throws {
    for state in RowState.all {
      let batch = try batch(operation, state)
      let second = try ledger.row(3, of: batch).state
      try ledger.stop(batch, .stopped, reason: "", at: now)
      let before = [state, second, .planned]
      #expect(try ledger.states(of: batch) == before.map { $0 == .planned ? .done(.notSent) : $0 })
      #expect(try ledger.events(of: batch.batch).last?.unsent == before.count { $0 == .planned })
      try expectCounted(batch)
      batch.release()
    }
  }

  @Test("only a row in doubt, or one that a dead process left on its way, can be decided", arguments: [true, false])
  func resolve(paid: Bool) throws {
    for state in RowState.all {
      let batch = try batch("payout", state)
      try ledger.letTimePass()
      if state == .sending || state == .done(.inDoubt) {
        try ledger.resolve(2, of: batch, resolution(paid: paid))
        #expect(try ledger.states(of: batch) == [.done(paid ? .accepted : .notSent), .done(.inDoubt), .planned])
      } else {
        let failure = expect(.rowNotInDoubt) { try ledger.resolve(2, of: batch, resolution(paid: paid)) }
        #expect(failure?[.state] == state.text && failure?[.row] == "2" && failure?[.batch] == batch.batch.name)
        #expect(try ledger.states(of: batch) == [state, .sending, .planned], "nothing changes")
        #expect(try ledger.decisions(about: batch.batch, most: 9).isEmpty)
      }
      try expectCounted(batch)
      batch.release()
    }
  }
}
