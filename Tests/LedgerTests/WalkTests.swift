import Operations
import Payments
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("Whatever is done in whatever order", .everyLedger)
struct WalkTests {
  @Test(
    "totals are what counting the rows gives, and rows go only the ways that the table has",
    arguments: ["payout", "transfer-otp", "recharge-status"],
    1...5
  )
  func walk(operation: String, part: Int) throws {
    var walk = try Walk(operation, part)
    for step in 1...120 {
      let what = try walk.step()
      try walk.check("part \(part), step \(step): \(what)")
    }
  }
}

/// Steps at random over a ledger with several batches, as processes that come and die would take them.
private struct Walk {
  private let place: TestedPlace
  private var ledger: any TestedLedger
  private let operation: Operation
  private var random: SeededGenerator
  private var drafts: [HeldBatch] = []
  private var batches: [HeldBatch] = []
  private var states: [String: [Int: RowState]] = [:]
  private var time = now

  init(_ operation: String, _ part: Int) throws {
    place = try .current()
    ledger = try place.ledger()
    self.operation = try .require(operation)
    random = SeededGenerator(part: part)
  }

  private var isJournalled: Bool { operation.effect.isJournalled }

  private mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

  private mutating func pick<T>(_ values: [T]) -> T? { values.randomElement(using: &random) }

  mutating func step() throws -> String {
    time = time.adding(seconds: 1)
    switch Int.random(in: 0..<20, using: &random) {
    case 0: return try begin()
    case 1, 2: return try append()
    case 3: return try decide()
    case 10: return try amend()
    case 4, 5: return try open()
    case 6: return try stop()
    case 7, 8: return try resolve()
    case 9: return try die()
    default: return try turn()
    }
  }

  private mutating func begin() throws -> String {
    drafts.append(try ledger.draft(newBatch(operation.name), at: time))
    return "draft"
  }

  private mutating func append() throws -> String {
    guard let draft = pick(drafts) else { return "no draft" }
    let start = try ledger.rows(of: draft).last?.number ?? 1
    let rows = (1...Int.random(in: 1...9, using: &random)).map { index in
      let paise = chance(3) ? Int64.max - Int64(index) : Int64.random(in: 0...9_999, using: &random)
      let isRejected = chance(5)
      let result = !isJournalled && !isRejected && chance(3) ? carried(.success) : nil
      return newRow(
        start + index * 3,
        paise: paise,
        identity: "P \(paise)",
        operation: operation.name,
        isRejected: isRejected,
        carried: result
      )
    }
    try ledger.append(rows, to: draft, at: time)
    return "append \(rows.count)"
  }

  /// Rejects some planned rows of a draft, and warns of others.
  private mutating func amend() throws -> String {
    guard let draft = pick(drafts) else { return "no draft" }
    let planned = try ledger.rows(of: draft, .inState(.planned)).map(\.number).shuffled(using: &random)
    let finding = Finding(code: "row.repeat", sentence: "Again.")
    let errors = planned.prefix(2).map { ($0, finding) }
    let warnings = planned.dropFirst(2).prefix(2).map { ($0, finding) }
    try ledger.amend(
      draft,
      errors: Dictionary(uniqueKeysWithValues: errors),
      warnings: Dictionary(uniqueKeysWithValues: warnings),
      at: time
    )
    for (number, _) in errors { states[draft.batch.name]?[number] = .rejected }
    return "amend \(errors.count) and \(warnings.count)"
  }

  /// Approves a draft, or drops it.
  private mutating func decide() throws -> String {
    guard let index = drafts.indices.randomElement(using: &random) else { return "no draft" }
    let draft = try ledger.complete(drafts.remove(at: index), digests("\(time.milliseconds)"))
    guard !chance(3) else {
      try ledger.discard(draft)
      states[draft.batch.name] = nil
      return "discard"
    }
    let precedent = try ledger.precedent(of: draft.batch, since: longAgo)
    batches.append(try ledger.approve(draft, knowing: precedent, with: [], at: time))
    return "approve"
  }

