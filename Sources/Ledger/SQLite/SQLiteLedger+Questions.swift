import GRDB
public import Operations
import Payments
import Sheet

// What can be asked about batches.
extension SQLiteLedger {
  public func batches() throws -> [Batch] {
    try read { database in
      try database.rows("SELECT * FROM batch WHERE status <> 'draft' ORDER BY id DESC").map(batch)
    }
  }

  public func batch(named prefix: String) throws -> Batch {
    let found = try read { database in
      try database.rows(
        """
        SELECT * FROM batch WHERE status <> 'draft' AND substr(name, 1, length(?1)) = ?1
        ORDER BY name = ?1 DESC LIMIT 2
        """,
        [prefix]
      ).map(batch)
    }
    guard let first = found.first, !prefix.isEmpty else { throw Failure(.batchUnknown, [.batch: prefix]) }
    guard found.count == 1 || first.name == prefix else { throw Failure(.batchAmbiguous, [.batch: prefix]) }
    return first
  }

  /// A batch by its number, in whatever state.
  func batch(_ id: Int64, _ database: Database) throws -> Batch {
    guard let row = try database.row("SELECT * FROM batch WHERE id = ?", [id]) else {
      throw Failure(.batchUnknown, [.batch: "\(id)"])
    }
    return try batch(row)
  }

  private func batch(_ row: SQLRow) throws -> Batch {
    let name: String = try row.decode(forColumn: "operation")
    let status: String = try row.decode(forColumn: "status")
    guard let operation = operations[name] else { throw Failure(.ledgerNewer, [.path: place, .name: name]) }
    guard let status = Batch.Status(rawValue: status) else {
      throw Failure(.ledgerNewer, [.path: place, .state: status])
    }
    return Batch(
      name: try row.decode(forColumn: "name"),
      operation: operation,
      sheet: try row.decode(forColumn: "sheet"),
      path: try row.decode(forColumn: "path"),
      folder: try row.decode(forColumn: "folder"),
      renews: try row.decode(forColumn: "renews"),
      address: try row.decode(forColumn: "address"),
      digests: SheetDigests(
        sha256: try row.decode(forColumn: "sha256"),
        rowsSHA256: try row.decode(forColumn: "rows_sha256"),
        plan: try row.decode(forColumn: "plan"),
        blankRows: try row.decode(forColumn: "blank_rows")
      ),
      warnedRows: try row.decode(forColumn: "warned_rows"),
      header: try PackedRow(stored: row.decode(forColumn: "header")),
      createdAt: Timestamp(milliseconds: try row.decode(forColumn: "created_at")),
      createdBy: try row.decode(forColumn: "created_by"),
      again: try row.decode(forColumn: "again"),
      registration: try row.decode(forColumn: "registration"),
      status: status,
      id: try row.decode(forColumn: "id")
    )
  }

  public func knows(_ row: ReportedRow) throws -> Bool {
    try read { database in
      if !row.reference.isEmpty, try database.exists("row WHERE reference = ?", [row.reference]) { return true }
      guard let number = row.number, let sentAt = row.sentAt else { return false }
      return try database.exists(
        "batch CROSS JOIN attempt ON attempt.batch = batch.id AND number = ? AND sent_at = ?",
        [number, sentAt.milliseconds]
      )
    }
  }

  public func totals(of batch: Batch) throws -> BatchTotals { try read { try totals(of: batch, $0) } }

  func totals(of batch: Batch, _ database: Database) throws -> BatchTotals {
    var totals = try Totals.read(database, batch: batch.id)
    totals.blank = batch.digests.blankRows
    totals.warned = batch.warnedRows
    return totals
  }

  public func findings(of batch: Batch) throws -> FindingCounts {
    try read { database in
      var counts = FindingCounts()
      for row in try database.rows("SELECT is_error, code, rows, paise FROM finding WHERE batch = ?", [batch.id]) {
        let kind = try row.decode(Bool.self, atIndex: 0) ? \FindingCounts.errors : \.warnings
        counts[keyPath: kind][try row.decode(atIndex: 1)] = try Total(row, rows: 2, paise: 3)
      }
      return counts
    }
  }

  public func events(of batch: Batch?) throws -> [Event] {
    try read { database in
      try database.rows("SELECT * FROM event WHERE batch IS ? ORDER BY id", [batch?.id]).map { row in
        Event(
          at: Timestamp(milliseconds: try row.decode(forColumn: "at")),
          Event.Kind(rawValue: try row.decode(forColumn: "kind")) ?? .other,
          detail: try row.decode(forColumn: "detail"),
          unsent: try row.decode(forColumn: "unsent")
        )
      }
    }
  }

  public func decisions(about batch: Batch, most: Int) throws -> [Decision] {
    try read { database in
      try database.rows("SELECT * FROM resolution WHERE batch = ? ORDER BY id LIMIT ?", [batch.id, most])
        .map { (try $0.decode(forColumn: "number"), try Resolution($0)) }
    }
  }

  public func requests(of batch: Batch) throws -> Requests {
    try read { database in
      let found = try database.row(
        "SELECT count(*), min(sent_at) FROM attempt WHERE batch = ? AND sent_at >= ?",
        [batch.id, batch.createdAt.milliseconds]
      )
      let first = try found?.decode(Int64?.self, atIndex: 1)
      return (try found?.decode(atIndex: 0) ?? 0, first.map(Timestamp.init(milliseconds:)))
    }
  }
}

extension Resolution {
  init(_ row: SQLRow) throws {
    try self.init(
      paid: row.decode(forColumn: "paid"),
      reference: row.decode(forColumn: "reference"),
      reason: row.decode(forColumn: "reason"),
      decidedBy: row.decode(forColumn: "decided_by"),
      decidedAt: Timestamp(milliseconds: row.decode(forColumn: "decided_at"))
    )
  }
}
