public import Ledger
import Operations
public import Reports
import Sheet

/// Goes on with a batch that was stopped: sends what was not sent, and never what may have been.
public struct Resume: Sendable {
  private let batch: Batch
  private let options: SendingOptions
  private let output: OutputPaths
  private let ledger: any Ledger

  public init(_ batch: Batch, _ options: SendingOptions, output: OutputPaths, ledger: any Ledger) {
    self.batch = batch
    self.options = options
    self.output = output
    self.ledger = ledger
  }

  /// - Throws: `Failure` if another process works on the batch, or the ledger fails.
  public func callAsFunction(_ monitor: Monitor = Monitor()) async throws -> RunEnd {
    let (held, repeats) = try await onThread {
      try ledger.checkForDamage()
      try demandCredentials()
      let held = try ledger.demandHold(batch)
      return (held, try paidMeanwhile(held.batch))
    }
    return try await Sending(held: held, options: options, ledger: ledger, heldBack: repeats)(monitor, output: output)
  }

  private func paidMeanwhile(_ batch: Batch) throws -> [Int: Repeat] {
    let start = RepeatRule.start(batch.operation, now: .now)
    return try ledger.precedent(of: batch, since: start).samePayments.filter {
      RepeatRule.holdsBack($0.value, from: batch)
    }
  }

  /// Looks through the rows only if a setting is missing that some of them may need.
  private func demandCredentials() throws {
    let columns = batch.operation.columns.enumerated().filter { column in
      column.element.credential.map { options.credentials[$0] == nil } ?? false
    }
    if columns.isEmpty { return }
    var needed: Set<Credential> = []
    try ledger.forEachRow(of: batch, .all) { row in
      guard let fields = row.fields, row.state.isSentByResume else { return }
      for (index, column) in columns where fields[index].isEmpty {
        if let credential = column.credential { needed.insert(credential) }
      }
    }
    try options.credentials.demand(needed)
  }
}

extension RowState {
  /// Rows that `resume` sends, or asks for again.
  fileprivate var isSentByResume: Bool { self == .planned || self == .done(.notSent) || self == .done(.error) }
}
