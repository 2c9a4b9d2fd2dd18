import AOPay
import Operations
import Payments
import Sheet
import TestSupport
import Testing

@testable import Dispatching
@testable import Ledger

/// What the simulated provider did with one request.
enum Fate: CaseIterable {
  case accepted, failed, tooFast, forbidden, refused, unsentInTime, lostBefore, lostAfter, broken, referenceAgain

  /// Whether a body arrived that the provider's own answer did not refuse.
  var mayHavePaid: Bool {
    switch self {
    case .accepted, .failed, .lostAfter, .broken, .referenceAgain: true
    case .tooFast, .forbidden, .refused, .unsentInTime, .lostBefore: false
    }
  }

  func observation(row: Int) -> Observation {
    switch self {
    case .accepted: Answers.accepted(row: row)
    case .failed: Answers.failed
    case .tooFast: Answers.tooFast(1)
    case .forbidden: Answers.forbidden
    case .refused: Answers.refused
    case .unsentInTime: Answers.lateUnsent
    case .lostBefore, .lostAfter: Answers.lost
    case .broken: Answers.broken
    case .referenceAgain: Answers.accepted("ALWAYS-THE-SAME")
    }
  }

  /// What the row is in the end, if this was its last request.
  var outcomes: Set<Outcome> {
    switch self {
    case .accepted: [.accepted]
    case .failed: [.failed]
    case .tooFast, .forbidden, .refused, .unsentInTime: [.notSent]
    case .lostBefore, .lostAfter, .broken: [.inDoubt]
    case .referenceAgain: [.accepted, .inDoubt]
    }
  }
}

/// One batch from its recording to its end, through stops and crashes, in virtual time: the recorder's decisions and the
/// ledger, without slots, threads or pauses.
struct Simulation {
  private enum Slot {
    case reporting(SlotReport)
    case inFlight(Assignment, Timestamp)
    case ended
  }

  private let place: TestedPlace
  private(set) var ledger: any Ledger
  private let operation: Operation
  private var held: HeldBatch
  private let rows: Int
  private let concurrency: Int
  private var chance: SeededGenerator
  /// What happened to every request of a row; nil for one that was on its way in a crash.
  private var fates: [Int: [Fate?]] = [:]

