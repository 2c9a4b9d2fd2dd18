import GRDB
import Operations
import Sheet

// While rows are sent: one commit for the outcomes of the last group and the intents of the next.
extension SQLiteLedger {
  public func turn(_ turn: Turn, of batch: HeldBatch) throws -> TurnResult {
    if turn.isEmpty { return TurnResult() }
    let (result, intents) = try write { database in
      var commit = TurnCommit(batch: batch.batch, database: database)
      for settlement in turn.settlements { try commit.settle(settlement) }
      if commit.result.mayClaim {
        for intent in turn.retries { try commit.intend(intent, at: turn.now) }
      }
      if commit.result.mayClaim { try commit.claim(turn.wanted, after: turn.cursor, at: turn.now) }
      try Totals.add(commit.change, database, batch: batch.batch.id)
      return (commit.result, commit.intents)
    }
    if intents > 0 { try file.add(requests: intents) }
    return result
  }
}

extension TurnResult {
  /// Nothing is handed out beside a row that contradicts this process, or beside a reference that came twice.
  fileprivate var mayClaim: Bool { unsettled.isEmpty && !hasReferenceTwice }
}

/// What one turn writes, inside its transaction.
private struct TurnCommit {
  let batch: Batch
  let database: Database
  var result = TurnResult()
  private(set) var intents = 0
  var change = TotalsChange()

  private var isJournalled: Bool { batch.operation.effect.isJournalled }

  /// Records how an attempt ended. A look-up's attempt is recorded only now.
  mutating func settle(_ settlement: Settlement) throws {
    var settlement = settlement
    try doubtIfReferenceIsTaken(&settlement)
    let (number, attempt) = (settlement.number, settlement.attempt)
    let (from, to) = (isJournalled ? RowState.sending : .planned, settlement.state)
    // A look-up that is to be asked again has never left `planned`.
    guard try update(settlement, from: from, to: to) else { return result.unsettled.append(number) }
    if !isJournalled { try database.insertAttempt(attempt, number, batch: batch.id, at: settlement.sentAt) }
    let answer = RecordedAnswer(settlement.judgement, at: settlement.answeredAt)
    try database.insert(answer, number, batch: batch.id, attempt: attempt, state: to)
    change.add(paise: settlement.paise, from: from, to: to)
    result.settled.append(settlement)
  }

  private func update(_ settlement: Settlement, from: RowState, to: RowState) throws -> Bool {
    let isSame = from == to && !isJournalled
    precondition(isSame || from.successors(batch.operation.effect).contains(to), "no way from \(from.text)")
    try database.run(
      """
      UPDATE row SET state = ?, since = ?, tries = ?, reference = coalesce(?, reference)
      WHERE batch = ? AND number = ? AND state = ?
      """,
      [
        to.text, settlement.answeredAt.milliseconds, settlement.attempt, settlement.judgement.reference, batch.id,
        settlement.number, from.text,
      ]
    )
    return database.changesCount == 1
  }

  /// Two rows cannot have one transaction: the earlier one stays, this one is in doubt.
  private mutating func doubtIfReferenceIsTaken(_ settlement: inout Settlement) throws {
    guard let reference = settlement.judgement.reference,
      let other = try rowWith(reference, otherThan: settlement.number)
    else { return }
    settlement.judgement.outcome = .inDoubt
    settlement.judgement.reference = nil
    settlement.judgement.message =
      "the provider gave the transaction reference of \(other) to this row too; \(settlement.judgement.message)"
    settlement.state = .done(.inDoubt)
    result.hasReferenceTwice = true
  }

