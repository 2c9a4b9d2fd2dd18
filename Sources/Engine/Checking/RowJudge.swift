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
  /// Of the row's own cells; nil if it does not matter whether they come again.
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
  private var glances: [RowGlance] = []
  private var cells = PackedRow()

  init(reader: RowReader, key: FingerprintKey?, isBrief: Bool) {
    self.reader = reader
    self.key = key
    self.isBrief = isBrief
  }

  /// Takes a moment now to be faster with each row.
  mutating func prepareForManyRows() { reader.prepareForManyRows() }

  /// Judges every row of a batch.
  mutating func judge(_ batch: RowBatch, into rows: inout [JudgedRow]) {
    rows.removeAll(keepingCapacity: true)
    if isBrief {
      for index in 0..<batch.count { rows.append(sort(batch.row(index))) }
      return
    }
    reader.glance(batch, into: &glances)
    for index in 0..<batch.count {
      let row = batch.row(index)
      rows.append(glances[index].isPlain ? judged(row, glances[index]) : judge(row))
    }
  }

  /// Says no more of a row than whether it is one.
  private mutating func sort(_ row: borrowing Row) -> JudgedRow {
    if reader.layout.isBlank(row) { return JudgedRow(kind: .blank) }
    return JudgedRow(kind: .notable, fingerprint: reader.layout.hasCellsBeyondHeader(row) ? nil : identify(row))
  }

  private mutating func judge(_ row: borrowing Row) -> JudgedRow {
    let verdict = reader.read(row)
    guard verdict == .valid, reader.warnings.isEmpty else { return sort(row) }
    return JudgedRow(
      kind: .plain,
      fingerprint: identify(row),
      amount: reader.amount,
      mode: reader.mode,
      emptyColumns: reader.emptyColumns
    )
  }

  private mutating func judged(_ row: borrowing Row, _ glance: RowGlance) -> JudgedRow {
    JudgedRow(
      kind: .plain,
      fingerprint: glance.isItsIdentity ? key?.fingerprint(of: row) : identify(row),
      amount: glance.amount,
      mode: glance.mode,
      emptyColumns: glance.emptyColumns
    )
  }

  private mutating func identify(_ row: borrowing Row) -> Fingerprint? {
    guard let key else { return nil }
    reader.layout.identity(row, into: &cells)
    return key.fingerprint(of: cells)
  }
}
