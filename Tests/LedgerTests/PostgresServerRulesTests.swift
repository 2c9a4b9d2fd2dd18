import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("What a PostgreSQL server must be", .blocking)
struct PostgresServerRulesTests {
  private func check(_ address: String) throws { try PostgresConnection(PostgresPlace(address)).checkServer() }

  @Test("is fulfilled by a server as it is installed")
  func plain() async throws {
    try await check(PostgresServer.shared.database())
    try await check(PostgresServer.shared.networkAddress())
  }

  @Test("is what the database, the role and the server are set to")
  func databases() async throws {
    let server = try await PostgresServer.shared
    let ascii = try await server.database("ENCODING 'SQL_ASCII' LOCALE 'C'")
    #expect(expect(.ledgerEncoding) { try check(ascii) }?[.encoding] == "SQL_ASCII")
    for value in ["off", "local", "remote_write", "remote_apply", "on"] {
      let connection = try await PostgresConnection.fresh()
      let name: String = try #require(try connection.value("SELECT current_database()"))
      try connection.run("ALTER DATABASE \(name) SET synchronous_commit = \(value)")
      if ["on", "remote_apply"].contains(value) {
        try check(server.address(name))
      } else {
        let failure = expect(.ledgerServerSetting) { try check(server.address(name)) }
        #expect(failure?[.name] == "synchronous_commit" && failure?[.state] == value && failure?[.expected] == "on")
      }
    }
    let connection = try await PostgresConnection.fresh()
    let name: String = try #require(try connection.value("SELECT current_database()"))
    try connection.run("ALTER DATABASE \(name) SET default_transaction_read_only = on")
    expect(.ledgerReadOnly) { try check(server.address(name)) }
  }

  @Test("is refused if a power cut, or a failover, may take commits back")
  func servers() async throws {
    let server = try await PostgresServer()
    let address = try await server.database()
    for setting in ["fsync", "full_page_writes"] {
      try await server.kill()
      try await server.start([setting: "off"])
      let failure = expect(.ledgerServerSetting) { try check(address) }
      #expect(failure?[.name] == setting && failure?[.state] == "off")
    }
    try await server.kill()
    try await server.start()
    try check(address)
    try await server.run("SELECT pg_create_physical_replication_slot('standby1')")
    #expect(expect(.ledgerAsynchronous) { try check(address) }?[.names] == "standby1")
    try check(address + "&durability=single")
    try await server.kill()
    try await server.start(["synchronous_standby_names": "standby1"])
    try check(address)
    try await server.kill()
    try server.folder.write("", to: "data/standby.signal")
    try await server.start()
    expect(.ledgerReadOnly) { try check(address) }
  }

  @Test(
    "is refused behind a pooler that gives the session away, and only then",
    arguments: [("transaction", true), ("statement", true), ("session", false)]
  )
  func pooler(_ mode: String, _ isRefused: Bool) async throws {
    let pooler = try await Pooler(mode: mode, before: .shared)
    let address = pooler.address("postgres")
    if isRefused { expect(.ledgerPooler) { try check(address) } } else { try check(address) }
    withExtendedLifetime(pooler) {}
  }
}
