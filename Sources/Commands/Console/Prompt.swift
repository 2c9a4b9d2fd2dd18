import Engine

/// Asks a person before money moves.
struct Approval: Sendable {
  /// `--yes`.
  var isGiven: Bool
  /// The digest of `--approve`.
  var digest: String?
  let console: Console

  /// Whether the plan may be sent.
  ///
  /// - Throws: `Refusal`: another digest was approved (65), or the person said no (64).
  func callAsFunction(_ plan: Plan) throws {
    if let digest {
      guard digest == plan.inspection.plan else {
        throw Refusal(
          .sheetRefused,
          "Nothing was sent: the plan that was approved (\(digest)) is not this one (\(plan.inspection.plan)). "
            + "The sheet or what would be sent of it changed since; check it again."
        )
      }
      return
    }
    if isGiven { return }
    Console.write("Send it? Type yes to send, anything else to stop: ", to: 2)
    guard readLine()?.lowercased() == "yes" else { throw Refusal(.usage, "Nothing was sent: it was not approved.") }
  }
}
