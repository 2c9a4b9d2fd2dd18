import Operations
import Payments
import Sheet

/// What was found out about a row alone, without the others.
struct JudgedRow: Sendable {
  enum Kind: Sendable {
    case blank
    /// Valid, with nothing to say about it.
    case plain
    /// To be read once more, where it stands beside the others, to say what there is to say about it.
    case notable
  }

  let kind: Kind
  /// Of the row's own cells; nil if nobody asks whether it comes again.
  var fingerprint: Fingerprint?
  var amount: Amount?
  var mode: TransactionType?
  var emptyColumns: ColumnSet = []
}

/// Judges rows one by one. Each thread has its own.
struct RowJudge: Sendable {
  private var reader: RowReader
  /// Nil if rows may come again.
  private let key: FingerprintKey?
  /// Every row is read again beside the others, so that reading it here is of no use.
  private let isBrief: Bool
  private var cells = PackedRow()

  init(reader: RowReader, key: FingerprintKey?, isBrief: Bool) {
    self.reader = reader
    self.key = key
    self.isBrief = isBrief
  }

  /// Judges every row of a batch.
  mutating func judge(_ batch: RowBatch, into rows: inout [JudgedRow]) {
    rows.removeAll(keepingCapacity: true)
    for index in 0..<batch.count { rows.append(judge(batch.row(index))) }
  }

  private mutating func judge(_ row: borrowing Row) -> JudgedRow {
    if isBrief {
      return JudgedRow(kind: .notable, fingerprint: identify(row))
    }
    let verdict = reader.read(row)
    if verdict == .blank { return JudgedRow(kind: .blank) }
    guard verdict == .valid, reader.warnings.isEmpty else {
      return JudgedRow(kind: .notable, fingerprint: reader.isRagged ? nil : identify(row))
    }
    return JudgedRow(
      kind: .plain,
      fingerprint: identify(row),
      amount: reader.amount,
      mode: reader.mode,
      emptyColumns: reader.emptyColumns
    )
  }

  private mutating func identify(_ row: borrowing Row) -> Fingerprint? {
    guard let key else { return nil }
    reader.layout.identity(row, into: &cells)
    return key.fingerprint(of: cells)
  }
}
