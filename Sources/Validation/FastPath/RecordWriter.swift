// FAST PATH, see PlainRows.swift: `PlanDigest.append` would do.

import Ledger
import Payments
import Sheet

/// Writes the records of plain rows for the plan's digest: what `PlanDigest.append` adds for a row's values, without making
/// them one by one.
struct RecordWriter: Sendable {
  /// Cells that have more are not plain: thus each length takes one byte.
  static let cellBytesMax = 127
  private static let lengthsStart = PlanDigest.numberBytes + 1

  private let columns: [ColumnPlace]
  private let values: PackedRow
  private let amountColumn: Int?
  private var record: [UInt8]

  init(_ columns: [ColumnPlace], _ values: PackedRow) {
    self.columns = columns
    self.values = values
    amountColumn = columns.firstIndex { $0.rule == Amount.self }
    record = Array(repeating: 0, count: Self.lengthsStart + columns.count * (1 + Self.cellBytesMax))
    record[PlanDigest.numberBytes] = UInt8(columns.count)
  }

  /// Adds the record of a row, its cells as they stand and the amount in rupees and paise.
  mutating func append(_ row: borrowing Row, _ amount: Amount?, to records: inout [UInt8]) {
    // Its own for a moment, for what is written to is nobody else's.
    var record: [UInt8] = []
    swap(&record, &self.record)
    var span = record.mutableSpan
    let end = write(row, rupees(row, amount), to: &span)
    records.append(record.span.extracting(..<end))
    swap(&record, &self.record)
  }

  /// The amount as it is sent; nil if it stands so in its cell.
  private func rupees(_ row: borrowing Row, _ amount: Amount?) -> [UInt8]? {
    guard let amountColumn, let amount else { return nil }
    let place = columns[amountColumn]
    if Amount.isAsSent(place.hasValue ? values[amountColumn] : row[place.position]) { return nil }
    var rupees: [UInt8] = []
    amount.appendRupees(to: &rupees)
    return rupees
  }

  /// Writes lengths and values; gives the record's length.
  private func write(_ row: borrowing Row, _ rupees: [UInt8]?, to record: inout MutableSpan<UInt8>) -> Int {
    var end = Self.lengthsStart + columns.count
    var bytes = record.mutableBytes
    for (index, column) in columns.enumerated() {
      let start = end
      if index == amountColumn, let rupees {
        bytes.write(rupees.span.bytes, at: &end)
      } else if column.hasValue {
        bytes.write(values[index].bytes, at: &end)
      } else if column.position >= 0 {
        bytes.write(row[column.position].bytes, at: &end)
      }
      bytes.storeBytes(of: UInt8(end - start), toByteOffset: Self.lengthsStart + index, as: UInt8.self)
    }
    return end
  }
}

extension MutableRawSpan {
  /// Writes the bytes of a cell, eight or four at a time, of which some may be written twice.
  @inline(__always)
  fileprivate mutating func write(_ cell: RawSpan, at end: inout Int) {
    let count = cell.byteCount
    func copy<Word: BitwiseCopyable>(_ at: Int, _ word: Word.Type, _ bytes: inout MutableRawSpan) {
      bytes.storeBytes(of: cell.unsafeLoadUnaligned(fromByteOffset: at, as: word), toByteOffset: end + at, as: word)
    }
    if count >= 8 {
      for at in stride(from: 0, to: count - 8, by: 8) { copy(at, UInt64.self, &self) }
      copy(count - 8, UInt64.self, &self)
    } else if count >= 4 {
      copy(0, UInt32.self, &self)
      copy(count - 4, UInt32.self, &self)
    } else {
      for at in 0..<count { copy(at, UInt8.self, &self) }
    }
    end += count
  }
}
