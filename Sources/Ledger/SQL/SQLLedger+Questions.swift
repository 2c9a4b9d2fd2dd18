import Operations
import Payments
import Sheet

// What can be asked about batches.
extension SQLLedger {
  func batches() throws -> [Batch] { try read(batches) }

  private func batches(_ connection: Connection) throws -> [Batch] {
    try connection.list("SELECT \(Batch.columns) FROM batch WHERE status <> 'draft' ORDER BY id DESC", [], batch)
  }

  func batch(named prefix: String) throws -> Batch {
    let found = try read { connection in
      try connection.list(
        """
        SELECT \(Batch.columns) FROM batch WHERE status <> 'draft' AND substr(name, 1, length(?1)) = ?1
        ORDER BY name = ?1 DESC LIMIT 2
        """,
        [prefix],
        batch
      )
    }
    guard let first = found.first, !prefix.isEmpty else { throw Failure(.batchUnknown, [.batch: prefix]) }
    guard found.count == 1 || first.name == prefix else { throw Failure(.batchAmbiguous, [.batch: prefix]) }
    return first
  }

  /// A batch by its number, in whatever state.
  func batch(_ id: Int64, _ connection: Connection) throws -> Batch {
    let found = try connection.first("SELECT \(Batch.columns) FROM batch WHERE id = ?", [id], batch)
    guard let found else { throw Failure(.batchUnknown, [.batch: "\(id)"]) }
    return found
  }

  /// From the columns of a batch.
  private func batch(_ row: some SQLRow) throws -> Batch {
    let (name, status) = try (row.text(2), row.text(3))
    guard let operation = operations[name] else { throw Failure(.ledgerNewer, [.path: place, .name: name]) }
    guard let status = Batch.Status(rawValue: status) else {
      throw Failure(.ledgerNewer, [.path: place, .state: status])
    }
    return Batch(
      name: try row.cell(1),
      operation: operation,
      sheet: try row.cell(4),
      path: try row.cell(5),
      folder: try row.cell(6),
      renews: try row.cell(7),
      address: try row.cell(8),
      digests: SheetDigests(
        sha256: try row.cell(9),
        rowsSHA256: try row.cell(10),
        plan: try row.cell(11),
        blankRows: try row.cell(12)
      ),
      warnedRows: try row.cell(13),
      header: try row.cell(14),
      createdAt: try row.cell(15),
      createdBy: try row.cell(16),
      again: try row.cell(17),
      registration: try row.cell(18),
      status: status,
      id: try row.cell(0)
    )
  }

  func knows(_ row: ReportedRow) throws -> Bool {
    try read { connection in
      if !row.reference.isEmpty,
        try connection.exists("\(Connection.dialect.references) WHERE reference = ?", [row.reference])
      {
        return true
      }
      guard let number = row.number, let sentAt = row.sentAt else { return false }
      return try connection.exists(
        """
        batch \(Connection.dialect.joinAfterwards) attempt
        ON attempt.batch = batch.id AND number = ? AND sent_at = ?
        """,
        [number, sentAt]
      )
    }
  }

  func totals(of batch: Batch) throws -> BatchTotals { try read { try totals(of: batch, $0) } }

  func totals(of batch: Batch, _ connection: Connection) throws -> BatchTotals {
    try connection.totals(of: batch.id).with(batch)
  }

  func batchesWithTotals() throws -> [(batch: Batch, totals: BatchTotals)] {
    try read { connection in
      let totals = try connection.totalsByBatch()
      return try batches(connection).map { ($0, (totals[$0.id] ?? BatchTotals()).with($0)) }
    }
  }

  func findings(of batch: Batch) throws -> FindingCounts {
    try read { connection in
      var counts = FindingCounts()
      try connection.forEach("SELECT is_error, code, rows, paise FROM finding WHERE batch = ?", [batch.id]) { row in
        let kind = try row.cell(0) ? \FindingCounts.errors : \.warnings
        counts[keyPath: kind][try row.cell(1)] = try Total(row, from: 2)
      }
      return counts
    }
  }

  func events(of batch: Batch?) throws -> [Event] { try read { try $0.events(of: batch?.id) } }

  func decisions(about batch: Batch, most: Int) throws -> [Decision] {
    try read { connection in
      try connection.list(
        "SELECT number, \(Resolution.columns) FROM resolution WHERE batch = ? ORDER BY id LIMIT ?",
        [batch.id, most]
      ) { (try $0.cell(0), try Resolution($0, from: 1)) }
    }
  }

  func requests(of batch: Batch) throws -> Requests {
    try read { connection in
      try connection.first(
        "SELECT count(*), min(sent_at) FROM attempt WHERE batch = ? AND sent_at >= ?",
        [batch.id, batch.createdAt]
      ) { (try $0.cell(0), try $0.cell(1)) } ?? (0, nil)
    }
  }

  func wasAnswered(_ batch: Batch) throws -> Bool {
    try read { connection in
      // What is carried over was answered before.
      try connection.exists(
        "answer WHERE batch = ? AND answered_at >= ? AND state NOT IN ('error', 'planned')",
        [batch.id, batch.createdAt]
      )
    }
  }
}

extension BatchTotals {
  /// With what the batch itself says.
  fileprivate func with(_ batch: Batch) -> BatchTotals {
    var totals = self
    (totals.blank, totals.warned) = (batch.digests.blankRows, batch.warnedRows)
    return totals
  }
}

extension Batch {
  /// In the order in which they are read.
  fileprivate static let columns = """
    id, name, operation, status, sheet, path, folder, renews, address, sha256, rows_sha256, plan, blank_rows,
    warned_rows, header, created_at, created_by, again, registration
    """
}

extension Resolution {
  static let columns = "paid, reference, reason, decided_by, decided_at"

  /// - Parameter first: The place of the first of the columns.
  init(_ row: some SQLRow, from first: Int) throws {
    self.init(
      paid: try row.cell(first),
      reference: try row.cell(first + 1),
      reason: try row.cell(first + 2),
      decidedBy: try row.cell(first + 3),
      decidedAt: try row.cell(first + 4)
    )
  }
}
