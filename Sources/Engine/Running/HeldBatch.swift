import Ledger

/// A batch that only this process works on.
struct HeldBatch: Sendable {
  let batch: Batch
  private let lock: BatchLock

  init(_ batch: Batch, ledger: Ledger) throws {
    guard let lock = try BatchLock(ledger: ledger.path, batch: batch.id) else { throw Refusal.busy(batch.name) }
    self.batch = batch
    self.lock = lock
  }

  /// Lets others work on the batch: at once, not when the last thread lets go of its copy.
  func release() { lock.release() }
}
