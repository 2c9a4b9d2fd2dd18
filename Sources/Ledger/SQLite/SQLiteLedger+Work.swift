import GRDB
public import Operations
import Payments
import Sheet

// Work on a batch that this process holds.
extension SQLiteLedger {
  /// Row numbers that are looked through in one transaction: so few that others wait less than a second.
  private static let numbersAtOnce = 50_000

  public func open(
    _ batch: HeldBatch,
    askingAgain states: [RowState],
    holdingBack repeats: [Int: Repeat],
    by user: String,
    at now: Timestamp
  ) throws -> Int {
    let batch = batch.batch
    try record(Event(at: now, .opened, detail: user), of: batch.id) { database in
      try demandNoContradiction(in: batch, database)
      try database.run("UPDATE batch SET status = 'open' WHERE id = ?", [batch.id])
      try doubtWhatWasSending(in: batch, at: now, database)
    }
    for state in [.done(.notSent)] + states { try moveAll(of: batch, from: state, to: .planned, at: now) }
    try writeParts(of: repeats.keys.sorted()) { numbers, database in
      try move(numbers.map { ($0, .done(.notSent)) }, of: batch, from: .planned, at: now, database)
    }
    return try totals(of: batch)[.planned].rows
  }

  private func demandNoContradiction(in batch: Batch, _ database: Database) throws {
    guard let number = try Contradiction.firstRow(of: batch, database) else { return }
    throw Failure(.rowContradicted, [.batch: batch.name, .row: "\(number)"])
  }

  /// What another process had on its way when it died may have arrived: nobody can say so but a person.
  private func doubtWhatWasSending(in batch: Batch, at now: Timestamp, _ database: Database) throws {
    guard batch.operation.effect.isJournalled else { return }
    try database.run(
      """
      INSERT INTO answer (batch, number, try, answered_at, state, provider_status, provider_code, message, own)
      SELECT batch, number, tries, ?, 'in_doubt', '', '', ?, x'' FROM row INDEXED BY row_open
      WHERE state = 'sending' AND batch = ?
      """,
      [now.milliseconds, "aopbatch was stopped while the request was on its way; it may have arrived", batch.id]
    )
    let numbers: [Int] = try database.values(
      "SELECT number FROM row INDEXED BY row_open WHERE state = 'sending' AND batch = ?",
      [batch.id]
    )
    try move(numbers.map { ($0, .done(.inDoubt)) }, of: batch, from: .sending, at: now, database)
  }

  public func stop(_ batch: HeldBatch, _ kind: Event.Kind, detail: String, at now: Timestamp) throws {
    let batch = batch.batch
    if !batch.operation.effect.isJournalled { try giveUpWaiting(in: batch, at: now) }
    let unsent = try totals(of: batch)[.planned].rows
    try moveAll(of: batch, from: .planned, to: .done(.notSent), at: now)
    try record(Event(at: now, kind, detail: detail, unsent: unsent), of: batch.id) { _ in }
  }

  /// Look-ups that were asked and wait to be asked again go back to what the last answer said, or to `error`.
  private func giveUpWaiting(in batch: Batch, at now: Timestamp) throws {
    let moves: [(Int, RowState)] = try read { database in
      try database.rows(
        """
        SELECT number, coalesce((SELECT state FROM answer WHERE answer.batch = row.batch
          AND answer.number = row.number AND answer.state <> 'planned' ORDER BY try DESC LIMIT 1), 'error')
        FROM row WHERE batch = ? AND state = 'planned' AND tries > 0
        """,
        [batch.id]
      ).map { (try $0.decode(atIndex: 0), try RowState(stored: $0.decode(atIndex: 1))) }
    }
    try writeParts(of: moves) { try move(Array($0), of: batch, from: .planned, at: now, $1) }
  }

  public func note(_ event: Event, about batch: HeldBatch) throws {
    try record(event, of: batch.batch.id) { _ in }
  }

  public func close(_ batch: HeldBatch) throws {
    try write { try $0.run("UPDATE batch SET status = 'closed' WHERE id = ?", [batch.batch.id]) }
  }

