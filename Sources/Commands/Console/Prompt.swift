import Dispatching
import Sheet

/// Asks a person before money moves.
struct Approval: Sendable {
  /// `--yes`.
  var isGiven: Bool
  /// The digest of `--approve`.
  var digest: String?
  let console: Console

  /// Whether the plan may be sent.
  ///
  /// - Throws: `Failure`: another digest was approved, or the person said no.
  func callAsFunction(_ plan: Plan) throws {
    if let digest {
      guard digest == plan.digest else {
        throw Failure(.planOther, [.plan: digest, .otherPlan: plan.digest])
      }
      return
    }
    if isGiven { return }
    Console.write("Send it? Type yes to send, anything else to stop: ", to: 2)
    guard readLine()?.lowercased() == "yes" else { throw Failure(.planDeclined) }
  }
}
