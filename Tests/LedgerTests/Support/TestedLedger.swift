import GRDB
import Operations
import Sheet
import TestSupport
import Testing

@testable import Ledger

/// A ledger of any kind, and what tests do inside it.
protocol TestedLedger: Ledger {
  /// Puts a row into a state, as if the way there had been gone.
  func force(_ number: Int, of batch: HeldBatch, _ state: RowState, since: Timestamp) throws
  /// What the rows of a batch are, counted one by one.
  func recount(_ batch: HeldBatch) throws -> BatchTotals
  /// The payments that a batch is known by, block by block.
  func identities(of batch: Batch) throws -> [[(number: Int, hash: UInt64)]]
  /// Asks the database itself.
  func ask(_ sql: String) throws -> [String]
  /// Writes into the database itself.
  func change(_ sql: String) throws
  /// The tables that have a column with a batch's number.
  func tablesOfBatches() throws -> [String]
  func record(_ event: Event, of batch: Batch) throws
  /// Comes back when nobody works on a batch: a server learns a moment later that a process has died.
  func waitUntilFree(_ batch: Int64) throws
  /// Lets an hour pass since anybody had a turn.
  func letTimePass() throws
  /// All that tables hold.
  func contents(of tables: [String]) throws -> [String]
}

extension TestedLedger {
  func force(_ number: Int, of batch: HeldBatch, _ state: RowState) throws {
    try force(number, of: batch, state, since: now)
  }
}

extension TestedLedger where Self: SQLLedger {
  func recount(_ batch: HeldBatch) throws -> BatchTotals {
    var totals = BatchTotals()
    totals.blank = batch.batch.digests.blankRows
    totals.warned = batch.batch.warnedRows
    try read { connection in
      try connection.forEach("SELECT state, amount FROM row WHERE batch = ?", [batch.batch.id]) { row in
        totals.add(try row.cell(0), paise: try row.integer(1))
      }
    }
    return totals
  }

  func identities(of batch: Batch) throws -> [[(number: Int, hash: UInt64)]] {
    let blocks: [[UInt8]] = try read { connection in
      try connection.list("SELECT identities FROM payments WHERE batch = ?", [batch.id]) { try $0.bytes(0) }
    }
    return blocks.map { block in
      var entries: [(number: Int, hash: UInt64)] = []
      IdentityBlock(block).forEach { entries.append((number: $1, hash: $0)) }
      return entries
    }
  }

  func record(_ event: Event, of batch: Batch) throws { try note(event, of: batch.id) }

  func waitUntilFree(_ batch: Int64) throws { while try isLocked(batch) {} }

  fileprivate func force(
    _ number: Int,
    of batch: HeldBatch,
    _ state: RowState,
    since: Timestamp,
    also columns: String
  ) throws {
    try write { connection in
      try connection.run(
        """
        UPDATE row SET state = ?1, since = ?2, tries = CASE WHEN tries > ?3 THEN tries ELSE ?3 END \(columns)
        WHERE batch = ?4 AND number = ?5
        """,
        [state, since, state == .sending, batch.batch.id, number]
      )
      try connection.recount(batch.batch.id)
    }
  }
}

extension SQLiteLedger: TestedLedger {
  func force(_ number: Int, of batch: HeldBatch, _ state: RowState, since: Timestamp) throws {
    try force(number, of: batch, state, since: since, also: "")
  }

  func ask(_ sql: String) throws -> [String] { try read { try String.fetchAll($0, sql: sql) } }

  func change(_ sql: String) throws { try write { try $0.execute(sql: sql) } }

  func letTimePass() {}

  func contents(of tables: [String]) throws -> [String] {
    try read { database in
      try tables.flatMap { try GRDB.Row.fetchAll(database, sql: "SELECT * FROM \($0)").map(\.description) }
    }
  }

  func tablesOfBatches() throws -> [String] {
    try ask(
      """
      SELECT name FROM sqlite_master AS t WHERE type = 'table' AND EXISTS
        (SELECT 1 FROM pragma_table_info(t.name) WHERE name = 'batch')
      """
    )
  }
}

extension PostgresLedger: TestedLedger {
  func force(_ number: Int, of batch: HeldBatch, _ state: RowState, since: Timestamp) throws {
    // On its way by this ledger's own worker.
    let worker = state == .sending ? "\(try worker(on: batch.batch).id)" : "NULL"
    try force(number, of: batch, state, since: since, also: ", worker = \(worker)")
  }

  func ask(_ sql: String) throws -> [String] {
    try read { try $0.database.rows("SELECT asked::text FROM (\(sql)) AS t (asked)").map { try $0.text(0) } }
  }

  func change(_ sql: String) throws { try write { try $0.database.run(script: sql) } }

  func letTimePass() throws { try change("UPDATE worker SET acted_at = acted_at - 3600000") }

  func contents(of tables: [String]) throws -> [String] {
    try tables.flatMap { try ask("SELECT t::text FROM \($0) AS t ORDER BY 1") }
  }

  func tablesOfBatches() throws -> [String] {
    try ask("SELECT table_name FROM information_schema.columns WHERE column_name = 'batch' AND table_schema = 'public'")
  }
}

extension TestedPlace {
  static func open(_ name: String) throws -> any TestedLedger {
    PostgresPlace.isAddress(name)
      ? try PostgresLedger(name, operations: allOperations, for: .recording)
      : try SQLiteLedger(path: name, operations: allOperations, for: .recording)
  }

  func ledger(for purpose: LedgerPurpose = .recording) throws -> any TestedLedger {
    guard let address else { return try SQLiteLedger(folder, for: purpose) }
    return try PostgresLedger(address, operations: allOperations, for: purpose)
  }
}
