import Ledger
public import Operations
import Synchronization

/// How far a run is: for people who watch, counted only after it is on the disk.
public final class Progress: Sendable {
  private let totals = Mutex(BatchTotals())
  /// Rows that were to be sent when this process began.
  public let rowsToSend: Int

  init(rowsToSend: Int) { self.rowsToSend = rowsToSend }

  /// The outcomes of this process so far.
  public var outcomes: BatchTotals { totals.withLock { $0 } }

  func count(_ settlement: Settlement) {
    if settlement.state != .planned { totals.withLock { $0.add(settlement.state, paise: settlement.paise) } }
  }
}
