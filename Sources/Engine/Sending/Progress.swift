public import Ledger
import Operations
import Synchronization

/// How far a run is: for people who watch, counted only after it is on the disk.
public final class Progress: Sendable {
  private let tally: Mutex<Tally>
  /// Rows that were to be sent when this process began.
  public let rowsToSend: Int

  init(rowsToSend: Int) {
    self.rowsToSend = rowsToSend
    tally = Mutex(Tally())
  }

  /// The outcomes of this process so far.
  public var outcomes: Tally { tally.withLock { $0 } }

  func count(_ settlement: Settlement, paise: Int64) {
    if settlement.state != .planned { tally.withLock { $0.add(settlement.state, paise: paise) } }
  }
}
