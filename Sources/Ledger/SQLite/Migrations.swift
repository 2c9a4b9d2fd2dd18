import GRDB
import Operations
import Payments
import Sheet

extension Schema {
  /// Brings a ledger up to date, version by version.
  ///
  /// - Parameter file: What is brought up to date; nil for a copy in memory.
  static func migrator(_ operations: [Operation], _ file: LedgerFile?) -> DatabaseMigrator {
    var migrator = DatabaseMigrator()
    for version in LedgerVersion.allCases {
      migrator.registerMigration("\(version.rawValue)") { database in
        switch version {
        case .version2: try makeVersion2(database, operations, file)
        }
        // In the file's header too, where programs of before this list look.
        try database.execute(sql: "PRAGMA user_version = \(version.rawValue)")
      }
    }
    return migrator
  }

  private static func makeVersion2(_ database: Database, _ operations: [Operation], _ file: LedgerFile?) throws {
    let isOld = try version(of: database) == 1
    if isOld {
      if let file { try prepare(database, file) }
      try renameVersion1(database)
    }
    try database.execute(sql: tables)
    try database.beginJournal(at: .now)
    if isOld { try copyVersion1(database, operations) }
    for trigger in triggers { try database.execute(sql: trigger) }
    try database.execute(sql: "PRAGMA application_id = \(applicationID)")
  }

  /// The version of a database's tables; 0 if it has none.
  static func version(of database: Database) throws -> Int {
    try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
  }

  /// Refuses what this program cannot read, without changing it; a database without tables is nobody's yet.
  static func refuseOthers(_ database: Database, _ migrator: DatabaseMigrator, path: String) throws {
    let found = try version(of: database)
    // The migrator's own table comes before all others, and stays alone if the process dies then.
    if found == 0, try !database.exists("sqlite_master WHERE tbl_name <> 'grdb_migrations'", []) { return }
    guard try Int.fetchOne(database, sql: "PRAGMA application_id") == applicationID, found > 0 else {
      throw Failure(.ledgerForeign, [.path: path])
    }
    guard try found <= LedgerVersion.newest && !migrator.hasBeenSuperseded(database) else {
      throw Failure(.ledgerNewer, [.path: path, .version: "\(found)", .knownVersion: "\(LedgerVersion.newest)"])
    }
  }
}

// Version 1: tables without types and checks, events as sentences, sums by counting.
extension Schema {
  private static let version1Tables = ["batch", "row", "attempt", "answer", "resolution", "event"]

  private static func prepare(_ database: Database, _ file: LedgerFile) throws {
    // An older program that is at work would go on with tables that are no more.
    try database.forEach("SELECT id, name FROM batch", []) { batch in
      if try file.isLockedByVersion1(batch.integer(0)) { throw Failure(.batchBusy, [.batch: try batch.text(1)]) }
    }
    try file.copyBeside()
    // Its lock file was empty: should this process die before it writes how far the ledger has come, the next one does.
    try file.write { _ in LedgerAge() }
  }

  private static func renameVersion1(_ database: Database) throws {
    let sql = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    let indexes = try String.fetchAll(database, sql: sql)
    for index in indexes { try database.execute(sql: "DROP INDEX \(index)") }
    for table in version1Tables { try database.execute(sql: "ALTER TABLE \(table) RENAME TO \(table)_1") }
  }

  private static func copyVersion1(_ database: Database, _ operations: [Operation]) throws {
    try copyBatches(database)
    try database.execute(
      sql: """
        INSERT INTO attempt SELECT * FROM attempt_1;
        INSERT INTO answer SELECT * FROM answer_1;
        INSERT INTO resolution SELECT * FROM resolution_1;
        INSERT INTO row (batch, number, state, tries, amount, since, reference, cells, fields, error_codes, errors,
          warning_codes, warnings)
        SELECT batch, number, state, tries, amount, max(
            (SELECT created_at FROM batch WHERE id = old.batch),
            (SELECT coalesce(max(sent_at), 0) FROM attempt WHERE batch = old.batch AND number = old.number),
            (SELECT coalesce(max(answered_at), 0) FROM answer WHERE batch = old.batch AND number = old.number),
            (SELECT coalesce(max(decided_at), 0) FROM resolution WHERE batch = old.batch AND number = old.number)),
          reference, cells, fields, error_codes, errors, warning_codes, warnings
        FROM row_1 AS old;
        """
    )
    try copyEvents(database)
    for table in version1Tables.reversed() { try database.execute(sql: "DROP TABLE \(table)_1") }
    // Held before the first of them is changed.
    for (id, name) in try database.list("SELECT id, operation FROM batch", [], { try ($0.integer(0), $0.text(1)) }) {
      try database.recount(id)
      try database.store(database.countedFindings(of: id), batch: id)
      if let operation = operations.first(where: { $0.name == name }) {
        try identify(database, batch: id, operation)
      }
      // From now on nobody can change unnoticed what it came to.
      if try database.exists("batch WHERE id = ? AND status = 'closed'", [id]) {
        try database.append(database.sealed(Event(at: .now, .closed), of: id), batch: id)
      }
    }
  }

