import CPQ
import Sheet

/// What a statement gave: rows, each a collection of cells, and how many rows it wrote.
struct PostgresRows: Sendable, RandomAccessCollection {
  /// Rows that were inserted, updated, deleted or given.
  private(set) var affected = 0
  /// What the server says that it did: `COMMIT`, `INSERT 0 3`.
  private(set) var tag = ""
  private var types: [UInt32] = []
  private(set) var count = 0
  private var bytes: [UInt8] = []
  /// Where each cell is in `bytes`, row by row; nil for NULL.
  private var cells: [Range<Int>?] = []

  var startIndex: Int { 0 }
  var endIndex: Int { count }

  subscript(_ row: Int) -> PostgresRow { PostgresRow(rows: self, first: row * types.count) }

  /// Copies a result, which is then not needed any more.
  ///
  /// Unsafe, because libpq hands out pointers into the result; right, because they are read before this returns, and
  /// libpq gives each with its length.
  init(copying result: OpaquePointer) {
    affected = Int(String(cString: PQcmdTuples(result))) ?? 0
    tag = String(cString: PQcmdStatus(result))
    count = Int(PQntuples(result))
    let columns = PQnfields(result)
    types = (0..<columns).map { PQftype(result, $0) }
    cells.reserveCapacity(count * Int(columns))
    for row in 0..<Int32(count) {
      for column in 0..<columns {
        if PQgetisnull(result, row, column) == 1 {
          cells.append(nil)
          continue
        }
        let value = UnsafeRawBufferPointer(
          start: PQgetvalue(result, row, column),
          count: Int(PQgetlength(result, row, column))
        )
        cells.append(bytes.count..<bytes.count + value.count)
        bytes.append(contentsOf: value)
      }
    }
  }

  fileprivate func isNull(_ cell: Int) -> Bool { cells[cell] == nil }

  fileprivate func bytes(_ cell: Int) -> ArraySlice<UInt8> { bytes[cells[cell] ?? 0..<0] }

  fileprivate func value<Value: PostgresValue>(_ cell: Int, _ column: Int) throws(Failure) -> Value? {
    guard let range = cells[cell] else { return nil }
    guard let value = Value(type: types[column], bytes: bytes[range]) else {
      throw Failure(.ledgerDamaged, [.cause: "a cell holds a value of another type"])
    }
    return value
  }
}

/// One row of a result.
struct PostgresRow: Sendable {
  fileprivate let rows: PostgresRows
  fileprivate let first: Int

  /// - Throws: `ledgerDamaged` if the cell holds nothing or a value of another type.
  func decode<Value: PostgresValue>(_ type: Value.Type = Value.self, atIndex column: Int) throws(Failure) -> Value {
    guard let value: Value = try rows.value(first + column, column) else {
      throw Failure(.ledgerDamaged, [.cause: "a cell is empty that must not be"])
    }
    return value
  }

  /// Whether the cell holds nothing.
  func isNull(_ column: Int) -> Bool { rows.isNull(first + column) }

  /// The bytes of a cell, as the server gave them; none if it holds nothing.
  func bytes(atIndex column: Int) -> ArraySlice<UInt8> { rows.bytes(first + column) }

  /// - Throws: `ledgerDamaged` if the cell holds a value of another type.
  func decode<Value: PostgresValue>(_ type: Value?.Type = Value?.self, atIndex column: Int) throws(Failure) -> Value? {
    try rows.value(first + column, column)
  }
}

/// What a cell can be read as.
protocol PostgresValue {
  /// Reads the binary form; nil if the type is another one.
  init?(type: UInt32, bytes: ArraySlice<UInt8>)
}

extension Int64: PostgresValue {
  init?(type: UInt32, bytes: ArraySlice<UInt8>) {
    switch type {
    // Truth is a number, 0 or 1.
    case PostgresType.int8, PostgresType.int4, PostgresType.int2, PostgresType.xid8, PostgresType.bool:
      guard let first = bytes.first else { return nil }
      self = bytes.reduce(first < 0x80 ? 0 : -1) { $0 << 8 | Int64($1) }
    default: return nil
    }
  }
}

extension Int: PostgresValue {
  init?(type: UInt32, bytes: ArraySlice<UInt8>) {
    guard let value = Int64(type: type, bytes: bytes) else { return nil }
    self = Int(value)
  }
}

extension String: PostgresValue {
  init?(type: UInt32, bytes: ArraySlice<UInt8>) {
    guard [PostgresType.text, PostgresType.varchar, PostgresType.name].contains(type) else { return nil }
    self = String(decoding: bytes, as: UTF8.self)
  }
}

extension [UInt8]: PostgresValue {
  init?(type: UInt32, bytes: ArraySlice<UInt8>) {
    guard type == PostgresType.bytea else { return nil }
    self = Array(bytes)
  }
}

extension Bool: PostgresValue {
  init?(type: UInt32, bytes: ArraySlice<UInt8>) {
    guard type == PostgresType.bool else { return nil }
    self = bytes.first == 1
  }
}
