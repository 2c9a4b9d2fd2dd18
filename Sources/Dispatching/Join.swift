public import Ledger
public import Operations
import Payments
import Sheet

/// Helps with a batch that another process leads: sends rows of it that were approved there, and writes no files.
public struct Join: Sendable {
  private let batch: Batch
  private let options: SendingOptions
  private let ledger: any Ledger

  public init(_ batch: Batch, _ options: SendingOptions, ledger: any Ledger) {
    self.batch = batch
    self.options = options
    self.ledger = ledger
  }

  /// Returns when nothing is left to be sent, or all were stopped, or this process was.
  ///
  /// - Throws: `Failure`: `ledgerNotShared` if the ledger is a file; `batchIdle` if nobody leads the batch though something is left of it; `ledgerTakenOver` if this
  ///   process was cut off from the ledger for so long that the others went on without it.
  public func callAsFunction(_ monitor: Monitor = Monitor()) async throws -> JoinEnd {
    let planned = try await onThread { try prepare() }
    if planned.rows == 0 {
      return JoinEnd(batch: batch, outcomes: BatchTotals(), halt: nil, haltRow: nil, stopped: .none)
    }
    let (held, pace) = try await onThread { try ledger.join(batch, by: options.user, at: .now) }
    defer { held.release() }
    var limited = options
    // Its own limit holds besides.
    let batchRate = pace.map { 1_000_000 / Double($0) }
    limited.limits.ratePerSecond = [options.limits.ratePerSecond, batchRate].compactMap { $0 }.min()
    let progress = Progress(toSend: planned)
    monitor.begins(batch, progress)
    let work = Work(options: limited, ledger: ledger, batch: held, isLeading: false)
    let end = try await work.send(planned.rows, work.start, progress, monitor)
    if let halted = end.halted { try await onThread { try ledger.stopAll(batch, halted) } }
    return JoinEnd(
      batch: batch,
      outcomes: progress.outcomes,
      halt: end.policy.halt,
      haltRow: end.haltRow,
      stopped: monitor.stop.reason
    )
  }

  /// Gives the rows that are left.
  private func prepare() throws -> Total {
    guard ledger.isShared else { throw Failure(.ledgerNotShared, [.path: ledger.place]) }
    guard batch.status != .cancelled else { throw Failure(.batchCancelled, [.batch: batch.name]) }
    try RegistrationMark.demand(of: batch, options.registration)
    try ledger.demandRows(of: batch)
    try ledger.demandUnchanged(batch)
    try ledger.demandCredentials(for: batch, options.credentials)
    let totals = try ledger.totals(of: batch)
    if try totals.unfinished.rows > 0 && !ledger.isHeld(batch) { throw Failure(.batchIdle, [.batch: batch.name]) }
    return totals[.planned]
  }
}

/// How the help with a batch came to its end.
public struct JoinEnd: Sendable {
  public let batch: Batch
  /// Of the rows that this process sent.
  public let outcomes: BatchTotals
  /// The brake that one of its own answers was; nil if it was another's, or none.
  public let halt: Halt?
  public let haltRow: Int?
  /// The signal that stopped this process.
  public let stopped: StopFlag.Reason
}
