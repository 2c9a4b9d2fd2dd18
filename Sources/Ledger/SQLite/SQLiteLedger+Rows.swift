import FoundationEssentials
import GRDB
public import Operations
import Sheet

// Rows with everything that is known of them.
extension SQLiteLedger {
  @discardableResult
  public func forEachRow(
    of batch: Batch,
    _ selection: RowSelection,
    _ visit: (RecordedRow) throws -> Void
  ) throws -> BatchTotals {
    try read { database in
      let rows = try database.recordedRows(
        selection.sql.index,
        where: "row.batch = ? AND (\(selection.sql.condition))",
        order: "row.number",
        arguments: [batch.id]
      )
      while let row = try rows.next() { try visit(RecordedRow(row, database)) }
      return try totals(of: batch, database)
    }
  }

  public func doubts(of batch: Batch?) throws -> [Doubt] {
    // Asked before the rows are read: a process that ends in between has settled what it sent. Batches that have rows on
    // their way, or had when their process died.
    let sending: [Int64] = try read {
      try $0.values("SELECT DISTINCT batch FROM row INDEXED BY row_open WHERE state = 'sending'")
    }
    let abandoned = try sending.filter { try !isLocked($0) }.map(String.init)
    return try read { database in
      let rows = try database.recordedRows(
        "INDEXED BY row_open",
        where: """
          (row.state = 'sending' OR row.state = 'in_doubt') \(batch.map { "AND row.batch = \($0.id)" } ?? "")
          AND (row.state = 'in_doubt' OR row.batch IN (\(abandoned.joined(separator: ", "))))
          """,
        order: "coalesce(attempt.sent_at, row.since), row.batch, row.number"
      )
      var batches: [Int64: Batch] = [:]
      return try Array(
        rows.map { row in
          let id: Int64 = try row.decode(atIndex: 22)
          let batch = try batches[id] ?? self.batch(id, database)
          batches[id] = batch
          return Doubt(batch: batch, row: try RecordedRow(row, database))
        }
      )
    }
  }
}

extension Database {
  /// Rows with what `RecordedRow` is made of; the parts are in SQL.
  fileprivate func recordedRows(
    _ index: String,
    where condition: String,
    order: String,
    arguments: StatementArguments = []
  ) throws -> RowCursor {
    try cursor(
      """
      SELECT row.number, row.state, row.tries, row.amount, row.cells, row.fields, row.error_codes, row.errors,
        row.warning_codes, row.warnings, attempt.sent_at,
        answer.answered_at, answer.http_status, answer.provider_status, answer.provider_code, answer.message,
        answer.own,
        resolution.decided_at, resolution.paid, resolution.reference, resolution.reason, resolution.decided_by,
        row.batch
      FROM row \(index)
      LEFT JOIN attempt ON attempt.batch = row.batch AND attempt.number = row.number AND attempt.try = row.tries
      LEFT JOIN answer ON answer.batch = row.batch AND answer.number = row.number AND answer.try = row.tries
      LEFT JOIN resolution ON resolution.id = (SELECT max(id) FROM resolution AS last
        WHERE last.batch = row.batch AND last.number = row.number)
      WHERE \(condition) ORDER BY \(order)
      """,
      arguments
    )
  }

  /// The tries of a row, each with the decision about it: a person decides about what is in doubt, once for each doubt.
  fileprivate func tries(of number: Int, batch: Int64) throws -> [RecordedTry] {
    let sql = "SELECT * FROM resolution WHERE batch = ? AND number = ? ORDER BY id"
    var decisions = try rows(sql, [batch, number]).map { try Resolution($0) }[...]
    return try rows(
      """
      SELECT message, state = 'in_doubt' AS is_doubt FROM attempt LEFT JOIN answer USING (batch, number, try)
      WHERE batch = ? AND number = ? ORDER BY try
      """,
      [batch, number]
    ).map { row in
      let isDoubt = try row.decode(Bool?.self, forColumn: "is_doubt") ?? false
      return (try row.decode(forColumn: "message"), isDoubt ? decisions.popFirst() : nil)
    }
  }

  /// The newest answer of a look-up that it is pending; others are final, or are none.
  fileprivate func lastPending(of number: Int, batch: Int64) throws -> CarriedResult? {
    let found = try row(
      """
      SELECT try, sent_at, answered_at, http_status, provider_status, provider_code, message, own
      FROM answer JOIN attempt USING (batch, number, try)
      WHERE batch = ? AND number = ? AND state = 'pending' ORDER BY try DESC LIMIT 1
      """,
      [batch, number]
    )
    return try found.map { row in
      let sentAt = Timestamp(milliseconds: try row.decode(atIndex: 1))
      return (.pending, try row.decode(atIndex: 0), sentAt, try RecordedAnswer(row, from: 2))
    }
  }
}

extension RowSelection {
  /// In SQL, with an index where SQLite knows nothing of how few these are among a batch's rows; a state's text is the
  /// program's own.
  fileprivate var sql: (index: String, condition: String) {
    switch self {
    case .all: ("", "true")
    case .inStates(let states):
      (
        [[.sending], [.done(.inDoubt)]].contains(states) ? "INDEXED BY row_open" : "",
        states.map { "row.state = '\($0.text)'" }.joined(separator: " OR ")
      )
    case .withFindings: ("INDEXED BY row_findings", "row.error_codes IS NOT NULL OR row.warning_codes IS NOT NULL")
    }
  }
}

// By position, for a batch has many rows: the order is that of the query above.
extension RecordedRow {
  fileprivate init(_ row: SQLRow, _ database: Database) throws {
    number = try row.decode(atIndex: 0)
    state = try RowState(stored: row.decode(atIndex: 1))
    tries = try row.decode(atIndex: 2)
    paise = try row.decode(atIndex: 3)
    cells = try PackedRow(stored: row.decode(atIndex: 4))
    fields = try row.decode(Data?.self, atIndex: 5).map { try PackedRow(stored: $0) }
    errorCodes = try row.decode(String?.self, atIndex: 6) ?? ""
    errors = try row.decode(String?.self, atIndex: 7) ?? ""
    warningCodes = try row.decode(String?.self, atIndex: 8) ?? ""
    warnings = try row.decode(String?.self, atIndex: 9) ?? ""
    sentAt = try row.decode(Int64?.self, atIndex: 10).map(Timestamp.init(milliseconds:))
    answer = try row.decode(Int64?.self, atIndex: 11).map { _ in try RecordedAnswer(row, from: 11) }
    resolution = try row.decode(Int64?.self, atIndex: 17).map { _ in try Resolution(row) }
    if tries > 1, [.done(.error), .done(.notSent)].contains(state) {
      known = try database.lastPending(of: number, batch: row.decode(atIndex: 22))
    }
    if resolution != nil { history = try database.tries(of: number, batch: row.decode(atIndex: 22)) }
  }
}

extension RecordedAnswer {
  /// - Parameter first: The place of `answered_at`; the others follow.
  fileprivate init(_ row: SQLRow, from first: Int) throws {
    let stored: Data = try row.decode(atIndex: first + 5)
    let values = stored.isEmpty ? PackedRow() : try PackedRow(stored: stored)
    self.init(
      at: Timestamp(milliseconds: try row.decode(atIndex: first)),
      httpStatus: try row.decode(atIndex: first + 1),
      providerStatus: try row.decode(atIndex: first + 2),
      providerCode: try row.decode(atIndex: first + 3),
      message: try row.decode(atIndex: first + 4),
      own: (0..<values.count).map(values.string)
    )
  }
}
