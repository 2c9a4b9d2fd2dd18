import Glibc
import Operations
import Sheet
import Synchronization

// How the ledger is opened, and who works with it.
extension PostgresLedger {
  static func open(
    _ address: PostgresPlace,
    for purpose: LedgerPurpose,
    makes: Bool
  ) throws -> PostgresConnection {
    let connection = try connect(address)
    var isReading = false
    if case .reading = purpose { isReading = true }
    if isReading || !makes, try PostgresSchema.version(connection) == 0 {
      throw Failure(.ledgerMissing, [.path: address.text])
    }
    if isReading { return connection }
    try connection.checkServer()
    try PostgresSchema.migrate(connection)
    return connection
  }

  /// A session that waits for nobody's locks for ever.
  static func connect(_ address: PostgresPlace) throws(Failure) -> PostgresConnection {
    let connection = try PostgresConnection(address)
    try connection.run("SET lock_timeout = '\(busySecondsMax)s'")
    return connection
  }

  /// Why nothing may be sent from the ledger at a place; nil if it may, or if there is none yet.
  static func refusal(_ place: String) -> Failure? {
    var shown = ""
    do {
      let address = try PostgresPlace(place)
      shown = address.text
      let connection = try connect(address)
      try connection.checkServer()
      _ = try PostgresSchema.version(connection)
      return nil
    } catch { return Failure(server: shown, error) }
  }

  /// Ends this ledger's worker. Where that cannot be written it ends with its session, as do all locks; so nobody waits for
  /// a standby here.
  func endWork() {
    guard let worker = sender.withLock({ $0.take() }), let connection = session.withLock({ $0 }) else { return }
    _ = try? connection.write { database in
      try database.run("SET LOCAL synchronous_commit = local")
      try database.run("UPDATE worker SET ended_at = $1 WHERE id = $2", [.int(PostgresWorker.now), .int(worker.id)])
    }
  }
}

/// Who sends rows from a ledger: known by a number of its own, and alive as long as its session has the lock of that.
struct PostgresWorker {
  let id: Int64
  /// Turns that were begun: the one under way, or the last one.
  var turn: Int64 = 0

  /// Milliseconds since 1970.
  static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  private static var host: String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Makes itself known; its lock is taken before anybody can see it.
  init(_ connection: PostgresConnection) throws {
    id = try connection.write { database in
      let id: Int64? = try database.value(
        "INSERT INTO worker (host, process, since) VALUES ($1, $2, $3) RETURNING id",
        [.text(Self.host), .int(Int64(getpid())), .int(Self.now)]
      )
      guard let id, try PostgresLocks.take(PostgresLocks.number(ofWorker: id), connection) else {
        throw Failure(.ledgerDamaged, [.cause: "a worker got no number"])
      }
      return id
    }
  }
}
