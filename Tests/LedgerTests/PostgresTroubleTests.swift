import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("A PostgreSQL server in trouble", .blocking)
struct PostgresTroubleTests {
  @Test("lets nobody in for a reason that is told, without the password")
  func refusals() async throws {
    let server = try await PostgresServer.shared
    for sql in [
      "CREATE ROLE clerk LOGIN PASSWORD 'geheim-1'", "CREATE ROLE nobody LOGIN CONNECTION LIMIT 0",
      "CREATE DATABASE closed", "REVOKE CONNECT ON DATABASE closed FROM public",
    ] {
      try await server.run(sql)
    }
    let cases: [(String, Failure.Code)] = [
      (server.networkAddress(password: "geheim-wrong"), .ledgerPassword),
      (server.networkAddress(user: "stranger", password: "geheim-2"), .ledgerPassword),
      (server.networkAddress(password: nil) + "?passfile=/dev/null", .ledgerPassword),
      (server.networkAddress("nowhere"), .ledgerNoDatabase),
      (server.networkAddress("closed", user: "clerk", password: "geheim-1"), .ledgerRights),
      (server.address("postgres", user: "nobody"), .ledgerCrowded),
      ("postgresql://asha:geheim-3@127.0.0.1:\(try PostgresServer.freePort())/pay", .ledgerAway),
      ("postgresql://asha:geheim-4@no-such-host.invalid/pay", .ledgerAway),
      ("postgresql://asha:geheim-5@/pay?host=/nowhere", .ledgerAway),
      ("postgresql://asha:geheim-6@/pay?service=nowhere", .ledgerAway),
      (server.networkAddress() + "?options=-c%20fsync%3Doff", .ledgerAccess),
      (server.networkAddress() + "?sslmode=require", .ledgerUntrusted),
    ]
    for (address, code) in cases {
      let place = try PostgresPlace(address)
      let failure = try #require(expect(code) { try PostgresConnection(place) })
      #expect(!"\(failure)".contains("geheim"), "\(failure)")
      #expect(failure[.path] == place.text && !failure[.cause].isEmpty && !failure[.cause].contains("\n"))
      #expect(!failure[.cause].contains("LOCATION"), "\(failure)")
    }
    // And with the right one.
    #expect(try PostgresConnection(PostgresPlace(server.networkAddress())).value("SELECT 1::bigint") == 1)
  }

  @Test("refuses what a user has no right to")
  func rights() async throws {
    let server = try await PostgresServer.shared
    let owner = try await PostgresConnection.fresh()
    try owner.makeTable()
    let database: String = try #require(try owner.value("SELECT current_database()"))
    try await server.run("CREATE ROLE auditor LOGIN")
    let auditor = try PostgresConnection(PostgresPlace(server.address(database, user: "auditor")))
    expect(.ledgerRights) { try auditor.write { try $0.run(PostgresConnectionTests.insert, [.int(1)]) } }
    expect(.ledgerRights) { try auditor.pipeline([(PostgresConnectionTests.insert, [.int(1)])]) }
    expect(.ledgerRights) { try auditor.write { try $0.run(script: "CREATE TABLE mine (a int)") } }
  }

  @Test("is away once it is killed, for old connections and new ones, and is back when it runs again")
  func killed() async throws {
    let server = try await PostgresServer()
    let connection = try await PostgresConnection.fresh(on: server)
    try connection.makeTable()
    try await server.kill()
    expect(.ledgerAway) { try connection.write { try $0.run(PostgresConnectionTests.insert, [.int(1)]) } }
    #expect(connection.isLost)
    expect(.ledgerAway) { try connection.run("SELECT 1") }
    expect(.ledgerAway) { try connection.pipeline([("SELECT 1", [])]) }
    expect(.ledgerAway) { try PostgresConnection(connection.place) }
    try await server.start()
    #expect(try PostgresConnection(connection.place).kept() == [])
  }

  /// What ends a connection inside its commit, by a trigger that the commit fires.
  private static let dying = """
    CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';
    CREATE CONSTRAINT TRIGGER dying AFTER INSERT ON kept DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION die()
    """