  private mutating func open() throws -> String {
    guard let batch = pick(batches) else { return "no batch" }
    let again: [RowState] = isJournalled || chance(2) ? [] : [.done(.pending), .done(.error)]
    let other = Repeat(batch: "x", row: 2, state: .planned, since: time)
    let planned = try ledger.rows(of: batch).filter { [.planned, .done(.notSent)].contains($0.state) }
    let repeats = Dictionary(uniqueKeysWithValues: planned.filter { _ in chance(4) }.map { ($0.number, other) })
    let toSend = try ledger.open(
      batch,
      askingAgain: again,
      holdingBack: repeats,
      pace: nil,
      with: [],
      by: "asha",
      at: time
    )
    #expect(try toSend.rows == ledger.rows(of: batch, .inState(.planned)).count)
    return "open, \(repeats.count) held back"
  }

  private mutating func stop() throws -> String {
    guard let batch = pick(batches) else { return "no batch" }
    try ledger.stop(batch, .stopped, reason: "", at: time)
    try ledger.close(batch, at: time)
    return "stop"
  }

  private mutating func resolve() throws -> String {
    guard isJournalled, let batch = pick(batches), let row = pick(try ledger.rows(of: batch)) else { return "no row" }
    do { try ledger.resolve(row.number, of: batch, resolution(paid: chance(2))) } catch let failure as Failure {
      #expect(failure.code == .rowNotInDoubt && row.state != .done(.inDoubt) && row.state != .sending)
    }
    return "resolve row \(row.number)"
  }

  /// The process dies with its drafts; the next one opens the ledger.
  private mutating func die() throws -> String {
    for draft in drafts {
      draft.release()
      states[draft.batch.name] = nil
    }
    drafts = []
    ledger = try place.ledger()
    return "die"
  }

  private mutating func turn() throws -> String {
    guard let batch = pick(batches) else { return "no batch" }
    var turn = Turn(now: time)
    turn.wanted = Int.random(in: 0...4, using: &random)
    turn.cursor = chance(2) ? 0 : Int.random(in: 0...30, using: &random)
    for row in try ledger.rows(of: batch) {
      if row.state == (isJournalled ? .sending : .planned) ? !chance(3) : chance(30) {
        turn.settlements.append(settlement(of: row))
      } else if row.state == .planned, chance(8) {
        turn.retries.append((number: row.number, attempt: row.tries + 1, paise: row.paise))
      }
    }
    let result = try ledger.turn(turn, of: batch)
    #expect(result.settled.count + result.unsettled.count == turn.settlements.count)
    return "turn of \(turn.settlements.count), \(result.unsettled.count) unsettled, \(result.claimed.count) claimed"
  }

  private mutating func settlement(of row: RecordedRow) -> Settlement {
    let attempt = isJournalled ? row.tries : row.tries + 1
    let from: RowState = isJournalled ? .sending : .planned
    let ways = RowState.all.filter { from.successors(operation.effect).contains($0) }
    let reference = isJournalled && chance(2) ? "R\(Int.random(in: 0..<40, using: &random))" : nil
    let state = pick(ways) ?? .done(.failed)
    var outcome = Outcome.notSent
    if case .done(let known) = state { outcome = known }
    return LedgerTests.settlement(
      row.number,
      outcome,
      attempt: attempt,
      state: state,
      reference: reference,
      paise: row.paise
    )
  }

  /// Counts every batch, and compares every row with where it stood.
  mutating func check(_ what: String) throws {
    for batch in drafts + batches {
      #expect(try ledger.totals(of: batch.batch) == ledger.recount(batch), "\(what)")
      var found: [Int: RowState] = [:]
      for row in try ledger.rows(of: batch) {
        found[row.number] = row.state
        guard let before = states[batch.batch.name]?[row.number], before != row.state else { continue }
        let isWay = before.successors(operation.effect).contains(row.state)
        #expect(isWay, "\(what): row \(row.number) from \(before.text) to \(row.state.text)")
      }
      #expect(found.count >= states[batch.batch.name]?.count ?? 0, "\(what): no row is lost")
      states[batch.batch.name] = found
    }
  }
}
