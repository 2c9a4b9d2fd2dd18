import Operations
import Sheet

// How the ledger is opened.
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
    try PostgresSchema.demandRights(connection)
    return connection
  }

  /// How long a server may take for one answer, a commit that waits for a standby among them, before it counts as gone.
  private static let answerSecondsMax = 60

  /// A session that waits for nobody's locks for ever, nor for a server that does not answer.
  static func connect(_ address: PostgresPlace) throws(Failure) -> PostgresConnection {
    let connection = try PostgresConnection(address, answerSecondsMax: answerSecondsMax)
    try connection.run("SET lock_timeout = '\(busySecondsMax)s'")
    for (name, value) in keepalives {
      try connection.run("SELECT set_config($1, $2, false)", [.text(name), .text(value)])
    }
    return connection
  }

  /// So that the server, too, finds out within half a minute that this machine is gone, and lets go of its locks; in
  /// seconds but for the last, which is in milliseconds. On a socket of its own machine they mean nothing.
  private static let keepalives = [
    ("tcp_keepalives_idle", "15"), ("tcp_keepalives_interval", "5"), ("tcp_keepalives_count", "3"),
    ("tcp_user_timeout", "30000"),
  ]

  /// Why nothing may be sent from the ledger at a place; nil if it may, or if there is none yet.
  static func refusal(_ place: String) -> Failure? {
    var shown = ""
    do {
      let address = try PostgresPlace(place)
      shown = address.text
      let connection = try connect(address)
      try connection.checkServer()
      if try PostgresSchema.version(connection) > 0 { try PostgresSchema.demandRights(connection) }
      return nil
    } catch { return Failure(server: shown, error) }
  }
}
