import Engine
import Glibc
import Ledger
import Operations

/// One line that says how far a run is: rewritten in place on a terminal, a line every 30 seconds elsewhere.
struct ProgressLine: Sendable {
  private static let terminalInterval = Duration.milliseconds(500)
  private static let logInterval = Duration.seconds(30)

  let console: Console
  let operation: Operation

  /// Shows the progress until its task is cancelled, then removes the line.
  func show(_ progress: Progress) async {
    guard !console.isQuiet, progress.rowsToSend > 0 else { return }
    let isTerminal = Console.hasTerminal
    while (try? await Task.sleep(for: isTerminal ? Self.terminalInterval : Self.logInterval)) != nil {
      let line = text(progress)
      Console.write(isTerminal ? "\r\u{1B}[K\(line)" : "\(line)\n", to: STDERR_FILENO)
    }
    if isTerminal { Console.write("\r\u{1B}[K", to: STDERR_FILENO) }
  }

  private func text(_ progress: Progress) -> String {
    let tally = progress.outcomes
    let counts = operation.outcomes.filter { tally[$0].rows > 0 }.map { "\(tally[$0].rows) \($0.rawValue)" }
    return "\(tally.read) of \(progress.rowsToSend) rows"
      + (counts.isEmpty ? "" : ": \(counts.joined(separator: ", "))")
  }
}
