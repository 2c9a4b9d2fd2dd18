import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A machine that helps with a batch", .blocking, .timeLimit(.minutes(60)))
struct JoinTests {
  private static let concurrency = 4
  private static let rows = 40

  /// A batch under way: who leads it and who helps have four requests each on their way, and no answer passes.
  private struct Batch {
    let office: Office
    let provider: HeldProvider
    let address: String
    let name: String
    let leader: Running
    let helper: Running

    func run(_ words: String...) throws -> Running { try office.start(words + ["--ledger", address, "--json"]) }

    /// Where the batch ends as far as these two are concerned.
    func statuses() async throws -> [Int32] {
      provider.passAll()
      return [try await leader.ended().status, try await helper.ended().status]
    }

    func outcomes() async throws -> [String: Int] {
      try await run("show", name).ended().json.counts("outcomes")?.filter { $0.value > 0 } ?? [:]
    }

    /// No payment has reached the provider twice.
    func demandOnce(_ count: Int? = nil) throws {
      let asked = try office.accountsAsked
      #expect(Set(asked).count == asked.count)
      if let count { #expect(asked.count == count) }
    }
  }

  private func underWay(
    _ amounts: [String] = (1...rows).map { "\($0).00" },
    _ work: (Batch) async throws -> Void
  ) async throws {
    let address = try await PostgresServer.shared.database()
    try await withHeldOffice { office, provider in
      try office.write("pay.csv", Sheets.payout(amounts))
      let sending = ["--ledger", address, "--concurrency", "\(Self.concurrency)"]
      let leader = try office.start(office.sending("payout", "pay.csv", sending + ["--json"]))
      await provider.arrivals(Self.concurrency, of: leader)
      let list = try await office.run("batches", "--ledger", address, "--json").json.list("batches")
      let name = try #require(list.first?.text("batch"))
      let helper = try office.start(["join", name, "--json"] + sending)
      await provider.arrivals(2 * Self.concurrency, of: helper)
      try await work(
        Batch(office: office, provider: provider, address: address, name: name, leader: leader, helper: helper)
      )
    }
  }

  @Test("share its rows; the one that began it writes the files when both have ended")
  func sharing() async throws {
    try await underWay { batch in
      let busy = try await batch.run("resume", batch.name, "--yes").ended()
      #expect(busy.status == 75, "\(busy.stderr)")
      #expect(try await batch.statuses() == [0, 0], "\(batch.leader.stderr)\(batch.helper.stderr)")
      try batch.demandOnce(Self.rows)
      #expect(try batch.office.csv("pay.results.csv")["aop_outcome"] == Array(repeating: "accepted", count: Self.rows))
      let helped = try await batch.helper.ended()
      let json = try helped.json
      let sent = try #require(json.counts("outcomes")?["accepted"])
      #expect((Self.concurrency..<Self.rows).contains(sent) && json.text("batch") == batch.name)
      #expect(!helped.stdout.contains("files"), "it has none")
      let again = try await batch.run("join", batch.name).ended()
      #expect(again.status == 0, "nothing is left: \(again.stderr)")
    }
  }

  @Test("a brake of one stops all, and the one that began the batch says why")
  func brake() async throws {
    // The sixth row is the helper's.
    let amounts = (1...Self.rows).map { $0 == 6 ? "6.03" : "\($0).00" }
    try await underWay(amounts) { batch in
      #expect(try await batch.statuses() == [5, 5])
      let ended = try await batch.leader.ended()
      #expect(try ended.json.text("code") == "halted.credentials" && ended.stderr.contains("(at row 7)"))
      #expect(try await batch.outcomes()["not_sent"] ?? 0 > 0)
      try batch.demandOnce()
    }
  }

  @Test("a signal to the one that began the batch stops all; to the other, that one alone")
  func signals() async throws {
    try await underWay { batch in
      batch.leader.send(signal: SIGTERM)
      #expect(await batch.leader.hasSaid("finishing the requests"))
      // An answer of each: the one tells it, the other hears it.
      #expect(try await batch.statuses()[0] == 143)
      #expect(try await batch.helper.ended().status == 0)
      #expect(try await batch.outcomes()["not_sent"] ?? 0 > 0)
      try batch.demandOnce()
    }
    try await underWay { batch in
      batch.helper.send(signal: SIGINT)
      #expect(await batch.helper.hasSaid("finishing the requests"))
      #expect(try await batch.statuses() == [0, 130])
      #expect(try await batch.outcomes() == ["accepted": Self.rows])
      try batch.demandOnce(Self.rows)
    }
  }

