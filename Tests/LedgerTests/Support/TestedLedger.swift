import GRDB
import Glibc
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

  func record(_ event: Event, of batch: Batch) throws { try record(event, of: batch.id) { _ in } }

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

  func contents(of tables: [String]) throws -> [String] {
    try tables.flatMap { try ask("SELECT t::text FROM \($0) AS t ORDER BY 1") }
  }

  func tablesOfBatches() throws -> [String] {
    try ask("SELECT table_name FROM information_schema.columns WHERE column_name = 'batch' AND table_schema = 'public'")
  }
}

/// Where a test's own ledger is: in a fresh folder, and on a server where the test is about that kind.
struct TestedPlace: Sendable {
  let folder: Folder
  /// Of a fresh database; nil for a file in the folder.
  let address: String?

  @TaskLocal fileprivate static var known: TestedPlace?

  /// The one of the test that runs.
  static func current() throws -> TestedPlace {
    try #require(known, "the suite has no trait `everyLedger`")
  }

  /// Names it in another process.
  var name: String { address ?? folder.ledger }

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

/// Runs each test once for every kind of ledger, one after the other. To see one alone, set `AOPBATCH_TEST_LEDGER` to
/// `file` or `server`.
struct EveryLedger: SuiteTrait, TestTrait, TestScoping {
  let isRecursive = true
  /// Ledgers are opened to be sent from.
  var isOnDisk = false

  func provideScope(
    for test: Test,
    testCase: Test.Case?,
    performing function: @Sendable () async throws -> Void
  ) async throws {
    let wanted = getenv("AOPBATCH_TEST_LEDGER").map { String(cString: $0) }
    let isAboutFiles = test.traits.contains { $0 is OnlyFile }
    if wanted != "server" || isAboutFiles {
      let place = TestedPlace(folder: try Folder(isOnDisk: isOnDisk), address: nil)
      try await TestedPlace.$known.withValue(place, operation: function)
    }
    if wanted == "file" || isAboutFiles { return }
    await Self.gate.enter()
    let result: Result<Void, any Error>
    do {
      let place = TestedPlace(folder: try Folder(), address: try await PostgresServer.shared.database())
      result = .success(try await TestedPlace.$known.withValue(place, operation: function))
    } catch { result = .failure(error) }
    await Self.gate.leave()
    try result.get()
  }

  /// So many ledgers on the server at once: each has its connections.
  private static let gate = Gate(places: 8)
}

/// A test in such a suite that is about what only a ledger in a file has.
struct OnlyFile: TestTrait {}

extension Trait where Self == EveryLedger {
  static var everyLedger: Self { Self() }
  static func everyLedger(isOnDisk: Bool) -> Self { Self(isOnDisk: isOnDisk) }
}

extension Trait where Self == OnlyFile {
  static var onlyFile: Self { Self() }
}
