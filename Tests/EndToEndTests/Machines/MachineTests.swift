import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Several machines at one batch", .blocking, .timeLimit(.minutes(60)))
struct MachineTests {
  @Test("one that was stopped past its deadline sends nothing, whoever it was", arguments: ["run", "join"])
  func stopped(_ command: String) async throws {
    try await withCompany(.shared) { company in
      let office = company.office
      try office.write("pay.csv", Audit.sheet(rows: 4))
      var (leader, late) = (try company.machine(1), try company.machine(1, ["--timeout", "2"]))
      if command == "join" {
        try leader.run("pay.csv")
        await company.provider.arrivals(1, of: try #require(leader.running))
        try late.join(try #require(company.batch))
      } else {
        try late.run("pay.csv")
      }
      let running = try #require(late.running)
      await company.provider.arrivals(command == "join" ? 2 : 1, of: running)
      let batch = try #require(company.batch)

      // Its next row is its own, and it does not learn of it: with one commit it takes the row, with the next it means to
      // send it.
      late.network.arm(
        PostgresProxy.Strike(.pass, place: 2, effect: running.stop) { $0.name == "CommandComplete COMMIT" }
      )
      company.provider.passAll()
      await late.network.strikes(running)
      late.network.cut(.close)
      if command == "run" { try leader.resume(batch) }
      let ended = try await leader.running?.ended()
      #expect(ended?.status == 4, "\(ended?.stderr ?? "")")

      let doubts = try await office.run("doubts", "--json").json.list("doubts").compactMap { $0.number("row") }
      let row = try #require(doubts.first)
      #expect(doubts.count == 1)
      #expect(try !office.accountsAsked.contains(Sheets.account(row - 2)))
      let early = try await office.run("resolve", batch, "--row", "\(row)", "--not-paid", "--reason", "x", "--json")
      #expect(try early.status == 1 && early.json.text("code") == "row.mayLeave", "\(early.stderr)")
      try await company.server.run("SELECT pg_sleep(2)::text")
      try await office.letTimePass()
      let words = ["resolve", batch, "--row", "\(row)", "--not-paid", "--reason", "no debit"]
      #expect(try await office.start(words).ended().status == 0)
      #expect(try await office.start(["resume", batch, "--yes"]).ended().status == 0)
      running.send(signal: SIGCONT)
      #expect(try await running.ended().status == 1)
      #expect(try office.accountsAsked.sorted() == (0..<4).map(Sheets.account))
      try await Audit(rows: 4, doubtsMax: 0).check(office, "\(command)")
    }
  }

  @Test("one that was cut off brings its answer late, after the others went on without it")
  func late() async throws {
    try await withCompany(.shared) { company in
      let office = company.office
      try office.write("pay.csv", Audit.sheet(rows: 8))
      var machines = try [company.machine(1), company.machine(2)]
      try machines[0].run("pay.csv")
      await company.provider.arrivals(1, of: try #require(machines[0].running))
      let batch = try #require(company.batch)
      try machines[1].join(batch)
      await company.provider.arrivals(3, of: try #require(machines[1].running))
      machines[1].network.stall()
      machines[1].network.cut(.reset)
      company.provider.passAll()
      let led = try #require(try await machines[0].running?.ended())
      #expect(led.status == 4, "\(led.stderr)")
      #expect(try office.csv("pay.results.csv")["aop_outcome"].count { $0 == "in_doubt" } == 2)
      machines[1].network.restore()
      let late = try #require(try await machines[1].running?.ended())
      #expect(late.status == 1)
      #expect(late.stderr.contains("went on without"), "\(late.stderr)")
      try await Audit(rows: 8, doubtsMax: 0).check(office, "late")
      #expect(try await office.start(["resume", batch, "--yes"]).ended().status == 0)
      #expect(try office.requests.count == 8)
    }
  }

  @Test("look-ups of machines that died are asked by the others")
  func lookUps() async throws {
    try await withCompany(.shared) { company in
      let office = company.office
      try office.write("ask.csv", Sheets.rechargeStatus((0..<40).map { "8\($0)000" }))
      var machines = try (0..<3).map { _ in try company.machine(2) }
      machines[0].running = try machines[0].start(office.sending("recharge-status", "ask.csv", ["--concurrency", "2"]))
      await company.provider.arrivals(2, of: machines.compactMap(\.running))
      for place in 1...2 {
        try machines[place].join(try #require(company.batch))
        await company.provider.arrivals(2 + 2 * place, of: machines.compactMap(\.running))
      }
      machines[1].running?.send(signal: SIGKILL)
      company.provider.passAll()
      let ended = try #require(try await machines[0].running?.ended())
      #expect(ended.status == 0, "\(ended.stderr)")
      #expect(try await machines[2].running?.ended().status == 0)
      #expect(try office.csv("ask.results.csv")["aop_outcome"] == Array(repeating: "success", count: 40))
      #expect(try office.requests.count <= 42, "asked twice only what the dead one had on its way")
    }
  }
}
