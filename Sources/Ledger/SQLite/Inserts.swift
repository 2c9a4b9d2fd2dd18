import FoundationEssentials
import GRDB
import GRDBSQLite
import Operations
import Payments
import Sheet

// One insertion for each table.
extension Database {
  /// Gives the batch's number.
  func insert(_ new: NewBatch, named name: String, at now: Timestamp) throws -> Int64 {
    try run(
      """
      INSERT INTO batch (name, status, operation, sheet, path, folder, renews, sha256, rows_sha256, plan, address,
        provider, header, blank_rows, warned_rows, created_at, created_by, again, registration)
      VALUES (?, 'draft', ?, ?, ?, ?, ?, '', '', '', ?, ?, ?, 0, 0, ?, ?, ?, ?)
      """,
      [
        name, new.operation.name, new.sheet, new.path, new.folder, new.renews, new.address, new.provider,
        Data(new.header.blob), now.milliseconds, new.createdBy, new.again, new.registration,
      ]
    )
    return lastInsertedRowID
  }

  func insert(_ carried: CarriedResult, _ number: Int, batch: Int64) throws {
    try insertAttempt(carried.tries, number, batch: batch, at: carried.sentAt)
    try insert(carried.answer, number, batch: batch, attempt: carried.tries, state: .done(carried.outcome))
  }

  func insert(_ identities: IdentityBlock, batch: Int64) throws {
    if identities.bytes.isEmpty { return }
    try run("INSERT INTO payments (batch, identities) VALUES (?, ?)", [batch, Data(identities.bytes)])
  }

  func insertAttempt(_ attempt: Int, _ number: Int, batch: Int64, at sentAt: Timestamp) throws {
    try run(
      "INSERT INTO attempt (batch, number, try, sent_at) VALUES (?, ?, ?, ?)",
      [batch, number, attempt, sentAt.milliseconds]
    )
  }

  func insert(_ answer: RecordedAnswer, _ number: Int, batch: Int64, attempt: Int, state: RowState) throws {
    var own = PackedRow()
    for value in answer.own { own.append(value) }
    try run(
      """
      INSERT INTO answer (batch, number, try, answered_at, state, http_status, provider_status, provider_code,
        message, own)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        batch, number, attempt, answer.at.milliseconds, state.text, answer.httpStatus, answer.providerStatus,
        answer.providerCode, answer.message, Data(own.blob),
      ]
    )
  }

  func insert(_ resolution: Resolution, _ number: Int, batch: Int64) throws {
    try run(
      """
      INSERT INTO resolution (batch, number, paid, reference, reason, decided_by, decided_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        batch, number, resolution.paid, resolution.reference, resolution.reason, resolution.decidedBy,
        resolution.decidedAt.milliseconds,
      ]
    )
  }

  func insert(_ event: Event, batch: Int64?) throws {
    try run(
      "INSERT INTO event (batch, at, kind, detail, unsent) VALUES (?, ?, ?, ?, ?)",
      [batch, event.at.milliseconds, event.kind.rawValue, event.detail, event.unsent]
    )
  }

  /// Counts the findings of a batch's rows, errors of rejected rows and warnings of valid ones; and the valid rows that
  /// have warnings.
  func countedFindings(of batch: Int64) throws -> (counts: FindingCounts, warnedRows: Int) {
    var (counts, warnedRows) = (FindingCounts(), 0)
    let rows = try cursor(
      """
      SELECT state = 'rejected', error_codes, warning_codes, amount FROM row INDEXED BY row_findings
      WHERE batch = ? AND (error_codes IS NOT NULL OR warning_codes IS NOT NULL)
      """,
      [batch]
    )
    while let row = try rows.next() {
      let isError: Bool = try row.decode(atIndex: 0)
      if !isError { warnedRows += 1 }
      let kind = isError ? \FindingCounts.errors : \.warnings
      let codes = try row.decode(String?.self, atIndex: isError ? 1 : 2) ?? ""
      for code in Set(codes.split(separator: ";").map(String.init)) {
        counts[keyPath: kind][code, default: Total()].add(paise: try row.decode(atIndex: 3))
      }
    }
    return (counts, warnedRows)
  }

