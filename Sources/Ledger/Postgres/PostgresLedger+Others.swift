import Operations
import Payments
import Sheet
import Synchronization

// Several machines at one batch: one leads it, which has the batch's lock; others help.
extension PostgresLedger {
  /// A worker that says nothing for so long is stopped, or its request never ends: longer than any pause that a provider
  /// may ask for, and the longest request after it.
  private static let silenceSecondsMax = 900

  var isShared: Bool { true }

  func join(_ batch: Batch, by user: String, at now: Timestamp) throws -> (batch: HeldBatch, pace: Int64?) {
    guard try PostgresLocks.isTaken(batch.id, connection) else { throw Failure(.batchIdle, [.batch: batch.name]) }
    try demandServer(of: batch.id)
    _ = try worker(on: batch, isHelper: true)
    let help = HeldBatch(batch, PostgresHelp(self, batch.id))
    try note(Event(at: now, .joined, by: user, reason: "on \(PostgresWorker.host)"), of: batch.id)
    return (help, try read { try $0.value("SELECT pace FROM batch WHERE id = ?", [batch.id]) })
  }

  func gather(_ batch: HeldBatch, at now: Timestamp) throws -> Others {
    try naming { try lasting(batch.batch, { try gather(batch.batch, at: now) }) }
  }

  private func gather(_ batch: Batch, at now: Timestamp) throws -> Others {
    if let working = try livingOthers(on: batch.id) { return (working, 0) }
    return try write { transaction in
      let living = try takeStock(of: batch.id, transaction.database)
      let freed = try takeOver(batch, besides: living, at: now, transaction)
      // Nobody else holds any of them then.
      let left = living.isEmpty ? try transaction.totals(of: batch.id)[.planned].rows : freed
      return (living.count, left)
    }
  }

  /// How many others work on a batch; nil if none does, or one has died. Ends the session of one that is silent: then it
  /// has died for all that it can do here.
  private func livingOthers(on batch: Int64) throws -> Int? {
    let own = ownWorker(on: batch)
    let others: [(id: Int64, isSilent: Bool)] = try read { transaction in
      try transaction.list(
        "SELECT id, \(PostgresWorker.now) - acted_at > ? FROM worker WHERE batch = ? AND ended_at IS NULL AND id <> ?",
        [Self.silenceSecondsMax * 1000, batch, own]
      ) { (try $0.cell(0), try $0.cell(1)) }
    }
    let numbers = others.map { (number: PostgresLocks.number(ofWorker: $0.id), isSilent: $0.isSilent) }
    // Where the server does not allow it, a person has to end it.
    for one in numbers where one.isSilent { try? PostgresLocks.endSession(with: one.number, connection) }
    let isAlive = try numbers.allSatisfy { try PostgresLocks.isTaken($0.number, connection) }
    return others.isEmpty || !isAlive ? nil : others.count
  }

  func stopAll(_ batch: Batch, _ reason: Stopping) throws {
    try lasting(batch, { try write { _ = try $0.run(Self.stopping, [reason.text, batch.id]) } })
  }

  private static let stopping = "UPDATE batch SET stopping = coalesce(stopping, ?) WHERE id = ?"

  /// In microseconds of the server's clock. What is kept and not used is lost, and so is what a failover takes back.
  func reserve(_ starts: Int, of batch: HeldBatch) throws -> Int64 {
    let now = "\(PostgresWorker.now) * 1000"
    let keep = """
      WITH kept AS (
        UPDATE batch SET next_start = greatest(next_start, \(now)) + $2 * pace
        WHERE id = $1 AND pace IS NOT NULL RETURNING next_start - $2 * pace AS first
      )
      SELECT greatest(0, first - \(now)) / 1000 FROM kept
      """
    let steps: [PostgresStep] = [
      ("SET LOCAL synchronous_commit = off", []), (keep, [.int(batch.batch.id), .int(starts)]),
    ]
    return try lasting(batch.batch, { try connection.pipeline(steps).last?.first?.decode(atIndex: 0) ?? 0 })
  }

  // MARK: The dead

  func takeOver(_ batch: Batch, at now: Timestamp, _ transaction: LedgerTransaction) throws {
    let living = try takeStock(of: batch.id, transaction.database)
    _ = try takeOver(batch, besides: living, at: now, transaction)
  }

