import CPQ
import Glibc
import Sheet

/// A connection as libpq has it: statements go out, results come in, by one thread at a time.
///
/// Unsafe, because it owns a C pointer; right, because the pointer is never handed out, is freed once, by `deinit`, and
/// whoever uses the handle has it alone (`PostgresConnection` keeps it in a `Mutex`).
struct PostgresHandle: ~Copyable {
  private let connection: OpaquePointer
  private let place: PostgresPlace
  /// What the server has warned of since `forgetWarnings`.
  private let notices: PostgresNotices
  /// The names of prepared statements. They outlive failures and transactions.
  private var statements: [Statement: String] = [:]
  /// How long the server may take for an answer, in milliseconds; -1 for as long as it wants.
  private let answerMillisecondsMax: Int32

  private struct Statement: Hashable {
    let sql: String
    let types: [UInt32]
  }

  /// A transaction in pipeline mode: what its statements gave, and what tells how it ended.
  struct Pipelined {
    var results: [PostgresRows] = []
    var failure: Failure?
  }

  /// Connects. Blocks for at most `connect_timeout` a host, which is 10 s if nobody has set it.
  init(_ place: PostgresPlace, answerSecondsMax: Int?) throws(Failure) {
    let connection = try Self.connect(place)
    self.connection = connection
    self.place = place
    answerMillisecondsMax = answerSecondsMax.map { Int32($0) * 1000 } ?? -1
    notices = PostgresNotices()
    // The receiver is called by libpq only while this handle, which owns the notices, waits for it.
    PQsetNoticeReceiver(connection, PostgresNotices.receive, Unmanaged.passUnretained(notices).toOpaque())
  }

  deinit { PQfinish(connection) }

  /// The connection is gone for good.
  var isLost: Bool { PQstatus(connection) == CONNECTION_BAD }
  var warnings: [String] { notices.warnings }
  /// Whether a transaction is under way, or has failed and waits to be rolled back.
  var isInTransaction: Bool { PQtransactionStatus(connection) != PQTRANS_IDLE }
  /// The server's major version times 10,000, and more.
  var version: Int { Int(PQserverVersion(connection)) }
  /// The process that the other side said it is: a pooler says any number.
  var announcedBackend: Int { Int(PQbackendPID(connection)) }

  func forgetWarnings() { notices.forget() }

  /// Runs statements without parameters, `;` between them; gives what the last one gave, its cells as text.
  mutating func run(script: String) throws(Failure) -> PostgresRows {
    try demand(PQsendQuery(connection, script))
    return try lastResult()
  }

  mutating func execute(_ sql: String, _ parameters: [PostgresParameter]) throws(Failure) -> PostgresRows {
    let name = try prepared(sql, parameters)
    try demand(send(name, parameters))
    return try lastResult()
  }

  /// Runs statements in one round trip, `BEGIN` and `COMMIT` of our own among them, up to one sync.
  ///
  /// The transaction is an explicit one. Of the implicit one that a sync ends, the client hears by nothing but that the
  /// server is ready: it has no `COMMIT` that could be missing, or be a `ROLLBACK`; a failure in it belongs to no
  /// statement, which libpq up to 15.5 could not tell; and `SAVEPOINT`, isolation and locks behave otherwise in it.
  ///
  /// - Parameter flushed: The statement after which the server sends what it has so far: so the transaction's number is
  ///   here while the server is still at its commit.
  mutating func pipeline(
    _ steps: [(sql: String, parameters: [PostgresParameter])],
    flushedAfter flushed: Int
  ) throws(Failure) -> Pipelined {
    var names: [String] = []
    // Before, not in the pipeline: a statement before that fails would leave it unknown which ones are prepared.
    for step in steps { names.append(try prepared(step.sql, step.parameters)) }
    try demand(PQenterPipelineMode(connection))
    var isSent = true
    for (place, step) in steps.enumerated() {
      isSent = isSent && send(names[place], step.parameters) == 1
      if place == flushed { isSent = isSent && PQsendFlushRequest(connection) == 1 }
    }
    // What could not be sent shows as a connection that is lost.
    if !isSent || PQpipelineSync(connection) != 1 { giveUp() }
    let pipelined = results()
    if !isLost, PQexitPipelineMode(connection) != 1 { giveUp() }
    return pipelined
  }

  /// All results up to the sync, and the first failure.
  private func results() -> Pipelined {
    var pipelined = Pipelined()
    var isBetween = true
    while true {
      wait()
      guard let result = PQgetResult(connection) else {
        // Nothing stands between two results; nothing twice is a connection that has nothing more to say.
        if isBetween || isLost { break }
        isBetween = true
        continue
      }
      isBetween = false
      defer { PQclear(result) }
      switch PQresultStatus(result) {
      case PGRES_PIPELINE_SYNC: return pipelined
      case PGRES_PIPELINE_ABORTED: continue
      case PGRES_TUPLES_OK, PGRES_COMMAND_OK: pipelined.results.append(PostgresRows(copying: result))
      default: pipelined.failure = pipelined.failure ?? failure(result)
      }
    }
    giveUp()
    return pipelined
  }

  /// The name of a statement, which is prepared if it was not.
  private mutating func prepared(_ sql: String, _ parameters: [PostgresParameter]) throws(Failure) -> String {
    let statement = Statement(sql: sql, types: parameters.map(\.type))
    if let name = statements[statement] { return name }
    let name = "s\(statements.count)"
    try demand(PQsendPrepare(connection, name, sql, Int32(parameters.count), statement.types))
    _ = try lastResult()
    statements[statement] = name
    return name
  }