  public func cancel(_ batch: HeldBatch, reason: String, by user: String, at now: Timestamp) throws {
    let batch = batch.batch
    try write { database in
      try demandNoContradiction(in: batch, database)
      try doubtWhatWasSending(in: batch, at: now, database)
    }
    try moveAll(of: batch, from: .planned, to: .done(.notSent), at: now)
    let unsent = try totals(of: batch).unfinished.rows
    let event = Event(at: now, .cancelled, detail: "\(reason) (\(user))", unsent: unsent)
    try record(event, of: batch.id) { try $0.run("UPDATE batch SET status = 'cancelled' WHERE id = ?", [batch.id]) }
  }

  public func resolve(_ number: Int, of batch: HeldBatch, _ resolution: Resolution) throws {
    let batch = batch.batch
    try write { database in
      // What a dead process left on its way is in doubt too, and the lock says that it is dead.
      try doubtWhatWasSending(in: batch, at: resolution.decidedAt, database)
      let sql = "SELECT state FROM row WHERE batch = ? AND number = ?"
      let facts: [Failure.Fact: String] = [.batch: batch.name, .row: "\(number)"]
      guard let found: String = try database.value(sql, [batch.id, number]) else { throw Failure(.rowUnknown, facts) }
      guard try RowState(stored: found) == .done(.inDoubt) else {
        throw Failure(.rowNotInDoubt, facts).adding(.state, found)
      }
      let state = resolution.paid ? batch.operation.paidState : RowState.done(.notSent)
      try move([(number, state)], of: batch, from: .done(.inDoubt), at: resolution.decidedAt, database)
      try database.insert(resolution, number, batch: batch.id)
    }
  }

  /// Moves every row of a state to another one, some at a time.
  private func moveAll(of batch: Batch, from: RowState, to: RowState, at now: Timestamp) throws {
    precondition(from.successors(batch.operation.effect).contains(to), "no way from \(from.text) to \(to.text)")
    guard try totals(of: batch)[from].rows > 0 else { return }
    var next = 0
    try writeInSteps { database in
      let last = next + Self.numbersAtOnce - 1
      let range: StatementArguments = ["batch": batch.id, "first": next, "last": last, "from": from.text]
      let condition = "batch = :batch AND number BETWEEN :first AND :last AND state = :from"
      var sum = Total()
      let rows = try database.cursor("SELECT amount FROM row WHERE \(condition)", range)
      while let row = try rows.next() { sum.add(paise: try row.decode(atIndex: 0)) }
      let arguments = range + ["to": to.text, "now": now.milliseconds]
      try database.run("UPDATE row SET state = :to, since = :now WHERE \(condition)", arguments)
      var change = TotalsChange()
      change.add(rows: sum.rows, paise: sum.paise, from: from, to: to)
      try Totals.add(change, database, batch: batch.id)
      next = last + 1
      return try database.exists("row WHERE batch = ? AND number >= ?", [batch.id, next])
    }
  }

  /// Moves rows that must be in a state.
  ///
  /// - Throws: if one is in another one: two parts of the program disagree, and nothing more must be sent.
  private func move(
    _ moves: [(number: Int, to: RowState)],
    of batch: Batch,
    from: RowState,
    at now: Timestamp,
    _ database: Database
  ) throws {
    let sql = "UPDATE row SET state = ?, since = ? WHERE batch = ? AND number = ? AND state = ? RETURNING amount"
    let ways = from.successors(batch.operation.effect)
    var change = TotalsChange()
    for (number, to) in moves {
      precondition(ways.contains(to), "no way from \(from.text) to \(to.text)")
      let arguments: StatementArguments = [to.text, now.milliseconds, batch.id, number, from.text]
      guard let paise: Int64 = try database.value(sql, arguments) else {
        throw Failure(.rowState, [.batch: batch.name, .row: "\(number)", .state: from.text])
      }
      change.add(paise: paise, from: from, to: to)
    }
    try Totals.add(change, database, batch: batch.id)
  }
}

extension Operation {
  /// Where a row in doubt goes that a person found paid.
  var paidState: RowState { .done(effect == .money ? .accepted : .success) }
}
