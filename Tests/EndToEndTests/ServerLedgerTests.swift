import Foundation
import TestSupport
import Testing

@Suite("A ledger on a server", .timeLimit(.minutes(10)))
struct ServerLedgerTests {
  @Test("serves every command, in the same words and with the same exit statuses as a file")
  func commands() async throws {
    let server = try await PostgresServer.shared
    let address = try await server.database()
    try await withOffice { office in
      func run(_ words: String...) async throws -> Ended {
        try await office.start(words + ["--ledger", address, "--json"]).ended()
      }
      try office.write("pay.csv", Sheets.payout(["1.00", "2.57", "3.00"]))
      #expect(try await run("check", "payout", "pay.csv").json.text("code") == "ledger.missing")
      let sent = try await office.start(office.sending("payout", "pay.csv", ["--ledger", address])).ended()
      #expect(sent.status == 4, "\(sent.stderr)")
      #expect(sent.stderr.contains("which is new") && sent.stderr.contains("Ledger postgresql:///test"))
      #expect(sent.stderr.contains("--ledger '\(address)'"), "what it names works with the same ledger")

      let batches = try await run("batches").json.list("batches")
      let batch = try #require(batches.first?.text("batch"))
      #expect(batches.count == 1)
      let shown = try await run("show", batch)
      let outcomes = try shown.json.counts("outcomes")
      #expect(outcomes?["accepted"] == 2 && outcomes?["in_doubt"] == 1)
      #expect(try await run("doubts").json.list("doubts").map { $0.number("row") } == [3])
      let checked = try await run("check", "payout", "pay.csv", "--base-url", office.url)
      #expect(checked.status == 6, "\(checked.stdout)")
      #expect(try await run("resolve", batch, "--row", "3", "--not-paid", "--reason", "no debit").status == 0)

      let again = try await office.start(["resume", batch, "--yes", "--base-url", office.url, "--ledger", address])
        .ended()
      #expect(again.status == 69, "the provider answers nothing: \(again.stderr)")
      #expect(try await run("resolve", batch, "--row", "3", "--paid", "--reason", "statement").status == 0)
      try FileManager.default.removeItem(at: office.work.appending(path: "pay.results.csv"))
      #expect(try await run("export", batch).status == 0)
      #expect(try office.csv("pay.results.csv")["aop_outcome"] == ["accepted", "accepted", "accepted"])
      #expect(try await office.start(office.sending("payout", "pay.csv", ["--ledger", address])).ended().status == 6)

      try office.write("stop.csv", Sheets.payout(["9.00", "8.03", "7.00"]))
      let halted = try await office.start(
        office.sending("payout", "stop.csv", ["--ledger", address, "--concurrency", "1", "--json"])
      ).ended()
      #expect(halted.status == 5, "\(halted.stderr)")
      let stopped = try #require(try halted.json.text("batch"))
      #expect(try await run("cancel", stopped, "--reason", "wrong sheet").status == 0)

      try office.write("ask.csv", Sheets.rechargeStatus(["1000", "1001"]))
      let asked = try await office.start(office.sending("recharge-status", "ask.csv", ["--ledger", address])).ended()
      #expect(asked.status == 0, "\(asked.stderr)")
      #expect(try await run("prune", "--before", "2999-01-01").json.number("rows") == 2)
      #expect(try await run("backup", "copy").json.text("code") == "ledger.backup")
    }
  }
}
