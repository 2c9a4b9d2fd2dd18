import Ledger
public import Operations
public import Payments
import Synchronization

/// How far a run is: for people who watch, counted only after it is on the disk.
public final class Progress: Sendable {
  /// `unreached`: tries at which the provider was not reached.
  private let counts = Mutex((totals: BatchTotals(), inFlight: 0, tries: 0, unreached: 0))
  /// What was to be sent when this process began.
  public let toSend: Total
  public var rowsToSend: Int { toSend.rows }

  init(toSend: Total) { self.toSend = toSend }

  /// The outcomes of this process so far.
  public var outcomes: BatchTotals { counts.withLock { $0.totals } }

  /// Rows that were handed out, and whose answers are not on the disk.
  public var inFlight: Int { counts.withLock { $0.inFlight } }

  /// Tries whose ends are on the disk.
  var tries: Int { counts.withLock { $0.tries } }

  /// Rows were asked, and not one got an answer: the provider could not be reached, or closed every connection.
  var isUnreached: Bool { counts.withLock { $0.tries > 0 && $0.tries == $0.unreached } }

  func count(started rows: Int) { counts.withLock { $0.inFlight += rows } }

  func count(_ settlement: Settlement) {
    counts.withLock { counts in
      counts.inFlight -= 1
      counts.tries += 1
      if settlement.judgement.isUnreached { counts.unreached += 1 }
      if settlement.state != .planned { counts.totals.add(settlement.state, paise: settlement.paise) }
    }
  }
}
