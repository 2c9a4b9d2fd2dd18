import FoundationEssentials
import GRDB
public import Operations
import Payments
import Sheet

// A sheet becomes a batch.
extension SQLiteLedger {
  /// Rows that are recorded, or dropped, in one transaction: so few that others wait less than a second.
  private static let rowsAtOnceMax = 20_000

  public func draft(_ new: NewBatch, at now: Timestamp) throws -> HeldBatch {
    try write { database in
      let id = try database.insert(new, named: freshName(now, database), at: now)
      // Locked before anybody else can see it, for a draft that nobody holds is dropped.
      guard let lock = try lock(id) else { throw Failure(.batchBusy, [.batch: new.sheet]) }
      return HeldBatch(try batch(id, database), lock)
    }
  }

  /// The day, so that people can place it, and five characters that are easy to tell apart.
  private func freshName(_ now: Timestamp, _ database: Database) throws -> String {
    let day = now.text.prefix(10).filter { $0 != "-" }
    while true {
      let mark = String((0..<5).compactMap { _ in "abcdefghjkmnpqrstvwxyz23456789".randomElement() })
      let name = "\(day)-\(mark)"
      if try !database.exists("batch WHERE name = ?", [name]) { return name }
    }
  }

  public func append(_ rows: [NewRow], to draft: HeldBatch, at now: Timestamp) throws {
    var rest = rows[...]
    while !rest.isEmpty {
      let some = rest.prefix(Self.rowsAtOnceMax)
      rest = rest.dropFirst(some.count)
      try write { database in
        var change = TotalsChange()
        var identities = IdentityBlock()
        let inserter = try RowInserter(database, batch: draft.batch.id, at: now)
        for row in some {
          try inserter.insert(row)
          change.enter(row.state, paise: row.amount?.paise ?? 0)
          if let identity = row.identity, row.fields != nil { identities.append(identity, row.number) }
        }
        try database.insert(identities, batch: draft.batch.id)
        try Totals.add(change, database, batch: draft.batch.id)
      }
    }
  }

  public func complete(_ draft: HeldBatch, _ digests: SheetDigests) throws -> HeldBatch {
    try write { database in
      try database.execute(
        sql: "UPDATE batch SET sha256 = ?, rows_sha256 = ?, plan = ?, blank_rows = ? WHERE id = ?",
        arguments: [digests.sha256, digests.rowsSHA256, digests.plan, digests.blankRows, draft.batch.id]
      )
      try database.countFindings(of: draft.batch.id)
      return draft.with(try batch(draft.batch.id, database))
    }
  }

  public func amend(
    _ draft: HeldBatch,
    errors: [Int: Finding],
    warnings: [Int: Finding],
    at now: Timestamp
  ) throws {
    // Of what was approved nothing is changed any more, and a rejected row is not asked about.
    let condition = """
      batch = ? AND number = ? AND state = 'planned'
        AND EXISTS (SELECT 1 FROM batch WHERE batch.id = row.batch AND status = 'draft')
      """
    try write { database in
      func amend(_ number: Int, _ columns: String, _ finding: Finding) throws -> Int64 {
        let paise = try Int64.fetchOne(
          database.cachedStatement(sql: "UPDATE row SET \(columns) WHERE \(condition) RETURNING amount"),
          arguments: [finding.code, finding.sentence, draft.batch.id, number]
        )
        guard let paise else {
          throw Failure(.rowState, [.batch: draft.batch.name, .row: "\(number)", .state: RowState.planned.text])
        }
        return paise
      }
      // Before the errors, after which a row is not planned any more.
      for (number, warning) in warnings.sorted(by: { $0.key < $1.key }) {
        let columns = """
          warning_codes = coalesce(warning_codes || ';', '') || ?, warnings = coalesce(warnings || ' ', '') || ?
          """
        _ = try amend(number, columns, warning)
      }
      var change = TotalsChange()
      for (number, error) in errors.sorted(by: { $0.key < $1.key }) {
        let columns = "state = 'rejected', since = \(now.milliseconds), fields = NULL, error_codes = ?, errors = ?"
        let paise = try amend(number, columns, error)
        change.leave(.planned, paise: paise)
        change.enter(.rejected, paise: paise)
      }
      try Totals.add(change, database, batch: draft.batch.id)
    }
  }

  public func approve(_ draft: HeldBatch, knowing known: Precedent, at now: Timestamp) throws -> HeldBatch {
    try write { database in
      guard try precedent(of: draft.batch, since: known.since, database) == known else {
        throw Failure(.sheetRecordedMeanwhile, [.sheet: draft.batch.sheet])
      }
      try database.execute(sql: "UPDATE batch SET status = 'open' WHERE id = ?", arguments: [draft.batch.id])
      try database.insert(Event(at: now, .recorded, detail: draft.batch.again ?? ""), batch: draft.batch.id)
      return draft.with(try batch(draft.batch.id, database))
    }
  }

  public func discard(_ draft: HeldBatch) throws {
    try drop(draft.batch.id)
    draft.release()
  }

  /// Drops the drafts of processes that have died: nobody holds them.
  func dropOrphans() throws {
    let drafts = try read { try Int64.fetchAll($0, sql: "SELECT id FROM batch WHERE status = 'draft'") }
    for draft in drafts {
      guard let lock = try lock(draft) else { continue }
      try drop(draft)
      lock.release()
    }
  }

  /// Drops a draft that this process holds, unless it was approved meanwhile.
  private func drop(_ draft: Int64) throws {
    guard try read({ try $0.exists("batch WHERE id = ? AND status = 'draft'", [draft]) }) else { return }
    try writeInSteps { database in
      let last = try Int.fetchOne(
        database,
        sql: "SELECT max(number) FROM (SELECT number FROM row WHERE batch = ? ORDER BY number LIMIT ?)",
        arguments: [draft, Self.rowsAtOnceMax]
      )
      guard let last else { return false }
      try database.execute(
        sql: """
          DELETE FROM answer WHERE batch = :batch AND number <= :last;
          DELETE FROM attempt WHERE batch = :batch AND number <= :last;
          DELETE FROM row WHERE batch = :batch AND number <= :last;
          """,
        arguments: ["batch": draft, "last": last]
      )
      return true
    }
    try write { database in
      try database.execute(
        sql: """
          DELETE FROM payments WHERE batch = :batch;
          DELETE FROM total WHERE batch = :batch;
          DELETE FROM finding WHERE batch = :batch;
          DELETE FROM batch WHERE id = :batch;
          """,
        arguments: ["batch": draft]
      )
    }
  }
}
