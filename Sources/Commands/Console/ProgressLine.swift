import Dispatching
import Glibc
import Operations
import Payments

/// One line that says how far a run is: rewritten in place on a terminal, a line every 30 seconds elsewhere.
struct ProgressLine: Sendable {
  private static let terminalInterval = Duration.milliseconds(250)
  private static let logInterval = Duration.seconds(30)

  let console: Console
  let operation: Operation

  /// Shows the progress until its task is cancelled, then removes the line.
  func show(_ progress: Progress) async {
    guard !console.isQuiet, progress.rowsToSend > 0 else { return }
    let start = ContinuousClock.now
    let isTerminal = Console.hasTerminal
    while (try? await Task.sleep(for: isTerminal ? Self.terminalInterval : Self.logInterval)) != nil {
      let line = text(progress, seconds: start.secondsSince)
      let shown = Console.columns.map { "\(Console.clearLine)\(line.prefix($0 - 1))" } ?? "\(line)\n"
      Console.write(shown, to: STDERR_FILENO)
    }
    if isTerminal { Console.write(Console.clearLine, to: STDERR_FILENO) }
  }

  /// The most important first, for a narrow terminal cuts the end off.
  private func text(_ progress: Progress, seconds: Double) -> String {
    let outcomes = progress.outcomes
    let done = outcomes.read.rows
    let rate = Double(done) / max(seconds, 0.001)
    var parts = ["\(done) of \(progress.rowsToSend) rows", "\(Int(rate.rounded())) a second"]
    if rate > 0 { parts.append("\(Self.clock(Double(progress.rowsToSend - done) / rate)) left") }
    for outcome in operation.outcomes where outcomes[outcome].rows > 0 {
      let money = operation.hasAmount ? " \(outcomes[outcome].grouped)" : ""
      parts.append("\(outcomes[outcome].rows) \(outcome.rawValue)\(money)")
    }
    return parts.joined(separator: " · ")
  }

  /// `1:05:09` or `5:09`
  private static func clock(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 8_640_000).rounded(.up))
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let hours = whole / 3600
    let minutes = whole / 60 % 60
    return hours > 0 ? "\(hours):\(padded(minutes)):\(padded(whole % 60))" : "\(minutes):\(padded(whole % 60))"
  }
}
