import GRDB
public import Operations
public import Payments

/// A payment of another batch to the same payee of the same amount.
public struct Repeat: Sendable, Hashable {
  public let batch: String
  public let row: Int
}

extension Journal {
  /// Payments that may have been made since `start` by other batches of the same operation and address.
  ///
  /// - Returns: at most one row of each batch, the newest batch first.
  public func payments(
    to payee: String,
    of amount: Amount,
    since start: Timestamp,
    operation: Operation,
    address: String
  ) throws -> [Repeat] {
    try GRDB.Row.fetchAll(
      database.cachedStatement(
        sql: """
          SELECT batch.name, min(row.number) AS number FROM row JOIN batch ON batch.id = row.batch
          WHERE row.payee = ? AND row.amount = ? AND row.state IN ('accepted', 'in_doubt', 'sending')
            AND batch.operation = ? AND batch.address = ?
            AND EXISTS (SELECT 1 FROM attempt WHERE attempt.batch = row.batch AND attempt.number = row.number
              AND attempt.sent_at >= ?)
          GROUP BY batch.id ORDER BY batch.id DESC
          """
      ),
      arguments: [payee, amount.paise, operation.name, address, start.milliseconds]
    ).map { Repeat(batch: $0["name"], row: $0["number"]) }
  }

  /// Whether any such payment can exist, so that a large sheet need not ask for every row.
  public func hasPayments(since start: Timestamp, operation: Operation, address: String) throws -> Bool {
    try Bool.fetchOne(
      database,
      sql: """
        SELECT EXISTS (SELECT 1 FROM attempt JOIN batch ON batch.id = attempt.batch
          WHERE batch.operation = ? AND batch.address = ? AND attempt.sent_at >= ?)
        """,
      arguments: [operation.name, address, start.milliseconds]
    ) ?? false
  }
}
