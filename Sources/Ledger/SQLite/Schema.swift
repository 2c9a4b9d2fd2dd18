import Operations

/// The ledger's tables as they are now. What is only ever inserted is guarded by triggers; what a column may hold, by
/// checks.
enum Schema {
  /// Marks the file as ours: "aopb".
  static let applicationID = 0x616F_7062

  static let tables = """
    CREATE TABLE batch (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL UNIQUE,
      status TEXT NOT NULL CHECK (status IN ('draft', 'open', 'closed', 'cancelled')),
      operation TEXT NOT NULL,
      sheet TEXT NOT NULL,
      path TEXT NOT NULL,
      folder TEXT NOT NULL,
      renews INTEGER NOT NULL CHECK (renews IN (0, 1)),
      sha256 TEXT NOT NULL,
      rows_sha256 TEXT NOT NULL,
      plan TEXT NOT NULL,
      address TEXT NOT NULL,
      provider TEXT NOT NULL,
      header BLOB NOT NULL,
      blank_rows INTEGER NOT NULL CHECK (blank_rows >= 0),
      warned_rows INTEGER NOT NULL CHECK (warned_rows >= 0),
      created_at INTEGER NOT NULL,
      created_by TEXT NOT NULL,
      again TEXT,
      registration TEXT
    ) STRICT;
    CREATE INDEX batch_rows ON batch (rows_sha256);
    CREATE INDEX batch_status ON batch (status) WHERE status IN ('draft', 'open');

    CREATE TABLE row (
      batch INTEGER NOT NULL REFERENCES batch,
      number INTEGER NOT NULL CHECK (number >= 0),
      state TEXT NOT NULL CHECK (state IN (\(states))),
      tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
      amount INTEGER NOT NULL DEFAULT 0 CHECK (amount >= 0),
      since INTEGER NOT NULL,
      reference TEXT,
      cells BLOB NOT NULL,
      fields BLOB CHECK (fields IS NOT NULL OR state = 'rejected'),
      error_codes TEXT,
      errors TEXT,
      warning_codes TEXT,
      warnings TEXT,
      PRIMARY KEY (batch, number)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX row_open ON row (state, batch, number) WHERE state = 'sending' OR state = 'in_doubt';
    CREATE INDEX row_findings ON row (batch, number) WHERE error_codes IS NOT NULL OR warning_codes IS NOT NULL;
    CREATE INDEX row_reference ON row (reference) WHERE reference IS NOT NULL;

    CREATE TABLE payments (
      batch INTEGER NOT NULL REFERENCES batch,
      identities BLOB NOT NULL
    ) STRICT;
    CREATE INDEX payments_batch ON payments (batch);

    CREATE TABLE total (
      batch INTEGER NOT NULL REFERENCES batch,
      state TEXT NOT NULL CHECK (state IN (\(states))),
      rows INTEGER NOT NULL CHECK (rows >= 0),
      paise TEXT NOT NULL,
      PRIMARY KEY (batch, state)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE finding (
      batch INTEGER NOT NULL REFERENCES batch,
      is_error INTEGER NOT NULL CHECK (is_error IN (0, 1)),
      code TEXT NOT NULL,
      rows INTEGER NOT NULL,
      paise TEXT NOT NULL,
      PRIMARY KEY (batch, is_error, code)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE attempt (
      batch INTEGER NOT NULL,
      number INTEGER NOT NULL,
      try INTEGER NOT NULL CHECK (try >= 1),
      sent_at INTEGER NOT NULL,
      PRIMARY KEY (batch, number, try)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE answer (
      batch INTEGER NOT NULL,
      number INTEGER NOT NULL,
      try INTEGER NOT NULL CHECK (try >= 1),
      answered_at INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN (\(states))),
      http_status INTEGER,
      provider_status TEXT NOT NULL,
      provider_code TEXT NOT NULL,
      message TEXT NOT NULL,
      own BLOB NOT NULL,
      PRIMARY KEY (batch, number, try)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE resolution (
      id INTEGER PRIMARY KEY,
      batch INTEGER NOT NULL,
      number INTEGER NOT NULL,
      paid INTEGER NOT NULL CHECK (paid IN (0, 1)),
      reference TEXT,
      reason TEXT NOT NULL,
      decided_by TEXT NOT NULL,
      decided_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX resolution_row ON resolution (batch, number);

    CREATE TABLE journal (
      number INTEGER PRIMARY KEY,
      batch INTEGER,
      at INTEGER NOT NULL,
      line TEXT NOT NULL,
      approval TEXT UNIQUE
    ) STRICT;
    CREATE INDEX journal_batch ON journal (batch);
    """

  /// What happened is never changed and never deleted, except with a draft that nobody approved.
  static let triggers = ["attempt", "answer", "resolution", "journal"].flatMap { [unchanged($0), keeping($0)] }

  private static func unchanged(_ table: String) -> String {
    """
    CREATE TRIGGER \(table)_unchanged BEFORE UPDATE ON \(table)
    BEGIN SELECT raise(ABORT, '\(table): rows are only inserted'); END
    """
  }

  /// Lifted for a moment when a person lets look-ups be forgotten.
  static func keeping(_ table: String) -> String {
    """
    CREATE TRIGGER \(table)_kept BEFORE DELETE ON \(table)
    WHEN (SELECT status FROM batch WHERE id = OLD.batch) IS NOT 'draft'
    BEGIN SELECT raise(ABORT, '\(table): rows are only inserted'); END
    """
  }

  private static let states = RowState.all.map { "'\($0.text)'" }.joined(separator: ", ")
}
