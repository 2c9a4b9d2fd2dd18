public import Ledger
public import Operations
import Payments

/// A whole ledger in figures, for who watches it: made of the sums that the ledger keeps, not of its rows.
public struct LedgerFigures: Sendable {
  /// By operation, as people are told.
  public private(set) var totals: [String: BatchTotals] = [:]
  /// By operation, and by where they stand.
  public private(set) var batches: [String: [Standing: Int]] = [:]
  /// Oldest first.
  public let doubts: [Doubt]
  public let sweeps: [Sweep]
  /// The number of the journal's newest entry.
  public let journalEntries: Int64

  /// - Parameter now: Sweeps that nobody has run for a week then are left out.
  public init(_ ledger: any Ledger, at now: Timestamp) throws {
    let all = try ledger.batchesWithTotals()
    doubts = try ledger.doubts(of: nil)
    journalEntries = try ledger.journalHead().number
    sweeps = try Sweep.all(among: all, ledger, since: now.adding(seconds: -Sweep.secondsMax))
    for (batch, totals) in all {
      let (standing, told) = try Self.standing(batch, totals, ledger)
      self.totals[batch.operation.name, default: BatchTotals()] += told
      batches[batch.operation.name, default: [:]][standing, default: 0] += 1
    }
  }

  /// Where a batch stands; the ledger is asked only about those that are not plainly at their end.
  private static func standing(
    _ batch: Batch,
    _ totals: BatchTotals,
    _ ledger: any Ledger
  ) throws -> (Standing, BatchTotals) {
    let hasEnded = totals.unfinished.rows + totals[.inDoubt].rows + totals[.error].rows == 0
    if batch.status == .cancelled || batch.status == .closed && hasEnded {
      return (Standing(batch.status, totals, last: nil, isRunning: false), totals.told(isRunning: false))
    }
    let isRunning = try ledger.isHeld(batch)
    let last = try ledger.events(of: batch).lastTurn?.kind
    return (Standing(batch.status, totals, last: last, isRunning: isRunning), totals.told(isRunning: isRunning))
  }
}

/// A sheet of look-ups that is asked for again and again: its own results are renewed, or it was run more than once.
public struct Sweep: Sendable {
  public let operation: Operation
  /// The sheet's path; its name if it has none, as standard input.
  public let sheet: String
  /// When the last run began, however it ended.
  public let lastRun: Timestamp
  /// When the last good run ended, one that came to its end, wrote its files and learned something, if there was
  /// something to ask; nil if none was.
  public let lastGood: Timestamp?
  /// Rows that have no final result after the last run.
  public let rowsLeft: Int

  /// How long after its last run a sheet counts as one that is swept.
  static let secondsMax: Int64 = 7 * 24 * 3600

  private struct Key: Hashable {
    let operation: String
    let sheet: String
  }

  /// - Parameter batches: Newest first.
  static func all(
    among batches: [(batch: Batch, totals: BatchTotals)],
    _ ledger: any Ledger,
    since start: Timestamp
  ) throws -> [Sweep] {
    let lookUps = batches.filter { !$0.batch.operation.effect.isJournalled }
    let runs = Dictionary(grouping: lookUps) { Key(operation: $0.batch.operation.name, sheet: $0.batch.pathOrSheet) }
    return try runs.values.filter { $0.count > 1 || $0[0].batch.renews }
      .filter { $0[0].batch.createdAt >= start }
      .map { try Sweep($0, ledger) }
      .sorted { ($0.operation.name, $0.sheet) < ($1.operation.name, $1.sheet) }
  }

  /// - Parameter runs: At least one, newest first.
  private init(_ runs: [(batch: Batch, totals: BatchTotals)], _ ledger: any Ledger) throws {
    let (batch, totals) = runs[0]
    (operation, sheet, lastRun) = (batch.operation, batch.pathOrSheet, batch.createdAt)
    let isFinal = Outcome.allCases.filter(\.isFinalForLookUps).map(RowState.done)
    rowsLeft = totals.valid.rows - totals.sum(isFinal).rows
    lastGood = try runs.lazy.compactMap { try Self.goodEnd(of: $0.batch, $0.totals, ledger) }.first
  }

  /// When a run ended, if it was good.
  private static func goodEnd(of batch: Batch, _ totals: BatchTotals, _ ledger: any Ledger) throws -> Timestamp? {
    guard batch.status == .closed, totals.unfinished.rows == 0 else { return nil }
    guard let end = try ledger.events(of: batch).lastTurn, end.kind == .finished else { return nil }
    return try totals[.error].rows == 0 || ledger.wasAnswered(batch) ? end.at : nil
  }
}

extension Batch {
  fileprivate var pathOrSheet: String { path.isEmpty ? sheet : path }
}
