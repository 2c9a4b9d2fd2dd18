/// A value that a statement is given in place of `$1`, `$2`, …, already as the server reads it.
///
/// Each says of which type it is, so that a statement is the same one whatever is nil; the server turns it into the
/// column's type where that is another. Arrays are for `unnest`: a set of rows in one statement.
struct PostgresParameter: Sendable, Equatable {
  /// The server's number of the type, fixed for the built-in ones.
  let type: UInt32
  /// In the binary form; nil for NULL.
  let bytes: [UInt8]?

  /// NULL of whatever type the server expects there.
  static let null = Self(type: 0, bytes: nil)

  /// `bigint`
  static func int(_ value: Int64?) -> Self { Self(type: PostgresType.int8, bytes: value.map { bigEndian($0) }) }
  static func int(_ value: Int?) -> Self { int(value.map(Int64.init)) }
  /// `text`; see `utf8`.
  static func text(_ value: String?) -> Self { Self(type: PostgresType.text, bytes: value.map(utf8)) }
  /// `bytea`
  static func bytes(_ value: [UInt8]?) -> Self { Self(type: PostgresType.bytea, bytes: value) }
  /// `boolean`
  static func bool(_ value: Bool?) -> Self { Self(type: PostgresType.bool, bytes: value.map { [$0 ? 1 : 0] }) }

  /// `bigint[]`
  static func ints(_ values: [Int64?]) -> Self {
    array(PostgresType.int8, PostgresType.int8Array, values, bytesEach: 8) { $1.append(bigEndian: $0) }
  }
  static func ints(_ values: [Int]) -> Self { ints(values.map { Int64($0) }) }
  /// `text[]`; see `utf8`.
  static func texts(_ values: [String?]) -> Self {
    array(PostgresType.text, PostgresType.textArray, values, bytesEach: 16) { $1 += utf8($0) }
  }
  /// `bytea[]`
  static func bytes(_ values: [[UInt8]?]) -> Self {
    array(PostgresType.bytea, PostgresType.byteaArray, values, bytesEach: 64) { $1 += $0 }
  }
  /// `boolean[]`
  static func bools(_ values: [Bool?]) -> Self {
    array(PostgresType.bool, PostgresType.boolArray, values, bytesEach: 1) { $1.append($0 ? 1 : 0) }
  }

  /// The server's texts hold no NUL, which a provider's words might: U+FFFD stands for it, and the row is recorded.
  private static func utf8(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    if !bytes.contains(0) { return bytes }
    return bytes.flatMap { $0 == 0 ? [0xEF, 0xBF, 0xBD] : [$0] }
  }

  private static func bigEndian(_ value: Int64) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(bigEndian: value)
    return bytes
  }

  /// An array of one dimension: its head, then each value behind its length, -1 for NULL.
  ///
  /// - Parameter bytesEach: About as long as a value is.
  private static func array<Value>(
    _ type: UInt32,
    _ arrayType: UInt32,
    _ values: [Value?],
    bytesEach: Int,
    _ append: (Value, inout [UInt8]) -> Void
  ) -> Self {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(20 + values.count * (4 + bytesEach))
    let dimensions: [UInt32] = values.isEmpty ? [] : [UInt32(values.count), 1]
    // The flag that some values are NULL is one that the server finds out by itself.
    for word in [UInt32(dimensions.count / 2), 0, type] + dimensions { bytes.append(bigEndian: word) }
    for value in values {
      let place = bytes.count
      bytes.append(bigEndian: Int32(-1))
      guard let value else { continue }
      append(value, &bytes)
      // Traps beyond 2 GiB; the server takes no more than one.
      bytes.replace(at: place, bigEndian: Int32(bytes.count - place - 4))
    }
    return Self(type: arrayType, bytes: bytes)
  }
}

/// The server's numbers of built-in types, from its catalogue `pg_type`.
enum PostgresType {
  static let bool: UInt32 = 16
  static let bytea: UInt32 = 17
  static let name: UInt32 = 19
  static let int8: UInt32 = 20
  static let int2: UInt32 = 21
  static let int4: UInt32 = 23
  static let text: UInt32 = 25
  static let boolArray: UInt32 = 1000
  static let byteaArray: UInt32 = 1001
  static let textArray: UInt32 = 1009
  static let int8Array: UInt32 = 1016
  static let varchar: UInt32 = 1043
  static let xid8: UInt32 = 5069
}

extension [UInt8] {
  fileprivate mutating func append(bigEndian value: some FixedWidthInteger) {
    // Not unsafe in effect: the bytes are copied while they are borrowed.
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }

  fileprivate mutating func replace(at place: Int, bigEndian value: Int32) {
    for byte in 0..<4 { self[place + byte] = UInt8(truncatingIfNeeded: value >> (24 - 8 * Int32(byte))) }
  }
}
