import GRDB
public import Operations
public import Payments

/// A payment to the same payee of the same amount that another batch made, may have made, or is still to make.
public struct Repeat: Sendable, Hashable {
  public let batch: String
  public let row: Int
  /// It is still to be made: `resume` would.
  public let isToCome: Bool
}

extension Journal {
  /// Payments since `start` by other batches of the same operation and address: made, in doubt, or still to come.
  ///
  /// - Returns: at most one row of each batch, the newest batch first.
  public func payments(
    to payee: String,
    of amount: Amount,
    since start: Timestamp,
    operation: Operation,
    address: String,
    otherThan own: Batch? = nil
  ) throws -> [Repeat] {
    try GRDB.Row.fetchAll(
      database.cachedStatement(
        sql: """
          SELECT batch.name, row.number, row.state IN ('planned', 'not_sent') AS is_to_come, min(row.number)
          FROM row JOIN batch ON batch.id = row.batch
          WHERE row.payee = ?1 AND row.amount = ?2
            AND row.state IN ('accepted', 'in_doubt', 'sending', 'planned', 'not_sent')
            AND batch.operation = ?3 AND batch.address = ?4 AND batch.id <> ?6
            AND (batch.created_at >= ?5 OR EXISTS (SELECT 1 FROM attempt
              WHERE attempt.batch = row.batch AND attempt.number = row.number AND attempt.sent_at >= ?5))
          GROUP BY batch.id ORDER BY batch.id DESC
          """
      ),
      arguments: [payee, amount.paise, operation.name, address, start.milliseconds, own?.id.number ?? 0]
    ).map { row in
      Repeat(
        batch: try row.decode(forColumn: "name"),
        row: try row.decode(forColumn: "number"),
        isToCome: try row.decode(forColumn: "is_to_come")
      )
    }
  }

  /// Whether any such payment can exist, so that a large sheet need not ask for every row.
  public func hasPayments(since start: Timestamp, operation: Operation, address: String) throws -> Bool {
    try Bool.fetchOne(
      database,
      sql: """
        SELECT EXISTS (SELECT 1 FROM batch WHERE operation = ?1 AND address = ?2 AND (created_at >= ?3
          OR EXISTS (SELECT 1 FROM attempt WHERE attempt.batch = batch.id AND attempt.sent_at >= ?3)))
        """,
      arguments: [operation.name, address, start.milliseconds]
    ) ?? false
  }
}
