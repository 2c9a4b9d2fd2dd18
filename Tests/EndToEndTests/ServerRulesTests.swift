import Foundation
import TestSupport
import Testing

@Suite("A server that a ledger may not be on", .timeLimit(.minutes(60)))
struct ServerRulesTests {
  @Test("may lose commits: nothing is sent until its settings are mended")
  func settings() async throws {
    let server = try await PostgresServer()
    let address = try await server.database()
    try await withOffice { office in
      for (name, state) in [
        ("fsync", "off"), ("full_page_writes", "off"), ("synchronous_commit", "off"), ("synchronous_commit", "local"),
        ("synchronous_commit", "remote_write"),
      ] {
        try await server.set(name, to: state)
        try await office.expectRefused(address, "ledger.serverSetting", saying: "\(name) = \(state)", "Set it to on")
        if name == "full_page_writes" { try await expectOnlyReading(address, office) }
        try await server.set(name, to: nil)
        try await office.expectPaid(from: address)
      }
      // Whoever sets it for a connection alone.
      let own = "-c synchronous_commit=off"
      for (address, settings) in [
        (address, ["PGOPTIONS": own]),
        (address + "&options=\(own.replacing(" ", with: "%20").replacing("=", with: "%3D"))", [:]),
      ] {
        try await office.expectRefused(
          address,
          "ledger.serverSetting",
          saying: "synchronous_commit = off",
          "or for the connection",
          settings: settings
        )
      }
      try await office.expectPaid(from: address + "&options=-c%20synchronous_commit%3Dremote_apply")
    }
  }

  /// What was recorded can be looked at, but no decision is.
  private func expectOnlyReading(_ address: String, _ office: Office) async throws {
    let batches = try await office.run("batches", "--json", "--ledger", address)
    let batch = try #require(try batches.json.list("batches").first?.text("batch"))
    for command in [["show", batch], ["doubts"], ["export", batch]] {
      #expect(try await office.start(command + ["--ledger", address]).ended().status == 0)
    }
    for command in [
      ["resume", batch, "--yes", "--base-url", office.url], ["join", batch, "--base-url", office.url],
      ["cancel", batch, "--reason", "no"],
      ["resolve", batch, "--row", "2", "--paid", "--reason", "seen"], ["prune", "--before", "2999-01-01"],
    ] {
      let ended = try await office.start(command + ["--ledger", address, "--json"]).ended()
      #expect(try ended.status == 1 && ended.json.text("code") == "ledger.serverSetting", "\(command)")
    }
    for name in try office.names { try FileManager.default.removeItem(at: office.work.appending(path: name)) }
  }

  @Test("has standbys of which none is synchronous: nothing is sent until one is, or nobody counts on them")
  func standbys() async throws {
    let server = try await PostgresServer()
    let address = try await server.database()
    try await server.run("SELECT pg_create_physical_replication_slot('standby1')")
    let folder = try Folder()
    // Takes the log as a standby does, and confirms what is on its disk.
    let standby = try PostgresServer.keep(
      [
        PostgresServer.program("pg_receivewal"), "-D", folder.path, "--slot", "standby1", "--synchronous", "--verbose",
        "-d", "host=\(server.folder.path) port=\(server.port) user=postgres application_name=standby1",
      ],
      in: folder
    )
    let isStreaming = await standby.hasSaid("starting log streaming")
    try #require(isStreaming, "\(standby.stderr)")
    try await withOffice { office in
      try await office.expectRefused(
        address,
        "ledger.asynchronous",
        saying: "standby1",
        "synchronous_standby_names",
        "durability=single"
      )
      try await office.expectPaid(from: address + "&durability=single")
      try await server.set("synchronous_standby_names", to: "standby1")
      try await office.expectPaid(from: address)
    }
    withExtendedLifetime(standby) {}
  }

  @Test("is a standby: it can be looked at, and is passed over where the address names its primary")
  func standby() async throws {
    let primary = try await PostgresServer.shared
    let name = try await primary.makeDatabase()
    let server = try await PostgresServer()
    try await server.run("CREATE DATABASE \(name)")
    let address = server.address(name)
    try await withOffice { office in
      try await office.expectPaid(from: address)
      try await server.kill()
      try server.folder.write("", to: "data/standby.signal")
      try await server.start()
      try await office.expectRefused(
        address,
        "ledger.readOnly",
        saying: "it is a standby",
        "target_session_attrs=read-write"
      )
      #expect(try await office.run("batches", "--json", "--ledger", address).json.list("batches").count == 1)
      let both =
        "postgresql://postgres@/\(name)?host=\(server.folder.path),\(primary.folder.path)"
        + "&port=\(server.port),\(primary.port)"
      try await office.expectPaid(from: both + "&target_session_attrs=read-write")
      try await server.run("SELECT pg_promote()")
      try await office.expectPaid(from: address)
    }
  }

  @Test("is behind a pooler that changes the session: nothing is sent but by its other mode, or without it")
  func pooler() async throws {
    let server = try await PostgresServer.shared
    let name = try await server.makeDatabase()
    try await withOffice { office in
      for mode in ["transaction", "session"] {
        let pooler = try await Pooler(mode: mode, before: server)
        if mode == "session" {
          try await office.expectPaid(from: pooler.address(name))
        } else {
          try await office.expectRefused(pooler.address(name), "ledger.pooler", saying: "pool_mode=session")
        }
        withExtendedLifetime(pooler) {}
      }
      try await office.expectPaid(from: server.address(name))
    }
  }

  @Test("is too old")
  func old() async throws {
    let server = try await PostgresServer.shared
    let name = try await server.makeDatabase()
    let older = try OlderServer(before: server)
    defer { older.stop() }
    let password = ["PGPASSWORD": PostgresServer.password]
    try await withOffice { office in
      try await office.expectRefused(
        older.address(name),
        "ledger.serverOld",
        saying: "PostgreSQL 14",
        "15 is the oldest",
        settings: password
      )
      try await office.expectPaid(from: server.networkAddress(name, password: nil), password)
    }
  }

  @Test(
    "has a database in an encoding that cannot hold every name: the message has the statement that makes another one"
  )
  func encoding() async throws {
    let server = try await PostgresServer.shared
    let ascii = try await server.database("ENCODING 'SQL_ASCII'")
    try await withOffice { office in
      try await office.expectRefused(ascii, "ledger.encoding", saying: "SQL_ASCII")
      let reason = try await office.pay(from: ascii).json.text("reason") ?? ""
      let statement = try #require(reason.firstMatch(of: /`(CREATE DATABASE name [^`]*)`/)?.output.1)
      try await server.run(String(statement.replacing(" name ", with: " made_for_names ")))
      try await office.expectPaid(from: server.address("made_for_names"))
    }
  }

  @Test("has a ledger of a newer program, or something else")
  func others() async throws {
    let server = try await PostgresServer.shared
    let name = try await server.makeDatabase()
    let address = server.address(name)
    try await withOffice { office in
      try await office.expectPaid(from: address)
      try await server.run("INSERT INTO schema_version (number) VALUES (99)", in: name)
      try await office.expectRefused(address, "ledger.newer", saying: "its schema is 99", "Install the newer version")
      for command in ["batches", "doubts"] {
        #expect(try await office.run(command, "--json", "--ledger", address).json.text("code") == "ledger.newer")
      }
      try await server.run("DELETE FROM schema_version WHERE number = 99", in: name)
      try await office.expectPaid(from: address)
      try await server.run("DROP TABLE schema_version", in: name)
      try await office.expectRefused(address, "ledger.foreign", saying: "Give another database", "backup beside it")
    }
  }
}
