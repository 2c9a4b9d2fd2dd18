import GRDB

/// A row of an SQL result; `Row` is one of a sheet.
typealias SQLRow = GRDB.Row

// Every statement is compiled once for as long as the ledger is open.
extension Database {
  /// What a column can be read as.
  typealias Cell = DatabaseValueConvertible & StatementColumnConvertible

  func rows(_ sql: String, _ arguments: StatementArguments = []) throws -> [SQLRow] {
    try SQLRow.fetchAll(cachedStatement(sql: sql), arguments: arguments)
  }

  func row(_ sql: String, _ arguments: StatementArguments = []) throws -> SQLRow? {
    try SQLRow.fetchOne(cachedStatement(sql: sql), arguments: arguments)
  }

  /// Rows that are too many to be held; each is gone with the next one.
  func cursor(_ sql: String, _ arguments: StatementArguments = []) throws -> RowCursor {
    try SQLRow.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
  }

  func values<Value: Cell>(_ sql: String, _ arguments: StatementArguments = []) throws -> [Value] {
    try Value.fetchAll(cachedStatement(sql: sql), arguments: arguments)
  }

  func value<Value: Cell>(_ sql: String, _ arguments: StatementArguments = []) throws -> Value? {
    try Value.fetchOne(cachedStatement(sql: sql), arguments: arguments)
  }

  func exists(_ rest: String, _ arguments: StatementArguments = []) throws -> Bool {
    try value("SELECT EXISTS (SELECT 1 FROM \(rest))", arguments) ?? false
  }

  func run(_ sql: String, _ arguments: StatementArguments) throws {
    try cachedStatement(sql: sql).execute(arguments: arguments)
  }
}