  /// The others who work on a batch; the dead are ended for good. Nobody begins to work on it before the transaction has
  /// ended.
  private func takeStock(of batch: Int64, _ database: PostgresTransaction) throws -> [Int64] {
    try database.rows("SELECT 1 FROM batch WHERE id = $1 FOR NO KEY UPDATE", [.int(batch)])
    let own = ownWorker(on: batch)
    let others = try database.rows(
      "SELECT id FROM worker WHERE batch = $1 AND ended_at IS NULL AND id <> $2 ORDER BY id",
      [.int(batch), .int(own)]
    )
    return try others.map { try $0.decode(Int64.self, atIndex: 0) }.filter { id in
      let number = PostgresLocks.number(ofWorker: id)
      // Who gets it knows that the session has ended, and can never commit again.
      guard try PostgresLocks.take(number, connection) else { return true }
      try PostgresLocks.give(number, connection)
      try database.run("UPDATE worker SET ended_at = \(PostgresWorker.now) WHERE id = $1", [.int(id)])
      return false
    }
  }

  /// Gives how many rows are free now that somebody held who has died. This process itself has nothing on its way when it
  /// asks for that.
  private func takeOver(
    _ batch: Batch,
    besides living: [Int64],
    at now: Timestamp,
    _ transaction: LedgerTransaction
  ) throws -> Int {
    let alive = PostgresParameter.ints(living)
    let freed = try transaction.database.run(
      "UPDATE row SET worker = NULL WHERE batch = $1 AND state = 'planned' AND worker <> ALL ($2)",
      [.int(batch.id), alive]
    )
    guard batch.operation.effect.isJournalled, try transaction.totals(of: batch.id)[.sending].rows > 0 else {
      return freed
    }
    let doubts = try transaction.database.rows(
      """
      WITH lost AS (
        UPDATE row SET state = 'in_doubt', since = $3
        WHERE batch = $1 AND state = 'sending' AND coalesce(worker, 0) <> ALL ($2) RETURNING amount
      )
      SELECT count(*), coalesce(sum(amount), 0)::text FROM lost
      """,
      [.int(batch.id), alive, .int(now.milliseconds)]
    )
    let sum = try Total(doubts[0], from: 0)
    var change = TotalsChange()
    change.add(rows: sum.rows, paise: sum.paise, from: .sending, to: .done(.inDoubt))
    try transaction.add(change, batch: batch.id)
    return freed
  }

  /// - Throws: `rowMayLeave`
  func demandGone(_ number: Int, of batch: Batch, _ transaction: LedgerTransaction) throws {
    let found = try transaction.database.row(
      """
      SELECT acted_at, \(PostgresWorker.now) FROM row JOIN worker ON worker.id = row.worker
      WHERE row.batch = $1 AND row.number = $2
        AND NOT EXISTS (SELECT 1 FROM answer WHERE answer.batch = $1 AND answer.number = $2 AND try = row.tries)
      """,
      [.int(batch.id), .int(number)]
    )
    guard let found else { return }
    let gone: Int64 = try found.decode(atIndex: 0) + (Turn.writtenWithinSeconds + Self.graceSeconds) * 1000
    if try found.decode(Int64.self, atIndex: 1) > gone { return }
    throw Failure(
      .rowMayLeave,
      [.batch: batch.name, .row: "\(number)", .moment: Timestamp(milliseconds: gone).text]
    )
  }

  /// Between the last look at the clock and the write.
  private static let graceSeconds: Int64 = 5

  // MARK: The server

  func lead(_ batch: Batch, pace: Int64?, _ transaction: LedgerTransaction) throws {
    let server = try demandServer(of: batch.id, transaction.database)
    try transaction.database.run(
      "UPDATE batch SET stopping = NULL, pace = $2, next_start = NULL, server = $3 WHERE id = $1",
      [.int(batch.id), .int(pace), .text(server)]
    )
  }

  /// - Throws: `batchFailedOver` if a batch was begun on another server, or on another course of this one's history, and
  ///   nobody said that it may be gone on with.
  func demandServer(of batch: Int64) throws {
    try connection.read { _ = try demandServer(of: batch, $0, notes: false) }
  }

  /// Gives the server that it is now.
  private func demandServer(of batch: Int64, _ database: PostgresTransaction, notes: Bool = true) throws -> String {
    let found = try database.rows(
      """
      SELECT (SELECT system_identifier FROM pg_control_system())::text || '/'
        || left(pg_walfile_name(pg_current_wal_lsn()), 8), server, name FROM batch WHERE id = $1
      """,
      [.int(batch)]
    )[0]
    let server: String = try found.decode(atIndex: 0)
    guard let begun: String = try found.decode(atIndex: 1), begun != server else { return server }
    guard let event = failoverAllowed else {
      throw Failure(.batchFailedOver, [.path: place, .batch: try found.decode(String.self, atIndex: 2)])
    }
    if notes { try LedgerTransaction(database: database, worker: 0).append(event, batch: batch) }
    return server
  }
}
