import Operations
import Sheet

// What a worker still knows that others took over from, or whose server another one took the place of. What it had on its
// way is in doubt, and only its own answers lead out of that, besides a person.
extension PostgresLedger {
  func settleLate(_ settlements: [Settlement], _ statements: PostgresTurn) throws {
    guard statements.isJournalled, !settlements.isEmpty else { return }
    try connection.write { database in
      let transaction = LedgerTransaction(database: database, worker: statements.worker)
      // Nobody seals the rows meanwhile.
      try transaction.holdJournal()
      var change = TotalsChange()
      for settlement in settlements { try statements.settleLate(settlement, &change, transaction) }
      try transaction.add(change, batch: statements.batch.id)
      // What was sealed is another one now.
      let batch = statements.batch.id
      guard try transaction.events(of: batch).areSealed else { return }
      try transaction.append(transaction.sealed(Event(at: statements.now, .late), of: batch), batch: batch)
    }
  }
}

extension PostgresTurn {
  fileprivate func settleLate(
    _ settlement: Settlement,
    _ change: inout TotalsChange,
    _ transaction: LedgerTransaction
  ) throws {
    var settlement = settlement
    // Nobody here tries it again.
    settlement.state = .done(settlement.judgement.outcome)
    let database = transaction.database
    guard let from = try unsettledState(settlement, database) else {
      return try note(settlement, &change, transaction)
    }
    if let other = try takeReference(of: settlement, database) { settlement.doubt(sharingReferenceWith: other) }
    guard try database.rows(write([settlement], from: from, demanding: false)).settled == 1 else { return }
    change.add(paise: settlement.paise, from: from, to: settlement.state)
  }

  /// The state of a row of which this worker's own try is the last word that is missing; nil if there is none such.
  private func unsettledState(_ settlement: Settlement, _ database: PostgresTransaction) throws -> RowState? {
    let found = try database.row(
      """
      SELECT state FROM row WHERE batch = $1 AND number = $2 AND worker = $3 AND tries = $4
        AND state IN ('sending', 'in_doubt')
        AND NOT EXISTS (SELECT 1 FROM answer WHERE batch = $1 AND number = $2 AND try = $4)
      FOR UPDATE
      """,
      [.int(batch.id), .int(settlement.number), .int(worker), .int(settlement.attempt)]
    )
    return try found?.cell(0)
  }

  /// A person has decided meanwhile. That the row was not paid is worth less than the provider's own answer, which keeps it
  /// from being sent again; else the answer moves nothing.
  private func note(
    _ settlement: Settlement,
    _ change: inout TotalsChange,
    _ transaction: LedgerTransaction
  ) throws {
    var settlement = settlement
    let place: SQLArguments = [batch.id, settlement.number, settlement.attempt]
    let isTry = "WHERE batch = ? AND number = ? AND try = ?"
    guard try transaction.exists("attempt \(isTry)", place), try !transaction.exists("answer \(isTry)", place) else {
      return
    }
    let isAnswered = ![.inDoubt, .notSent].contains(settlement.judgement.outcome)
    if isAnswered, let other = try takeReference(of: settlement, transaction.database) {
      settlement.doubt(sharingReferenceWith: other)
    }
    let answer = RecordedAnswer(settlement.judgement, at: settlement.answeredAt)
    try transaction.insert(
      answer,
      settlement.number,
      batch: batch.id,
      attempt: settlement.attempt,
      state: settlement.state
    )
    if !isAnswered { return }
    for from in [RowState.done(.notSent), .planned] {
      let paise: Int64? = try transaction.value(
        """
        UPDATE row SET state = ?, since = ?, reference = coalesce(?, reference), worker = NULL
        WHERE batch = ? AND number = ? AND tries = ? AND state = ? RETURNING amount
        """,
        [settlement.state, settlement.answeredAt, settlement.judgement.reference] + place + [from]
      )
      if let paise { change.add(paise: paise, from: from, to: settlement.state) }
    }
  }
}
