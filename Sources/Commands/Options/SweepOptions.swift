import ArgumentParser
import Dispatching
import Operations

/// Asking again for what is not final, as typed.
struct SweepOptions: ParsableArguments {
  private static let swept = Operation.all.filter(\.canBeSwept).map(\.name).joined(separator: ", ")

  @Flag(
    name: .long,
    help: "\(Self.swept): the sheet is an earlier results file; ask only for rows that are not final, and renew it."
  )
  var skipFinal = false

  @Flag(name: .long, help: "\(Self.swept): ask again for what is still pending, with --every and --for.")
  var untilFinal = false

  @Option(name: .long, help: "With --until-final: the pause between rounds, as in 30s, 5m, 2h.")
  var every: DurationValue?

  @Option(name: .customLong("for"), help: "With --until-final: for how long at most, as in 30s, 5m, 2h.")
  var total: DurationValue?

  var sweep: Sweep? {
    guard let every, let total else { return nil }
    return (every.duration, total.duration)
  }

  func validate(for operation: Operation) throws {
    if skipFinal || untilFinal, !operation.canBeSwept {
      throw ValidationError("--skip-final and --until-final are for \(Self.swept) only.")
    }
    guard untilFinal == (every != nil), untilFinal == (total != nil) else {
      throw ValidationError("--until-final, --every and --for go together.")
    }
    if let every, every.duration <= .zero { throw ValidationError("--every must be more than zero.") }
    if let total, total.duration <= .zero { throw ValidationError("--for must be more than zero.") }
  }
}
