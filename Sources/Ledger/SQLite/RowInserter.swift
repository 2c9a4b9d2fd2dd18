import GRDB
import GRDBSQLite
import Operations
import Payments
import Sheet

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