  /// Sends a prepared statement; the cells that it gives shall be binary.
  ///
  /// Unsafe, because libpq takes pointers; right, because it copies what they point to before it returns.
  private func send(_ name: String, _ parameters: [PostgresParameter]) -> Int32 {
    // All values in one block; the byte at its end lets an empty one have a place too, for NULL is what has none.
    let lengths = parameters.map { Int32($0.bytes?.count ?? 0) }
    var block: [UInt8] = []
    block.reserveCapacity(lengths.reduce(1) { $0 + Int($1) })
    for parameter in parameters { block += parameter.bytes ?? [] }
    block.append(0)
    let formats = [Int32](repeating: 1, count: parameters.count)
    return block.withUnsafeBufferPointer { block in
      var place = 0
      let values = zip(parameters, lengths).map { parameter, length -> UnsafePointer<CChar>? in
        defer { place += Int(length) }
        guard parameter.bytes != nil, let start = block.baseAddress else { return nil }
        return UnsafeRawPointer(start + place).assumingMemoryBound(to: CChar.self)
      }
      return PQsendQueryPrepared(connection, name, Int32(parameters.count), values, lengths, formats, 1)
    }
  }

  /// What the last of the statements gave that were sent outside of pipeline mode.
  private func lastResult() throws(Failure) -> PostgresRows {
    var (last, failed): (PostgresRows?, Failure?) = (nil, nil)
    while true {
      wait()
      guard let result = PQgetResult(connection) else { break }
      defer { PQclear(result) }
      switch PQresultStatus(result) {
      case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: last = PostgresRows(copying: result)
      default: failed = failed ?? failure(result)
      }
    }
    if let failed { throw failed }
    guard let last else { throw lost }
    return last
  }

  /// Waits until libpq has a whole result. A server that does not answer in time counts as one that is gone.
  private func wait() {
    while PQisBusy(connection) == 1 {
      var socket = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
      let ready = poll(&socket, 1, answerMillisecondsMax)
      if ready < 0, errno == EINTR { continue }
      if ready <= 0 { giveUp() }
      if PQconsumeInput(connection) == 0 { return }
    }
  }

  /// Cuts the connection; libpq then finds it lost.
  private func giveUp() { shutdown(PQsocket(connection), Int32(SHUT_RDWR)) }

  private func demand(_ isSent: Int32) throws(Failure) {
    if isSent != 1 { throw lost }
  }

  /// What libpq says about the connection itself.
  private var lost: Failure {
    Failure(isLost ? .ledgerAway : .ledgerAccess, place, cause: String(cString: PQerrorMessage(connection)), connection)
  }

  private func failure(_ result: OpaquePointer) -> Failure {
    guard let state = PQresultErrorField(result, PostgresField.state) else { return lost }
    return Failure(
      state: String(cString: state),
      place,
      cause: PQresultErrorField(result, PostgresField.message).map { String(cString: $0) } ?? "",
      constraint: PQresultErrorField(result, PostgresField.constraint).map { String(cString: $0) } ?? "",
      connection
    )
  }
}

// How it is opened.
extension PostgresHandle {
  /// What holds unless the address, the environment or the service that it names says otherwise: a server that is gone is
  /// found out within half a minute, in seconds but for the last, which is in milliseconds.
  private static let defaults = [
    ("connect_timeout", "10"), ("keepalives", "1"), ("keepalives_idle", "15"), ("keepalives_interval", "5"),
    ("keepalives_count", "3"), ("tcp_user_timeout", "30000"),
  ]

  private static func connect(_ place: PostgresPlace) throws(Failure) -> OpaquePointer {
    // Later ones win over earlier ones, and the address is taken apart where it stands. A service that only the address
    // names is no reason to wait for ever: ours win over its file's.
    var settings = defaults.filter { name, _ in !environment.contains(name) }
    settings += [("fallback_application_name", "aopbatch"), ("dbname", place.address), ("client_encoding", "UTF8")]
    let connection = withStrings(settings.map(\.0)) { names in
      withStrings(settings.map(\.1)) { PQconnectdbParams(names, $0, 1) }
    }
    guard let connection else { throw Failure(.ledgerAway, [.path: place.text, .cause: "out of memory"]) }
    let words = String(cString: PQerrorMessage(connection))
    // Why a server lets nobody in it says in its own language; as a code, only a second time.
    if PQstatus(connection) == CONNECTION_BAD, !words.contains("timeout expired") {
      PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
      PQreset(connection)
    }
    if PQstatus(connection) == CONNECTION_OK { return connection }
    defer { PQfinish(connection) }
    throw Failure(unconnected: connection, place, words)
  }

  /// The settings that libpq takes from the environment and the service that it names.
  private static var environment: Set<String> {
    guard let options = PQconndefaults() else { return [] }
    defer { PQconninfoFree(options) }
    return Set(PostgresPlace.values(options).keys)
  }

  /// The strings as C has lists of them, with nothing at the end. They live until `work` returns.
  private static func withStrings<T>(_ strings: [String], _ work: ([UnsafePointer<CChar>?]) -> T) -> T {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return work(copies.map { UnsafePointer($0) } + [nil])
  }
}
