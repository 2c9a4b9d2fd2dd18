public import Ledger
public import Operations
import Payments

/// Everything that is said about a batch: by `run`, `resume`, `batches`, `show` and `export`.
public struct BatchReport: Sendable {
  public let batch: Batch
  /// Where nobody works on the batch, what was on its way is in doubt; what was never sent is not sent.
  public let totals: BatchTotals
  public let findings: FindingCounts
  public let events: [Event]
  public let standing: Standing
  /// The first rows in doubt, at most `doubtsNamedMax`.
  public let doubtRows: [Int]
  /// Its rows are forgotten; what they came to is still known.
  public var isPruned: Bool { events.contains { $0.kind == .pruned } }
  /// The files, if they were written now.
  public let files: OutputPaths?

  public static let doubtsNamedMax = 10

  /// - Parameter isRunning: Whether a process works on the batch; nil to find out.
  public init(_ batch: Batch, _ ledger: any Ledger, isRunning: Bool? = nil, files: OutputPaths? = nil) throws {
    self.batch = batch
    self.files = files
    // First: a process that ends after this has settled what it sent.
    let isRunning = try isRunning ?? ledger.isHeld(batch)
    totals = try ledger.totals(of: batch).told(isRunning: isRunning)
    findings = try ledger.findings(of: batch)
    // Decisions are told row by row.
    events = try ledger.events(of: batch).filter { $0.kind != .resolved }
    standing = Standing(batch.status, totals, last: events.lastTurn?.kind, isRunning: isRunning)
    let doubts = totals[.inDoubt].rows == 0 ? [] : try ledger.doubts(of: batch).map(\.row.number).sorted()
    doubtRows = Array(doubts.prefix(Self.doubtsNamedMax))
  }
}

/// Where a batch stands: whether there is something to do, and for whom.
public enum Standing: String, Sendable, CaseIterable {
  /// A living process works on it.
  case running
  /// Rows are left, and nobody works on it.
  case stopped
  /// A brake stopped it, and there is still something to do.
  case halted
  /// Nothing is left to be sent, but rows are in doubt.
  case inDoubt = "in_doubt"
  case finished
  /// Given up: what was not sent never will be.
  case cancelled

  init(_ status: Batch.Status, _ totals: BatchTotals, last event: Event.Kind?, isRunning: Bool) {
    let totals = totals.told(isRunning: isRunning)
    let (isLeft, isDoubt) = (totals.unfinished.rows > 0, totals[.inDoubt].rows > 0)
    self =
      switch (status, event) {
      case (.cancelled, _): .cancelled
      case _ where isRunning: .running
      case (_, .halted) where isLeft || isDoubt || totals[.error].rows > 0: .halted
      default: isLeft ? .stopped : isDoubt ? .inDoubt : .finished
      }
  }

  /// Whether somebody has to do something, or does.
  public var isOpen: Bool { self != .finished && self != .cancelled }

  /// For people: `in doubt`.
  public var words: String { self == .inDoubt ? "in doubt" : rawValue }
}

extension BatchTotals {
  /// As people are told: what was never sent is not sent, and what a dead process had on its way is in doubt.
  func told(isRunning: Bool) -> BatchTotals {
    var totals = self
    for state in [RowState.planned] + (isRunning ? [] : [.sending]) {
      guard let outcome = state.outcome else { continue }
      totals[.done(outcome)] = totals[outcome] + totals[state]
      totals[state] = Total()
    }
    return totals
  }
}

extension [Event] {
  /// The last time that somebody began to work on a batch, or came to an end.
  var lastTurn: Event? { last { [.opened, .halted, .stopped, .finished, .cancelled].contains($0.kind) } }
}
