import ArgumentParser
import Dispatching
import Glibc
import Ledger
import Operations
import Sheet

/// The answer to the question before sending, as typed, or as a person types it then.
struct ApprovalOptions: ParsableArguments {
  @Flag(name: .long, help: "Send without asking.")
  var yes = false

  @Option(name: .long, help: "Send only if the plan's digest is this one; stands for --yes.")
  var approve: String?

  @OptionGroup var signed: SignedOptions

  /// Look-ups are not asked about.
  private func isAsked(_ operation: Operation) -> Bool {
    operation.effect.isJournalled && !yes && approve == nil && signed.approval == nil
  }

  /// - Throws: `usage` if nobody can be asked.
  func demandAnswer(for operation: Operation) throws(Failure) {
    guard isAsked(operation), !Console.canAsk else { return }
    throw Failure(
      .usage,
      [.cause: "There is no terminal to ask on: give --yes, or --approve with the digest from `check` or `show`."]
    )
  }

  /// Whether the plan may be sent. Blocks.
  ///
  /// - Parameter words: The plan in words, which whoever is asked must see even under `--quiet`.
  /// - Throws: `Failure`: another digest was approved, the person said no, or a signal came meanwhile.
  func demand(_ plan: Plan, _ words: String, _ console: Console, _ stop: StopFlag) throws {
    let isAsked = isAsked(plan.batch.operation)
    if isAsked { console.tell(words) } else { console.say(words) }
    if let approve, approve != plan.digest {
      throw Failure(.planOther, [.plan: approve, .otherPlan: plan.digest])
    }
    guard isAsked else { return }
    Console.write("Send it? Type yes to send, anything else to stop: ", to: STDERR_FILENO)
    guard try Self.answer(stop)?.lowercased() == "yes" else { throw Failure(.planDeclined) }
  }

  /// How often a signal is looked for while nobody types.
  private static let lookEveryMilliseconds: Int32 = 100

  private static func answer(_ stop: StopFlag) throws -> String? {
    var keyboard = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    repeat {
      if stop.isSet { Console.write("\n", to: STDERR_FILENO) }
      try stop.demandGoingOn()
    } while poll(&keyboard, 1, lookEveryMilliseconds) <= 0
    return readLine()
  }
}
