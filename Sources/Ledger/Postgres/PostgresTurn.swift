import Operations
import Sheet

/// The statements of a turn, each of a set of rows.
///
/// The number of the batch stands beside those of the rows, and is no constant: of a new batch the server's statistics know
/// nothing, and it would look through all of it instead of finding each row by its key.
///
/// Each is written with a condition on the state that a row must be in, of `sending` also on the worker and the try: no
/// statement leads out of `sending` but its own worker's.
struct PostgresTurn {
  let batch: Batch
  let worker: Int64
  let now: Timestamp

  var isJournalled: Bool { batch.operation.effect.isJournalled }
  /// Where a settled row comes from; a look-up that is to be asked again has never left `planned`.
  var settledFrom: RowState { isJournalled ? .sending : .planned }
  private var provider: String { Provider.key(of: batch.address) }

  /// Keeps whoever takes over from this worker waiting until the turn has ended, and counts the turn; nothing is done for
  /// a worker that was taken over. Gives why nothing more is to be started, if somebody said so.
  ///
  /// - Parameter starts: The turn is ended if nothing more is to be started.
  func begin(turn: Int64, starts: Bool) -> PostgresStep {
    (
      """
      WITH own AS (UPDATE worker SET turn = $2, acted_at = \(PostgresWorker.now) WHERE id = $1 AND ended_at IS NULL
        RETURNING id)
      SELECT demand_rows(count(*), 1, '\(PostgresSchema.ownWorker)'), (SELECT stopping FROM batch WHERE id = $3),
        demand_rows((SELECT count(*) FROM batch WHERE id = $3 AND status = 'open' AND stopping IS NULL), $4) FROM own
      """,
      [.int(worker), .int(turn), .int(batch.id), .int(starts ? 1 : -1)]
    )
  }

  /// Lets nobody start anything more; the first reason stays.
  func stopAll(_ reason: Stopping) -> PostgresStep {
    ("UPDATE batch SET stopping = coalesce(stopping, $2) WHERE id = $1", [.int(batch.id), .text(reason.text)])
  }

  /// Writes, in one statement, how attempts at rows ended, none of which is there twice; which rows that this worker holds
  /// are about to be sent; and what that changes of the sums. A look-up's attempt is recorded only when it has ended.
  ///
  /// A row that is contradicted is as if it were not there.
  ///
  /// - Parameters:
  ///   - from: The state that the settled rows are in, if it is not the usual one.
  ///   - demanding: The turn is ended if not all rows are found, or if a reference is taken; else the numbers of both kinds
  ///     of rows are given, and nothing is done about references.
  func write(
    _ settlements: [Settlement] = [],
    from: RowState? = nil,
    _ intents: [Intent] = [],
    _ change: TotalsChange = TotalsChange(),
    demanding: Bool
  ) -> PostgresStep {
    (
      isJournalled ? Self.writtenSending : Self.writtenAsking,
      LedgerTransaction.adding(change, batch: batch.id, worker: worker).parameters + [
        .text((from ?? settledFrom).text), .int(now.milliseconds), .int(settlements.count),
        .ints(settlements.map(\.number)), .ints(settlements.map(\.attempt)),
        .ints(settlements.map(\.sentAt.milliseconds)), .ints(settlements.map(\.answeredAt.milliseconds)),
        .texts(settlements.map(\.state.text)), .ints(settlements.map { $0.judgement.httpStatus.map(Int64.init) }),
        .texts(settlements.map(\.judgement.providerStatus)), .texts(settlements.map(\.judgement.providerCode)),
        .texts(settlements.map(\.judgement.message)), .bytes(settlements.map { $0.own.blob }),
        .texts(settlements.map(\.judgement.reference)), .text(provider), .bool(demanding),
        .int(isJournalled ? intents.count : 0), .ints(intents.map(\.number)), .ints(intents.map(\.attempt)),
      ]
    )
  }

  private static let writtenSending = written("row.worker = $2 AND row.tries = found.try", sent)
  private static let writtenAsking = written("coalesce(row.worker, $2) = $2", asked)