  @Test("loses a connection in a commit that took no effect: the transaction's number tells", arguments: [true, false])
  func lostInCommit(inPipeline: Bool) async throws {
    let connection = try await PostgresConnection.fresh()
    try connection.makeTable()
    try connection.write { try $0.run(script: Self.dying) }
    let failure = try #require(
      expect(.ledgerCommitLost) {
        if inPipeline {
          _ = try connection.pipeline([(PostgresConnectionTests.insert, [.int(1)])])
        } else {
          try connection.write { try $0.run(PostgresConnectionTests.insert, [.int(1)]) }
        }
      }
    )
    let next = try PostgresConnection(connection.place)
    #expect(try next.status(of: failure[.transaction]) == .aborted)
    #expect(try next.kept() == [])
  }

  /// What waits until a session waits for a standby, then does something to it.
  private static func onceItWaits(_ act: String) -> String {
    """
    DO $$ DECLARE waiting int; BEGIN LOOP
      PERFORM pg_stat_clear_snapshot();
      SELECT pid INTO waiting FROM pg_stat_activity WHERE wait_event = 'SyncRep';
      EXIT WHEN waiting IS NOT NULL;
      PERFORM pg_sleep(0.01);
    END LOOP; \(act); END $$
    """
  }

  @Test("commits with a warning when the wait for the standby is cancelled; a cut meanwhile is another thing")
  func standby() async throws {
    let server = try await PostgresServer()
    let connection = try await PostgresConnection.fresh(on: server)
    try connection.makeTable()
    // One that never comes.
    try await server.kill()
    try await server.start(["synchronous_standby_names": "standby1"])
    let cancel = Self.onceItWaits("PERFORM pg_cancel_backend(waiting)")
    let terminate = Self.onceItWaits("PERFORM pg_terminate_backend(waiting)")
    for (number, act, code) in [(1, cancel, .ledgerUnconfirmed), (2, terminate, .ledgerCommitLost)]
      as [(Int, String, Failure.Code)]
    {
      for inPipeline in [true, false] {
        async let acting = server.run(act)
        let failure = await Self.failure(connection.place, number * 10 + (inPipeline ? 1 : 0), inPipeline: inPipeline)
        _ = try await acting
        #expect(failure?.code == code, "\(String(describing: failure))")
        #expect((failure?[.transaction].isEmpty == false) == (code == .ledgerCommitLost))
      }
    }
    #expect(try PostgresConnection(connection.place).kept() == [10, 11, 20, 21], "all are there, on this server")
    // Killed while it waits: what is on its disk is committed when it is back.
    async let killing: Void = Self.killOnceItWaits(server)
    let failure = try #require(await Self.failure(connection.place, 30, inPipeline: true))
    try await killing
    #expect(failure.code == .ledgerCommitLost)
    try await server.start()
    let next = try PostgresConnection(connection.place)
    #expect(try next.status(of: failure[.transaction]) == .committed)
    #expect(try next.status(of: "999999999999") == nil, "another server's")
    #expect(try next.kept().contains(30))
  }

  private static func killOnceItWaits(_ server: PostgresServer) async throws {
    try await server.run(onceItWaits("NULL"))
    try await server.kill()
  }

  /// What comes of a commit, on a thread of its own.
  private static func failure(_ place: PostgresPlace, _ number: Int, inPipeline: Bool) async -> Failure? {
    await onThread {
      do {
        let connection = try PostgresConnection(place)
        if inPipeline {
          _ = try connection.pipeline([(PostgresConnectionTests.insert, [.int(number)])])
        } else {
          try connection.write { try $0.run(PostgresConnectionTests.insert, [.int(number)]) }
        }
        return nil
      } catch { return error as? Failure }
    }
  }

  @Test("that says nothing for too long counts as one that is gone")
  func silent() async throws {
    let server = try await PostgresServer.shared
    let connection = try PostgresConnection(PostgresPlace(server.address("postgres")), answerSecondsMax: 1)
    expect(.ledgerAway) { try connection.run("SELECT pg_sleep(3600)::text") }
    #expect(connection.isLost)
  }
}
