import Operations

/// Rows that would be sent, though what was recorded about them says that they were sent: somebody changed the ledger by
/// hand, or a part of it is of another time. Only for operations that move money or create something.
enum Contradiction {
  /// In SQL, about a `row` that is to be sent. No answer says anything but that the request was not sent, or doubt; and
  /// each doubt, as each request without an answer, was resolved as not paid. Counted, not compared by time, for clocks are
  /// set back.
  /// The offsets keep a server from reading whole tables instead of what belongs to each row.
  static let condition = """
    (EXISTS (SELECT 1 FROM answer
        WHERE answer.batch = row.batch AND answer.number = row.number
          AND answer.state NOT IN ('planned', 'not_sent', 'in_doubt') LIMIT 1 OFFSET 0)
      OR (SELECT count(*) FROM attempt LEFT JOIN answer USING (batch, number, try)
          WHERE attempt.batch = row.batch AND attempt.number = row.number
            AND coalesce(answer.state, 'in_doubt') = 'in_doubt')
        > (SELECT count(*) FROM resolution
          WHERE resolution.batch = row.batch AND resolution.number = row.number AND paid = 0)
      OR EXISTS (SELECT 1 FROM resolution
          WHERE resolution.batch = row.batch AND resolution.number = row.number AND paid = 1 LIMIT 1 OFFSET 0))
    """

  /// The first such row of a batch.
  static func firstRow<Connection: SQLConnection>(of batch: Batch, _ connection: Connection) throws -> Int? {
    guard batch.operation.effect.isJournalled else { return nil }
    // From the requests to the rows: most rows of a new batch have none.
    return try connection.value(
      """
      SELECT row.number FROM attempt AS tried
      \(Connection.dialect.joinAfterwards) row ON row.batch = tried.batch AND row.number = tried.number
      WHERE tried.batch = ? AND row.state IN ('planned', 'not_sent') AND \(condition) ORDER BY tried.number LIMIT 1
      """,
      [batch.id]
    )
  }
}
