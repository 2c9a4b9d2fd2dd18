public import Ledger
import Operations

/// What can be asked of the ledger without a sheet.
public struct LedgerViews: Sendable {
  private let ledger: Ledger

  public init(_ ledger: Ledger) { self.ledger = ledger }

  /// The batch of that name or unambiguous beginning of one.
  public func batch(named name: String) async throws -> Batch {
    try await onThread { try ledger.read { try $0.batch(named: name) } }
  }

  /// All batches, newest first.
  public func batches() async throws -> [BatchReport] {
    try await onThread {
      try ledger.read { journal in try journal.batches().map { try journal.report(on: $0, files: nil) } }
    }
  }

  public func show(_ batch: Batch) async throws -> BatchReport {
    try await onThread { try ledger.read { try $0.report(on: batch, files: nil) } }
  }

  /// The rows that only a person can settle, in the sheet's order.
  public func rowsInDoubt(of batch: Batch) async throws -> [RecordedRow] {
    try await onThread {
      try ledger.read { journal in
        var rows: [RecordedRow] = []
        try journal.forEachRow(of: batch, in: .done(.inDoubt)) { rows.append($0) }
        return rows
      }
    }
  }

  public func events(of batch: Batch) async throws -> [Event] {
    try await onThread { try ledger.read { try $0.events(of: batch) } }
  }

  /// Writes a batch's files again.
  public func export(_ batch: Batch, folder: String?) async throws -> BatchReport {
    try await onThread {
      try ledger.read {
        try $0.report(on: batch, files: BatchFiles(batch, OutputPaths(batch, folder: folder)).write($0))
      }
    }
  }

  /// Records what a person found out about a row in doubt.
  ///
  /// - Throws: `Refusal` with status 64 if the row is not in doubt, 75 if another process works on the batch.
  public func resolve(_ number: Int, of batch: Batch, _ resolution: Resolution) async throws {
    try await onThread {
      let held = try HeldBatch(batch, ledger: ledger)
      defer { held.release() }
      try ledger.write { try $0.resolveOne(number, of: held.batch, resolution) }
    }
  }
}

extension Journal {
  fileprivate func resolveOne(_ number: Int, of batch: Batch, _ resolution: Resolution) throws {
    // What a dead process left on its way is in doubt too, and the lock says that it is dead.
    if batch.operation.effect.isJournalled { _ = try doubtWhatWasSending(in: batch, at: .now) }
    guard let row = try row(number, of: batch) else {
      throw Refusal(.usage, "Batch \(batch.name) has no row \(number). Rows are numbered as in aop_row.")
    }
    guard row.state == .done(.inDoubt) else {
      throw Refusal(
        .usage,
        "Row \(number) of batch \(batch.name) is \(row.state.text), not in doubt: nothing to resolve."
      )
    }
    try resolve(number, of: batch, resolution)
  }
}
