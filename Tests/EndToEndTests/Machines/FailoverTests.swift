import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A ledger's server whose place its standby takes", .blocking, .timeLimit(.minutes(60)))
struct FailoverTests {
  /// More than two machines take at once: each has work when the server dies.
  private static let rows = 600
  private static let concurrency = 2
  private static let machines = 3

  @Test("loses nothing if the standby is synchronous, and the batch waits for a person's word")
  func synchronous() async throws {
    try await failOver(isSynchronous: true) { company, machines in
      // Their next intents are written, and wait for the standby: nothing of them is sent.
      company.provider.passAll()
      try await company.server.untilTrue("EXISTS (SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep')")
    } then: { company, machine, batch in
      let lost = try Self.bodiesWithoutIntent(company)
      #expect(lost.isEmpty, "\(lost)")
      let last = try await machine.start(["resume", batch, "--yes", "--after-failover", "the standby was promoted"])
        .ended()
      #expect([0, 4].contains(last.status), "\(last.stderr)")
      let doubts = Self.machines * Self.concurrency
      try await Audit(rows: Self.rows, doubtsMax: doubts).check(company.office, "after a failover")
      let shown = try await company.office.run("show", batch)
      #expect(shown.stdout.contains("the standby was promoted"), "\(shown.stdout)")
    }
  }

  /// The control, which must fail: that is why such servers are refused.
  @Test("loses intents, and pays twice, if the standby is asynchronous")
  func asynchronous() async throws {
    try await failOver(isSynchronous: false) { company, machines in
      let wanted = company.provider.arrived + 6
      company.provider.pass(wanted)
      await company.provider.arrivals(wanted, of: machines.compactMap(\.running))
    } then: { company, machine, batch in
      #expect(try !Self.bodiesWithoutIntent(company).isEmpty)
      let words = ["resume", batch, "--yes", "--after-failover", "the standby was promoted"]
      _ = try await machine.start(words).ended()
      let asked = try company.office.accountsAsked
      #expect(asked.count > Set(asked).count, "payments are made twice")
    }
  }

  /// - Parameters:
  ///   - work: What happens once the standby hears of nothing any more, before the server dies.
  ///   - then: What comes of it, with a machine that reaches both.
  private func failOver(
    isSynchronous: Bool,
    _ work: (Company, [Machine]) async throws -> Void,
    then: (Company, Machine, _ batch: String) async throws -> Void
  ) async throws {
    let primary = try await PostgresServer()
    try await withCompany(primary) { company in
      let replication = try primary.network()
      let standby = try await PostgresServer(standbyOf: primary, through: replication, isSynchronous: isSynchronous)
      let networks = try [primary.network(), standby.network()]
      let hosts = networks.map { "127.0.0.1:\($0.port)" }.joined(separator: ",")
      let address = """
        postgresql://postgres@\(hosts)/\(company.database)?target_session_attrs=read-write&sslmode=disable\
        &gssencmode=disable\(isSynchronous ? "" : "&durability=single")
        """
      var machines = try (0..<Self.machines).map { _ in try company.machine(Self.concurrency) }
      for place in machines.indices { machines[place].address = address }
      let batch = try await begin(company, &machines)

      replication.stall()
      try await work(company, machines)
      try await primary.kill()
      networks[0].stop()
      try await standby.promote()
      company.provider.passAll()
      for machine in machines {
        let ended = try await machine.running?.ended()
        #expect(ended?.status == 1, "\(ended?.stderr ?? "")")
      }

      var after = company
      after.server = standby
      after.office.database = (standby, company.database)
      let asked = try company.office.requests.count
      let refused = try await machines[1].start(["resume", batch, "--yes", "--json"]).ended()
      #expect(refused.status == 1)
      #expect(try refused.json.text("code") == "batch.failedOver", "\(refused.stderr)")
      #expect(try company.office.requests.count == asked)
      try await then(after, machines[1], batch)
    }
  }

  /// Lets all machines work on a sheet; each has a request on its way.
  private func begin(_ company: Company, _ machines: inout [Machine]) async throws -> String {
    try company.office.write("pay.csv", Audit.sheet(rows: Self.rows))
    for place in machines.indices {
      if place == 0 { try machines[0].run("pay.csv") } else { try machines[place].join(try #require(company.batch)) }
      let wanted = (place + 1) * Self.concurrency
      await company.provider.arrivals(wanted, of: machines.compactMap(\.running))
    }
    return try #require(company.batch)
  }

  /// What the provider got and the ledger knows nothing of.
  private static func bodiesWithoutIntent(_ company: Company) throws -> [String] {
    let known = try #require(
      company.rows("SELECT row.amount FROM attempt JOIN row USING (batch, number) WHERE row.state <> 'planned'")
    )
    let amounts = try company.office.requests.map { try paise(try $0.value("amount")) }
    return Set(amounts.map { "\($0)" }).subtracting(known.map { $0[0] }).sorted()
  }
}
