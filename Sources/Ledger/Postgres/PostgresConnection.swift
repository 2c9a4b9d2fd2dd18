import Dispatch
import Sheet
import Synchronization

/// A blocking connection to the server: one thread after the other, each with a whole transaction.
///
/// **How a commit can go wrong.** A transaction that ends with a failure has left nothing, but for two codes:
/// - `ledgerUnconfirmed`: the server answered that it committed, but warned (the wait for the synchronous standby was
///   cancelled). It is there for everybody who asks this server, but a failover may lose it: nothing that rests on it may
///   be sent. Where the warning came before the commit, nothing was written.
/// - `ledgerCommitLost`: the connection was lost before the answer. It is there wholly or not at all; `status(of:)` says
///   which on a new connection, by the transaction's number, the fact `transaction`. That fact is empty if the connection
///   was lost so early that not even the number came.
final class PostgresConnection: Sendable {
  let place: PostgresPlace
  private let handle: Mutex<PostgresHandle>
  private let queue = DispatchQueue(label: "aopbatch.postgres")
  /// The server's process that works for this connection.
  let backend: Int

  /// How a transaction begins.
  enum Kind: String {
    case writing = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
    /// All statements see one unchanging state.
    case reading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
  }

  /// What became of a transaction.
  enum Status: String {
    case committed, aborted
    /// Its server process has not found out yet that the connection is gone.
    case inProgress = "in progress"
  }

  /// Connects; blocks.
  ///
  /// - Parameter answerSecondsMax: A server that says nothing for so long counts as one that is gone; nil waits for ever,
  ///   as what waits for locks must.
  /// - Throws: `ledgerAway`, `ledgerCrowded`, `ledgerPassword`, `ledgerRights`, `ledgerNoDatabase`.
  init(_ place: PostgresPlace, answerSecondsMax: Int? = nil) throws(Failure) {
    self.place = place
    var handle = try PostgresHandle(place, answerSecondsMax: answerSecondsMax)
    let session = try handle.run(script: "\(Self.settings); \(Self.session)")
    backend = try Self.backend(session)
    self.handle = Mutex(handle)
    queue.setSpecific(key: Self.owner, value: ObjectIdentifier(self))
  }

  /// The connection is gone for good: every statement fails from now on.
  var isLost: Bool { handle.withLock { $0.isLost } }
  /// The server's version: the major one times 10,000, and more.
  var version: Int { handle.withLock { $0.version } }
  /// The server's process, as who is connected to us says; a pooler says any number.
  var announcedBackend: Int { handle.withLock { $0.announcedBackend } }

  /// Runs one statement by itself: a question, or what is about the session. What must last is written in a transaction.
  @discardableResult
  func run(_ sql: String, _ parameters: [PostgresParameter] = []) throws(Failure) -> PostgresRows {
    try alone { () throws(Failure) in try execute(sql, parameters) }
  }

  /// Runs `work` in one transaction, which is durable when this returns. Locks of the session are taken in it as well.
  ///
  /// - Throws: what `work` throws, then nothing was written; `ledgerUnconfirmed` and `ledgerCommitLost`, see above.
  @discardableResult
  func write<T>(_ work: (PostgresTransaction) throws -> T) throws -> T { try transaction(.writing, work) }

  /// Runs `work`, which only reads, on one unchanging state of the ledger.
  @discardableResult
  func read<T>(_ work: (PostgresTransaction) throws -> T) throws -> T { try transaction(.reading, work) }

