import Sheet
import Synchronization

/// Advisory locks of the server's sessions: kept until they are let go or the session ends, however that happens, and
/// known in one database alone.
///
/// Each is a pair of numbers of 32 bits. The first one of a session's lock is that of the ledger's own table of batches, so
/// that two ledgers in one database do not meet; the second one is a batch's, or below zero a worker's.
enum PostgresLocks {
  /// "aopb": nobody else's in a database that somebody shares with us.
  private static let own = 0x616F_7062

  /// Held while the tables are made or brought up to date.
  static let opening = Pair(kind: own, key: "0")

  /// Held while a batch of a provider becomes one.
  static func approvals(of provider: String) -> Pair { Pair(kind: own + 1, key: "hashtext($2)", name: provider) }

  /// Held while an entry is added to the journal.
  static let journal = Pair(kind: own, key: "1")

  /// The lock of a worker: who gets that of another one knows that its session has ended.
  static func number(ofWorker worker: Int64) -> Int64 { -worker }

  /// Taken for as long as a transaction lasts.
  struct Pair {
    fileprivate let kind: Int
    fileprivate let key: String
    fileprivate var name: String?

    /// Waits for it.
    func hold(_ database: PostgresTransaction) throws(Failure) {
      let parameters = [PostgresParameter.int(kind)] + (name.map { [.text($0)] } ?? [])
      try database.rows("SELECT pg_advisory_xact_lock(($1)::int, \(key))::text", parameters)
    }
  }

  /// The system's number of the table of batches; as a signed number, like all of a pair.
  private static let ledger = "(('batch'::regclass)::oid::bigint - 2147483648)::int"
  private static let pair = "\(ledger), ($1)::int"

  /// Whether this session has the lock now, once more each time that it is asked.
  static func take(_ number: Int64, _ connection: PostgresConnection) throws(Failure) -> Bool {
    try connection.run("SELECT pg_try_advisory_lock(\(pair))", [.int(number)])[0].decode(atIndex: 0)
  }

  static func give(_ number: Int64, _ connection: PostgresConnection) throws(Failure) {
    try connection.run("SELECT pg_advisory_unlock(\(pair))", [.int(number)])
  }

  /// Whether any session has a lock: asked without taking it.
  static func isTaken(_ number: Int64, _ connection: PostgresConnection) throws(Failure) -> Bool {
    try connection.run("SELECT EXISTS (SELECT 1 \(holders))", [.int(number)])[0].decode(atIndex: 0)
  }

  /// Ends the session that has a lock, one of our own user's.
  static func endSession(with number: Int64, _ connection: PostgresConnection) throws(Failure) {
    try connection.run("SELECT pg_terminate_backend(pid) \(holders)", [.int(number)])
  }

  /// Sessions show the numbers of a pair without their signs.
  private static let holders = """
    FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND classid::bigint = \(ledger)::bigint & 4294967295 AND objid::bigint = $1 & 4294967295
    """
}

/// The right to work on a batch, as long as the ledger's session lives.
final class PostgresBatchLock: BatchLock {
  private let ledger: PostgresLedger
  private let batch: Int64
  private let isHeld = Atomic(true)

  init(_ ledger: PostgresLedger, _ batch: Int64) { (self.ledger, self.batch) = (ledger, batch) }

  deinit { release() }

  func release() {
    if isHeld.exchange(false, ordering: .relaxed) { ledger.unlock(batch) }
  }
}
