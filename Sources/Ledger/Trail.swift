import GRDB
public import Operations

/// The requests of a batch, all tries counted.
public struct Requests: Sendable {
  public let count: Int
  /// When the first one was sent.
  public let first: Timestamp?
}

/// A person's decision about one row of a batch.
public struct Decision: Sendable {
  public let row: Int
  public let resolution: Resolution
}

extension Journal {
  /// The requests that were made for a batch itself; results carried over from an earlier one are not among them.
  public func requests(of batch: Batch) throws -> Requests {
    let found = try GRDB.Row.fetchOne(
      database,
      sql: "SELECT count(*) AS requests, min(sent_at) AS first FROM attempt WHERE batch = ? AND sent_at >= ?",
      arguments: [batch.id.number, batch.createdAt.milliseconds]
    )
    return Requests(
      count: try found?.decode(forColumn: "requests") ?? 0,
      first: try found?.decode(Int64?.self, forColumn: "first").map(Timestamp.init(milliseconds:))
    )
  }

  /// Every decision about rows of a batch, in the order in which they were taken, the first `most` of them.
  public func decisions(about batch: Batch, most: Int) throws -> [Decision] {
    try GRDB.Row.fetchAll(
      database,
      sql: """
        SELECT number, paid, reference, reason, decided_by, decided_at FROM resolution WHERE batch = ?
        ORDER BY id LIMIT ?
        """,
      arguments: [batch.id.number, most]
    ).map { row in
      let resolution = try Resolution(
        paid: row.decode(forColumn: "paid"),
        reference: row.decode(forColumn: "reference"),
        reason: row.decode(forColumn: "reason"),
        decidedBy: row.decode(forColumn: "decided_by"),
        decidedAt: Timestamp(milliseconds: row.decode(forColumn: "decided_at"))
      )
      return Decision(row: try row.decode(forColumn: "number"), resolution: resolution)
    }
  }
}
