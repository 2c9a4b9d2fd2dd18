import GRDB
import Operations
import Sheet

// While rows are sent: one commit for the outcomes of the last group and the intents of the next.
extension SQLiteLedger {
  func turn(_ turn: Turn, of batch: HeldBatch) throws -> TurnResult {
    if turn.isEmpty { return TurnResult() }
    return try file.adding {
      try write { database in
        var commit = TurnCommit(batch: batch.batch, database: database)
        for settlement in turn.settlements { try commit.settle(settlement) }
        if commit.result.mayClaim {
          for intent in turn.retries { try commit.intend(intent, at: turn.now) }
        }
        if commit.result.mayClaim { try commit.claim(turn.wanted, after: turn.cursor, at: turn.now) }
        try database.add(commit.change, batch: batch.batch.id)
        return (commit.result, requests: commit.intents)
      }
    }
  }
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
    let reference = settlement.judgement.reference
    if let other = try reference.flatMap({ try rowWith($0, otherThan: settlement.number) }) {
      settlement.doubt(sharingReferenceWith: other)
      result.hasReferenceTwice = true
    }
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
    return try database.run(
      """
      UPDATE row SET state = ?, since = ?, tries = ?, reference = coalesce(?, reference)
      WHERE batch = ? AND number = ? AND state = ?
      """,
      [
        to, settlement.answeredAt, settlement.attempt, settlement.judgement.reference, batch.id, settlement.number,
        from,
      ]
    ) == 1
  }

  /// Another row of any batch of the provider that has a reference already, in words.
  private func rowWith(_ reference: String, otherThan own: Int) throws -> String? {
    try database.first(
      """
      SELECT number, batch.id, name FROM row JOIN batch ON batch.id = row.batch
      WHERE reference = ?1 AND NOT (batch.id = ?2 AND number = ?3)
        AND provider = (SELECT provider FROM batch WHERE id = ?2)
      """,
      [reference, batch.id, own]
    ) { found in
      let number = try found.integer(0)
      return try found.cell(1) == batch.id ? "row \(number)" : "row \(number) of batch \(found.text(2))"
    }
  }

  /// Records that a row which this process holds is about to be sent once more.
  mutating func intend(_ intent: Intent, at now: Timestamp) throws {
    guard isJournalled else { return }
    let isPlanned = try database.run(
      "UPDATE row SET state = 'sending', since = ?, tries = ? WHERE batch = ? AND number = ? AND state = 'planned'",
      [now, intent.attempt, batch.id, intent.number]
    )
    guard isPlanned == 1 else { return result.unsettled.append(intent.number) }
    try database.insertAttempt(intent.attempt, intent.number, batch: batch.id, at: now)
    intents += 1
    change.add(paise: intent.paise, from: .planned, to: .sending)
  }

  /// Hands out planned rows in the sheet's order.
  mutating func claim(_ wanted: Int, after cursor: Int, at now: Timestamp) throws {
    guard wanted > 0 else { return }
    var planned: [PlannedRow] = []
    try database.forEach(
      """
      SELECT number, tries, amount, fields, \(isJournalled ? Contradiction.condition : "FALSE") FROM row
      WHERE batch = ? AND number > ? AND state = 'planned' ORDER BY number LIMIT ?
      """,
      [batch.id, cursor, wanted]
    ) { row in
      let number: Int = try row.cell(0)
      if try row.cell(4) { result.unsettled.append(number) }
      planned.append(
        PlannedRow(number: number, tries: try row.cell(1), paise: try row.cell(2), fields: try row.cell(3))
      )
    }
    // All of them before the first is handed out: none of these requests is then made.
    if !result.unsettled.isEmpty { return }
    for row in planned {
      try intend((row.number, row.tries + 1, row.paise), at: now)
      result.claimed.append(row)
    }
  }
}
