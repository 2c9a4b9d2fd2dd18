public import Operations
public import Sheet

/// The digest of what would be sent: what changes that changes it, and nothing else does; not another encoding or quoting
/// of the sheet, nor another way to write the same amount.
///
/// It is `sha256:` and the SHA-256, in lower-case hex, over these bytes:
/// - the operation's name and the address (scheme, host, port), in the form of `PackedRow.blob`;
/// - for each row that would be sent, in the sheet's order, its number as a spreadsheet shows it, in 8 bytes, the lowest
///   first; then its values in the order of the provider's page, in the form of `PackedRow.blob`: how many there are, the
///   length of each, then the bytes of all. A value that the settings would fill in counts as empty.
///
/// Every length stands before what it measures, so that nothing can be shifted from one value to the next.
public struct PlanDigest: ~Copyable {
  /// The beginning of a row's record, which is its number.
  package static let numberBytes = 8

  private let hash = RunningSHA256()

  /// The digest of what an operation would send to an address, of no row so far.
  public init(operation: Operation, address: String) {
    var head = PackedRow()
    head.append(operation.name)
    head.append(address)
    hash.update(head.blob.span)
  }

  /// Takes in the next row that would be sent, by its values in the order of the operation's columns.
  public mutating func add(number: Int, fields: PackedRow) { add(number: number, blob: fields.blob.span) }

  /// The same, by those values as the ledger keeps them.
  package mutating func add(number: Int, blob: Span<UInt8>) {
    var record = [UInt8](repeating: 0, count: Self.numberBytes)
    Self.setNumber(number, at: 0, in: &record)
    add(records: record.span)
    add(records: blob)
  }

  /// Takes in records that stand one after the other.
  package mutating func add(records: Span<UInt8>) { hash.update(records) }

  /// The digest.
  public consuming func finished() -> String { "sha256:\(hash.hex)" }

  /// Adds a row's record, its number still to come.
  package static func append(_ fields: PackedRow, to records: inout [UInt8]) {
    records.append(contentsOf: repeatElement(0, count: numberBytes))
    fields.appendBlob(to: &records)
  }

  /// The values of a record.
  package static func fields(of record: Span<UInt8>) -> PackedRow {
    guard let fields = PackedRow(blob: record.extracting(numberBytes...)) else {
      preconditionFailure("a record holds a row's blob")
    }
    return fields
  }

  /// Writes a row's number into the record that begins at `start`.
  package static func setNumber(_ number: Int, at start: Int, in records: inout [UInt8]) {
    precondition(start + numberBytes <= records.count, "a record begins with its number")
    let number = UInt64(number).littleEndian
    records.withUnsafeMutableBytes { $0.storeBytes(of: number, toByteOffset: start, as: UInt64.self) }
  }
}
