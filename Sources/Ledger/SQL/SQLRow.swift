import Operations
import Sheet

/// A row of an SQL result; `Row` is one of a sheet. It is read by position, for a batch has many rows.
protocol SQLRow {
  func isNull(_ index: Int) -> Bool
  /// A number, or truth as 1 and 0.
  func integer(_ index: Int) throws -> Int64
  func text(_ index: Int) throws -> String
  func bytes(_ index: Int) throws -> [UInt8]
  /// Adds the bytes of a cell that holds text or bytes to some others; none if it holds nothing.
  func append(_ index: Int, to bytes: inout [UInt8])
  /// Adds the SHA-256 of such a cell, in lower-case hex.
  func appendDigest(_ index: Int, to bytes: inout [UInt8])
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
