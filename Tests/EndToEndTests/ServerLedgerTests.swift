import TestSupport
import Testing

@Suite("A ledger on a server", .timeLimit(.minutes(60)))
struct ServerLedgerTests {
  @Test("serves every command: the words, JSON, files and exit statuses are those that a file brings")
  func everyCommand() async throws {
    async let withFile = live { $0.folder["office.sqlite"] }
    async let withServer = live { _ in try await PostgresServer.shared.database() }
    let (one, other) = try await (withFile, withServer)
    #expect(one.map(\.what) == other.map(\.what))
    for (one, other) in zip(one, other) { #expect(one.difference(from: other) == nil, "\(one.what)") }
  }

  private func live(_ ledger: @Sendable (Office) async throws -> String) async throws -> [Day.Event] {
    var events: [Day.Event] = []
    try await withOffice { office in
      var day = Day(office, ledger: try await ledger(office))
      try await pay(&day, office)
      try await decide(&day)
      try await payMore(&day, office)
      try await ask(&day, office)
      try await day.run(0, "metrics")
      try day.readFiles()
      events = day.events
    }
    return events
  }

  private func pay(_ day: inout Day, _ office: Office) async throws {
    // A good one, one in doubt, a refused one, one that is tried twice, and one that is rejected.
    try office.write("pay.csv", Sheets.payout(["1.00", "2.57", "3.22", "4.29", "x"]))
    try await day.check(1, "payout", "pay.csv")
    try await day.run(1, "batches")
    try await day.send(4, "payout", "pay.csv")
    try await day.send(6, "payout", "pay.csv")
    try await day.check(6, "payout", "pay.csv")
    for command in ["batches", "doubts"] {
      try await day.run(0, command)
      try await day.run(0, command, "--json")
    }
    try await day.run(0, "show", day.batch(0))
    try await day.run(0, "show", day.batch(0), "--json")
    try await day.run(1, "show", "20261121-nobody")
  }

  private func decide(_ day: inout Day) async throws {
    let batch = try day.batch(0)
    try await day.run(64, "resolve", batch, "--row", "2", "--paid", "--reason", "no doubt", "--json")
    try await day.run(0, "resolve", batch, "--row", "3", "--not-paid", "--reason", "no debit", "--json")
    try await day.resume(69, batch)
    try await day.run(0, "resolve", batch, "--row", "3", "--paid", "--reference", "UTR1", "--reason", "statement")
    try await day.resume(3, batch)
    try await day.run(0, "export", batch, "--out", "exported", "--json")
    try await day.run(0, "show", batch)
  }

  private func payMore(_ day: inout Day, _ office: Office) async throws {
    try office.write("more.csv", Sheets.payout(["1.00", "11.00"]))
    try await day.check(3, "payout", "more.csv")
    try await day.send(3, "payout", "more.csv")
    try await day.send(0, "payout", "more.csv", "--again", "bounced", "--allow-repeats", "all of them")
    try office.write("stop.csv", Sheets.payout(["9.00", "8.03", "7.00"]))
    try await day.send(5, "payout", "stop.csv")
    let stopped = try day.batch(3)
    try await day.resume(5, stopped)
    try await day.run(0, "cancel", stopped, "--reason", "wrong sheet", "--json")
    try await day.resume(1, stopped)
    try await day.run(0, "show", stopped)
  }

  private func ask(_ day: inout Day, _ office: Office) async throws {
    try office.write("ask.csv", Sheets.rechargeStatus(["1000", "1429", "1561"]))
    try await day.send(3, "recharge-status", "ask.csv", "--attempts", "2")
    let asked = try day.batch(4)
    try await day.run(0, "export", asked, "--out", "asked", "--json")
    try await day.run(0, "prune", "--before", "2999-01-01", "--json")
    try await day.run(1, "export", asked, "--json")
    try await day.run(0, "show", asked)
    try await day.run(0, "batches")
  }

  @Test("is copied by the server's own tools, and says so")
  func backup() async throws {
    let address = try await PostgresServer.shared.database()
    try await withOffice { office in
      try await office.expectPaid(from: address)
      let backup = try await office.run("backup", "copy", "--json", "--ledger", address)
      #expect(try backup.status == 1 && backup.json.text("code") == "ledger.backup")
      #expect(backup.stderr.contains("pg_dump") && backup.stderr.contains("pg_basebackup"))
      #expect(try office.names == [])
    }
  }
}
