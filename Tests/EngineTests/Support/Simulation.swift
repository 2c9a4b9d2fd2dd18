import Ledger
import Operations
import Payments
import Sheet
import Testing

@testable import Engine

/// Chance that a seed decides.
struct SeededChance: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

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

/// One batch from its recording to its end, through stops and crashes, in virtual time: the desk's work without slots,
/// threads or pauses.
struct Simulation {
  private enum Slot {
    case reporting(Report)
    case inFlight(Held, Timestamp)
    case home
  }

  private let ledger: Ledger
  private let operation: Operation
  private let batch: Batch
  private let rows: Int
  private let concurrency: Int
  private var chance: SeededChance
  /// What happened to every request of a row; nil for one that was on its way in a crash.
  private var fates: [Int: [Fate?]] = [:]

  init(seed: UInt64, ledger: Ledger) throws {
    self.ledger = ledger
    chance = SeededChance(seed: seed)
    let (rows, operation) = (Int.random(in: 1...12, using: &chance), try #require(Operation.named("payout")))
    (self.rows, self.operation) = (rows, operation)
    concurrency = Int.random(in: 1...5, using: &chance)
    batch = try ledger.write { try Self.record(seed, rows, operation, $0) }
  }

  private static func record(_ seed: UInt64, _ rows: Int, _ operation: Operation, _ journal: Journal) throws -> Batch {
    let new = NewBatch(
      operation: operation,
      sheet: "pay.csv",
      folder: "/",
      renews: false,
      sha256: "\(seed)",
      rowsSHA256: "",
      address: "",
      plan: "",
      header: PackedRow(),
      blankRows: 0,
      createdBy: "",
      again: nil
    )
    let batch = try journal.insert(new, at: Timestamp(milliseconds: 0))
    for number in 0..<rows {
      var fields = PackedRow()
      for cell in [Sheets.account(number), "1.00", "IMPS", "HDFC0000001", "Asha", "", "9876543210", ""] {
        fields.append(cell)
      }
      let row = NewRow(
        number: number,
        cells: fields,
        fields: fields,
        amount: Amount(paise: Int64(100 + number)),
        payee: nil,
        errors: [],
        warnings: []
      )
      try journal.insert(row, into: batch.id)
    }
    return batch
  }

  /// Plays processes that come and go, and then one that nothing stops.
  mutating func play() throws {
    for _ in 0..<Int.random(in: 0...3, using: &chance) { try live(isLast: false) }
    try live(isLast: true)
    try checkOutcomes()
  }

  private mutating func live(isLast: Bool) throws {
    try ledger.write { journal in
      _ = try journal.doubtWhatWasSending(in: batch, at: .now)
      try journal.moveAll(of: batch, from: .done(.notSent), to: .planned)
    }
    let limits = Dispatcher.Limits(attempts: Int.random(in: 1...3, using: &chance), haltAfterInDoubt: 21)
    let stop = StopFlag()
    var work = DeskWork(ledger: ledger, batch: batch, limits: limits, stop: stop, progress: Progress(rowsToSend: rows))
    var slots = [Slot](repeating: .reporting(.free), count: concurrency)
    while slots.contains(where: { if case .home = $0 { false } else { true } }) {
      if !isLast, Int.random(in: 0..<12, using: &chance) == 0 { return crash(slots) }
      if !isLast, Int.random(in: 0..<20, using: &chance) == 0 { stop.stop(.terminated) }
      try step(&slots, &work, isLast: isLast)
    }
    try ledger.write { _ = try $0.moveAll(of: batch, from: .planned, to: .done(.notSent)) }
  }

  /// Some of the slots bring something to the desk, and each is told what to do.
  private mutating func step(_ slots: inout [Slot], _ work: inout DeskWork, isLast: Bool) throws {
    var reports: [(slot: Int, report: Report)] = []
    for index in slots.indices.shuffled(using: &chance) where reports.isEmpty || Bool.random(using: &chance) {
      switch slots[index] {
      case .home: continue
      case .reporting(let report): reports.append((index, report))
      case .inFlight(let held, let sentAt): reports.append((index, finish(held, sentAt, isLast)))
      }
    }
    for (place, directive) in zip(reports, work.serve(reports.map(\.report))) {
      switch directive {
      case .goHome: slots[place.slot] = .home
      case .rest(_, let report): slots[place.slot] = .reporting(report)
      case .send(let held, let sentAt): slots[place.slot] = .inFlight(held, sentAt)
      }
    }
    #expect(work.problem == nil)
    try checkSending(slots)
  }

  private mutating func finish(_ held: Held, _ sentAt: Timestamp, _ isLast: Bool) -> Report {
    let row = held.row.number
    let fate = isLast ? .accepted : Fate.allCases.randomElement(using: &chance) ?? .accepted
    fates[row, default: []].append(fate)
    let judgement = operation.judge(
      fate.observation(row: row),
      fields: held.row.fields,
      isFirstTry: held.attempt == 1,
      sentAt: sentAt
    )
    return .finished(held, judgement, sentAt: sentAt, answeredAt: sentAt)
  }

  private mutating func crash(_ slots: [Slot]) {
    for case .inFlight(let held, _) in slots { fates[held.row.number, default: []].append(nil) }
  }

  /// The ledger knows of every request on its way, and of no other.
  private func checkSending(_ slots: [Slot]) throws {
    let inFlight = slots.compactMap { if case .inFlight(let held, _) = $0 { held.row.number } else { nil } }
    var sending: [Int] = []
    try ledger.read { try $0.forEachRow(of: batch, in: .sending) { sending.append($0.number) } }
    #expect(sending == inFlight.sorted())
    #expect(sending.count <= concurrency)
  }

  private func checkOutcomes() throws {
    let (tally, states) = try (ledger.read { try $0.tally(of: batch) }, states(batch, ledger))
    #expect(tally.read == rows)
    #expect(tally.validPaise == (0..<rows).reduce(0) { $0 + Int64(100 + $1) })
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
