import ArgumentParser
import Dispatching
import Ledger
import Operations
import Reports
import Sheet

struct MetricsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics",
    abstract: "The ledger in figures, as Prometheus reads them.",
    discussion: """
      For the textfile collector of Prometheus' node exporter, which must never see half a file: write beside it, then
      rename. Without a ledger that can be read aopbatch_ledger_up is 0, and that is a whole file, too.

      Example:  aopbatch metrics > aopbatch.prom.new; mv aopbatch.prom.new aopbatch.prom
      """
  )

  @OptionGroup var ledger: LedgerOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let console = common.console
    try await console.ending {
      let now = Timestamp.now
      let figures: LedgerFigures
      do {
        figures = try await onThread { [place = try ledger.place()] in
          try place.reading { try LedgerFigures($0, at: now) }
        }
      } catch {
        // What went wrong is said besides; whoever collects must hear of it, too.
        try? console.show([.collected(now), .ledger(isUp: false)], Failure(error).json())
        throw error
      }
      try console.show([.collected(now)] + figures.metrics(at: now) + [.ledger(isUp: true)])
      return .good
    }
  }
}

extension Console {
  /// - Parameter json: What else is in the object of `--json`.
  fileprivate func show(_ metrics: [Metric], _ json: JSON = [:]) throws {
    try show(file: metrics.map(\.text).filter { !$0.isEmpty }.joined(separator: "\n"))
    var json = json
    json["metrics"] = metrics.flatMap(\.json)
    try show(json: json)
  }
}
