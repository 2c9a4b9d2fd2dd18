import Glibc
import Operations
import Sheet
import Synchronization

/// Who sends rows of a batch: known by a number of its own, and alive as long as its session has the lock of that.
struct PostgresWorker {
  let id: Int64
  let batch: Int64
  /// Turns that were begun: the one under way, or the last one.
  var turn: Int64 = 0
  var stock = PostgresStock()
  /// Why it may claim nothing any more, but only say what it still knows.
  var end: Failure?

  /// Milliseconds since 1970 by the server's clock, in SQL: clocks of several machines are never compared.
  static let now = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint"

  static var host: String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Makes itself known; its lock is taken before anybody can see it. Nobody takes stock of the batch's workers meanwhile.
  ///
  /// - Throws: `batchIdle` if it would help with a batch whose work is over.
  init(on batch: Batch, isHelper: Bool, _ connection: PostgresConnection) throws {
    self.batch = batch.id
    id = try connection.write { database in
      let isUnderWay: Bool? = try database.value(
        "SELECT status = 'open' AND stopping IS NULL FROM batch WHERE id = $1 FOR SHARE",
        [.int(batch.id)]
      )
      if isHelper, isUnderWay != true { throw Failure(.batchIdle, [.batch: batch.name]) }
      let id: Int64? = try database.value(
        "INSERT INTO worker (batch, host, process, since, acted_at) VALUES ($1, $2, $3, \(Self.now), \(Self.now)) RETURNING id",
        [.int(batch.id), .text(Self.host), .int(Int64(getpid()))]
      )
      guard let id, try PostgresLocks.take(PostgresLocks.number(ofWorker: id), connection) else {
        throw Failure(.ledgerDamaged, [.cause: "a worker got no number"])
      }
      return id
    }
  }
}

extension PostgresLedger {
  /// Whoever sends is known by a number; this ledger's is made when it is first needed.
  func worker(on batch: Batch, isHelper: Bool = false) throws -> PostgresWorker {
    if let known = workers.withLock({ $0[batch.id] }) { return known }
    let worker = try naming { try PostgresWorker(on: batch, isHelper: isHelper, connection) }
    workers.withLock { $0[batch.id] = worker }
    return worker
  }

  /// The number of this ledger's own; 0 if it has none.
  func ownWorker(on batch: Int64) -> Int64 { workers.withLock { $0[batch]?.id } ?? 0 }

  /// Ends this ledger's worker on a batch, and gives back what it has not sent. Where that cannot be written it ends with its session, as do all locks; so
  /// nobody waits for a standby here.
  func endWork(on batch: Int64) {
    guard let worker = workers.withLock({ $0.removeValue(forKey: batch) }), let connection = session.withLock({ $0 })
    else { return }
    _ = try? connection.write { database in
      try database.run("SET LOCAL synchronous_commit = local")
      try database.run(
        "UPDATE row SET worker = NULL WHERE batch = $1 AND number = ANY ($2) AND state = 'planned' AND worker = $3",
        [.int(batch), .ints(worker.stock.rows.map(\.number)), .int(worker.id)]
      )
      try database.run("UPDATE worker SET ended_at = \(PostgresWorker.now) WHERE id = $1", [.int(worker.id)])
    }
    try? PostgresLocks.give(PostgresLocks.number(ofWorker: worker.id), connection)
  }

  func endWork() {
    for batch in workers.withLock({ $0.keys.sorted() }) { endWork(on: batch) }
  }
}

/// The right to help with a batch.
final class PostgresHelp: BatchLock {
  private let ledger: PostgresLedger
  private let batch: Int64

  init(_ ledger: PostgresLedger, _ batch: Int64) { (self.ledger, self.batch) = (ledger, batch) }

  deinit { release() }

  func release() { ledger.endWork(on: batch) }
}
