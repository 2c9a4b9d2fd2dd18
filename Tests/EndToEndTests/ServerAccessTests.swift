import Foundation
import TestSupport
import Testing

@Suite("A server that lets nobody in", .timeLimit(.minutes(60)))
struct ServerAccessTests {
  private static let password = ["PGPASSWORD": PostgresServer.password]

  @Test("because a right is missing: the one that the message names is enough")
  func rights() async throws {
    let server = try await PostgresServer.shared
    let name = try await server.makeDatabase()
    for role in ["refused_owner", "refused_teller"] { try await server.run("CREATE ROLE \(role) LOGIN") }
    let (owner, teller) = (
      server.address(name, user: "refused_owner"), server.address(name, user: "refused_teller")
    )
    try await withOffice { office in
      try await office.expectRefused(owner, "ledger.rights", saying: "CREATE on its schema", alsoByCheck: false)
      try await server.run("GRANT CREATE ON SCHEMA public TO refused_owner", in: name)
      try await office.expectPaid(from: owner)
      try await office.expectRefused(
        teller,
        "ledger.rights",
        saying: "permission denied for table",
        "grant what is missing"
      )
      try await server.run("GRANT SELECT ON ALL TABLES IN SCHEMA public TO refused_teller", in: name)
      #expect(try await office.run("batches", "--json", "--ledger", teller).json.list("batches").count == 1)
      // Of one that can claim rows, but not record their outcomes.
      try await server.run(
        "GRANT INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO refused_teller; REVOKE INSERT ON answer FROM refused_teller",
        in: name
      )
      try await office.expectRefused(teller, "ledger.rights", saying: "it lacks DELETE on answer, INSERT on answer, ")
      try await server.run("REVOKE INSERT, UPDATE ON ALL TABLES IN SCHEMA public FROM refused_teller", in: name)
      let reason = try await office.pay(from: teller).json.text("reason") ?? ""
      let missing = reason.matches(of: /(SELECT|INSERT|UPDATE|DELETE) on \w+/).map(\.output.0)
      #expect(missing.count > 20)
      try await server.run(missing.map { "GRANT \($0) TO refused_teller" }.joined(separator: ";"), in: name)
      try await office.expectPaid(from: teller)
    }
  }

  @Test(
    "because the password is wrong: the right one may stand in a file, the environment or the config file, not on the command line"
  )
  func password() async throws {
    let server = try await PostgresServer.shared
    let name = try await server.makeDatabase()
    let address = server.networkAddress(name, password: nil)
    try await withOffice { office in
      let line = { (password: String) in "127.0.0.1:\(server.port):\(name):postgres:\(password)\n" }
      let wrong = ["PGPASSFILE": try office.writeSecret("pgpass", line("geheim-0815"))]
      for settings in [wrong, [:]] {
        try await office.expectRefused(address, "ledger.password", saying: "PGPASSFILE", ".pgpass", settings: settings)
      }
      _ = try office.writeSecret("pgpass", line(PostgresServer.password))
      try await office.expectPaid(from: address, wrong)
      _ = try office.writeSecret("home/.pgpass", line(PostgresServer.password))
      try await office.expectPaid(from: address)
      try FileManager.default.removeItem(atPath: office.folder["home/.pgpass"])
      try await office.expectPaid(from: address, Self.password)
      let whole = server.networkAddress(name)
      try await office.expectPaid(from: nil, ["AOPBATCH_LEDGER": whole])

      for command in [
        office.sending("payout", "pay.csv"), ["check", "payout", "pay.csv"], ["batches"], ["doubts"], ["show", "2026"],
        ["export", "2026"], ["resume", "2026", "--yes"], ["join", "2026"], ["cancel", "2026", "--reason", "no"],
        ["backup", "copy"],
        ["resolve", "2026", "--row", "2", "--paid", "--reason", "seen"], ["prune", "--before", "2026-01-01"],
      ] {
        let typed = try await office.start(command + ["--ledger", whole, "--json"]).ended()
        #expect(typed.status == 64 && !(typed.stdout + typed.stderr).contains("geheim"), "\(typed.stderr)")
        #expect(try typed.json.text("code") == "usage" && typed.stderr.contains(".pgpass"))
      }
    }
  }

