import Dispatching
import Glibc
import Sheet

/// Asks a person before money moves.
struct Approval: Sendable {
  /// `--yes`.
  var isGiven: Bool
  /// The digest of `--approve`.
  var digest: String?
  let console: Console
  let stop: StopFlag

  /// Whether the plan may be sent. Blocks.
  ///
  /// - Parameter words: The plan in words, which whoever is asked must see even under `--quiet`.
  /// - Throws: `Failure`: another digest was approved, the person said no, or a signal came meanwhile.
  func callAsFunction(_ plan: Plan, _ words: String) throws {
    let isAsked = digest == nil && !isGiven
    if isAsked { console.tell(words) } else { console.say(words) }
    if let digest {
      guard digest == plan.digest else {
        throw Failure(.planOther, [.plan: digest, .otherPlan: plan.digest])
      }
    }
    guard isAsked else { return }
    Console.write("Send it? Type yes to send, anything else to stop: ", to: STDERR_FILENO)
    guard try answer()?.lowercased() == "yes" else { throw Failure(.planDeclined) }
  }

  /// How often a signal is looked for while nobody types.
  private static let lookEveryMilliseconds: Int32 = 100

  private func answer() throws -> String? {
    var keyboard = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    repeat {
      if stop.isSet { Console.write("\n", to: STDERR_FILENO) }
      try stop.demandGoingOn()
    } while poll(&keyboard, 1, Self.lookEveryMilliseconds) <= 0
    return readLine()
  }
}
