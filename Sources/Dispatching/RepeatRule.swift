import Ledger
import Operations
import Sheet

/// What becomes of rows that are the same payment as rows of other batches (contract, section 2).
struct RepeatRule {
  /// Why repeats of what was paid are let through; nil to reject them.
  var allows: String?
  /// The batch whose payments are let through because its sheet is processed once more.
  var again: String?

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
    return allows != nil || found.batch == again
  }
}

extension Finding {
  /// Says which row of which batch a row repeats.
  init(repeating found: Repeat) {
    let what =
      switch found.state {
      case .done(.inDoubt): "may have made, and nobody knows yet whether it did,"
      case .planned, .sending, .done(.notSent): "is still to make"
      default: "made"
      }
    self.init(
      code: "row.repeat",
      sentence: "Batch \(found.batch) \(what) the same payment in its row \(found.row). Delete this row unless it is "
        + "meant as a payment of its own."
    )
  }
}