  /// Runs statements in one transaction and one round trip; gives what each gave. Durable when this returns. Statements
  /// that are new to the connection cost a round trip each.
  ///
  /// All are sent before the first result is seen: what depends on a result is a condition in the SQL.
  ///
  /// - Throws: the first failure, then nothing was written; `ledgerUnconfirmed` and `ledgerCommitLost`, see above;
  ///   `ledgerPooler` if another session than this one's did it.
  @discardableResult
  func pipeline(_ steps: [(sql: String, parameters: [PostgresParameter])]) throws(Failure) -> [PostgresRows] {
    try alone { () throws(Failure) in
      let begin = [(Kind.writing.rawValue, []), (Self.number, [])] as [(sql: String, parameters: [PostgresParameter])]
      let (pipelined, isLost, warnings) = try handle.withLock { handle throws(Failure) in
        handle.forgetWarnings()
        let pipelined = try handle.pipeline(begin + steps + [("COMMIT", [])], flushedAfter: 1)
        if !handle.isLost, handle.isInTransaction { _ = try? handle.run(script: "ROLLBACK") }
        return (pipelined, handle.isLost, handle.warnings)
      }
      let results = pipelined.results
      let number: String? = results.count > 1 ? try results[1][0].decode(atIndex: 0) : nil
      // Once the commit is answered, what happens to the connection changes nothing. Before, it may have taken effect.
      let isAnswered = results.last?.tag == "COMMIT"
      let failure = isAnswered ? nil : isLost ? lost(number, pipelined.failure) : pipelined.failure
      try demandCommit(results.last, failure, warnings)
      guard try results[1][0].decode(Int.self, atIndex: 1) == backend else { throw pooler }
      return Array(results.dropFirst(2).dropLast())
    }
  }

  /// What became of a transaction of another connection that was lost while it committed.
  ///
  /// What is committed is durable when this returns, on the synchronous standby too: it waits for a commit of its own,
  /// and the server writes in order.
  ///
  /// - Returns: nil if the server has forgotten it, or is another one.
  func status(of transaction: String) throws -> Status? {
    try write { database in
      // The server fails at a number that it has not given yet: then it is one that knows less.
      let rows = try database.rows(
        "SELECT CASE WHEN ($1::text)::xid8 < pg_current_xact_id() THEN pg_xact_status(($1::text)::xid8) END",
        [.text(transaction)]
      )
      // A transaction that writes nothing waits for nobody.
      try database.rows("SELECT pg_logical_emit_message(true, 'aopbatch', '')::text")
      return try rows[0].decode(String?.self, atIndex: 0).flatMap(Status.init)
    }
  }

  /// The transaction's number, as text and for good, which makes it have one; and the session that it is in.
  private static let number = "SELECT pg_current_xact_id()::text, pg_backend_pid()"

  private static let session = "SELECT pg_backend_pid()::text"

  /// A role's settings could keep warnings back; or end a session that waits for a person or the provider, and with it the
  /// locks that say that somebody is at work.
  ///
  /// All rows are found by their keys, which is planned but once. Of a new batch the server's statistics know nothing: it
  /// would take all of the batch for a few rows, and sort what is left of it in each turn, or look through all answers for
  /// each row. Nor does it compile statements (JIT), which takes longer than any of them.
  private static let settings = """
    SET client_min_messages = warning;
    SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;
    SET jit = off; SET plan_cache_mode = force_generic_plan;
    SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN
      ('idle_in_transaction_session_timeout', 'idle_session_timeout', 'statement_timeout', 'transaction_timeout')
    """

  /// The server's process that runs a statement just now: `backend`, unless a pooler is in between.
  func presentBackend() throws(Failure) -> Int {
    // Not prepared, which is a trouble of its own with some poolers.
    try Self.backend(alone { () throws(Failure) in try run(script: Self.session) })
  }

  private static func backend(_ rows: PostgresRows) throws(Failure) -> Int {
    Int(try rows[0].decode(String.self, atIndex: 0)) ?? 0
  }

  private var pooler: Failure { Failure(.ledgerPooler, [.path: place.text]) }

  /// Runs `work` when nobody else works with the connection; at once for who has it already, inside a transaction: locks
  /// of the session are taken and let go there as well.
  func alone<T, Trouble: Error>(_ work: () throws(Trouble) -> T) throws(Trouble) -> T {
    if DispatchQueue.getSpecific(key: Self.owner) == ObjectIdentifier(self) { return try work() }
    return try queue.sync { Result(catching: work) }.get()
  }

  /// The connection that a thread has.
  private static let owner = DispatchSpecificKey<ObjectIdentifier>()

