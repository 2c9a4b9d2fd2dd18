import Operations

// What other batches of the provider know of a sheet and of its payments.
extension SQLLedger {
  func precedent(of batch: Batch, _ scope: PaymentScope) throws -> Precedent {
    try read { try precedent(of: batch, scope, $0) }
  }

  func precedent(of batch: Batch, _ scope: PaymentScope, _ connection: Connection) throws -> Precedent {
    Precedent(
      scope,
      sameSheet: try earlierBatches(of: batch.sheetKey, connection).first?.name,
      samePayments: try OtherPayments(connection: connection, scope: scope).samePayments(as: batch.id)
    )
  }

  func earlierBatches(of sheet: SheetKey) throws -> [Batch] { try read { try earlierBatches(of: sheet, $0) } }

  private func earlierBatches(of sheet: SheetKey, _ connection: Connection) throws -> [Batch] {
    let ids: [Int64] = try connection.values(
      """
      SELECT id FROM (
        SELECT id, status, path, sha256, rows_sha256, status <> 'cancelled' AND (status = 'open' OR (
          SELECT coalesce(sum(rows), 0) FROM total WHERE total.batch = batch.id AND state IN ('planned', 'sending', 'not_sent')
            ) > 0) AS is_unfinished
        FROM batch WHERE operation = ? AND provider = ? AND status <> 'draft'
      ) AS known
      WHERE sha256 = ? OR rows_sha256 = ? OR is_unfinished AND path = ? AND path <> ''
      ORDER BY is_unfinished DESC, status = 'cancelled', id DESC
      """,
      [
        sheet.operation.name, Provider.key(of: sheet.address), sheet.digests.sha256, sheet.digests.rowsSHA256,
        sheet.path,
      ]
    )
    return try ids.map { try batch($0, connection) }
  }

  func payments(like hashes: [UInt64], _ scope: PaymentScope) throws -> [[UInt8]: Repeat] {
    try read { try OtherPayments(connection: $0, scope: scope).payments(like: hashes) }
  }
}

extension SQLConnection {
  /// The lists by which repeats of a batch's payments are found.
  func forEachIdentityBlock(of batch: Int64, _ visit: (IdentityBlock) throws -> Void) throws {
    try forEach("SELECT identities FROM payments WHERE batch = ?", [batch]) { block in
      try visit(IdentityBlock(block.bytes(0)))
    }
  }
}

/// The payments in a scope.
private struct OtherPayments<Connection: SQLConnection> {
  let connection: Connection
  let scope: PaymentScope

  private var operation: Operation { scope.operation }

  /// Batches in which a row may count: something happened to them since the start, or something is open in them.
  private func batches() throws -> [Int64] {
    if operation.identityColumns.isEmpty { return [] }
    let others: [Int64] = try connection.values(
      """
      SELECT id FROM batch
      WHERE operation = ?1 AND provider = ?2 AND status <> 'draft'
        AND (status = 'open' OR created_at >= ?3
          OR EXISTS (SELECT 1 FROM journal WHERE journal.batch = batch.id AND at >= ?3)
          OR EXISTS (SELECT 1 FROM resolution WHERE resolution.batch = batch.id AND decided_at >= ?3)
          OR (SELECT coalesce(sum(rows), 0) FROM total WHERE total.batch = batch.id
            AND state IN ('in_doubt', 'sending', 'planned', 'not_sent')) > 0)
      """,
      [operation.name, Provider.key(of: scope.address), scope.since]
    )
    return others.filter { other in !scope.besides.contains { $0.id == other } }
  }

  /// Rows that are the same payment as rows of a batch which would be sent, by those rows' numbers.
  func samePayments(as batch: Int64) throws -> [Int: Repeat] {
    var hashes: [UInt64] = []
    try connection.forEachIdentityBlock(of: batch) { $0.forEach { hash, _ in hashes.append(hash) } }
    let known = try payments(like: hashes)
    if known.isEmpty { return [:] }
    let suspect = Set(known.keys.map(IdentityHash.hash))
    var repeats: [Int: Repeat] = [:]
    try connection.forEachIdentityBlock(of: batch) { block in
      try block.forEach { hash, number in
        guard suspect.contains(hash), let own = try plannedIdentity(batch, number) else { return }
        repeats[number] = known[own]
      }
    }
    return repeats
  }

  private func plannedIdentity(_ batch: Int64, _ number: Int) throws -> [UInt8]? {
    try connection.first(
      "SELECT fields FROM row WHERE batch = ? AND number = ? AND state IN ('planned', 'not_sent')",
      [batch, number]
    ) { try operation.recordedIdentity($0.cell(0)) } ?? nil
  }

  /// By their identities; of several that are the same, the one that matters most, and of those the newest.
  func payments(like hashes: [UInt64]) throws -> [[UInt8]: Repeat] {
    var known: [[UInt8]: Repeat] = [:]
    for (batch, number) in try rows(like: hashes) {
      guard let (identity, found) = try match(batch, number) else { continue }
      known[identity] = [known[identity], found].compactMap { $0 }
        .max { ($0.weight, $0.since) < ($1.weight, $1.since) }
    }
    return known
  }

  /// Rows that have one of the hashes. The history is looked through once, against a filter small enough to be fast; what
  /// passes it by chance is left out after that.
  private func rows(like hashes: [UInt64]) throws -> [(batch: Int64, number: Int)] {
    if hashes.isEmpty { return [] }
    let filter = IdentityFilter(hashes)
    var found: [(batch: Int64, hash: UInt64, number: Int)] = []
    for batch in try batches() {
      try connection.forEachIdentityBlock(of: batch) { block in
        block.forEach { hash, number in if filter.mayContain(hash) { found.append((batch, hash, number)) } }
      }
    }
    let alike = Set(found.map(\.hash)).intersection(hashes)
    return found.filter { alike.contains($0.hash) }.map { ($0.batch, $0.number) }
  }

  /// A row of another batch with its identity, if it counts.
  private func match(_ batch: Int64, _ number: Int) throws -> ([UInt8], Repeat)? {
    // A row that was rejected after it was recorded is still in its block, without values.
    try connection.first(
      """
      SELECT row.fields, batch.name, row.state, row.since, batch.status FROM row JOIN batch ON batch.id = row.batch
      WHERE row.batch = ? AND row.number = ? AND row.fields IS NOT NULL
      """,
      [batch, number]
    ) { row in
      guard let identity = try operation.recordedIdentity(row.cell(0)) else { return nil }
      let found = Repeat(batch: try row.cell(1), row: number, state: try row.cell(2), since: try row.cell(3))
      let isCancelled = try row.text(4) == Batch.Status.cancelled.rawValue
      return counts(found, isCancelled) ? (identity, found) : nil
    } ?? nil
  }

  private func counts(_ found: Repeat, _ isCancelled: Bool) -> Bool {
    switch found.state {
    case .done(.inDoubt), .sending: true
    case .planned, .done(.notSent): !isCancelled
    case .done(.accepted), .done(.success): found.since >= scope.since
    case .rejected, .done: false
    }
  }
}
