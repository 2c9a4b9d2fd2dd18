import GRDB
import GRDBSQLite
import Sheet

/// A statement, compiled once for as long as the ledger is open, and run as fast as SQLite can.
///
/// Unsafe, because values are bound where they lie, without copies. It is right because what is bound lives until the
/// statement was run: that happens inside the closures that give the pointers, and clears the bindings.
struct CompiledStatement {
  private let statement: Statement
  private let database: Database
  private var handle: OpaquePointer { statement.sqliteStatement }

  /// Where nothing lies: without an address it would be NULL.
  private static let empty: StaticString = ""

  init(_ sql: String, _ database: Database) throws {
    statement = try database.cachedStatement(sql: sql)
    self.database = database
  }

  func run(_ arguments: SQLArguments, _ visit: (SQLiteRow) throws -> Void = { _ in }) throws {
    precondition(sqlite3_bind_parameter_count(handle) == arguments.count, "a statement has other arguments")
    precondition(sqlite3_stmt_busy(handle) == 0, "a statement is run while its rows are shown")
    try bind(arguments, from: 0, visit)
  }

  /// Binds arguments, each that lies elsewhere inside the life of those before it, then runs the statement.
  private func bind(_ arguments: SQLArguments, from first: Int, _ visit: (SQLiteRow) throws -> Void) throws {
    for index in first..<arguments.count {
      let place = Int32(index + 1)
      switch arguments[index].sql {
      // As it is without an argument.
      case .null: continue
      case .integer(let number): try demand(sqlite3_bind_int64(handle, place, number))
      case .text(var text):
        return try text.withUTF8 { bytes in
          let start = UnsafeRawPointer(bytes.baseAddress ?? Self.empty.utf8Start).assumingMemoryBound(to: CChar.self)
          try demand(sqlite3_bind_text(handle, place, start, Int32(bytes.count), nil))
          try bind(arguments, from: index + 1, visit)
        }
      case .bytes(let bytes):
        return try bytes.withUnsafeBytes { bytes in
          let start = bytes.baseAddress ?? UnsafeRawPointer(Self.empty.utf8Start)
          try demand(sqlite3_bind_blob64(handle, place, start, UInt64(bytes.count), nil))
          try bind(arguments, from: index + 1, visit)
        }
      }
    }
    try step(visit)
  }

  private func step(_ visit: (SQLiteRow) throws -> Void) throws {
    defer {
      sqlite3_reset(handle)
      sqlite3_clear_bindings(handle)
    }
    while true {
      switch sqlite3_step(handle) {
      case SQLITE_ROW: try visit(SQLiteRow(statement: handle))
      case SQLITE_DONE: return
      case let code: try demand(code)
      }
    }
  }

  /// What cannot be bound would be NULL.
  private func demand(_ code: Int32) throws {
    if code == SQLITE_OK { return }
    let message = String(cString: sqlite3_errmsg(database.sqliteConnection))
    throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
  }
}

/// The row that a statement has come to.
///
/// Unsafe, because the statement is only pointed to, as is what its columns hold. It is right because a row is shown to
/// `visit` alone, while the statement is kept and does not step on, and because every value is copied.
struct SQLiteRow: SQLRow {
  fileprivate let statement: OpaquePointer

  func isNull(_ index: Int) -> Bool { sqlite3_column_type(statement, Int32(index)) == SQLITE_NULL }

  func integer(_ index: Int) throws -> Int64 {
    try demand(SQLITE_INTEGER, index)
    return sqlite3_column_int64(statement, Int32(index))
  }

  func text(_ index: Int) throws -> String {
    try demand(SQLITE_TEXT, index)
    let start = sqlite3_column_text(statement, Int32(index))
    let count = Int(sqlite3_column_bytes(statement, Int32(index)))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  func bytes(_ index: Int) throws -> [UInt8] {
    try demand(SQLITE_BLOB, index)
    let start = sqlite3_column_blob(statement, Int32(index))
    return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, Int32(index)))))
  }

  func append(_ index: Int, to bytes: inout [UInt8]) { bytes.append(contentsOf: cell(index)) }

  func appendDigest(_ index: Int, to bytes: inout [UInt8]) {
    bytes.append(hexDigestOf: cell(index).bindMemory(to: UInt8.self).span)
  }

  private func cell(_ index: Int) -> UnsafeRawBufferPointer {
    let start = sqlite3_column_blob(statement, Int32(index))
    return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, Int32(index))))
  }

  /// SQLite itself would make of any value one of another type.
  private func demand(_ type: Int32, _ index: Int) throws {
    guard sqlite3_column_type(statement, Int32(index)) == type else { throw WrongCell() }
  }
}

/// A cell holds a value of another type than its column.
struct WrongCell: Error {}
