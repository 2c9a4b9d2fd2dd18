import Glibc
import Sheet
import Synchronization

// A turn whose connection is lost: whether it took effect is found out, and the work goes on.
extension PostgresLedger {
  /// How long a server that has gone away is waited for; nothing is sent meanwhile.
  private static let awaySecondsMax = 60
  private static let restMicroseconds: UInt32 = 100_000
  /// How often a batch's lock is asked for: a session that ends lets go of its locks one after the other.
  private static let questionsMax = 20

  /// In a row; then something is wrong that another connection does not mend.
  private static let lossesMax = 10

  /// Does work on a batch that others got in the way of, or that was lost, once more.
  ///
  /// - Parameter recover: Gives what a turn came to that did take effect; nil if that cannot be told. Without it the work is
  ///   such that it may be done twice.
  func lasting<T>(
    _ batch: Batch,
    _ work: () throws -> T,
    _ recover: ((PostgresTransaction) throws -> T?)? = nil
  ) throws -> T {
    var lost: Failure?
    for _ in 0..<Self.lossesMax {
      do {
        if let failure = lost {
          guard try reconnect(batch) else { break }
          if let recover, let result = try recovered(batch, recover, after: failure) { return result }
          lost = nil
        }
        return try again(work)
      } catch let failure as Failure where failure.code == .ledgerCommitLost || failure.code == .ledgerAway {
        lost = failure
      }
    }
    throw lost ?? Failure(.ledgerAway, [.path: place])
  }

  /// What the last turn came to; nil if it took no effect.
  ///
  /// What is found is on the synchronous standby too when this returns: it waits for a commit of its own.
  private func recovered<T>(
    _ batch: Batch,
    _ recover: (PostgresTransaction) throws -> T?,
    after failure: Failure
  ) throws -> T? {
    guard let worker = workers.withLock({ $0[batch.id] }) else { throw failure }
    return try connection.write { database in
      let turn: Int64? = try database.value(
        "SELECT turn FROM worker WHERE id = $1 AND ended_at IS NULL FOR UPDATE",
        [.int(worker.id)]
      )
      try database.rows("SELECT pg_logical_emit_message(true, 'aopbatch', '')::text")
      guard let turn else { throw Failure(.ledgerTakenOver, [.path: place]) }
      guard turn <= worker.turn else { throw failure }
      if turn < worker.turn { return nil }
      guard let result = try recover(database) else { throw failure }
      return result
    }
  }

  /// Takes another session in the place of the one that is lost, with the same locks: until it has all of them, the old
  /// one may still commit, or somebody else may be at work.
  ///
  /// - Returns: false if the server stays away.
  /// - Throws: `ledgerTakenOver`, `batchFailedOver`; the session is another one then too.
  private func reconnect(_ batch: Batch) throws -> Bool {
    let start = ContinuousClock.now
    while ContinuousClock.now - start < .seconds(Self.awaySecondsMax) {
      let own = workers.withLock { $0.values.map(\.id) }
      if let connection = try reached(), try own.allSatisfy({ try Self.takeOver($0, connection) }) {
        session.withLock { $0 = connection }
        for batch in held.withLock({ $0 }) {
          guard try Self.hold(batch, connection) else { throw Failure(.ledgerTakenOver, [.path: place]) }
        }
        try demandServer(of: batch.id)
        return true
      }
      usleep(Self.restMicroseconds)
    }
    return false
  }

  private static func hold(_ batch: Int64, _ connection: PostgresConnection) throws -> Bool {
    for _ in 0..<questionsMax {
      if try PostgresLocks.take(batch, connection) { return true }
      usleep(restMicroseconds)
    }
    return false
  }

  /// A new session; nil as long as the server is away.
  private func reached() throws -> PostgresConnection? {
    do {
      let connection = try Self.connect(address)
      try connection.checkServer()
      return connection
    } catch let failure as Failure where [.ledgerAway, .ledgerCrowded, .ledgerReadOnly].contains(failure.code) {
      // A standby that is about to take the server's place is read-only until then.
      return nil
    }
  }

  /// Ends the old session, which may not have found out yet that nobody is there any more; true once it has ended.
  private static func takeOver(_ worker: Int64, _ connection: PostgresConnection) throws -> Bool {
    let number = PostgresLocks.number(ofWorker: worker)
    if try PostgresLocks.take(number, connection) { return true }
    try PostgresLocks.endSession(with: number, connection)
    return false
  }
}