  private static func written(_ own: String, _ started: String) -> String {
    """
    WITH found AS MATERIALIZED (
      SELECT $1 AS batch, * FROM unnest($9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
        AS found (number, try, sent, at, state, http, status, code, message, own, reference)
    ), settled AS (
      UPDATE row SET state = found.state, since = found.at, tries = found.try,
        reference = coalesce(found.reference, row.reference), worker = CASE found.state WHEN 'planned' THEN $2 END
      FROM found WHERE row.batch = found.batch AND row.number = found.number AND row.state = $6
        AND \(own)
      RETURNING found.*
    ), answered AS (
      INSERT INTO answer (batch, number, try, answered_at, state, http_status, provider_status, provider_code,
        message, own)
      SELECT batch, number, try, at, state, http, status, code, message, own FROM settled
    ), referred AS (
      INSERT INTO reference (provider, reference, batch, number)
      SELECT $20, reference, batch, number FROM settled WHERE reference IS NOT NULL AND $21
    ), summed AS (\(LedgerTransaction.addingToSums)
    ), \(started)
    SELECT demand_rows((SELECT count(*) FROM settled), CASE WHEN $21 THEN $8 ELSE -1 END),
      demand_rows((SELECT count(*) FROM sent), CASE WHEN $21 THEN $22 ELSE -1 END)
    """
  }

  private static let sent = """
    intent AS MATERIALIZED (
      SELECT $1 AS batch, * FROM unnest($23, $24) AS intent (number, try)
    ), sent AS (
      UPDATE row SET state = 'sending', since = $7, tries = intent.try, worker = $2
      FROM intent WHERE row.batch = intent.batch AND row.number = intent.number AND row.state = 'planned'
        AND coalesce(row.worker, $2) = $2 AND NOT \(Contradiction.condition)
      RETURNING row.number, row.tries
    ), tried AS (
      INSERT INTO attempt (batch, number, try, sent_at) SELECT $1, number, tries, $7 FROM sent
    )
    """

  private static let asked = """
    asked AS (
      INSERT INTO attempt (batch, number, try, sent_at) SELECT batch, number, try, sent FROM settled
    ), sent AS (SELECT WHERE FALSE)
    """

  /// Takes the transaction reference of a row, unless a row has it, whoever gave it.
  func takeReference(_ reference: String, of number: Int) -> PostgresStep {
    (
      """
      INSERT INTO reference (provider, reference, batch, number) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
      """,
      [.text(provider), .text(reference), .int(batch.id), .int(number)]
    )
  }

  /// Lets go of earlier references of rows that get others, which only rows that were sent before have.
  func leaveReferences(_ settlements: [Settlement], besides own: String? = nil) -> PostgresStep {
    (
      """
      DELETE FROM reference USING row
      WHERE row.batch = $1 AND row.number = ANY ($2) AND reference.provider = $3
        AND reference.reference = row.reference AND reference.batch = row.batch AND reference.number = row.number
        AND reference.reference IS DISTINCT FROM $4
      """,
      [.int(batch.id), .ints(settlements.map(\.number)), .text(provider), .text(own)]
    )
  }

  /// Who has a reference, in words that follow `the transaction reference of`; nil if it is the row itself.
  func owner(of reference: String, besides own: Int, _ database: PostgresTransaction) throws -> String? {
    let found = try database.row(
      """
      SELECT reference.number, reference.batch, batch.name FROM reference JOIN batch ON batch.id = reference.batch
      WHERE reference.provider = $1 AND reference.reference = $2
      """,
      [.text(provider), .text(reference)]
    )
    guard let found else { return nil }
    let number: Int = try found.decode(atIndex: 0)
    let isHere = try found.decode(Int64.self, atIndex: 1) == batch.id
    if isHere && number == own { return nil }
    return try isHere ? "row \(number)" : "row \(number) of batch \(found.decode(String.self, atIndex: 2))"
  }

  /// Takes planned rows that nobody else holds, in the sheet's order.
  func hold(_ wanted: Int, after cursor: Int) -> PostgresStep {
    (
      """
      WITH chosen AS MATERIALIZED (
        SELECT ctid AS place, number, tries, amount, fields FROM row
        WHERE batch = $1 AND number > $2 AND state = 'planned' AND coalesce(worker, $4) = $4
        ORDER BY number LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED
      ), held AS (
        UPDATE row SET worker = $4 FROM chosen WHERE row.ctid = chosen.place
      )
      SELECT number, tries, amount, fields FROM chosen ORDER BY number
      """,
      [.int(batch.id), .int(cursor), .int(wanted), .int(worker)]
    )
  }

  /// Which of these rows were sent, as their answers say.
  func contradicted(_ numbers: [Int]) -> PostgresStep {
    (
      "SELECT number FROM row WHERE batch = $1 AND number = ANY ($2) AND \(Contradiction.condition) ORDER BY number",
      [.int(batch.id), .ints(numbers)]
    )
  }
}

extension Settlement {
  /// The operation's own result columns, as they are kept.
  fileprivate var own: PackedRow {
    var own = PackedRow()
    for value in judgement.own { own.append(value) }
    return own
  }
}