  @Test("that the password is nowhere: in no word, no file, no process's line, and not in the ledger")
  func secrecy() async throws {
    let server = try await PostgresServer.shared
    let name = try await server.makeDatabase()
    let whole = server.networkAddress(name)
    try await withHeldOffice { office, provider in
      try office.write("pay.csv", Sheets.payout(["1.00", "2.57"]))
      let config = try office.writeSecret("settings.json", #"{"ledger": "\#(whole)"}"#)
      let options = ["--config", config, "--json", "--concurrency", "2"]
      let run = try office.start(office.sending("payout", "pay.csv", options))
      await provider.arrivals(1, of: run)
      let line = try String(contentsOfFile: "/proc/\(run.pid)/cmdline", encoding: .utf8)
      #expect(line.contains("payout") && !line.contains("geheim"))
      provider.passAll()
      var words = [try await run.ended()]
      let batch = try #require(try words[0].json.text("batch"))
      for command in [["batches"], ["show", batch], ["doubts"], ["export", batch, "--out", "again"]] {
        words.append(try await office.start(command + ["--json"], environment: ["AOPBATCH_LEDGER": whole]).ended())
      }
      #expect(words.map(\.status) == [4, 0, 0, 0, 0])
      #expect(words[0].stderr.contains("aopbatch resolve \(batch) --row"))
      for ended in words { #expect(!(ended.stdout + ended.stderr).contains("geheim")) }
      let files = try FileManager.default.subpathsOfDirectory(atPath: office.work.path())
      for name in files where name.contains(".") { #expect(!(try office.text(name)).contains("geheim"), "\(name)") }
      let kept = try await server.contents(of: server.address(name))
      #expect(kept.contains("pay.csv") && kept.contains(Sheets.account(0)) && !kept.contains("geheim"))
    }
  }

  @Test("unless it proves who it is, where that is asked for")
  func trust() async throws {
    let server = try await PostgresServer()
    let name = try await server.makeDatabase()
    for authority in ["ours", "other"] { try await Self.certify("db.office.test", server, authority) }
    func address(_ host: String, _ authority: String) -> String {
      "postgresql://postgres@\(host):\(server.port)/\(name)?hostaddr=127.0.0.1&sslmode=verify-full"
        + "&sslrootcert=\(server.folder["\(authority).crt"])"
    }
    let right = address("db.office.test", "ours")
    try await withOffice { office in
      func expectRefused(_ address: String, _ words: String) async throws {
        try await office.expectRefused(
          address,
          "ledger.untrusted",
          saying: words,
          "PGSSLROOTCERT",
          settings: Self.password
        )
      }
      try await expectRefused(right, "does not support SSL")
      for (setting, value) in [
        ("ssl_cert_file", server.folder["ours.crt"]), ("ssl_key_file", server.folder["ours.key"]), ("ssl", "on"),
      ] { try await server.set(setting, to: value) }
      try await office.expectPaid(from: right, Self.password)
      try await expectRefused(address("db.elsewhere.test", "ours"), "does not match host name")
      try await expectRefused(address("db.office.test", "other"), "certificate verify failed")
      try await expectRefused(address("db.office.test", "none"), "does not exist")
      // The same by the environment.
      let plain = "postgresql://postgres@db.office.test:\(server.port)/\(name)"
      let asked = Self.password.merging(["PGSSLMODE": "verify-full", "PGHOSTADDR": "127.0.0.1"]) { $1 }
      let ours = asked.merging(["PGSSLROOTCERT": server.folder["ours.crt"]]) { $1 }
      try await office.expectPaid(from: plain, ours)
      let other = asked.merging(["PGSSLROOTCERT": server.folder["other.crt"]]) { $1 }
      try await office.expectRefused(plain, "ledger.untrusted", saying: "certificate verify failed", settings: other)
    }
  }

  /// Makes a key and a certificate that it signed itself, in the server's folder and as its user.
  private static func certify(_ host: String, _ server: PostgresServer, _ authority: String) async throws {
    let made = try PostgresServer.keep(
      [
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
        "-subj", "/CN=\(authority)", "-addext", "subjectAltName=DNS:\(host)", "-keyout",
        server.folder["\(authority).key"], "-out", server.folder["\(authority).crt"],
      ],
      in: server.folder
    )
    let end = try await made.ended()
    try #require(end.status == 0, "\(end.stderr)")
  }

  @Test("named by a service, or by the environment alone, is the same ledger")
  func service() async throws {
    let server = try await PostgresServer.shared
    let name = try await server.makeDatabase()
    try await withOffice { office in
      let file = try office.writeSecret(
        "services",
        """
        [pay]
        host=127.0.0.1
        port=\(server.port)
        dbname=\(name)
        user=postgres
        password=\(PostgresServer.password)

        """
      )
      let services = ["PGSERVICEFILE": file]
      try await office.expectPaid(from: "postgresql:///?service=pay", services)
      try await office.expectPaid(from: "postgresql://", services.merging(["PGSERVICE": "pay"]) { $1 })
      let words = ["PGHOST": "127.0.0.1", "PGPORT": "\(server.port)", "PGDATABASE": name, "PGUSER": "postgres"]
      try await office.expectPaid(from: "postgresql://", words.merging(Self.password) { $1 })
      let batches = try office.start(
        ["batches", "--json", "--ledger", "postgresql://?service=pay"],
        environment: services
      )
      #expect(try await batches.ended().json.list("batches").count == 3)
      try await office.expectRefused(
        "postgresql://?service=nowhere",
        "ledger.away",
        saying: "\"nowhere\" not found",
        settings: services
      )
    }
  }

  @Test("because it is away, or has no connection to spare: later it does")
  func full() async throws {
    let server = try await PostgresServer()
    let name = try await server.makeDatabase()
    try await server.run("CREATE ROLE clerk LOGIN; GRANT CREATE ON SCHEMA public TO clerk", in: name)
    let address = server.address(name, user: "clerk")
    try await server.kill()
    try await withOffice { office in
      try await office.expectRefused(address, "ledger.away", saying: "Check that it runs")
      // Three are kept for superusers.
      try await server.start(["max_connections": "6"])
      try await office.expectPaid(from: address)
      let others = try await occupy(3, of: server, name)
      try await office.expectRefused(address, "ledger.crowded", saying: "max_connections")
      others[0].send(signal: SIGTERM)
      _ = try await others[0].ended()
      try await server.run(
        """
        DO $$ BEGIN LOOP
          PERFORM pg_stat_clear_snapshot();
          EXIT WHEN (SELECT count(*) FROM pg_stat_activity WHERE usename = 'clerk') = 2;
          PERFORM pg_sleep(0.01);
        END LOOP; END $$
        """
      )
      try await office.expectPaid(from: address)
      withExtendedLifetime(others) {}
    }
  }

  /// Sessions of the same user that do nothing.
  private func occupy(_ count: Int, of server: PostgresServer, _ name: String) async throws -> [Running] {
    var others: [Running] = []
    for _ in 0..<count {
      let other = try Running(
        PostgresServer.program("psql"),
        ["-XAt", "-d", server.address(name, user: "clerk"), "-c", "SELECT 'here'", "-f", "-"],
        environment: [:],
        folder: "/",
        input: nil
      )
      #expect(await other.hasPrinted("here"))
      others.append(other)
    }
    return others
  }
}
