import Sheet

// What a server must be, so that what it says is committed stays.
extension PostgresConnection {
  /// 15.0, as libpq counts.
  private static let versionMin = 150_000
  /// A statement of its own each. In a pool of that size one of them is given the session that another has left.
  private static let questionsOfPooler = 64

  /// Refuses a server whose settings may lose a commit, or that cannot be what a ledger needs.
  ///
  /// - Throws: `ledgerServerOld`, `ledgerPooler`, `ledgerReadOnly`, `ledgerEncoding`, `ledgerServerSetting`,
  ///   `ledgerAsynchronous`.
  func checkServer() throws {
    try demandVersion()
    try demandOwnSession()
    try demandWritable()
    try demandEncoding()
    for (name, good) in Self.settings { try demand(name, oneOf: good) }
    if !place.isSingle { try demandSynchronousStandby() }
  }

  /// Settings, and what they may be; the first of these is what they should be.
  private static let settings = [
    ("fsync", ["on"]), ("full_page_writes", ["on"]), ("synchronous_commit", ["on", "remote_apply"]),
  ]

  private func demandVersion() throws(Failure) {
    let version = version
    if version >= Self.versionMin { return }
    throw Failure(
      .ledgerServerOld,
      [.path: place.text, .version: "\(version / 10_000)", .limit: "\(Self.versionMin / 10_000)"]
    )
  }

  /// A standby takes no writes, nor does a server that was told so.
  private func demandWritable() throws(Failure) {
    let state = try run("SELECT pg_is_in_recovery(), current_setting('transaction_read_only')")[0]
    let isStandby: Bool = try state.decode(atIndex: 0)
    let isReadOnly: String = try state.decode(atIndex: 1)
    guard isStandby || isReadOnly == "on" else { return }
    let cause = isStandby ? "it is a standby" : "default_transaction_read_only is on"
    throw Failure(.ledgerReadOnly, [.path: place.text, .cause: cause])
  }

  private func demandEncoding() throws(Failure) {
    let encoding = try setting("server_encoding")
    if encoding != "UTF8" { throw Failure(.ledgerEncoding, [.path: place.text, .encoding: encoding]) }
  }

  private func demand(_ name: String, oneOf good: [String]) throws(Failure) {
    let value = try setting(name)
    if good.contains(value) { return }
    throw Failure(
      .ledgerServerSetting,
      [.path: place.text, .name: name, .state: value, .expected: good[0]]
    )
  }

  private func setting(_ name: String) throws(Failure) -> String {
    try run("SELECT current_setting($1)", [.text(name)])[0].decode(atIndex: 0)
  }

  /// If there are standbys, one must have a commit before it counts; else a failover to one of them loses payments that
  /// were made. A standby that is away just now is known by its replication slot. Copies for backups and logical
  /// subscribers take nobody's place.
  private func demandSynchronousStandby() throws(Failure) {
    if try !setting("synchronous_standby_names").isEmpty { return }
    let standbys = try run(
      """
      SELECT coalesce(nullif(application_name, ''), 'a standby') FROM pg_stat_replication AS sender
      WHERE coalesce(state, '') <> 'backup' AND NOT EXISTS (SELECT 1 FROM pg_replication_slots AS slot
        WHERE active_pid = pid AND (slot_type = 'logical' OR temporary))
      UNION SELECT slot_name::text FROM pg_replication_slots
      WHERE slot_type = 'physical' AND NOT temporary AND NOT active
      ORDER BY 1
      """
    )
    guard !standbys.isEmpty else { return }
    var names: [String] = []
    for standby in standbys { names.append(try standby.decode(atIndex: 0)) }
    throw Failure(.ledgerAsynchronous, [.path: place.text, .names: names.joined(separator: ", ")])
  }

  /// A pooler that gives each statement, or each transaction, another session takes locks and prepared statements away.
  ///
  /// A pooler answers for the server and says a number of a process that is not the server's; then it is asked whether it
  /// gives this session to somebody else.
  private func demandOwnSession() throws(Failure) {
    if announcedBackend == backend { return }
    let other = try PostgresConnection(place, answerSecondsMax: 5)
    for _ in 0..<Self.questionsOfPooler {
      for connection in [self, other] {
        let isOwn = try connection.presentBackend() == connection.backend
        if !isOwn || backend == other.backend { throw Failure(.ledgerPooler, [.path: place.text]) }
      }
    }
  }
}
