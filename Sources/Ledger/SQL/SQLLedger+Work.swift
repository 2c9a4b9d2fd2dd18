import Operations
import Payments
import Sheet

// Work on a batch that this process holds.
extension SQLLedger {
  /// Row numbers that are looked through in one transaction: so few that others wait less than a second.
  private static var numbersAtOnce: Int { 50_000 }

  func open(
    _ batch: HeldBatch,
    askingAgain states: [RowState],
    holdingBack repeats: [Int: Repeat],
    pace: Int64?,
    by user: String,
    at now: Timestamp
  ) throws -> Int {
    let batch = batch.batch
    try record(Event(at: now, .opened, detail: user), of: batch.id) { connection in
      try demandNoContradiction(in: batch, connection)
      try connection.run("UPDATE batch SET status = 'open' WHERE id = ?", [batch.id])
      try takeOver(batch, at: now, connection)
      try lead(batch, pace: pace, connection)
    }
    for state in [.done(.notSent)] + states { try moveAll(of: batch, from: state, to: .planned, at: now) }
    try writeParts(of: repeats.keys.sorted()) { numbers, connection in
      try move(numbers.map { ($0, .done(.notSent)) }, of: batch, from: .planned, at: now, connection)
    }
    return try totals(of: batch)[.planned].rows
  }

  private func demandNoContradiction(in batch: Batch, _ connection: Connection) throws {
    guard let number = try Contradiction.firstRow(of: batch, connection) else { return }
    throw Failure(.rowContradicted, [.batch: batch.name, .row: "\(number)"])
  }

  func stop(_ batch: HeldBatch, _ kind: Event.Kind, detail: String, at now: Timestamp) throws {
    let batch = batch.batch
    if !batch.operation.effect.isJournalled { try giveUpWaiting(in: batch, at: now) }
    let unsent = try totals(of: batch)[.planned].rows
    try moveAll(of: batch, from: .planned, to: .done(.notSent), at: now)
    try record(Event(at: now, kind, detail: detail, unsent: unsent), of: batch.id) { _ in }
  }

  /// Look-ups that were asked and wait to be asked again go back to what the last answer said, or to `error`.
  private func giveUpWaiting(in batch: Batch, at now: Timestamp) throws {
    let moves: [(Int, RowState)] = try read { connection in
      try connection.list(
        """
        SELECT number, coalesce((SELECT state FROM answer WHERE answer.batch = row.batch
          AND answer.number = row.number AND answer.state <> 'planned' ORDER BY try DESC LIMIT 1), 'error')
        FROM row WHERE batch = ? AND state = 'planned' AND tries > 0
        """,
        [batch.id]
      ) { (try $0.cell(0), try $0.cell(1)) }
    }
    try writeParts(of: moves) { try move(Array($0), of: batch, from: .planned, at: now, $1) }
  }

  func note(_ event: Event, about batch: HeldBatch) throws {
    try record(event, of: batch.batch.id) { _ in }
  }

  func close(_ batch: HeldBatch) throws {
    try write { _ = try $0.run("UPDATE batch SET status = 'closed' WHERE id = ?", [batch.batch.id]) }
  }

  func cancel(_ batch: HeldBatch, reason: String, by user: String, at now: Timestamp) throws {
    let batch = batch.batch
    try write { connection in
      try demandNoContradiction(in: batch, connection)
      try takeOver(batch, at: now, connection)
    }
    try moveAll(of: batch, from: .planned, to: .done(.notSent), at: now)
    let unsent = try totals(of: batch).unfinished.rows
    let event = Event(at: now, .cancelled, detail: "\(reason) (\(user))", unsent: unsent)
    try record(event, of: batch.id) {
      _ = try $0.run("UPDATE batch SET status = 'cancelled' WHERE id = ?", [batch.id])
    }
  }

  func resolve(_ number: Int, of batch: HeldBatch, _ resolution: Resolution) throws {
    let batch = batch.batch
    try write { connection in
      // What a dead process left on its way is in doubt too.
      try takeOver(batch, at: resolution.decidedAt, connection)
      let sql = "SELECT state FROM row WHERE batch = ? AND number = ?"
      let facts: [Failure.Fact: String] = [.batch: batch.name, .row: "\(number)"]
      let found: RowState? = try connection.value(sql, [batch.id, number])
      guard let found else { throw Failure(.rowUnknown, facts) }
      guard found == .done(.inDoubt) else { throw Failure(.rowNotInDoubt, facts).adding(.state, found.text) }
      if !resolution.paid { try demandGone(number, of: batch, connection) }
      let state = resolution.paid ? batch.operation.paidState : RowState.done(.notSent)
      try move([(number, state)], of: batch, from: .done(.inDoubt), at: resolution.decidedAt, connection)
      try connection.insert(resolution, number, batch: batch.id)
    }
  }

  /// Moves every row of a state to another one, some at a time.
  private func moveAll(of batch: Batch, from: RowState, to: RowState, at now: Timestamp) throws {
    precondition(from.successors(batch.operation.effect).contains(to), "no way from \(from.text) to \(to.text)")
    guard try totals(of: batch)[from].rows > 0 else { return }
    var next = 0
    try writeInSteps { connection in
      let last = next + Self.numbersAtOnce - 1
      var sum = Total()
      try connection.forEach(
        """
        SELECT amount FROM row WHERE batch = ? AND number BETWEEN ? AND ? AND state = ? \(Connection.dialect.forUpdate)
        """,
        [batch.id, next, last, from]
      ) { sum.add(paise: try $0.integer(0)) }
      try connection.run(
        """
        UPDATE row SET state = ?, since = ? \(to == .planned ? Connection.dialect.freeing : "")
        WHERE batch = ? AND number BETWEEN ? AND ? AND state = ?
        """,
        [to, now, batch.id, next, last, from]
      )
      var change = TotalsChange()
      change.add(rows: sum.rows, paise: sum.paise, from: from, to: to)
      try connection.add(change, batch: batch.id)
      next = last + 1
      return try connection.exists("row WHERE batch = ? AND number >= ?", [batch.id, next])
    }
  }

  /// Moves rows that must be in a state.
  ///
  /// - Throws: if one is in another one: two parts of the program disagree, and nothing more must be sent.
  func move(
    _ moves: [(number: Int, to: RowState)],
    of batch: Batch,
    from: RowState,
    at now: Timestamp,
    _ connection: Connection
  ) throws {
    let sql = "UPDATE row SET state = ?, since = ? WHERE batch = ? AND number = ? AND state = ? RETURNING amount"
    let ways = from.successors(batch.operation.effect)
    var change = TotalsChange()
    for (number, to) in moves {
      precondition(ways.contains(to), "no way from \(from.text) to \(to.text)")
      guard let paise: Int64 = try connection.value(sql, [to, now, batch.id, number, from]) else {
        throw Failure(.rowState, [.batch: batch.name, .row: "\(number)", .state: from.text])
      }
      change.add(paise: paise, from: from, to: to)
    }
    try connection.add(change, batch: batch.id)
  }
}

extension Operation {
  /// Where a row in doubt goes that a person found paid.
  var paidState: RowState { .done(effect == .money ? .accepted : .success) }
}
