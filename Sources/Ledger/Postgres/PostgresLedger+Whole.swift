import Operations
import Sheet

// The whole ledger: what look-ups held is given back; copies are the server's own business.
extension PostgresLedger {
  func forgetRows(of batch: Batch) throws {
    try writeInSteps { transaction in
      try transaction.database.rows(
        "SELECT set_config('\(PostgresSchema.forgets)', $1, true)",
        [.text("\(batch.id)")]
      )
      return try transaction.deleteRows(of: batch.id, most: Self.rowsAtOnceMax)
    }
  }

  /// The server uses the space again by itself.
  func giveSpaceBack() {}

  func backup(to path: String) throws { throw Failure(.ledgerBackup, [.path: place]) }
}
