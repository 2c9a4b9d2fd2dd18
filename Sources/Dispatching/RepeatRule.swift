public import Ledger
import Operations
import Reports
import Sheet
import Validation

/// What becomes of rows that are the same payment as rows of other batches (contract, section 2).
enum RepeatRule {
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
}

extension SheetRequest {
  /// Whether a row that repeats another one may be sent: only what repeats a payment that is certain, and with leave.
  func lets(through found: Repeat) -> Bool { allowsRepeats != nil && found.weight == 0 }
}

extension Finding {
  /// Says which row of which batch a row repeats, and what to do about it.
  init(repeating found: Repeat, _ operation: Operation, isSent: Bool) {
    let noun = operation.hasAmount ? "payment" : "request"
    let source = operation.hasAmount ? "bank's statement" : "provider"
    let remedy =
      switch found.state {
      case .done(.inDoubt):
        "It may have been made: find out with the \(source), and resolve that row of that batch first. Until then this "
          + "row is not sent."
      case .sending:
        "It is being sent, or was when its process died: wait for that batch or go on with it first. Until then this row "
          + "is not sent."
      case .planned, .done(.notSent):
        "It will go out when that batch goes on: go on with that batch, or cancel it, first. Until then this row is not sent."
      case _ where isSent: "This row is sent all the same, because repeats were allowed."
      default:
        "Delete this row; if a second \(noun) is meant, clear its cell aop_error_codes and allow repeats, with a reason, "
          + "when you send the sheet."
      }
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
    case .sending: "on its way since \(since.dayInIndia)"
    case .planned, .done(.notSent): "waiting to be sent since \(since.dayInIndia)"
    default: "\(state.text) on \(since.dayInIndia)"
    }
  }
}
