import Operations
import Sheet
import Synchronization

/// The ledger in a database of a PostgreSQL server.
///
/// It has one connection: the session that holds the locks of batches is the one that writes, so that whoever gets such a
/// lock knows that the one who had it can never commit again.
final class PostgresLedger: SQLLedger {
  let place: String
  let operations: [String: Operation]
  let address: PostgresPlace
  private let purpose: LedgerPurpose
  /// Nil once it is closed.
  let session: Mutex<PostgresConnection?>
  /// Batches that this ledger holds: the server gives a session its own locks again and again.
  let held = Mutex<Set<Int64>>([])
  /// Who sends from it, by batch.
  let workers = Mutex<[Int64: PostgresWorker]>([:])

  /// How long the server waits for another session's lock before it says so, as with a file.
  static let busySecondsMax = 10
  /// How often a transaction is begun anew that another one got in the way of.
  private static let collisionsMax = 3

  /// Opens the ledger.
  ///
  /// - Parameter makes: It is made if there is none and it may be written to.
  /// - Throws: a `Failure` if the server cannot be reached or cannot promise durability, or if the ledger is of a newer
  ///   version or may not be written to.
  init(
    _ place: String,
    operations: [Operation],
    for purpose: LedgerPurpose,
    makes: Bool = true
  ) throws(Failure) {
    address = try PostgresPlace(place)
    self.place = address.text
    self.purpose = purpose
    self.operations = Dictionary(operations.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    session = Mutex(nil)
    do {
      let connection = try Self.open(address, for: purpose, makes: makes)
      session.withLock { $0 = connection }
      if case .reading = purpose { return }
      try dropOrphans()
    } catch { throw Failure(server: address.text, error) }
  }

  /// - Throws: `ledgerAway` after the end of all work.
  var connection: PostgresConnection {
    get throws(Failure) {
      guard let connection = session.withLock({ $0 }) else {
        throw Failure(.ledgerAway, [.path: place, .cause: "the ledger was closed"])
      }
      return connection
    }
  }

  func close() throws {
    endWork()
    let connection = session.withLock { $0.take() }
    // The server goes on for a moment with a session that nobody is there for any more.
    _ = try? connection?.run("SELECT pg_advisory_unlock_all()::text")
  }

  deinit { endWork() }

  var notedHead: JournalHead? { nil }

  /// Late answers may still come: it is made in the transaction that seals.
  func beginDigest(of batch: Int64) {}
  func endDigest(of batch: Int64) -> String? { nil }

  // MARK: Locks

  func lock(_ batch: Int64) throws -> (any BatchLock)? {
    guard held.withLock({ $0.insert(batch).inserted }) else { return nil }
    do {
      if try PostgresLocks.take(batch, connection) { return PostgresBatchLock(self, batch) }
    } catch {
      held.withLock { _ = $0.remove(batch) }
      throw error
    }
    held.withLock { _ = $0.remove(batch) }
    return nil
  }

  /// Ends the work on a batch. Where the session is gone, so is the lock.
  func unlock(_ batch: Int64) {
    endWork(on: batch)
    try? PostgresLocks.give(batch, connection)
    held.withLock { _ = $0.remove(batch) }
  }

  /// Whether somebody leads a batch, or helps with it.
  func isLocked(_ batch: Int64) throws -> Bool {
    let workers: [Int64] = try read {
      try $0.values("SELECT id FROM worker WHERE batch = ? AND ended_at IS NULL", [batch])
    }
    return try ([batch] + workers.map(PostgresLocks.number)).contains { try PostgresLocks.isTaken($0, connection) }
  }

  /// - Throws: `batchFailedOver` if it would be sent from.
  func hold(_ batch: Batch) throws -> HeldBatch? {
    guard let lock = try lock(batch.id) else { return nil }
    let held = HeldBatch(batch, lock)
    if case .sending = purpose { try demandServer(of: batch.id) }
    return held
  }

  // MARK: Transactions

  func read<T>(_ work: (LedgerTransaction) throws -> T) throws -> T {
    try naming { try connection.read { try work(LedgerTransaction(database: $0, worker: 0)) } }
  }

  /// Durable when this returns, without a warning.
  func write<T>(_ work: (LedgerTransaction) throws -> T) throws -> T {
    try naming { try again { try connection.write { try work(LedgerTransaction(database: $0, worker: 0)) } } }
  }

  func record<T>(of batch: Int64?, _ work: (LedgerTransaction) throws -> (T, events: [Event])) throws -> T {
    try write { transaction in
      let (result, events) = try work(transaction)
      for event in events { try transaction.append(event, batch: batch) }
      return result
    }
  }

  /// Does work once more that others got in the way of, of which nothing was written.
  func again<T>(_ work: () throws -> T) throws -> T {
    for _ in 0..<Self.collisionsMax {
      do { return try work() } catch let failure as Failure where failure.code == .ledgerCollision {}
    }
    throw Failure(.ledgerBusy, [.path: place, .limit: "\(Self.busySecondsMax)"])
  }

  /// A person's word that a batch may be gone on with, though it was begun on another server.
  var failoverAllowed: Event? { if case .sending(let event) = purpose { event } else { nil } }

  func naming<T>(_ work: () throws -> T) throws -> T {
    do { return try work() } catch let failure as Failure { throw Failure(server: place, failure) }
  }
}

extension Failure {
  /// The failure behind an error of the database, as it is of any ledger.
  init(server place: String, _ error: any Error) {
    guard let failure = error as? Failure else {
      self.init(.ledgerAccess, [.path: place, .cause: "\(error)"])
      return
    }
    switch failure.code {
    // What is there contradicts what is to be written.
    case .ledgerConflict:
      self.init(.ledgerDamaged, [.path: place, .cause: "\(failure[.cause]) (\(failure[.name]))"])
    case .ledgerDamaged: self = failure.adding(.path, place)
    default: self = failure
    }
  }
}
