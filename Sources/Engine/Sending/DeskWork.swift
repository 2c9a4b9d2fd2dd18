import Ledger
import Operations
import Payments
import Sheet

/// The desk's work on one group of reports: one transaction.
struct DeskWork: Sendable {
  private let ledger: Ledger
  private let batch: Batch
  private let stop: StopFlag
  private let progress: Progress
  private(set) var dispatcher: Dispatcher
  /// The ledger failed: nothing more is sent, for nothing more would be known.
  private(set) var problem: (any Error)?
  /// The last row that was handed out for the first time.
  private var cursor = 0

  init(ledger: Ledger, batch: Batch, limits: Dispatcher.Limits, stop: StopFlag, progress: Progress) {
    self.ledger = ledger
    self.batch = batch
    self.stop = stop
    self.progress = progress
    dispatcher = Dispatcher(limits: limits, effect: batch.operation.effect)
  }

  /// Settles what is finished, then hands out rows; the answers are in the order of the reports.
  mutating func serve(_ reports: [Report]) -> [Directive] {
    guard problem == nil else { return reports.map { _ in .goHome } }
    do {
      guard ledger.isInPlace else { throw LedgerProblem.replaced(ledger.path) }
      var settled: [(Settlement, paise: Int64)] = []
      let directives = try ledger.write { journal in
        // All answers before the first request, so that a brake stops the rows of its own group too.
        let next = try reports.map { try settle($0, journal, &settled) }
        var rows = try planned(next.count(where: \.isFree), journal)
        return try next.map { try direct($0, &rows, journal) }
      }
      for (settlement, paise) in settled { progress.count(settlement, paise: paise) }
      return directives
    } catch {
      problem = error
      return reports.map { _ in .goHome }
    }
  }

  /// Milliseconds of a clock that nobody sets: a step of the wall clock must not stall a run.
  private static var monotonic: Int64 { Int64(ContinuousClock.now.duration(to: epoch) / .milliseconds(-1)) }
  private static let epoch = ContinuousClock.now

  private var mayStart: Bool { !stop.isSet && dispatcher.halt == nil }

  /// What a slot brings once its answer is recorded: a free hand, or a row to hold on to.
  private enum Hand {
    case free
    case holding(Held, hasTurn: Bool)
    case resting(Held, milliseconds: Int64)

    var isFree: Bool { if case .free = self { true } else { false } }
  }

  private mutating func settle(
    _ report: Report,
    _ journal: Journal,
    _ settled: inout [(Settlement, paise: Int64)]
  ) throws -> Hand {
    switch report {
    case .free: return .free
    case .holding(let held, let hasTurn): return .holding(held, hasTurn: hasTurn)
    case .finished(let held, var judgement, let sentAt, let answeredAt):
      try doubtIfReferenceIsTaken(&judgement, journal)
      let ending = dispatcher.finished(judgement, attempt: held.attemptHere, at: Self.monotonic)
      let settlement = Settlement(
        number: held.row.number,
        attempt: held.attempt,
        sentAt: sentAt,
        answeredAt: answeredAt,
        judgement: judgement,
        state: ending == .settled ? .done(judgement.outcome) : .planned
      )
      try journal.settle(settlement, of: batch)
      settled.append((settlement, held.row.paise))
      guard case .retry(let milliseconds) = ending else { return .free }
      return .resting(Held(row: held.row, attemptHere: held.attemptHere + 1), milliseconds: milliseconds)
    }
  }

  /// Two rows cannot have one transaction: the earlier one stays, this one is in doubt.
  private func doubtIfReferenceIsTaken(_ judgement: inout Judgement, _ journal: Journal) throws {
    guard let reference = judgement.reference, let other = try journal.row(of: batch, withReference: reference)
    else { return }
    judgement.outcome = .inDoubt
    judgement.reference = nil
    judgement.halt = .referenceTwice
    judgement.message =
      "the provider gave the transaction reference of row \(other) to this row too; \(judgement.message)"
  }

  /// The rows for so many free slots.
  private func planned(_ most: Int, _ journal: Journal) throws -> ArraySlice<PlannedRow> {
    guard most > 0, mayStart else { return [] }
    return try journal.planned(in: batch, after: cursor, most: most)[...]
  }

  private mutating func direct(
    _ hand: Hand,
    _ rows: inout ArraySlice<PlannedRow>,
    _ journal: Journal
  ) throws -> Directive {
    switch hand {
    case .resting(let held, let milliseconds):
      return .rest(milliseconds: milliseconds, then: .holding(held, hasTurn: false))
    case .holding(let held, let hasTurn): return try start(held, hasTurn: hasTurn, journal)
    case .free:
      guard let row = rows.popFirst() else { return .goHome }
      cursor = row.number
      return try start(Held(row: row), hasTurn: false, journal)
    }
  }

  /// Records the intent and lets the row go, or lets it wait for its turn.
  private mutating func start(_ held: Held, hasTurn: Bool, _ journal: Journal) throws -> Directive {
    guard mayStart else { return .goHome }
    if !hasTurn, case let pause = dispatcher.pause(at: Self.monotonic), pause > 0 {
      return .rest(milliseconds: pause, then: .holding(held, hasTurn: true))
    }
    let now = Timestamp.now
    if batch.operation.effect.isJournalled {
      try journal.intend(held.row.number, of: batch, attempt: held.attempt, at: now)
    }
    dispatcher.started()
    return .send(held, at: now)
  }
}
