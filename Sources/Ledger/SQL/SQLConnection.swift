import Operations
import Sheet

/// The connection to a ledger's database, inside a transaction.
///
/// SQL is written for all databases at once. Its arguments are `?` in their order, or `?1`, `?2` and so on where one
/// stands twice; truth is stored as the numbers 0 and 1; what cannot be said alike is in the dialect.
protocol SQLConnection {
  associatedtype Row: SQLRow

  static var dialect: SQLDialect { get }

  /// Shows the rows of a result, each of which is gone with the next one. The connection may run other statements
  /// meanwhile, but not the same.
  func forEach(_ sql: String, _ arguments: SQLArguments, _ visit: (Row) throws -> Void) throws

  /// The same for as many rows as a batch may have: they are never held all at once.
  func walk(_ sql: String, _ arguments: SQLArguments, _ visit: (Row) throws -> Void) throws

  /// Gives the number of rows that were changed.
  @discardableResult
  func run(_ sql: String, _ arguments: SQLArguments) throws -> Int

  // MARK: What each database has its own way for

  /// Adds rows to a draft, with the results that they carry over.
  func insert(_ rows: ArraySlice<NewRow>, batch: Int64, at now: Timestamp) throws

  /// Adds to the sums of a batch, or takes from them. They are larger than any number of a database: read as text.
  func add(_ change: TotalsChange, batch: Int64) throws

  /// Another one after every change, whoever made it: what was asked before is asked again then.
  func version() throws -> String

  /// Keeps others from approving batches of a provider until this transaction has ended.
  func holdApprovals(of provider: String) throws
}

extension SQLConnection {
  func walk(_ sql: String, _ arguments: SQLArguments, _ visit: (Row) throws -> Void) throws {
    try forEach(sql, arguments, visit)
  }

  func list<T>(_ sql: String, _ arguments: SQLArguments = [], _ read: (Row) throws -> T) throws -> [T] {
    var list: [T] = []
    try forEach(sql, arguments) { list.append(try read($0)) }
    return list
  }

  /// The first row, if there is one.
  func first<T>(_ sql: String, _ arguments: SQLArguments = [], _ read: (Row) throws -> T) throws -> T? {
    var first: T?
    try forEach(sql, arguments) { row in if first == nil { first = try read(row) } }
    return first
  }

  func values<Value: SQLCell>(_ sql: String, _ arguments: SQLArguments = []) throws -> [Value] {
    try list(sql, arguments) { try $0.cell(0) }
  }

  /// The first row's only cell; nil also if that is NULL.
  func value<Value: SQLCell>(_ sql: String, _ arguments: SQLArguments = []) throws -> Value? {
    try first(sql, arguments) { try $0.cell(0) as Value? } ?? nil
  }

  func exists(_ rest: String, _ arguments: SQLArguments = []) throws -> Bool {
    try value("SELECT EXISTS (SELECT 1 FROM \(rest))", arguments) ?? false
  }
}

/// A row of an SQL result; `Row` is one of a sheet. It is read by position, for a batch has many rows.
protocol SQLRow {
  func isNull(_ index: Int) -> Bool
  /// A number, or truth as 1 and 0.
  func integer(_ index: Int) throws -> Int64
  func text(_ index: Int) throws -> String
  func bytes(_ index: Int) throws -> [UInt8]
}

extension SQLRow {
  func cell<Value: SQLCell>(_ index: Int) throws -> Value { try Value(self, index) }
}

/// What a column is read as, and what an argument may be.
protocol SQLCell {
  init(_ row: some SQLRow, _ index: Int) throws
  var sql: SQLValue { get }
}

typealias SQLArguments = [any SQLCell]

enum SQLValue {
  case null
  case integer(Int64)
  case text(String)
  case bytes([UInt8])
}

extension Int64: SQLCell {
  init(_ row: some SQLRow, _ index: Int) throws { self = try row.integer(index) }
  var sql: SQLValue { .integer(self) }
}

extension Int: SQLCell {
  init(_ row: some SQLRow, _ index: Int) throws { self = Int(try row.integer(index)) }
  var sql: SQLValue { .integer(Int64(self)) }
}

extension Bool: SQLCell {
  init(_ row: some SQLRow, _ index: Int) throws { self = try row.integer(index) != 0 }
  var sql: SQLValue { .integer(self ? 1 : 0) }
}

extension String: SQLCell {
  init(_ row: some SQLRow, _ index: Int) throws { self = try row.text(index) }
  var sql: SQLValue { .text(self) }
}

extension [UInt8]: SQLCell {
  init(_ row: some SQLRow, _ index: Int) throws { self = try row.bytes(index) }
  var sql: SQLValue { .bytes(self) }
}

extension Optional: SQLCell where Wrapped: SQLCell {
  init(_ row: some SQLRow, _ index: Int) throws { self = row.isNull(index) ? nil : try Wrapped(row, index) }
  var sql: SQLValue { if let self { self.sql } else { .null } }
}

extension Timestamp: SQLCell {
  init(_ row: some SQLRow, _ index: Int) throws { self.init(milliseconds: try row.integer(index)) }
  var sql: SQLValue { .integer(milliseconds) }
}

extension RowState: SQLCell {
  init(_ row: some SQLRow, _ index: Int) throws { try self.init(stored: row.text(index)) }
  var sql: SQLValue { .text(text) }

  init(stored text: String) throws(Failure) {
    guard let state = RowState(text: text) else { throw Failure(.ledgerNewer, [.state: text]) }
    self = state
  }
}

extension PackedRow: SQLCell {
  init(_ row: some SQLRow, _ index: Int) throws { try self.init(stored: row.bytes(index)) }
  var sql: SQLValue { .bytes(blob) }

  init(stored bytes: [UInt8]) throws(Failure) {
    guard let row = PackedRow(blob: bytes) else {
      throw Failure(.ledgerDamaged, [.cause: "a row's cells cannot be read"])
    }
    self = row
  }
}