  private static func copyBatches(_ database: Database) throws {
    try database.forEach("SELECT id, closed, folder, sheet, address FROM batch_1 ORDER BY id", []) { old in
      try database.run(
        """
        INSERT INTO batch SELECT id, name, ?, operation, sheet, ?, folder, renews, sha256, rows_sha256, plan, address, ?,
          header, blank_rows, 0, created_at, created_by, again, NULL
        FROM batch_1 WHERE id = ?
        """,
        [
          (try old.cell(1) ? Batch.Status.closed : .open).rawValue, "\(try old.text(2))/\(try old.text(3))",
          Provider.key(of: try old.text(4)), try old.integer(0),
        ]
      )
    }
  }

  /// What makes rows the same payment was not kept: it follows from what is sent.
  private static func identify(_ database: Database, batch: Int64, _ operation: Operation) throws {
    var identities = IdentityBlock()
    let sql = "SELECT number, fields FROM row WHERE batch = ? AND fields IS NOT NULL ORDER BY number"
    try database.forEach(sql, [batch]) { row in
      guard let identity = try operation.recordedIdentity(row.cell(1)) else { return }
      identities.append(IdentityHash.hash(identity), try row.cell(0))
    }
    try database.insert(identities, batch: batch)
  }

  private static func copyEvents(_ database: Database) throws {
    try database.forEach("SELECT batch, at, what FROM event_1 ORDER BY id", []) { old in
      let batch: Int64 = try old.cell(0)
      for var event in try events(saying: old.text(2), at: old.cell(1)) {
        if event.kind == .recorded { event.facts = try facts(database, of: batch) }
        try database.append(event, batch: batch)
      }
    }
  }

  /// What guards ask for, and how many decisions there were: from now on nobody can change it unnoticed.
  private static func facts(_ database: Database, of batch: Int64) throws -> [JSONValue.Pair] {
    let names = ["operation", "sheet", "path", "folder", "sha256", "rowsSha256", "plan", "address"]
    let sql = """
      SELECT operation, sheet, path, folder, sha256, rows_sha256, plan, address, created_at,
        (SELECT count(*) FROM resolution WHERE resolution.batch = batch.id)
      FROM batch WHERE id = ?
      """
    return try database.first(sql, [batch]) { row in
      let texts = try names.indices.map { JSONValue.Pair(names[$0], .string(try row.text($0))) }
      let created: Timestamp = try row.cell(8)
      return texts + [.init("created", .string(created.text)), .init("decisions", .number("\(try row.integer(9))"))]
    } ?? []
  }

  /// `halted: the provider …; 3 rows not sent`, `opened by asha`, `recorded, again: why`, `finished`.
  static func events(saying text: String, at: Timestamp) -> [Event] {
    var (words, unsent) = (text, 0)
    if let tail = text.firstMatch(of: /; (\d+) rows not sent$/) {
      unsent = Int(tail.output.1) ?? 0
      words = String(text[..<tail.range.lowerBound])
    }
    func after(_ prefix: String) -> String? { words.hasPrefix(prefix) ? String(words.dropFirst(prefix.count)) : nil }
    switch words {
    case "recorded": return [Event(at: at, .recorded)]
    case "finished": return [Event(at: at, .finished, unsent: unsent)]
    case "stopped by a signal": return [Event(at: at, .stopped, unsent: unsent)]
    default: break
    }
    if let user = after("opened by ") { return [Event(at: at, .opened, by: user)] }
    if let reason = after("recorded, again: ") {
      return [Event(at: at, .recorded), Event(at: at, .again, reason: reason)]
    }
    if let halt = after("halted: ") {
      return [Event(at: at, .halted, reason: version1Halts[halt] ?? halt, unsent: unsent)]
    }
    return [Event(at: at, .other, reason: text)]
  }

  /// The sentences that version 1 kept, and the codes that stand for them now.
  private static let version1Halts = [
    "the provider refused the registration id, or the API is not enabled for it": "credentials",
    "the provider could not read our request": "ourRequest",
    "the account that pays is short of funds": "funds",
    "the answer did not come from the provider: wrong address, a proxy or a firewall": "wrongAddress",
    "the server could not prove that it is the provider": "untrusted",
    "the provider sent an answer that nobody asked for, so that answers may be taken for other rows'": "unasked",
    "the provider gave one transaction reference to two rows": "referenceTwice",
    "too many rows ended in doubt": "tooManyInDoubt",
    "no connection to the provider, many times in a row": "noConnection",
  ]
}
