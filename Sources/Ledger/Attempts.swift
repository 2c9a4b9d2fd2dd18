import FoundationEssentials
import GRDB
import Sheet
public import Operations

/// How one attempt at a row ended.
public struct Settlement: Sendable {
  public var number: Int
  /// Which try this was, from 1.
  public var attempt: Int
  public var sentAt: Timestamp
  public var answeredAt: Timestamp
  public var judgement: Judgement
  /// Where the row goes: the judgement's outcome, or back to `planned` to be tried again.
  public var state: RowState

  public init(
    number: Int,
    attempt: Int,
    sentAt: Timestamp,
    answeredAt: Timestamp,
    judgement: Judgement,
    state: RowState
  ) {
    self.number = number
    self.attempt = attempt
    self.sentAt = sentAt
    self.answeredAt = answeredAt
    self.judgement = judgement
    self.state = state
  }
}

extension Journal {
  /// Records that a row is about to be sent. Only after this is on the disk may a byte of it leave.
  public func intend(_ number: Int, of batch: Batch, attempt: Int, at now: Timestamp) throws {
    try move(number, of: batch, from: .planned, to: .sending, tries: attempt)
    try insertAttempt(number, batch, attempt, now)
  }

  /// Records how an attempt ended. A look-up's attempt is recorded only now.
  public func settle(_ settlement: Settlement, of batch: Batch) throws {
    let number = settlement.number
    let isJournalled = batch.operation.effect.isJournalled
    if !isJournalled { try insertAttempt(number, batch, settlement.attempt, settlement.sentAt) }
    // A look-up that is to be asked again has never left `planned`.
    if isJournalled || settlement.state != .planned {
      try move(
        number,
        of: batch,
        from: isJournalled ? .sending : .planned,
        to: settlement.state,
        tries: settlement.attempt,
        reference: settlement.judgement.reference
      )
    } else {
      try database.cachedStatement(sql: "UPDATE row SET tries = ? WHERE batch = ? AND number = ?")
        .execute(arguments: [settlement.attempt, batch.id.number, number])
    }
    let answer = RecordedAnswer(settlement.judgement, at: settlement.answeredAt)
    try insert(answer, number, batch, attempt: settlement.attempt, state: settlement.state)
  }

  /// The row that already has a transaction reference.
  public func row(of batch: Batch, withReference reference: String) throws -> Int? {
    try Int.fetchOne(
      database.cachedStatement(sql: "SELECT number FROM row WHERE batch = ? AND reference = ?"),
      arguments: [batch.id.number, reference]
    )
  }

  /// What another process had on its way when it died may have arrived: nobody can say so but a person.
  ///
  /// Gives the number of rows that are in doubt now.
  public func doubtWhatWasSending(in batch: Batch, at now: Timestamp) throws -> Int {
    try database.execute(
      sql: """
        INSERT INTO answer (batch, number, try, answered_at, state, provider_status, provider_code, message, own)
        SELECT batch, number, tries, ?, ?, '', '', ?, x'' FROM row WHERE batch = ? AND state = ?
        """,
      arguments: [
        now.milliseconds, Outcome.inDoubt.rawValue,
        "aopbatch was stopped while the request was on its way; it may have arrived", batch.id.number,
        RowState.sending.text,
      ]
    )
    return try moveAll(of: batch, from: .sending, to: .done(.inDoubt))
  }

  /// Takes over a final result of an earlier batch for a row that was just inserted.
  public func carry(_ result: CarriedResult, to number: Int, of batch: Batch) throws {
    precondition(!batch.operation.effect.isJournalled, "only look-ups carry results over")
    try insertAttempt(number, batch, result.tries, result.sentAt)
    try move(number, of: batch, from: .planned, to: .done(result.outcome), tries: result.tries)
    try insert(result.answer, number, batch, attempt: result.tries, state: .done(result.outcome))
  }

  /// Look-ups that were asked and wait to be asked again go back to what the last answer said, or to `error`.
  public func giveUpWaiting(in batch: Batch) throws {
    precondition(!batch.operation.effect.isJournalled, "only look-ups are asked again after an answer")
    try database.execute(
      sql: """
        UPDATE row SET state = coalesce((SELECT state FROM answer WHERE answer.batch = row.batch
          AND answer.number = row.number AND answer.state <> 'planned' ORDER BY try DESC LIMIT 1), 'error')
        WHERE batch = ? AND state = 'planned' AND tries > 0
        """,
      arguments: [batch.id.number]
    )
  }

  private func insertAttempt(_ number: Int, _ batch: Batch, _ attempt: Int, _ sentAt: Timestamp) throws {
    try database.cachedStatement(sql: "INSERT INTO attempt (batch, number, try, sent_at) VALUES (?, ?, ?, ?)")
      .execute(arguments: [batch.id.number, number, attempt, sentAt.milliseconds])
  }

  private func insert(
    _ answer: RecordedAnswer,
    _ number: Int,
    _ batch: Batch,
    attempt: Int,
    state: RowState
  ) throws {
    var own = PackedRow()
    for value in answer.own { own.append(value) }
    try database.cachedStatement(
      sql: """
        INSERT INTO answer (batch, number, try, answered_at, state, http_status, provider_status, provider_code,
          message, own)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      batch.id.number, number, attempt, answer.at.milliseconds, state.text, answer.httpStatus, answer.providerStatus,
      answer.providerCode, answer.message, Data(own.blob),
    ])
  }
}

extension RecordedAnswer {
  fileprivate init(_ judgement: Judgement, at: Timestamp) {
    self.init(
      at: at,
      httpStatus: judgement.httpStatus,
      providerStatus: judgement.providerStatus,
      providerCode: judgement.providerCode,
      message: judgement.message,
      own: judgement.own
    )
  }
}
