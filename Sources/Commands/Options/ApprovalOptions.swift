import ArgumentParser
import Dispatching
import Operations
import Sheet

/// The answer to the question before sending, as typed.
struct ApprovalOptions: ParsableArguments {
  @Flag(name: .long, help: "Send without asking.")
  var yes = false

  @Option(name: .long, help: "Send only if the plan's digest is this one; stands for --yes.")
  var approve: String?

  /// Look-ups are not asked about.
  ///
  /// - Throws: `usage` if nobody can be asked.
  func demandAnswer(for operation: Operation) throws(Failure) {
    if !operation.effect.isJournalled || yes || approve != nil || Console.canAsk { return }
    throw Failure(
      .usage,
      [.cause: "There is no terminal to ask on: give --yes, or --approve with the digest from `check` or `show`."]
    )
  }

  func approval(of operation: Operation, _ console: Console, _ stop: StopFlag) -> Approval {
    Approval(isGiven: yes || !operation.effect.isJournalled, digest: approve, console: console, stop: stop)
  }
}