  init(part: Int, _ place: TestedPlace, _ ledger: any Ledger) throws {
    (self.place, self.ledger) = (place, ledger)
    chance = SeededGenerator(part: part)
    let (rows, operation) = (Int.random(in: 1...12, using: &chance), try #require(Operation.aopay.named("payout")))
    (self.rows, self.operation) = (rows, operation)
    concurrency = Int.random(in: 1...5, using: &chance)
    held = try Self.record(part, rows, operation, ledger)
  }

  private static func record(
    _ part: Int,
    _ rows: Int,
    _ operation: Operation,
    _ ledger: any Ledger
  ) throws -> HeldBatch {
    let new = NewBatch(
      operation: operation,
      sheet: "pay.csv",
      path: "/\(part)/pay.csv",
      folder: "/",
      renews: false,
      address: "http://127.0.0.1:\(part % 60_000 + 1)",
      header: PackedRow(),
      createdBy: "",
      again: nil
    )
    let draft = try ledger.draft(new, at: .now)
    let recorded = (0..<rows).map { number in
      var fields = PackedRow()
      for cell in [Sheets.account(number), "1.00", "IMPS", "HDFC0000001", "Asha", "", "9876543210", ""] {
        fields.append(cell)
      }
      let amount = Amount(paise: Int64(100 + number))
      return NewRow(number: number, cells: fields, fields: fields, amount: amount, identity: nil)
    }
    try ledger.append(recorded, to: draft, at: .now)
    let digests = SheetDigests(sha256: "\(part)", rowsSHA256: "\(part)", plan: "", blankRows: 0)
    let completed = try ledger.complete(draft, digests)
    return try ledger.approve(
      completed,
      knowing: ledger.precedent(of: completed.batch, .of(completed.batch)),
      with: [],
      at: .now
    )
  }

  /// Plays processes that come and go, and then one that nothing stops.
  mutating func play() throws {
    for _ in 0..<Int.random(in: 0...3, using: &chance) { try live(isLast: false) }
    try live(isLast: true)
    try checkOutcomes()
  }

  private mutating func live(isLast: Bool) throws {
    _ = try ledger.open(held, askingAgain: [], holdingBack: [:], pace: nil, with: [], by: "", at: .now)
    let limits = SendingLimits(attempts: Int.random(in: 1...3, using: &chance), haltAfterInDoubt: 21)
    var recorder = RecorderTurn(SendingState(SendingPolicy(limits: limits, effect: operation.effect)))
    var mayStart = true
    var slots = [Slot](repeating: .reporting(.waiting(nil)), count: concurrency)
    while slots.contains(where: { if case .ended = $0 { false } else { true } }) {
      if !isLast, Int.random(in: 0..<12, using: &chance) == 0 { return try crash(slots) }
      if !isLast, Int.random(in: 0..<20, using: &chance) == 0 { mayStart = false }
      try step(&slots, &recorder, mayStart: mayStart, isLast: isLast)
    }
    try ledger.stop(held, .finished, reason: "", at: .now)
  }

  /// Some of the slots bring something to the recorder, and each is told what to do.
  private mutating func step(
    _ slots: inout [Slot],
    _ recorder: inout RecorderTurn,
    mayStart: Bool,
    isLast: Bool
  ) throws {
    var reports: [(slot: Int, report: SlotReport)] = []
    for index in slots.indices.shuffled(using: &chance) where reports.isEmpty || Bool.random(using: &chance) {
      switch slots[index] {
      case .ended: continue
      case .reporting(let report): reports.append((index, report))
      case .inFlight(let assignment, let sentAt): reports.append((index, finish(assignment, sentAt, isLast)))
      }
    }
    let group = recorder.group(reports.map(\.report), mayStart: mayStart, time: 0, now: .now)
    let result = try ledger.turn(group.turn, of: held)
    #expect(result.unsettled == [])
    for (place, order) in zip(reports, recorder.orders(for: group, result)) {
      switch order {
      case .end: slots[place.slot] = .ended
      case .pause(_, let report): slots[place.slot] = .reporting(report)
      case .send(let assignment, let sentAt): slots[place.slot] = .inFlight(assignment, sentAt)
      }
    }
    try checkSending(slots)
  }

  private mutating func finish(_ assignment: Assignment, _ sentAt: Timestamp, _ isLast: Bool) -> SlotReport {
    let row = assignment.row.number
    let fate = isLast ? .accepted : Fate.allCases.randomElement(using: &chance) ?? .accepted
    fates[row, default: []].append(fate)
    let judgement = operation.judge(
      fate.observation(row: row),
      fields: assignment.row.fields,
      isFirstTry: assignment.attempt == 1,
      sentAt: sentAt
    )
    return .answered(assignment, judgement, sentAt: sentAt, answeredAt: sentAt)
  }

  private mutating func crash(_ slots: [Slot]) throws {
    for case .inFlight(let assignment, _) in slots { fates[assignment.row.number, default: []].append(nil) }
    held.release()
    try place.kill(ledger)
    if place.address != nil { ledger = try place.ledger() }
    held = try ledger.demandHold(held.batch)
  }

  /// The ledger knows of every request on its way, and of no other.
  private func checkSending(_ slots: [Slot]) throws {
    let inFlight = slots.compactMap { if case .inFlight(let one, _) = $0 { one.row.number } else { nil } }
    var sending: [Int] = []
    try ledger.forEachRow(of: held.batch, .inState(.sending)) { sending.append($0.number) }
    #expect(sending == inFlight.sorted())
    #expect(sending.count <= concurrency)
  }

  private func checkOutcomes() throws {
    let (totals, states) = try (ledger.totals(of: held.batch), states(held.batch, ledger))
    #expect(totals.read.rows == rows)
    #expect(totals.valid.paise == (0..<rows).reduce(0) { $0 + Int128(100 + $1) })
    for row in 0..<rows {
      let fates = fates[row] ?? []
      let bodies = fates.count { $0?.mayHavePaid ?? true }
      #expect(bodies <= 1, "row \(row): \(fates)")
      let outcomes = fates.last.map { $0.map(\.outcomes) ?? [.inDoubt] } ?? [.notSent]
      #expect(outcomes.contains { $0.rawValue == states[row] }, "row \(row) is \(states[row] ?? "lost"): \(fates)")
      if states[row] == "not_sent" { #expect(bodies == 0) }
    }
  }
}
