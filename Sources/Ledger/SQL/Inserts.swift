import Operations
import Payments
import Sheet

// One insertion for each table.
extension SQLConnection {
  /// Gives the batch's number.
  func insert(_ new: NewBatch, named name: String, at now: Timestamp) throws -> Int64 {
    let id: Int64? = try value(
      """
      INSERT INTO batch (name, status, operation, sheet, path, folder, renews, sha256, rows_sha256, plan, address,
        provider, header, blank_rows, warned_rows, created_at, created_by, again, registration)
      VALUES (?, 'draft', ?, ?, ?, ?, ?, '', '', '', ?, ?, ?, 0, 0, ?, ?, ?, ?) RETURNING id
      """,
      [
        name, new.operation.name, new.sheet, new.path, new.folder, new.renews, new.address, new.provider, new.header,
        now, new.createdBy, new.again, new.registration,
      ]
    )
    guard let id else { throw Failure(.ledgerDamaged, [.cause: "a batch got no number"]) }
    return id
  }

  func insert(_ carried: CarriedResult, _ number: Int, batch: Int64) throws {
    try insertAttempt(carried.tries, number, batch: batch, at: carried.sentAt)
    try insert(carried.answer, number, batch: batch, attempt: carried.tries, state: .done(carried.outcome))
  }

  func insert(_ identities: IdentityBlock, batch: Int64) throws {
    if identities.bytes.isEmpty { return }
    try run("INSERT INTO payments (batch, identities) VALUES (?, ?)", [batch, identities.bytes])
  }

  func insertAttempt(_ attempt: Int, _ number: Int, batch: Int64, at sentAt: Timestamp) throws {
    try run(
      "INSERT INTO attempt (batch, number, try, sent_at) VALUES (?, ?, ?, ?)",
      [batch, number, attempt, sentAt]
    )
  }

  func insert(_ answer: RecordedAnswer, _ number: Int, batch: Int64, attempt: Int, state: RowState) throws {
    var own = PackedRow()
    for value in answer.own { own.append(value) }
    try run(
      """
      INSERT INTO answer (batch, number, try, answered_at, state, http_status, provider_status, provider_code,
        message, own)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        batch, number, attempt, answer.at, state, answer.httpStatus, answer.providerStatus, answer.providerCode,
        answer.message, own,
      ]
    )
  }

  func insert(_ resolution: Resolution, _ number: Int, batch: Int64) throws {
    try run(
      """
      INSERT INTO resolution (batch, number, \(Resolution.columns))
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        batch, number, resolution.paid, resolution.reference, resolution.reason, resolution.decidedBy,
        resolution.decidedAt,
      ]
    )
  }

  /// Counts the findings of a batch's rows, errors of rejected rows and warnings of valid ones; and the valid rows that
  /// have warnings.
  func countedFindings(of batch: Int64) throws -> (counts: FindingCounts, warnedRows: Int) {
    var (counts, warnedRows) = (FindingCounts(), 0)
    try walk(
      """
      SELECT state, error_codes, warning_codes, amount FROM row \(Self.dialect.index("row_findings"))
      WHERE batch = ? AND (error_codes IS NOT NULL OR warning_codes IS NOT NULL)
      """,
      [batch]
    ) { row in
      let isError = try row.cell(0) == RowState.rejected
      if !isError { warnedRows += 1 }
      let kind = isError ? \FindingCounts.errors : \.warnings
      let codes: String? = try row.cell(isError ? 1 : 2)
      for code in Set((codes ?? "").split(separator: ";").map(String.init)) {
        counts[keyPath: kind][code, default: Total()].add(paise: try row.integer(3))
      }
    }
    return (counts, warnedRows)
  }

  func store(_ findings: (counts: FindingCounts, warnedRows: Int), batch: Int64) throws {
    try run("UPDATE batch SET warned_rows = ? WHERE id = ?", [findings.warnedRows, batch])
    try run("DELETE FROM finding WHERE batch = ?", [batch])
    for (isError, totals) in [(true, findings.counts.errors), (false, findings.counts.warnings)] {
      for (code, total) in totals {
        try run(
          "INSERT INTO finding (batch, is_error, code, rows, paise) VALUES (?, ?, ?, ?, ?)",
          [batch, isError, code, total.rows, "\(total.paise)"]
        )
      }
    }
  }
}

extension Operation {
  /// The identity of a row whose values are stored.
  func recordedIdentity(_ fields: PackedRow) throws(Failure) -> [UInt8]? {
    guard fields.count == columns.count else {
      throw Failure(.ledgerDamaged, [.cause: "a row has other values than its operation"])
    }
    return identity(fields)
  }
}
