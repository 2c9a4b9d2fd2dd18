import GRDB
public import Operations

/// Something that happened to a batch as a whole: it began, a brake stopped it, somebody resumed it.
public struct Event: Sendable {
  public let at: Timestamp
  public let what: String
}

extension Journal {
  public func note(_ what: String, about batch: Batch, at now: Timestamp) throws {
    try database.execute(
      sql: "INSERT INTO event (batch, at, what) VALUES (?, ?, ?)",
      arguments: [batch.id.number, now.milliseconds, what]
    )
  }

  public func events(of batch: Batch) throws -> [Event] {
    try GRDB.Row.fetchAll(
      database,
      sql: "SELECT at, what FROM event WHERE batch = ? ORDER BY id",
      arguments: [batch.id.number]
    ).map { Event(at: Timestamp(milliseconds: try $0.decode(forColumn: "at")), what: try $0.decode(forColumn: "what")) }
  }
}