  @Test("giving the batch up stops all, waits for what is on its way, and lets nothing go on")
  func cancel() async throws {
    try await underWay { batch in
      let words = ["cancel", batch.name, "--reason", "wrong sheet", "--ledger", batch.address]
      let cancelling = try batch.office.start(words)
      #expect(await cancelling.hasSaid("is under way"))
      #expect(try await batch.statuses() == [3, 0])
      #expect(try await batch.leader.ended().stderr.contains("gives the batch up"))
      let cancelled = try await cancelling.ended()
      #expect(cancelled.status == 0 && cancelled.stderr.contains("is cancelled"), "\(cancelled.stderr)")
      try batch.demandOnce(2 * Self.concurrency)
      #expect(try await batch.outcomes() == ["accepted": 8, "not_sent": Self.rows - 8])
      let resumed = try await batch.run("resume", batch.name, "--yes").ended()
      #expect(try resumed.json.text("code") == "batch.cancelled")
    }
  }

  @Test("the death of one leaves what it had on its way in doubt, and the other sends the rest")
  func death() async throws {
    try await underWay { batch in
      batch.helper.send(signal: SIGKILL)
      #expect(try await batch.statuses() == [4, -SIGKILL])
      #expect(try await batch.outcomes() == ["accepted": Self.rows - 4, "in_doubt": 4])
      try batch.demandOnce(Self.rows)
      let results = try batch.office.csv("pay.results.csv")
      #expect(results["aop_message"].filter { $0.contains("may have arrived") }.count == 4)
    }
  }

  @Test("if the one that began it dies, the other goes on, and another machine takes the place")
  func newLeader() async throws {
    try await underWay { batch in
      batch.leader.send(signal: SIGKILL)
      _ = try await batch.leader.ended()
      #expect(try await batch.run("show", batch.name).ended().json.text("state") == "running")
      let next = try batch.office.start([
        "resume", batch.name, "--yes", "--base-url", batch.office.url, "--ledger", batch.address,
      ])
      #expect(await next.hasSaid("Waiting for another machine"))
      batch.provider.passAll()
      #expect(try await batch.helper.ended().status == 0)
      let ended = try await next.ended()
      #expect(ended.status == 4, "\(ended.stderr)")
      #expect(try await batch.outcomes() == ["accepted": Self.rows - 4, "in_doubt": 4])
      try batch.demandOnce(Self.rows)
    }
  }

  @Test("nobody helps with what is not under way, not in reach of others, or somebody else's")
  func refusals() async throws {
    let address = try await PostgresServer.shared.database()
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00", "2.03", "3.00"]))
      let words = office.sending("payout", "pay.csv", ["--concurrency", "1", "--json"])
      let file = try #require(try await office.start(words).ended().json.text("batch"))
      let alone = try await office.run("join", file, "--json")
      #expect(try alone.status == 1 && alone.json.text("code") == "ledger.notShared", "\(alone.stderr)")
      let moved = try await office.run("resume", file, "--yes", "--after-failover", "compared", "--json")
      #expect(moved.status == 64 && moved.stderr.contains("--after-restore"), "\(moved.stderr)")
      try FileManager.default.removeItem(at: office.work.appending(path: "pay.results.csv"))
      let batch = try #require(try await office.start(words + ["--ledger", address]).ended().json.text("batch"))
      let join = ["join", batch, "--ledger", address, "--json"]
      let idle = try await office.start(join).ended()
      #expect(try idle.status == 1 && idle.json.text("code") == "batch.idle", "\(idle.stderr)")
      let other = try await office.start(join, environment: ["AOPAY_REGISTRATION_ID": "AOP-TEST-999"]).ended()
      #expect(try other.status == 1 && other.json.text("code") == "batch.registration", "\(other.stderr)")
      let elsewhere = try await office.start(join + ["--base-url", "http://127.0.0.1:1"]).ended()
      #expect(try elsewhere.status == 1 && elsewhere.json.text("code") == "batch.address", "\(elsewhere.stderr)")
    }
  }
}