  /// For who has the connection alone.
  fileprivate func execute(_ sql: String, _ parameters: [PostgresParameter]) throws(Failure) -> PostgresRows {
    try handle.withLock { handle throws(Failure) in try handle.execute(sql, parameters) }
  }

  fileprivate func run(script: String) throws(Failure) -> PostgresRows {
    try handle.withLock { handle throws(Failure) in try handle.run(script: script) }
  }

  private func transaction<T>(_ kind: Kind, _ work: (PostgresTransaction) throws -> T) throws -> T {
    try alone {
      precondition(handle.withLock { $0.isLost || !$0.isInTransaction }, "a transaction inside another one")
      handle.withLock { $0.forgetWarnings() }
      _ = try run(script: kind.rawValue)
      do {
        let value = try work(PostgresTransaction(connection: self))
        try commit(kind)
        return value
      } catch {
        let mustRollBack = handle.withLock { !$0.isLost && $0.isInTransaction }
        if mustRollBack { _ = try? run(script: "ROLLBACK") }
        throw error
      }
    }
  }

  private func commit(_ kind: Kind) throws(Failure) {
    // Nil if nothing was written: then nothing can be lost.
    let number: String? =
      kind == .reading
      ? nil : try execute("SELECT pg_current_xact_id_if_assigned()::text", [])[0].decode(atIndex: 0)
    let warnings = handle.withLock { $0.warnings }
    if !warnings.isEmpty { throw unconfirmed(warnings) }
    let ended: (last: PostgresRows?, failure: Failure?, warnings: [String], isLost: Bool) = handle.withLock { handle in
      do throws(Failure) {
        let last = try handle.run(script: "COMMIT")
        return (last, nil, handle.warnings, handle.isLost)
      } catch { return (nil, error, handle.warnings, handle.isLost) }
    }
    let isUnknown = ended.isLost && ended.failure != nil && number != nil
    try demandCommit(ended.last, isUnknown ? lost(number, ended.failure) : ended.failure, ended.warnings)
  }

  /// - Parameter last: What the last statement gave, `COMMIT`.
  private func demandCommit(_ last: PostgresRows?, _ failure: Failure?, _ warnings: [String]) throws(Failure) {
    if let failure { throw failure }
    // A transaction that had failed is rolled back, and nothing says so but this.
    guard last?.tag == "COMMIT" else {
      throw Failure(.ledgerAccess, [.path: place.text, .cause: "the server rolled the transaction back"])
    }
    if !warnings.isEmpty { throw unconfirmed(warnings) }
  }

  private func unconfirmed(_ warnings: [String]) -> Failure {
    Failure(.ledgerUnconfirmed, [.path: place.text, .cause: warnings.joined(separator: "; ")])
  }

  private func lost(_ number: String?, _ failure: Failure?) -> Failure {
    let cause = failure?[.cause] ?? "the server closed the connection"
    return Failure(.ledgerCommitLost, [.path: place.text, .cause: cause, .transaction: number ?? ""])
  }
}

/// A transaction that is under way; not to be used after it.
struct PostgresTransaction: Sendable {
  fileprivate let connection: PostgresConnection

  @discardableResult
  func rows(_ sql: String, _ parameters: [PostgresParameter] = []) throws(Failure) -> PostgresRows {
    try connection.execute(sql, parameters)
  }

  /// The first row, if there is one.
  func row(_ sql: String, _ parameters: [PostgresParameter] = []) throws(Failure) -> PostgresRow? {
    try rows(sql, parameters).first
  }

  /// The first cell of the first row; nil if there is no row, or if it is empty.
  func value<Value: PostgresValue>(_ sql: String, _ parameters: [PostgresParameter] = []) throws(Failure) -> Value? {
    try row(sql, parameters)?.decode(atIndex: 0)
  }

  /// Runs a statement; gives how many rows it wrote.
  @discardableResult
  func run(_ sql: String, _ parameters: [PostgresParameter] = []) throws(Failure) -> Int {
    try rows(sql, parameters).affected
  }

  /// Runs statements without parameters, `;` between them.
  func run(script: String) throws(Failure) { _ = try connection.run(script: script) }
}
