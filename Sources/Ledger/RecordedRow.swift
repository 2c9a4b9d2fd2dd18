import FoundationEssentials
import GRDB
public import Operations
public import Sheet

/// A row with everything that the ledger knows of it: what the files are made of.
public struct RecordedRow: Sendable {
  public let number: Int
  public let state: RowState
  public let tries: Int
  public let paise: Int64
  public let cells: PackedRow
  public let fields: PackedRow?
  public let errorCodes: String
  public let errors: String
  public let warningCodes: String
  public let warnings: String
  /// Of the last attempt.
  public let sentAt: Timestamp?
  public let answer: RecordedAnswer?
  public let resolution: Resolution?
}

/// How the last attempt at a row ended.
public struct RecordedAnswer: Sendable {
  public let at: Timestamp
  public let httpStatus: Int?
  public let providerStatus: String
  public let providerCode: String
  public let message: String
  public let own: [String]

  public init(
    at: Timestamp,
    httpStatus: Int?,
    providerStatus: String,
    providerCode: String,
    message: String,
    own: [String]
  ) {
    self.at = at
    self.httpStatus = httpStatus
    self.providerStatus = providerStatus
    self.providerCode = providerCode
    self.message = message
    self.own = own
  }
}

/// A look-up's final result from an earlier batch.
public struct CarriedResult: Sendable {
  public let outcome: Outcome
  public let tries: Int
  public let sentAt: Timestamp
  public let answer: RecordedAnswer

  public init(outcome: Outcome, tries: Int, sentAt: Timestamp, answer: RecordedAnswer) {
    self.outcome = outcome
    self.tries = tries
    self.sentAt = sentAt
    self.answer = answer
  }
}

/// What a person found out about a row in doubt.
public struct Resolution: Sendable {
  public var paid: Bool
  public var reference: String?
  public var reason: String
  public var decidedBy: String
  public var decidedAt: Timestamp

  public init(paid: Bool, reference: String?, reason: String, decidedBy: String, decidedAt: Timestamp) {
    self.paid = paid
    self.reference = reference
    self.reason = reason
    self.decidedBy = decidedBy
    self.decidedAt = decidedAt
  }
}

extension Journal {
  /// Gives the rows of a batch in the sheet's order, one at a time; `state` narrows to one state.
  public func forEachRow(of batch: Batch, in state: RowState? = nil, _ visit: (RecordedRow) throws -> Void) throws {
    let cursor = try GRDB.Row.fetchCursor(
      database,
      sql: """
        SELECT row.number, row.state, row.tries, row.amount, row.cells, row.fields, row.error_codes, row.errors,
          row.warning_codes, row.warnings, attempt.sent_at,
          answer.answered_at, answer.http_status, answer.provider_status, answer.provider_code, answer.message,
          answer.own,
          resolution.decided_at, resolution.paid, resolution.reference, resolution.reason, resolution.decided_by
        FROM row
        LEFT JOIN attempt ON attempt.batch = row.batch AND attempt.number = row.number AND attempt.try = row.tries
        LEFT JOIN answer ON answer.batch = row.batch AND answer.number = row.number AND answer.try = row.tries
        LEFT JOIN resolution ON resolution.id = (SELECT max(id) FROM resolution AS last
          WHERE last.batch = row.batch AND last.number = row.number)
        WHERE row.batch = ?1 AND (?2 IS NULL OR row.state = ?2) ORDER BY row.number
        """,
      arguments: [batch.id.number, state?.text]
    )
    while let row = try cursor.next() { try visit(RecordedRow(row)) }
  }

  /// One row of a batch; nil if the sheet had no such row.
  public func row(_ number: Int, of batch: Batch) throws -> RecordedRow? {
    var found: RecordedRow?
    try forEachRow(of: batch) { if $0.number == number { found = $0 } }
    return found
  }

  /// Records a person's decision about a row in doubt.
  public func resolve(_ number: Int, of batch: Batch, _ resolution: Resolution) throws {
    let paid: Outcome = batch.operation.effect == .money ? .accepted : .success
    try move(number, of: batch, from: .done(.inDoubt), to: .done(resolution.paid ? paid : .notSent))
    try database.execute(
      sql: """
        INSERT INTO resolution (batch, number, paid, reference, reason, decided_by, decided_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        batch.id.number, number, resolution.paid, resolution.reference, resolution.reason, resolution.decidedBy,
        resolution.decidedAt.milliseconds,
      ]
    )
  }
}

// By position, for a batch has many rows: the order is that of the query in `forEachRow`.
extension RecordedRow {
  fileprivate init(_ row: GRDB.Row) throws {
    number = try row.decode(atIndex: 0)
    guard let state = RowState(text: try row.decode(atIndex: 1)) else {
      throw LedgerProblem(
        .newer,
        "a row of the ledger is in a state that this aopbatch does not know",
        remedy: "Install the newer version."
      )
    }
    self.state = state
    tries = try row.decode(atIndex: 2)
    paise = try row.decode(atIndex: 3)
    cells = try PackedRow(stored: try row.decode(atIndex: 4))
    fields = try row.decode(Data?.self, atIndex: 5).map(PackedRow.init(stored:))
    errorCodes = try row.decode(String?.self, atIndex: 6) ?? ""
    errors = try row.decode(String?.self, atIndex: 7) ?? ""
    warningCodes = try row.decode(String?.self, atIndex: 8) ?? ""
    warnings = try row.decode(String?.self, atIndex: 9) ?? ""
    sentAt = try row.decode(Int64?.self, atIndex: 10).map(Timestamp.init(milliseconds:))
    answer = try row.decode(Int64?.self, atIndex: 11).map {
      try RecordedAnswer(row, at: Timestamp(milliseconds: $0))
    }
    resolution = try row.decode(Int64?.self, atIndex: 17).map {
      try Resolution(row, at: Timestamp(milliseconds: $0))
    }
  }
}

extension RecordedAnswer {
  fileprivate init(_ row: GRDB.Row, at: Timestamp) throws {
    self.at = at
    httpStatus = try row.decode(atIndex: 12)
    providerStatus = try row.decode(atIndex: 13)
    providerCode = try row.decode(atIndex: 14)
    message = try row.decode(atIndex: 15)
    let stored: Data = try row.decode(atIndex: 16)
    let values = stored.isEmpty ? PackedRow() : try PackedRow(stored: stored)
    own = (0..<values.count).map(values.string)
  }
}

extension Resolution {
  fileprivate init(_ row: GRDB.Row, at: Timestamp) throws {
    try self.init(
      paid: row.decode(atIndex: 18),
      reference: row.decode(atIndex: 19),
      reason: row.decode(atIndex: 20),
      decidedBy: row.decode(atIndex: 21),
      decidedAt: at
    )
  }
}
