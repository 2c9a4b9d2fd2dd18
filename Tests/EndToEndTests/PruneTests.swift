import Foundation
import TestSupport
import Testing

@Suite("Pruning", .timeLimit(.minutes(60)))
struct PruneTests {
  @Test("forgets the rows of closed look-ups alone; what they came to stays, and their files are not written again")
  func lookUps() async throws {
    try await withOffice { office in
      try office.write("ask.csv", Sheets.rechargeStatus((0..<2000).map { "\($0 + 100_000)000" }))
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      let asked = try await office.send("recharge-status", "ask.csv", "--json", "--concurrency", "64")
      #expect(asked.status == 0, "\(asked.stderr)")
      #expect(try await office.send("payout", "pay.csv").status == 0)
      let size = try ledgerBytes(office)
      #expect(try await office.run("prune", "--before", "2026-01-01", "--json").json.number("rows") == 0)
      let pruned = try await office.run("prune", "--before", "2999-01-01", "--json")
      #expect(pruned.status == 0, "\(pruned.stderr)")
      #expect(try pruned.json.number("rows") == 2000)
      #expect(try ledgerBytes(office) < size / 4, "the file is smaller")

      let batch = try #require(try asked.json.text("batch"))
      let show = try await office.run("show", batch)
      #expect(show.stdout.contains("rows forgotten by") && show.stdout.contains("forgotten:"), "\(show.stdout)")
      #expect(try await office.run("show", batch, "--json").json.counts("outcomes")?["success"] == 2000)
      let results = try office.data("ask.results.csv")
      for command in [["export", batch], ["resume", batch, "--base-url", office.url]] {
        let run = try await office.start(command + ["--json"]).ended()
        #expect(run.status == 1)
        #expect(try run.json.text("code") == "batch.pruned")
      }
      #expect(try office.data("ask.results.csv") == results)
      #expect(try await office.run("prune", "--before", "2999-01-01", "--json").json.number("rows") == 0)

      // The ledger is no older than it was, and its payouts are all there.
      try office.write("more.csv", Sheets.payout(["1.00", "2.00"]))
      let more = try await office.send("payout", "more.csv", "--json")
      #expect(try more.json.counts("errors") == ["row.repeat": 1], "\(more.stderr)")
      #expect(try await office.send("recharge-status", "ask.csv").status == 0)
    }
  }

  private func ledgerBytes(_ office: Office) throws -> Int {
    try Int(office.ledger.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0)
  }

  @Test("leaves look-ups alone that are not finished, and needs a day")
  func open() async throws {
    try await withOffice { office in
      try office.write("ask.csv", Sheets.rechargeStatus(["1000", "1403", "1000001"]))
      #expect(try await office.send("recharge-status", "ask.csv", "--concurrency", "1").status == 5)
      #expect(try await office.run("prune", "--before", "2999-01-01", "--json").json.number("rows") == 0)
      for arguments in [["prune"], ["prune", "--before", "yesterday"]] {
        #expect(try await office.start(arguments).ended().status == 64)
      }
    }
  }
}
