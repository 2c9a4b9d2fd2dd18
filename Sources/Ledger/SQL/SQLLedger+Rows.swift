import Operations
import Sheet

// Rows with everything that is known of them.
extension SQLLedger {
  @discardableResult
  func forEachRow(
    of batch: Batch,
    _ selection: RowSelection,
    _ visit: (RecordedRow) throws -> Void
  ) throws -> BatchTotals {
    let (index, condition) = selection.sql
    return try read { connection in
      try connection.forEachRecorded(
        index.map(Connection.dialect.index),
        where: "row.batch = ? AND (\(condition))",
        order: "row.number",
        [batch.id]
      ) { try visit(RecordedRow($0, connection)) }
      return try totals(of: batch, connection)
    }
  }

  func doubts(of batch: Batch?) throws -> [Doubt] {
    // Asked before the rows are read: a process that ends in between has settled what it sent. Batches that have rows on
    // their way, or had when their process died.
    let sending: [Int64] = try read { try $0.values("\(Self.batchesWith) ('sending') \(Self.someRows)") }
    let abandoned = try sending.filter { try !isLocked($0) }.map { "row.batch = \($0)" }
    return try read { connection in
      var (doubts, batches): ([Doubt], [Int64: Batch]) = ([], [:])
      try connection.forEachRecorded(
        Connection.dialect.index("row_open"),
        where: """
          (row.state = 'sending' OR row.state = 'in_doubt')
          AND row.batch \(batch.map { "= \($0.id)" } ?? "IN (\(Self.batchesWith) ('sending', 'in_doubt') \(Self.someRows))")
          AND (\((["row.state = 'in_doubt'"] + abandoned).joined(separator: " OR ")))
          """,
        order: "coalesce(attempt.sent_at, row.since), row.batch, row.number"
      ) { row in
        let id: Int64 = try row.cell(22)
        let batch = try batches[id] ?? self.batch(id, connection)
        batches[id] = batch
        doubts.append(Doubt(batch: batch, row: try RecordedRow(row, connection)))
      }
      return doubts
    }
  }

  // From the sums: a server has no index on what changes with every row.
  private static var batchesWith: String { "SELECT batch FROM total WHERE state IN" }
  private static var someRows: String { "GROUP BY batch HAVING sum(rows) > 0" }
}

extension SQLConnection {
  /// Rows with what `RecordedRow` is made of; the parts are in SQL.
  fileprivate func forEachRecorded(
    _ index: String?,
    where condition: String,
    order: String,
    _ arguments: SQLArguments = [],
    _ visit: (Row) throws -> Void
  ) throws {
    // With a batch that is computed a server has no choice but to find each by its whole key: of a new batch it knows nothing,
    // takes all answers for a handful, and would compare them with each row.
    try walk(
      """
      SELECT row.number, row.state, row.tries, row.amount, row.cells, row.fields, row.error_codes, row.errors,
        row.warning_codes, row.warnings, attempt.sent_at,
        answer.answered_at, answer.http_status, answer.provider_status, answer.provider_code, answer.message,
        answer.own,
        resolution.paid, resolution.reference, resolution.reason, resolution.decided_by, resolution.decided_at,
        row.batch
      FROM row \(index ?? "")
      LEFT JOIN attempt ON attempt.batch = row.batch + 0 AND attempt.number = row.number AND attempt.try = row.tries
      LEFT JOIN answer ON answer.batch = row.batch + 0 AND answer.number = row.number AND answer.try = row.tries
      LEFT JOIN resolution ON resolution.id = (SELECT max(id) FROM resolution AS last
        WHERE last.batch = row.batch AND last.number = row.number)
      WHERE \(condition) ORDER BY \(order)
      """,
      arguments,
      visit
    )
  }

  /// The tries of a row, each with the decision about it: a person decides about what is in doubt, once for each doubt.
  fileprivate func tries(of number: Int, batch: Int64) throws -> [RecordedTry] {
    var decisions = try list(
      "SELECT \(Resolution.columns) FROM resolution WHERE batch = ? AND number = ? ORDER BY id",
      [batch, number]
    ) { try Resolution($0, from: 0) }[...]
    return try list(
      """
      SELECT message, answer.state FROM attempt LEFT JOIN answer USING (batch, number, try)
      WHERE batch = ? AND number = ? ORDER BY try
      """,
      [batch, number]
    ) { row in
      let state: RowState? = try row.cell(1)
      return (try row.cell(0), (state ?? .done(.inDoubt)) == .done(.inDoubt) ? decisions.popFirst() : nil)
    }
  }

  /// The newest answer of a look-up that it is pending; others are final, or are none.
  fileprivate func lastPending(of number: Int, batch: Int64) throws -> CarriedResult? {
    try first(
      """
      SELECT try, sent_at, answered_at, http_status, provider_status, provider_code, message, own
      FROM answer JOIN attempt USING (batch, number, try)
      WHERE batch = ? AND number = ? AND state = 'pending' ORDER BY try DESC LIMIT 1
      """,
      [batch, number]
    ) { (.pending, try $0.cell(0), try $0.cell(1), try RecordedAnswer($0, from: 2)) }
  }
}

extension RowSelection {
  /// In SQL, with an index where databases know nothing of how few these are among a batch's rows; a state's text is the
  /// program's own.
  fileprivate var sql: (index: String?, condition: String) {
    switch self {
    case .all: (nil, "true")
    case .inStates(let states):
      (
        [[.sending], [.done(.inDoubt)]].contains(states) ? "row_open" : nil,
        states.map { "row.state = '\($0.text)'" }.joined(separator: " OR ")
      )
    case .withFindings: ("row_findings", "row.error_codes IS NOT NULL OR row.warning_codes IS NOT NULL")
    }
  }
}

// The order is that of the query above.
extension RecordedRow {
  fileprivate init(_ row: some SQLRow, _ connection: some SQLConnection) throws {
    number = try row.cell(0)
    state = try row.cell(1)
    tries = try row.cell(2)
    paise = try row.cell(3)
    cells = try row.cell(4)
    fields = try row.cell(5)
    errorCodes = try row.cell(6) ?? ""
    errors = try row.cell(7) ?? ""
    warningCodes = try row.cell(8) ?? ""
    warnings = try row.cell(9) ?? ""
    sentAt = try row.cell(10)
    answer = row.isNull(11) ? nil : try RecordedAnswer(row, from: 11)
    resolution = row.isNull(17) ? nil : try Resolution(row, from: 17)
    if tries > 1, [.done(.error), .done(.notSent)].contains(state) {
      known = try connection.lastPending(of: number, batch: row.cell(22))
    }
    if resolution != nil { history = try connection.tries(of: number, batch: row.cell(22)) }
  }
}

extension RecordedAnswer {
  /// - Parameter first: The place of `answered_at`; the others follow.
  fileprivate init(_ row: some SQLRow, from first: Int) throws {
    let stored = try row.bytes(first + 5)
    let values = stored.isEmpty ? PackedRow() : try PackedRow(stored: stored)
    self.init(
      at: try row.cell(first),
      httpStatus: try row.cell(first + 1),
      providerStatus: try row.cell(first + 2),
      providerCode: try row.cell(first + 3),
      message: try row.cell(first + 4),
      own: (0..<values.count).map(values.string)
    )
  }
}