  /// Another row of any batch of the provider that has a reference already, in words.
  private func rowWith(_ reference: String, otherThan own: Int) throws -> String? {
    let found = try database.row(
      """
      SELECT number, batch.id, name FROM row JOIN batch ON batch.id = row.batch
      WHERE reference = :reference AND NOT (batch.id = :batch AND number = :own)
        AND provider = (SELECT provider FROM batch WHERE id = :batch)
      """,
      ["reference": reference, "batch": batch.id, "own": own]
    )
    return try found.map { found in
      let number = try found.decode(Int.self, atIndex: 0)
      let isOwn = try found.decode(Int64.self, atIndex: 1) == batch.id
      return isOwn ? "row \(number)" : "row \(number) of batch \(try found.decode(String.self, atIndex: 2))"
    }
  }

  /// Records that a row which this process holds is about to be sent once more.
  mutating func intend(_ intent: Intent, at now: Timestamp) throws {
    guard isJournalled else { return }
    let paise: Int64? = try database.value(
      """
      UPDATE row SET state = 'sending', since = ?, tries = ? WHERE batch = ? AND number = ? AND state = 'planned'
      RETURNING amount
      """,
      [now.milliseconds, intent.attempt, batch.id, intent.number]
    )
    guard let paise else { return result.unsettled.append(intent.number) }
    try database.insertAttempt(intent.attempt, intent.number, batch: batch.id, at: now)
    intents += 1
    change.add(paise: paise, from: .planned, to: .sending)
  }

  /// Hands out planned rows in the sheet's order.
  mutating func claim(_ wanted: Int, after cursor: Int, at now: Timestamp) throws {
    guard wanted > 0 else { return }
    let rows = try database.rows(
      """
      SELECT number, tries, amount, fields, \(isJournalled ? Contradiction.condition : "FALSE") FROM row
      WHERE batch = ? AND number > ? AND state = 'planned' ORDER BY number LIMIT ?
      """,
      [batch.id, cursor, wanted]
    )
    // All of them before the first is handed out: none of these requests is then made.
    result.unsettled += try rows.filter { try $0.decode(atIndex: 4) }.map { try $0.decode(atIndex: 0) }
    if !result.unsettled.isEmpty { return }
    for row in rows {
      let planned = PlannedRow(
        number: try row.decode(atIndex: 0),
        tries: try row.decode(atIndex: 1),
        paise: try row.decode(atIndex: 2),
        fields: try PackedRow(stored: try row.decode(atIndex: 3))
      )
      try intend((planned.number, planned.tries + 1), at: now)
      result.claimed.append(planned)
    }
  }
}

/// Rows that would be sent, though what was recorded about them says that they were sent: somebody changed the ledger by
/// hand, or a part of it is of another time. Only for operations that move money or create something.
enum Contradiction {
  /// In SQL, about a `row` that is to be sent. Each request must have been answered by proof that it was not sent, or by
  /// doubt; each doubt must have been resolved as not paid. Counted, not compared by time, for clocks are set back.
  static let condition = """
    (EXISTS (SELECT 1 FROM attempt LEFT JOIN answer USING (batch, number, try)
        WHERE attempt.batch = row.batch AND attempt.number = row.number
          AND coalesce(answer.state, '') NOT IN ('planned', 'not_sent', 'in_doubt'))
      OR (SELECT count(*) FROM answer
          WHERE answer.batch = row.batch AND answer.number = row.number AND answer.state = 'in_doubt')
        > (SELECT count(*) FROM resolution
          WHERE resolution.batch = row.batch AND resolution.number = row.number AND NOT paid)
      OR EXISTS (SELECT 1 FROM resolution
          WHERE resolution.batch = row.batch AND resolution.number = row.number AND paid))
    """

  /// The first such row of a batch.
  static func firstRow(of batch: Batch, _ database: Database) throws -> Int? {
    guard batch.operation.effect.isJournalled else { return nil }
    // From the requests to the rows: most rows of a new batch have none.
    return try database.value(
      """
      SELECT row.number FROM attempt AS tried CROSS JOIN row ON row.batch = tried.batch AND row.number = tried.number
      WHERE tried.batch = ? AND row.state IN ('planned', 'not_sent') AND \(condition) ORDER BY tried.number LIMIT 1
      """,
      [batch.id]
    )
  }
}
