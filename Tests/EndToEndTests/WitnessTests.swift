import Glibc
import TestSupport
import Testing

@Suite("The order of effects", .timeLimit(.minutes(60)))
struct WitnessTests {
  @Test("when a body has arrived, another process finds its row in the ledger as sending, and no other row")
  func sendingBeforeBody() async throws {
    try await withHeldOffice { office, provider in
      // Nothing is answered: what the ledger says then was written before the body left.
      try office.write("pay.csv", Sheets.payout(["1.00", "2.00"]))
      let running = try office.start(office.sending("payout", "pay.csv", ["--concurrency", "1"]))
      await provider.arrivals(1, of: running)
      let batch = try #require(try await office.run("batches", "--json").json.list("batches").first?.text("batch"))
      #expect(try await office.run("export", batch, "--out", "witness").status == 0)
      #expect(try office.csv("witness/pay.results.csv")["aop_outcome"] == ["in_doubt", "not_sent"])
      running.send(signal: SIGKILL)
      _ = try await running.ended()
    }
  }
}
