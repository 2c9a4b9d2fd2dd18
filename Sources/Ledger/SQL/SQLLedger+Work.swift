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
    with events: [Event],
    by user: String,
    at now: Timestamp
  ) throws -> Total {
    let batch = batch.batch
    try record(of: batch.id) { connection in
      try demandOwnTriggers(connection)
      try demandNoContradiction(in: batch, connection)
      try connection.run("UPDATE batch SET status = 'open' WHERE id = ?", [batch.id])
      try takeOver(batch, at: now, connection)
      try lead(batch, pace: pace, connection)
      return ((), events + [Event(at: now, .opened, by: user)])
    }
    for state in [.done(.notSent)] + states { try moveAll(of: batch, from: state, to: .planned, at: now) }
    try writeParts(of: repeats.keys.sorted()) { numbers, connection in
      try move(numbers.map { ($0, .done(.notSent)) }, of: batch, from: .planned, at: now, connection)
    }
    return try totals(of: batch)[.planned]
  }

  /// - Throws: `rowContradicted`
  func demandNoContradiction(in batch: Batch, _ connection: Connection) throws {
    guard let number = try Contradiction.firstRow(of: batch, connection) else { return }
    throw Failure(.rowContradicted, [.batch: batch.name, .row: "\(number)"])
  }

  func stop(_ batch: HeldBatch, _ kind: Event.Kind, reason: String, at now: Timestamp) throws {
    let batch = batch.batch
    if !batch.operation.effect.isJournalled { try giveUpWaiting(in: batch, at: now) }
    let unsent = try totals(of: batch)[.planned].rows
    try moveAll(of: batch, from: .planned, to: .done(.notSent), at: now)
    let event = Event(at: now, kind, reason: reason, unsent: unsent)
    // Its files are written now, and what they say is sealed when it is closed.
    if kind == .finished { try note(event, of: batch.id) } else { try seal(event, of: batch, as: .open) }
    beginDigest(of: batch.id)
  }

  /// Records an event with the digest of a batch's rows as they are from now on.
  private func seal(_ event: Event, of batch: Batch, as status: Batch.Status) throws {
    // Of a file nobody else changes rows of a batch that is held: they are read before others are kept waiting.
    let begun = status == .closed ? endDigest(of: batch.id) : nil
    let known = isShared ? nil : try begun ?? read { try $0.rowsDigest(of: batch.id, as: status) }
    try record(of: batch.id) { connection in
      try connection.run("UPDATE batch SET status = ? WHERE id = ?", [status.rawValue, batch.id])
      return ((), [try connection.sealed(event, of: batch.id, known)])
    }
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

  func close(_ batch: HeldBatch, at now: Timestamp) throws {
    try seal(Event(at: now, .closed), of: batch.batch, as: .closed)
  }

  func cancel(_ batch: HeldBatch, reason: String, by user: String, at now: Timestamp) throws {
    let batch = batch.batch
    try write { connection in
      try demandNoContradiction(in: batch, connection)
      try takeOver(batch, at: now, connection)
    }
    try moveAll(of: batch, from: .planned, to: .done(.notSent), at: now)
    let unsent = try totals(of: batch).unfinished.rows
    try seal(Event(at: now, .cancelled, by: user, reason: reason, unsent: unsent), of: batch, as: .cancelled)
  }

  func resolve(_ number: Int, of batch: HeldBatch, _ resolution: Resolution, with events: [Event]) throws {
    let batch = batch.batch
    try record(of: batch.id) { connection in
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
      return ((), events + [try connection.sealed(resolution.event(number), of: batch.id)])
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

extension SQLConnection {
  /// An event with the digest of a batch's rows, and what was paid of them: that never becomes less, whoever adds entries.
  /// Nobody else does from now on.
  ///
  /// - Parameter known: The digest, if it was made before.
  func sealed(_ event: Event, of batch: Int64, _ known: String? = nil) throws -> Event {
    try holdJournal()
    var event = event
    let (digest, paid) = (try known ?? rowsDigest(of: batch), try totals(of: batch).paid)
    event.facts += [
      .init("rows", .string(digest)), .init("paidRows", .number("\(paid.rows)")),
      .init("paidTotal", .string(paid.rupees)),
    ]
    return event
  }
}

extension Resolution {
  func event(_ number: Int) -> Event {
    var facts: [JSONValue.Pair] = [.init("row", .number("\(number)")), .init("paid", .bool(paid))]
    if let reference { facts.append(.init("reference", .string(reference))) }
    return Event(at: decidedAt, .resolved, by: decidedBy, reason: reason, facts: facts)
  }
}

extension Operation {
  /// Where a row in doubt goes that a person found paid.
  var paidState: RowState { .done(effect == .money ? .accepted : .success) }
}
