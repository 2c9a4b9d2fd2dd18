import Dispatching
import Ledger
import Operations
import Payments
import Reports
import Sheet

/// How the program ends: its exit status.
enum ExitStatus: Int32 {
  case good = 0
  /// A file, a disk, the ledger or a setting is in the way.
  case trouble = 1
  case rowsToLookAt = 3
  case inDoubt = 4
  case halted = 5
  case processedBefore = 6
  /// `EX_USAGE`
  case usage = 64
  /// `EX_DATAERR`
  case sheetRefused = 65
  /// `EX_UNAVAILABLE`
  case unreachable = 69
  /// `EX_TEMPFAIL`
  case busy = 75
  /// `EX_NOPERM`
  case notAllowed = 77
  /// 128 and the signal's number.
  case interrupted = 130
  case terminated = 143
}

extension ExitStatus {
  /// How a run ended: what a person must look at first wins.
  init(_ end: RunEnd) {
    switch end.stopped {
    case .interrupted: self = .interrupted
    case .terminated: self = .terminated
    case .none:
      let ofRows = ExitStatus(end.report.totals, besides: end.carried)
      self = end.halt != nil ? .halted : end.isUnreached ? .unreachable : ofRows
    }
  }

  /// How the help with a batch ended: well also if all were stopped by somebody else.
  init(_ end: JoinEnd) {
    switch end.stopped {
    case .interrupted: self = .interrupted
    case .terminated: self = .terminated
    case .none: self = end.halt == nil ? .good : .halted
    }
  }

  /// The `code` of `--json` where what became of the rows, or a signal, led to this end.
  var code: String? {
    switch self {
    case .rowsToLookAt: "rows.toLookAt"
    case .inDoubt: "rows.inDoubt"
    case .unreachable: "provider.unreachable"
    case .interrupted: Failure.Code.interrupted.rawValue
    case .terminated: Failure.Code.terminated.rawValue
    default: nil
    }
  }

  /// What the rows of a batch came to, but those that were not asked because they came with a result.
  init(_ totals: BatchTotals, besides carried: BatchTotals = BatchTotals()) {
    let bad = [RowState.rejected] + Outcome.allCases.filter { !$0.isGood }.map(RowState.done)
    if totals.sum([.done(.inDoubt), .sending]).rows > 0 {
      self = .inDoubt
    } else {
      self = totals.sum(bad).rows == carried.sum(bad).rows ? .good : .rowsToLookAt
    }
  }
}
