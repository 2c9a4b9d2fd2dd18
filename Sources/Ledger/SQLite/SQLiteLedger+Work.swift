import Operations
import Sheet

// Work on a batch, on which nobody else can work: the lock is the process's alone.
extension SQLiteLedger {
  func takeOver(_ batch: Batch, at now: Timestamp, _ database: Connection) throws {
    guard batch.operation.effect.isJournalled else { return }
    let numbers: [Int] = try database.values(
      "SELECT number FROM row INDEXED BY row_open WHERE state = 'sending' AND batch = ?",
      [batch.id]
    )
    try move(numbers.map { ($0, .done(.inDoubt)) }, of: batch, from: .sending, at: now, database)
  }

  /// Who has the lock knows that nobody else is alive who works on the batch.
  func demandGone(_ number: Int, of batch: Batch, _ database: Connection) {}

  func lead(_ batch: Batch, pace: Int64?, _ database: Connection) {}

  var isShared: Bool { false }

  func join(_ batch: Batch, by user: String, at now: Timestamp) throws -> (batch: HeldBatch, pace: Int64?) {
    throw Failure(.ledgerNotShared, [.path: place])
  }

  func gather(_ batch: HeldBatch, at now: Timestamp) -> Others { (0, 0) }

  func stopAll(_ batch: Batch, _ reason: Stopping) {}

  func reserve(_ starts: Int, of batch: HeldBatch) -> Int64 { 0 }
}
