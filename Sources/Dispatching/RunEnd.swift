public import Ledger
public import Operations
public import Reports
public import Validation

/// Who is told what while rows are sent.
public struct Monitor: Sendable {
  /// The batch is recorded and held; sending begins.
  public var begins: @Sendable (Batch, Progress) -> Void
  /// So tries ended, which is on the disk. Nobody waits for anything here: what is sent next does.
  public var settles: @Sendable ([Settlement]) -> Void
  /// So many others, who end what they have on its way, are waited for.
  public var waits: @Sendable (Int) -> Void
  /// Set it to drain.
  public var stop: StopFlag

  public init(
    begins: @escaping @Sendable (Batch, Progress) -> Void = { _, _ in },
    settles: @escaping @Sendable ([Settlement]) -> Void = { _ in },
    waits: @escaping @Sendable (Int) -> Void = { _ in },
    stop: StopFlag = StopFlag()
  ) {
    self.begins = begins
    self.settles = settles
    self.waits = waits
    self.stop = stop
  }
}

/// How a run came to its end.
public struct RunEnd: Sendable {
  public let report: BatchReport
  /// Of a sweep: rows whose final result of before was carried over, and which were not asked.
  public let carried: BatchTotals
  /// The brake that stopped this process.
  public let halt: Halt?
  /// The row whose answer made it stop; nil if it was no single one's.
  public let haltRow: Int?
  /// The signal that stopped this process.
  public internal(set) var stopped: StopFlag.Reason
  /// A person gives the batch up, and all who worked on it were stopped.
  public let isCancelled: Bool
  /// No row got any answer: the provider could not be reached, or closed every connection without one.
  public internal(set) var isUnreached: Bool
  /// Rows that stay unsent because another batch has made the payment since, or may have.
  public let heldBack: [Int: Repeat]
  /// The sheet's column that a credential came from which the provider refused; nil if the settings' was refused, or none.
  public internal(set) var credentialColumn: String?
  /// What was made of the sheet's columns; nil if no sheet was read.
  public let columns: SheetColumns?
}

extension Ledger {
  /// Whether no row of a batch of which nothing is left to be sent got any answer, as the last words about each say.
  func wasUnreached(_ batch: Batch) throws -> Bool {
    var (asked, unreached) = (0, 0)
    try forEachRow(of: batch, .all) { row in
      guard row.state != .rejected else { return }
      asked += 1
      guard let answer = row.answer, answer.httpStatus == nil, row.resolution == nil else { return }
      if Trouble.isUnreached(answer.message) { unreached += 1 }
    }
    return asked > 0 && asked == unreached
  }

  /// The rows of a sweep that came with a final result.
  func carried(of batch: Batch) throws -> BatchTotals {
    var totals = BatchTotals()
    guard batch.renews else { return totals }
    try forEachRow(of: batch, .inStates(Outcome.allCases.filter(\.isFinalForLookUps).map(RowState.done))) { row in
      if let sentAt = row.sentAt, sentAt < batch.createdAt { totals.add(row.state, paise: row.paise) }
    }
    return totals
  }
}
