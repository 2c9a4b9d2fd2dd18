import Foundation
import Glibc
import TestSupport
import Testing

@Suite(
  "A connection to the ledger's server that is lost at a step of the protocol",
  .blocking,
  .timeLimit(.minutes(60))
)
struct ProtocolStepTests {
  /// In the long form at each message, or at every n-th one.
  private static let longStride = ProcessInfo.processInfo.environment["AOPBATCH_CUTS"].flatMap(Int.init)
  private static let rows = 6
  private static let concurrency = 2
  private static let lanes = 2

  private struct Step: CustomStringConvertible {
    let message: String
    let act: PostgresProxy.Act
    let isAfter: Bool
    let place: Int

    var description: String { "\(act) \(isAfter ? "after" : "before") \(message) (\(place))" }
  }

  /// Each message of the turns while rows are sent: in the short form once, with one thing after the other happening to it.
  private static func steps(_ messages: [String]) -> [Step] {
    let acts = PostgresProxy.Act.allCases.filter { $0 != .pass }
    let all = messages.flatMap { message in
      [1, 2].flatMap { place in
        acts.flatMap { act in [false, true].map { Step(message: message, act: act, isAfter: $0, place: place) } }
      }
    }
    if longStride != nil { return all }
    let each = all.count / messages.count
    return messages.indices.map { all[$0 * each + $0 * 7 % each] }
  }

  @Test("while rows are sent, wherever it is: the run goes on, and no row is in doubt", arguments: 0..<lanes)
  func sending(_ lane: Int) async throws {
    let server = try await PostgresServer.shared
    var messages: [String] = []
    try await withCompany(server) { company in
      let machine = try await begin(company)
      let running = try #require(machine.running)
      company.provider.pass(Self.concurrency)
      await company.provider.arrivals(2 * Self.concurrency, of: running)
      messages = machine.network.seen.keys.sorted()
      company.provider.passAll()
      _ = try await running.ended()
    }
    try #require(messages.contains("client: Execute COMMIT") && messages.contains("server: CommandComplete COMMIT"))
    var struck = 0
    for (number, step) in Self.steps(messages).enumerated() where number % Self.lanes == lane {
      try await withCompany(server) { company in
        let (machine, ended) = try await send(company, step)
        struck += machine.network.struck.count
        #expect(ended.status == 0, "\(step): \(ended.stderr)")
        try await Audit(rows: Self.rows, doubtsMax: 0).check(company.office, "\(step)")
        #expect(company.unannounced.isEmpty, "\(step)")
      }
    }
    #expect(struck >= messages.count / Self.lanes / 2, "it struck only \(struck) times")
    print("lost the connection at \(struck) steps while rows were sent, lane \(lane)")
  }

  /// Sends a sheet up to where its first rows are on their way; messages are counted from there.
  private func begin(_ company: Company) async throws -> Machine {
    try company.office.write("pay.csv", Audit.sheet(rows: Self.rows))
    var machine = try company.machine(Self.concurrency)
    try machine.run("pay.csv")
    await company.provider.arrivals(Self.concurrency, of: try #require(machine.running))
    machine.network.forget()
    return machine
  }

  /// Lets something happen there, and waits for the end.
  private func send(_ company: Company, _ step: Step) async throws -> (machine: Machine, ended: Ended) {
    let machine = try await begin(company)
    let running = try #require(machine.running)
    machine.network.arm(
      PostgresProxy.Strike(step.act, after: step.isAfter, place: step.place) { "\($0)" == step.message }
    )
    company.provider.passAll()
    await machine.network.strikes(running)
    if [.stall, .swallow].contains(step.act) {
      machine.network.cut(.reset)
      machine.network.restore()
    }
    return (machine, try await running.ended())
  }

  private static let stride = longStride ?? 251

  @Test("from its first message to its last: the next run goes on", arguments: [true, false])
  func everyMessage(fromClient: Bool) async throws {
    let server = try await PostgresServer.shared
    let acts: [PostgresProxy.Act] = [.reset, .close, .orphan]
    var place = 1 + Self.stride / 2
    var (struck, isThere) = (0, true)
    while isThere {
      let act = acts[struck % acts.count]
      try await withCompany(server, passing: .max) { company in
        let what: Comment = "\(act) at message \(place) of the \(fromClient ? "client" : "server")"
        try company.office.write("pay.csv", Audit.sheet(rows: Self.rows))
        var machine = try company.machine(Self.concurrency)
        machine.network.arm(PostgresProxy.Strike(act, place: place) { $0.isFromClient == fromClient })
        try machine.run("pay.csv")
        let ended = try await machine.running?.ended()
        isThere = !machine.network.struck.isEmpty
        #expect([0, 1].contains(ended?.status), "\(what): \(ended?.stderr ?? "")")
        await machine.network.disarm()
        machine.network.bury()
        let last = try await machine.start(company.office.sending("payout", "pay.csv")).ended()
        #expect([0, 4, 6].contains(last.status), "\(what): \(last.stderr)")
        try await Audit(rows: Self.rows, doubtsMax: Self.concurrency).check(company.office, what)
        #expect(company.unannounced.isEmpty, what)
      }
      struck += isThere ? 1 : 0
      place += Self.stride
    }
    #expect(struck > 2, "it struck only \(struck) times")
    print("lost the connection at \(struck) messages of the \(fromClient ? "client" : "server")")
  }
}
