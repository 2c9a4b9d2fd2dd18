public import Ledger
public import Operations
public import Payments

/// Everything that is said about a batch: by `run`, `resume`, `show` and `export`.
public struct BatchReport: Sendable {
  public let batch: Batch
  public let tally: Tally
  public let warnedRows: Int
  public let errors: [String: Int]
  public let warnings: [String: Int]
  /// The files, if they were written now.
  public let files: OutputPaths?
  /// The brake that stopped this process.
  public internal(set) var halt: Halt?
  public internal(set) var stopped = StopFlag.Reason.none

  /// The exit status: what a person must look at first wins.
  public var status: ExitStatus {
    switch stopped {
    case .interrupted: return .interrupted
    case .terminated: return .terminated
    case .none: break
    }
    if halt != nil { return .halted }
    if tally[.inDoubt].rows > 0 || tally[.sending].rows > 0 { return .inDoubt }
    let isAllGood = batch.operation.outcomes.allSatisfy { $0.isGood || tally[$0].rows == 0 }
    return isAllGood && tally[.rejected].rows == 0 && tally[.planned].rows == 0 ? .good : .rowsToLookAt
  }

  /// Whether asking a look-up again may bring more.
  var isWorthAsking: Bool {
    halt == nil && stopped == .none && tally[.pending].rows + tally[.error].rows > 0
  }

  func stopped(by reason: StopFlag.Reason) -> BatchReport {
    var report = self
    report.stopped = reason
    return report
  }

  /// `unfinished`, `in_doubt` or `finished`: whether there is something to do.
  public var standing: String {
    if tally.unfinished > 0 { return "unfinished" }
    return tally[.inDoubt].rows > 0 ? "in_doubt" : "finished"
  }

  public func amount(_ outcome: Outcome) -> Amount { Amount(paise: tally[outcome].paise) }

  /// Every row and every paisa that was read must be in exactly one place.
  func balance(against inspection: Inspection) throws(Refusal) {
    let isBalanced =
      tally.read == inspection.rows.read && tally.valid == inspection.rows.valid
      && tally[.rejected].paise == inspection.amounts.rejected.paise
      && tally.validPaise == inspection.amounts.valid.paise
    guard isBalanced else { throw .unbalanced(batch) }
  }
}

extension Journal {
  func report(on batch: Batch, files: BatchFiles.Written?) throws -> BatchReport {
    let tally = try tally(of: batch)
    if let files {
      guard files.tally == tally, files.results == tally.valid, files.rejected == tally[.rejected].rows else {
        throw Refusal.unbalanced(batch)
      }
    }
    return BatchReport(
      batch: batch,
      tally: tally,
      warnedRows: try warnedRows(of: batch),
      errors: try codes(of: batch, rejected: true),
      warnings: try codes(of: batch, rejected: false),
      files: files?.paths
    )
  }
}

extension Refusal {
  fileprivate static func unbalanced(_ batch: Batch) -> Refusal {
    Refusal(
      .trouble,
      "The rows or amounts of batch \(batch.name) do not add up: this is a defect of aopbatch. Nothing is lost; keep the "
        + "ledger and report it."
    )
  }
}
