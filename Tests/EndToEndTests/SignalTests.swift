import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Runs that are stopped", .timeLimit(.minutes(60)))
struct SignalTests {
  private static let amounts = (1...30).map { "\($0).00" }

  /// Every row arrived at most once, and every row of the sheet is in the results exactly once.
  private func expectWhole(_ office: Office) throws {
    let asked = try office.accountsAsked
    #expect(Set(asked).count == asked.count, "no row arrives twice")
    let results = try office.csv("pay.results.csv")
    #expect(results["accountNumber"] == (0..<30).map(Sheets.account))
    #expect(try office.csv("pay.rejected.csv").rows.isEmpty)
    for (account, outcome) in zip(results["accountNumber"], results["aop_outcome"]) {
      let arrived = asked.contains(account)
      if outcome == "accepted" { #expect(arrived) }
      if outcome == "not_sent" { #expect(!arrived) }
    }
  }

  @Test(
    "a run that is killed goes on with resume: no row twice, in doubt at most those on their way",
    arguments: [1, 9, 25]
  )
  func killed(_ arrived: Int) async throws {
    try await withHeldOffice(passing: arrived - 1) { office, provider in
      try office.write("pay.csv", Sheets.payout(Self.amounts))
      let running = try office.start(office.sending("payout", "pay.csv", ["--concurrency", "4"]))
      await provider.arrivals(arrived, of: running)
      running.send(signal: SIGKILL)
      #expect(try await running.ended().status == -SIGKILL)
      #expect(try office.names == ["pay.csv", "pay.rejected.csv", "pay.warnings.csv"], "nothing half-written")
      provider.passAll()

      let batch = try #require(try await office.run("batches", "--json").json.list("batches").first?.text("batch"))
      let resume = try await office.run("resume", batch, "--yes", "--json", "--concurrency", "8")
      let outcomes = try #require(try resume.json.counts("outcomes"))
      #expect(resume.status == 4)
      #expect((1...4).contains(outcomes["in_doubt"] ?? -1), "the last one to arrive was never answered")
      #expect((outcomes["in_doubt"] ?? 0) + (outcomes["accepted"] ?? 0) == 30)
      try expectWhole(office)
    }
  }

  @Test(
    "what a killed run had on its way can be decided about at once, either way",
    arguments: ["--paid", "--not-paid"]
  )
  func decided(_ finding: String) async throws {
    try await withHeldOffice { office, provider in
      try office.write("pay.csv", Sheets.payout(["100.00", "200.00"]))
      let running = try office.start(office.sending("payout", "pay.csv", ["--concurrency", "1"]))
      await provider.arrivals(1, of: running)
      running.send(signal: SIGKILL)
      #expect(try await running.ended().status == -SIGKILL)
      provider.passAll()
      let doubt = try #require(try await office.run("doubts", "--json").json.list("doubts").first)
      let (batch, row) = try (#require(doubt.text("batch")), #require(doubt.number("row")))
      let resolved = try await office.run("resolve", batch, "--row", "\(row)", finding, "--reason", "statement")
      #expect(resolved.status == 0, "\(resolved.stderr)")
      #expect(try await office.run("verify").status == 0)
    }
  }

  @Test(
    "a signal drains: what is on its way is waited for, the rest waits for resume",
    arguments: zip([SIGINT, SIGTERM], [Int32(130), Int32(143)])
  )
  func drains(_ number: Int32, _ status: Int32) async throws {
    try await withHeldOffice(passing: 4) { office, provider in
      try office.write("pay.csv", Sheets.payout(Self.amounts))
      let running = try office.start(office.sending("payout", "pay.csv", ["--concurrency", "2", "--json"]))
      await provider.arrivals(6, of: running)
      running.send(signal: number)
      #expect(await running.hasSaid("once more"))
      provider.passAll()
      let run = try await running.ended()
      #expect(run.status == status)
      let json = try run.json
      #expect(json.number("status").map(Int32.init) == status)
      #expect(json.text("code") == (number == SIGINT ? "stopped.interrupted" : "stopped.terminated"))
      #expect(json.text("reason")?.contains("aopbatch resume") == true)
      #expect(json.counts("outcomes") == ["accepted": 6, "failed": 0, "in_doubt": 0, "not_sent": 24])
      #expect(try office.requests.count == 6)
      try expectWhole(office)

      let resume = try await office.run("resume", try #require(json.text("batch")), "--yes", "--json")
      #expect(resume.status == 0, "\(resume.stderr)")
      #expect(try resume.json.counts("outcomes")?["accepted"] == 30)
      try expectWhole(office)
    }
  }

  @Test("a second signal stops at once and leaves in doubt what was on its way")
  func secondSignal() async throws {
    try await withHeldOffice { office, provider in
      try office.write("pay.csv", Sheets.payout(Self.amounts))
      let running = try office.start(office.sending("payout", "pay.csv", ["--concurrency", "3", "--json"]))
      await provider.arrivals(3, of: running)
      running.send(signal: SIGTERM)
      #expect(await running.hasSaid("in doubt"), "it says what a second one does")
      running.send(signal: SIGTERM)
      let run = try await running.ended()
      #expect(run.status == 143)
      #expect(try run.json.text("code") == "stopped.terminated" && run.json.number("status") == 143)
      let batch = try #require(try run.json.text("batch"))
      for words in [batch, "3 rows are in doubt", "27 rows were not sent", "resume", "resolve"] {
        #expect(run.stderr.contains(words) && run.stdout.contains(words))
      }
      #expect(try office.requests.count == 3)

      #expect(try await office.run("show", batch).stdout.contains("Not sent: 27 rows, ₹"))
      let show = try await office.run("show", batch, "--json")
      #expect(show.status == 0)
      let row = try await office.run("resolve", batch, "--row", "2", "--paid", "--reason", "the bank says so")
      #expect(row.status == 0, "a row that a dead run left on its way can be resolved: \(row.stderr)")
    }
  }

  @Test("a look-up that is stopped goes on, and asks nothing twice that was answered")
  func lookUp() async throws {
    try await withHeldOffice(passing: 2) { office, provider in
      try office.write("ask.csv", Sheets.rechargeStatus((0..<20).map { "8\($0)000" }))
      let running = try office.start(office.sending("recharge-status", "ask.csv", ["--concurrency", "2", "--json"]))
      await provider.arrivals(4, of: running)
      running.send(signal: SIGTERM)
      #expect(await running.hasSaid("once more stops at once and leaves them without an answer"))
      provider.passAll()
      let run = try await running.ended()
      #expect(run.status == 143)
      let resume = try await office.run("resume", try #require(try run.json.text("batch")), "--yes")
      #expect(resume.status == 0)
      #expect(try office.requests.count == 20)
      #expect(try office.csv("ask.results.csv")["aop_outcome"] == Array(repeating: "success", count: 20))
    }
  }

  @Test("two at once on one sheet: one sends, the other is told 75 and sends nothing")
  func twoAtOnce() async throws {
    try await withHeldOffice { office, provider in
      try office.write("pay.csv", Sheets.payout(Self.amounts))
      let send = office.sending("payout", "pay.csv", ["--concurrency", "3", "--json"])
      try await withThrowingTaskGroup(of: Ended.self) { group in
        for running in [try office.start(send), try office.start(send)] { group.addTask { try await running.ended() } }
        let refused = try #require(try await group.next(), "the one that sends cannot end before its answers come")
        #expect(refused.status == 75)
        #expect(try refused.json.text("code") == "batch.busy")
        provider.passAll()
        #expect(try await group.next()?.status == 0)
      }
      #expect(try await office.run("batches", "--json").json.list("batches").count == 1)
      try expectWhole(office)
    }
  }

  @Test("resume of a batch that is under way is told 75")
  func resumeAtOnce() async throws {
    try await withHeldOffice { office, provider in
      try office.write("pay.csv", Sheets.payout(Self.amounts))
      let running = try office.start(office.sending("payout", "pay.csv", ["--concurrency", "3"]))
      await provider.arrivals(1, of: running)
      let batch = try #require(try await office.run("batches", "--json").json.list("batches").first?.text("batch"))
      #expect(try await office.run("resume", batch, "--yes").status == 75)
      #expect(try await office.run("resolve", batch, "--row", "2", "--paid", "--reason", "x").status == 75)
      provider.passAll()
      #expect(try await running.ended().status == 0)
      try expectWhole(office)
    }
  }
}
