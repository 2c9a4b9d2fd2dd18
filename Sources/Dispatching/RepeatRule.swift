public import Ledger
import Operations
import Reports
import Sheet

/// What becomes of rows that are the same payment as rows of other batches (contract, section 2).
struct RepeatRule {
  /// Why repeats of what was paid are let through; nil to reject them.
  let allows: String?

  /// How far back a payment is history that a sheet is compared with: seven days.
  private static let historySecondsMax: Int64 = 7 * 86_400

  /// What was paid before this moment may be paid again. What creates something may not be created again, ever.
  static func start(_ operation: Operation, now: Timestamp) -> Timestamp {
    operation.effect == .creates && !operation.hasAmount
      ? Timestamp(milliseconds: 0) : now.adding(seconds: -historySecondsMax)
  }

  /// Whether a row of a batch that goes on stays unsent: another one made the payment, or may have, since it was recorded.
  static func holdsBack(_ found: Repeat, from batch: Batch) -> Bool {
    switch found.state {
    case .planned, .done(.notSent): false
    default: found.since > batch.createdAt
    }
  }

  /// Whether a row that repeats another one may be sent: only what repeats a payment that is certain, and with leave.
  func lets(through found: Repeat) -> Bool {
    guard case .done(let outcome) = found.state, outcome != .inDoubt, outcome != .notSent else { return false }
    return allows != nil
  }
}

extension Finding {
  /// Says which row of which batch a row repeats.
  init(repeating found: Repeat, _ operation: Operation) {
    let remedy =
      switch found.state {
      case .done(.inDoubt): "Find out whether it was made, and record that; until then this row is not sent."
      case .planned, .sending, .done(.notSent): "Finish that batch or give it up; until then this row is not sent."
      default: "Delete this row unless it is meant as one of its own."
      }
    let noun = operation.hasAmount ? "payment" : "request"
    self.init(
      code: "row.repeat",
      sentence: "The same \(noun) is row \(found.row) of batch \(found.batch), \(found.standing). \(remedy)"
    )
  }
}

extension Repeat {
  /// What became of that row, and on which day in India.
  public var standing: String {
    switch state {
    case .done(.inDoubt): "in doubt since \(since.dayInIndia)"
    case .planned, .sending, .done(.notSent): "still to be sent since \(since.dayInIndia)"
    default: "\(state.text) on \(since.dayInIndia)"
    }
  }
}
