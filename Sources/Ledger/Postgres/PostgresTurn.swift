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
  func begin(turn: Int64) -> PostgresStep {
    (
      """
      WITH own AS (UPDATE worker SET turn = $2, acted_at = \(PostgresWorker.now) WHERE id = $1 AND ended_at IS NULL
        RETURNING id)
      SELECT demand_rows(count(*), 1, '\(PostgresSchema.ownWorker)'), (SELECT stopping FROM batch WHERE id = $3),
        (\(Self.byKey)) FROM own
      """,
      [.int(worker), .int(turn), .int(batch.id)]
    )
  }

  /// Until the transaction's end the server finds each row by its key, and plans that but once. Of a new batch its statistics
  /// know nothing: it would take all of the batch for a few rows, and sort what is left of it in each turn. Nor does it
  /// compile statements (JIT), which takes longer than any of them.
  static let byKey = """
    SELECT count(set_config(name, value, true)) FROM (VALUES ('enable_seqscan', 'off'), ('enable_bitmapscan', 'off'),
      ('enable_hashjoin', 'off'), ('enable_mergejoin', 'off'), ('jit', 'off'),
      ('plan_cache_mode', 'force_generic_plan')) AS setting (name, value)
    """

  /// Lets nobody start anything more; the first reason stays.
  func stopAll(_ reason: Stopping) -> PostgresStep {
    ("UPDATE batch SET stopping = coalesce(stopping, $2) WHERE id = $1", [.int(batch.id), .text(reason.text)])
  }

  /// Ends attempts at rows, none of which is there twice. A look-up's attempt is recorded only now.
  ///
  /// - Parameters:
  ///   - from: The state that the rows are in, if it is not the usual one.
  ///   - demanding: The turn is ended if not all of them are found; else the number is given.
  func settle(_ settlements: [Settlement], from: RowState? = nil, demanding: Bool) -> PostgresStep {
    let asked = """
      asked AS (INSERT INTO attempt (batch, number, try, sent_at) SELECT batch, number, try, sent FROM settled),
      """
    return (
      """
      WITH found AS MATERIALIZED (
        SELECT $1 AS batch, * FROM unnest($5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
          AS found (number, try, sent, at, state, http, status, code, message, own, reference)
      ), settled AS (
        UPDATE row SET state = found.state, since = found.at, tries = found.try,
          reference = coalesce(found.reference, row.reference), worker = CASE found.state WHEN 'planned' THEN $3 END
        FROM found WHERE row.batch = found.batch AND row.number = found.number AND row.state = $2
          AND \(isJournalled ? "row.worker = $3 AND row.tries = found.try" : "coalesce(row.worker, $3) = $3")
        RETURNING found.*
      ), \(isJournalled ? "" : asked) answered AS (
        INSERT INTO answer (batch, number, try, answered_at, state, http_status, provider_status, provider_code,
          message, own)
        SELECT batch, number, try, at, state, http, status, code, message, own FROM settled
      )
      SELECT demand_rows(count(*), $4) FROM settled
      """,
      [
        .int(batch.id), .text((from ?? settledFrom).text), .int(worker), .int(demanding ? settlements.count : -1),
        .ints(settlements.map(\.number)), .ints(settlements.map(\.attempt)),
        .ints(settlements.map(\.sentAt.milliseconds)), .ints(settlements.map(\.answeredAt.milliseconds)),
        .texts(settlements.map(\.state.text)), .ints(settlements.map { $0.judgement.httpStatus.map(Int64.init) }),
        .texts(settlements.map(\.judgement.providerStatus)), .texts(settlements.map(\.judgement.providerCode)),
        .texts(settlements.map(\.judgement.message)), .bytes(settlements.map { $0.own.blob }),
        .texts(settlements.map(\.judgement.reference)),
      ]
    )
  }

  /// Takes transaction references for rows: a constraint ends the turn if another row has one, whoever gave it.
  func takeReferences(_ settlements: [Settlement], unlessTaken: Bool = false) -> PostgresStep {
    (
      """
      INSERT INTO reference (provider, reference, batch, number)
      SELECT $1, reference, $2, number FROM unnest($3, $4) AS given (number, reference)
      \(unlessTaken ? "ON CONFLICT DO NOTHING" : "")
      """,
      [
        .text(provider), .int(batch.id), .ints(settlements.map(\.number)),
        .texts(settlements.map(\.judgement.reference)),
      ]
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

  /// Records that rows which this worker holds are about to be sent once more.
  func intend(_ intents: [Intent], demanding: Bool) -> PostgresStep {
    (
      """
      WITH intent AS MATERIALIZED (
        SELECT $1 AS batch, * FROM unnest($5, $6) AS intent (number, try)
      ), sent AS (
        UPDATE row SET state = 'sending', since = $2, tries = intent.try, worker = $3
        FROM intent WHERE row.batch = intent.batch AND row.number = intent.number AND row.state = 'planned'
          AND coalesce(row.worker, $3) = $3
        RETURNING row.number, row.tries, row.amount
      ), \(Self.intended)
      SELECT demand_rows(count(*), $4) FROM sent
      """,
      [
        .int(batch.id), .int(now.milliseconds), .int(worker), .int(demanding ? intents.count : -1),
        .ints(intents.map(\.number)), .ints(intents.map(\.attempt)),
      ]
    )
  }

  /// Hands out planned rows that nobody holds, in the sheet's order. A row that is contradicted ends the turn. A look-up is
  /// only held.
  func claim(_ wanted: Int, after cursor: Int) -> PostgresStep {
    let isContradicted = isJournalled ? Contradiction.condition : "FALSE"
    let sent = """
      UPDATE row SET state = 'sending', since = $4, tries = row.tries + 1, worker = $5
      FROM chosen WHERE row.batch = chosen.batch AND row.number = chosen.number
      RETURNING row.number, row.tries, row.amount
      """
    let held = """
      UPDATE row SET worker = $5 FROM chosen WHERE row.batch = chosen.batch AND row.number = chosen.number
      """
    let intended = Self.intended.replacing("$2", with: "$4").replacing("$3", with: "$5")
    return (
      """
      WITH chosen AS MATERIALIZED (
        SELECT batch, number, tries, amount, fields, \(isContradicted) AS is_contradicted FROM row
        WHERE \(Self.claimable) ORDER BY number LIMIT $3 FOR UPDATE SKIP LOCKED
      ), sent AS (\(isJournalled ? sent : held))\(isJournalled ? ", \(intended)" : "")
      SELECT number, tries, amount, fields, demand_rows(is_contradicted::int, 0) FROM chosen ORDER BY number
      """,
      [.int(batch.id), .int(cursor), .int(wanted), .int(now.milliseconds), .int(worker)]
    )
  }

  /// The rows that would be handed out, but whose answers say that they were sent.
  func contradicted(_ wanted: Int, after cursor: Int) -> PostgresStep {
    (
      """
      SELECT number FROM (SELECT number, \(Contradiction.condition) AS is_contradicted FROM row
        WHERE \(Self.claimable) ORDER BY number LIMIT $3 FOR UPDATE SKIP LOCKED) AS chosen
      WHERE is_contradicted ORDER BY number
      """,
      [.int(batch.id), .int(cursor), .int(wanted)]
    )
  }

  /// What the worker's last turn handed out: whatever one transaction wrote bears its number.
  func claimed(after cursor: Int) -> PostgresStep {
    (
      """
      SELECT number, tries \(isJournalled ? "- 1" : ""), amount, fields FROM row
      WHERE batch = $1 AND number > $2 AND state = '\(settledFrom.text)' AND worker = $3
        AND row.xmin = (SELECT worker.xmin FROM worker WHERE id = $3)
      ORDER BY number
      """,
      [.int(batch.id), .int(cursor), .int(worker)]
    )
  }

  private static let claimable = """
    batch = $1 AND number > $2 AND state = 'planned' AND worker IS NULL
      AND EXISTS (SELECT 1 FROM batch WHERE batch.id = $1 AND status = 'open' AND stopping IS NULL)
    """

  /// Of rows that were `sent`: their attempts, and the sums.
  private static let intended = """
    tried AS (
      INSERT INTO attempt (batch, number, try, sent_at) SELECT $1, number, tries, $2 FROM sent
    ), moved AS (
      INSERT INTO total AS kept (batch, worker, state, rows, paise)
      SELECT $1, $3, way.state, way.sign * count(*), way.sign * sum(amount)
      FROM sent CROSS JOIN (VALUES ('planned', -1), ('sending', 1)) AS way (state, sign) GROUP BY way.state, way.sign
      \(LedgerTransaction.addingToSums)
    )
    """
}

extension Settlement {
  /// The operation's own result columns, as they are kept.
  fileprivate var own: PackedRow {
    var own = PackedRow()
    for value in judgement.own { own.append(value) }
    return own
  }
}
