import GRDB
import GRDBSQLite
import Operations
import Payments

extension Database: SQLConnection {
  static var dialect: SQLDialect { .sqlite }

  func forEach(_ sql: String, _ arguments: SQLArguments, _ visit: (SQLiteRow) throws -> Void) throws {
    try CompiledStatement(sql, self).run(arguments, visit)
  }

  @discardableResult
  func run(_ sql: String, _ arguments: SQLArguments) throws -> Int {
    try CompiledStatement(sql, self).run(arguments)
    return changesCount
  }

  func insert(_ rows: ArraySlice<NewRow>, batch: Int64, at now: Timestamp) throws {
    let insertion = try CompiledStatement(
      """
      INSERT INTO row (batch, since, number, state, tries, amount, cells, fields, error_codes, errors, warning_codes,
        warnings)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      self
    )
    for row in rows {
      try insertion.run([
        batch, now, row.number, row.state, row.carried?.tries ?? 0, row.amount?.paise ?? 0, row.cells, row.fields,
        row.errors.joinedCodes, row.errors.joinedSentences, row.warnings.joinedCodes, row.warnings.joinedSentences,
      ])
      if let carried = row.carried { try insert(carried, row.number, batch: batch) }
    }
  }

  /// Sums are text, for SQLite's numbers end where 2,000 account numbers in an amount column begin.
  func add(_ change: TotalsChange, batch: Int64) throws {
    for (state, delta) in change.deltas where delta.rows != 0 || delta.paise != 0 {
      let sql = "SELECT rows, paise FROM total WHERE batch = ? AND state = ?"
      let sum = try delta + (first(sql, [batch, state]) { try Total($0, from: 0) } ?? Total())
      try run(
        """
        INSERT INTO total (batch, state, rows, paise) VALUES (?, ?, ?, ?)
        ON CONFLICT (batch, state) DO UPDATE SET rows = excluded.rows, paise = excluded.paise
        """,
        [batch, state, sum.rows, "\(sum.paise)"]
      )
    }
  }

  /// Other connections are seen by SQLite's own count, this one's own changes by that of its rows.
  func version() throws -> String { "\(try versionOfOthers()) \(totalChangesCount)" }

  func versionOfOthers() throws -> String { "\(try Int.fetchOne(self, sql: "PRAGMA data_version") ?? 0)" }

  func hasOwnTriggers() throws -> Bool {
    let found: [String] = try values("SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    return found.sorted() == Schema.triggers.sorted()
  }

  /// Whoever writes is alone.
  func holdApprovals(of provider: String) {}

  func holdJournal() {}
}
