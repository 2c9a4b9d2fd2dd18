import ArgumentParser

/// Why what was paid before is to be paid once more, as typed by `check` and `run`.
struct ReasonOptions: ParsableArguments {
  @Option(name: .long, help: "Process a sheet that was processed before once more, for this reason, which is recorded.")
  var again: String?

  @Option(
    name: .long,
    help: "Do not reject rows that another batch paid in the last 7 days, for this reason, which is recorded."
  )
  var allowRepeats: String?

  func validate() throws {
    for (name, reason) in [("--again", again), ("--allow-repeats", allowRepeats)] {
      if reason?.allSatisfy(\.isWhitespace) == true { throw ValidationError("\(name) needs a reason.") }
    }
  }
}