  func store(_ findings: (counts: FindingCounts, warnedRows: Int), batch: Int64) throws {
    try run("UPDATE batch SET warned_rows = ? WHERE id = ?", [findings.warnedRows, batch])
    try run("DELETE FROM finding WHERE batch = ?", [batch])
    for (isError, totals) in [(true, findings.counts.errors), (false, findings.counts.warnings)] {
      for (code, total) in totals {
        try run(
          "INSERT INTO finding (batch, is_error, code, rows, paise) VALUES (?, ?, ?, ?, ?)",
          [batch, isError, code, total.rows, "\(total.paise)"]
        )
      }
    }
  }

  /// Another one after every change, whoever made it: other connections are seen by SQLite's own count, this one's own
  /// changes by that of its rows.
  func version() throws -> String { "\(try Int.fetchOne(self, sql: "PRAGMA data_version") ?? 0) \(totalChangesCount)" }
}

extension Operation {
  /// The identity of a row whose values are stored.
  func identity(stored: Data) throws(Failure) -> [UInt8]? {
    let fields = try PackedRow(stored: stored)
    guard fields.count == columns.count else {
      throw Failure(.ledgerDamaged, [.cause: "a row has other values than its operation"])
    }
    return identity(fields)
  }
}

extension PackedRow {
  init(stored: Data) throws(Failure) {
    guard let row = PackedRow(blob: [UInt8](stored)) else {
      throw Failure(.ledgerDamaged, [.cause: "a row's cells cannot be read"])
    }
    self = row
  }
}

/// Inserts the rows of a draft, a million of them as fast as SQLite takes them.
///
/// Unsafe, because values are bound where they lie, without copies and boxes. It is right because what is bound lives
/// until the statement was run: `run` is called inside the closures that give the pointers, and clears the bindings.
struct RowInserter {
  private let statement: Statement
  private let handle: OpaquePointer
  private let database: Database
  private let batch: Int64

  init(_ database: Database, batch: Int64, at now: Timestamp) throws {
    statement = try database.cachedStatement(
      sql: """
        INSERT INTO row (batch, since, number, state, tries, amount, cells, fields, error_codes, errors, warning_codes,
          warnings)
        VALUES (\(batch), \(now.milliseconds), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    )
    handle = statement.sqliteStatement
    self.database = database
    self.batch = batch
  }

  func insert(_ row: NewRow) throws {
    sqlite3_bind_int64(handle, 1, Int64(row.number))
    sqlite3_bind_int64(handle, 3, Int64(row.carried?.tries ?? 0))
    sqlite3_bind_int64(handle, 4, row.amount?.paise ?? 0)
    let texts = [
      (2, row.state.text), (7, row.errors.joinedCodes), (8, row.errors.joinedSentences),
      (9, row.warnings.joinedCodes), (10, row.warnings.joinedSentences),
    ]
    let cells = row.cells.blob
    let fields = row.fields?.blob
    try cells.withUnsafeBytes { cells in
      sqlite3_bind_blob64(handle, 5, cells.baseAddress, UInt64(cells.count), nil)
      try (fields ?? []).withUnsafeBytes { bytes in
        if fields != nil { sqlite3_bind_blob64(handle, 6, bytes.baseAddress, UInt64(bytes.count), nil) }
        try bind(texts[...])
      }
    }
    if let carried = row.carried { try database.insert(carried, row.number, batch: batch) }
  }

  /// Binds one text after the other, each inside the life of those before it, then runs the statement.
  private func bind(_ texts: ArraySlice<(Int, String?)>) throws {
    guard let (place, text) = texts.first else { return try run() }
    guard var text else { return try bind(texts.dropFirst()) }
    try text.withUTF8 { bytes in
      let start = UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
      sqlite3_bind_text(handle, Int32(place), start, Int32(bytes.count), nil)
      try bind(texts.dropFirst())
    }
  }

  private func run() throws {
    let code = sqlite3_step(handle)
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
    guard code == SQLITE_DONE else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
  }
}
