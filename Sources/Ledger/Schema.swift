import GRDB

/// The ledger's tables. Attempts, answers, resolutions and events are only ever inserted.
enum Schema {
  /// Stored in the file; a ledger with a higher one was written by a newer program.
  static let version = 1
  /// Marks the file as ours: "aopb".
  static let applicationID = 0x616F_7062

  static let sql = """
    CREATE TABLE batch (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      operation TEXT NOT NULL,
      sheet TEXT NOT NULL,
      folder TEXT NOT NULL,
      renews INTEGER NOT NULL,
      sha256 TEXT NOT NULL,
      rows_sha256 TEXT NOT NULL,
      plan TEXT NOT NULL,
      address TEXT NOT NULL,
      header BLOB NOT NULL,
      blank_rows INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      created_by TEXT NOT NULL,
      again TEXT,
      closed INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX batch_sheet ON batch (sha256);
    CREATE INDEX batch_rows ON batch (rows_sha256);

    CREATE TABLE row (
      batch INTEGER NOT NULL REFERENCES batch,
      number INTEGER NOT NULL,
      state TEXT NOT NULL,
      tries INTEGER NOT NULL DEFAULT 0,
      amount INTEGER NOT NULL DEFAULT 0,
      payee TEXT,
      reference TEXT,
      cells BLOB NOT NULL,
      fields BLOB,
      error_codes TEXT,
      errors TEXT,
      warning_codes TEXT,
      warnings TEXT,
      PRIMARY KEY (batch, number)
    ) WITHOUT ROWID;
    CREATE INDEX row_payee ON row (payee, amount) WHERE payee IS NOT NULL;
    CREATE INDEX row_reference ON row (batch, reference) WHERE reference IS NOT NULL;

    CREATE TABLE attempt (
      batch INTEGER NOT NULL,
      number INTEGER NOT NULL,
      try INTEGER NOT NULL,
      sent_at INTEGER NOT NULL,
      PRIMARY KEY (batch, number, try)
    ) WITHOUT ROWID;

    CREATE TABLE answer (
      batch INTEGER NOT NULL,
      number INTEGER NOT NULL,
      try INTEGER NOT NULL,
      answered_at INTEGER NOT NULL,
      state TEXT NOT NULL,
      http_status INTEGER,
      provider_status TEXT NOT NULL,
      provider_code TEXT NOT NULL,
      message TEXT NOT NULL,
      own BLOB NOT NULL,
      PRIMARY KEY (batch, number, try)
    ) WITHOUT ROWID;

    CREATE TABLE resolution (
      id INTEGER PRIMARY KEY,
      batch INTEGER NOT NULL,
      number INTEGER NOT NULL,
      paid INTEGER NOT NULL,
      reference TEXT,
      reason TEXT NOT NULL,
      decided_by TEXT NOT NULL,
      decided_at INTEGER NOT NULL
    );
    CREATE INDEX resolution_row ON resolution (batch, number);

    CREATE TABLE event (
      id INTEGER PRIMARY KEY,
      batch INTEGER NOT NULL,
      at INTEGER NOT NULL,
      what TEXT NOT NULL
    );
    CREATE INDEX event_batch ON event (batch);
    """

  /// Makes the tables of a new ledger, or refuses one that this program cannot read.
  static func prepare(_ database: Database, path: String) throws {
    let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    if found == 0, try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0 {
      try database.execute(sql: sql)
      try database.execute(sql: "PRAGMA application_id = \(applicationID)")
      try database.execute(sql: "PRAGMA user_version = \(version)")
      return
    }
    try refuseOthers(database, path: path)
  }

  /// Refuses what this program cannot read, without changing it; a database without tables is nobody's yet.
  static func refuseOthers(_ database: Database, path: String) throws {
    let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    if found == 0, try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0 { return }
    guard try Int.fetchOne(database, sql: "PRAGMA application_id") == applicationID else {
      throw LedgerProblem(
        .open,
        "\(path) is a database, but not a ledger of aopbatch",
        remedy: "Give another file with --ledger."
      )
    }
    guard found <= version else {
      throw LedgerProblem(
        .newer,
        "the ledger \(path) was written by a newer aopbatch (schema \(found), this one knows \(version))",
        remedy: "Install the newer version; nothing was changed."
      )
    }
  }
}
