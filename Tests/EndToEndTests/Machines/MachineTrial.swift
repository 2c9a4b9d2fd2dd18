import Foundation
import Glibc
import TestSupport
import Testing

/// What may befall a machine, or all of them.
enum Trouble: String, Sendable, CaseIterable {
  /// SIGKILL at any moment, and exactly when a message of the protocol passes.
  case killed, killedAtMessage
  /// Its power is cut: the server hears of nothing before somebody tells it.
  case unplugged
  /// SIGSTOP when it would learn that its next rows are its own; its session ends, and it goes on when it is too late.
  case stopped
  /// All its connections are lost, at any moment or at a message.
  case cut, cutAtMessage
  /// Its network stalls or swallows, at any moment or at a message, until much later.
  case stalled, stalledAtMessage
  /// The server is killed, in an orderly way or not, and started again.
  case server, postmaster

  var isOfAll: Bool { self == .server || self == .postmaster }
}

/// One sheet, sent by one to eight machines, to whom troubles happen one after the other, and what comes of it; the whole
/// of it follows from its number and the seed, but for the machine's own moods.
struct MachineTrial {
  static let concurrencyMax = 4
  /// How long a request may take where a machine is stopped; else it is the usual time.
  static let stoppedSeconds = 3

  let number: Int
  let troubles: [Trouble]
  private let company: Company
  private var random: SeededGenerator
  private var machines: [Machine] = []
  /// Machines, by their places, that are held up until somebody lets them go on, and those that are stopped.
  private var stuck: Set<Int> = []
  private var stopped: Set<Int> = []
  private var leader = 0
  private(set) var deaths: [Trouble] = []
  private(set) var doubts = 0
  private var doubtsMax = 0
  private let rows: Int

  /// - Parameter machines: How many begin.
  init(_ number: Int, _ company: Company, machines count: Int, troubles: [Trouble]) throws {
    (self.number, self.troubles, self.company) = (number, troubles, company)
    random = SeededGenerator(part: number)
    // Enough that after each trouble something is left for who is still there, whatever the others have taken along.
    rows = (count + 2 * troubles.count) * Self.concurrencyMax + troubles.count * Self.stepsMax
    for _ in 0..<count { try addMachine() }
  }

  private static let stepsMax = 12

  private var comment: Comment {
    "trial \(number), seed \(SeededGenerator.seed), \(machines.count) machines: \(troubles.map(\.rawValue)), \(deaths.count) deaths"
  }

  mutating func run() async throws {
    try company.office.write("pay.csv", Audit.sheet(rows: rows))
    try machines[0].run("pay.csv")
    await company.provider.arrivals(1, of: active)
    let batch = try #require(company.batch, comment)
    for place in machines.indices.dropFirst() { try machines[place].join(batch) }
    for trouble in troubles {
      try await happens(trouble)
      if active.isEmpty || Bool.random(using: &random) { try replace(batch) }
    }
    try await settle(batch)
    try await audit()
    try await end(batch)
  }

  private mutating func addMachine() throws {
    let options = troubles.contains(.stopped) ? ["--timeout", "\(Self.stoppedSeconds)"] : []
    let concurrency = Int.random(in: 1...Self.concurrencyMax, using: &random)
    machines.append(try company.machine(concurrency, ["--halt-after-in-doubt", "21"] + options))
  }

  private var activePlaces: [Int] {
    machines.indices.filter { place in
      !stuck.contains(place) && !stopped.contains(place) && machines[place].running?.hasEnded == false
    }
  }

  private var active: [Running] { activePlaces.compactMap { machines[$0].running } }

  // MARK: - Troubles

  /// Once some more requests have arrived, a trouble comes to one of those who are at work.
  private mutating func happens(_ trouble: Trouble) async throws {
    // Who took the lead waits for those who are held up.
    if leader != 0 { free() }
    let wanted = company.provider.arrived + Int.random(in: 1...Self.stepsMax / 2, using: &random)
    company.provider.pass(wanted - 1)
    await company.provider.arrivals(wanted, of: active)
    let all = activePlaces
    guard let place = all.randomElement(using: &random), try await befalls(trouble, place) else { return }
    deaths.append(trouble)
    let struck = trouble.isOfAll ? all : [place]
    doubtsMax += struck.map { machines[$0].concurrency }.reduce(0, +)
  }

  /// Gives whether it happened before the machine had nothing to do any more.
  private mutating func befalls(_ trouble: Trouble, _ place: Int) async throws -> Bool {
    let network = machines[place].network
    let cut = [PostgresProxy.Act.reset, .close, .orphan].randomElement(using: &random) ?? .reset
    guard let running = machines[place].running else { return false }
    switch trouble {
    case .killed, .unplugged:
      if trouble == .unplugged { stall(place) }
      running.send(signal: SIGKILL)
      _ = try await running.ended()
    case .killedAtMessage: return await strikes(place, cut, { running.send(signal: SIGKILL) })
    case .stopped:
      guard await strikes(place, .pass, running.stop, at: { $0.name == "CommandComplete COMMIT" }) else { return false }
      network.cut(.close)
      stopped.insert(place)
    case .cut: network.cut(cut)
    case .cutAtMessage: return await strikes(place, cut)
    case .stalled: stall(place)
    case .stalledAtMessage:
      guard await strikes(place, Bool.random(using: &random) ? .stall : .swallow) else { return false }
      stuck.insert(place)
    case .server, .postmaster:
      try await company.server.kill(isOrderly: trouble == .server)
      try await company.server.start()
    }
    return true
  }

  private mutating func stall(_ place: Int) {
    machines[place].network.stall()
    stuck.insert(place)
  }

  /// Lets something happen at one of the next messages of a machine; gives whether it did, before it had nothing to do.
  private mutating func strikes(
    _ place: Int,
    _ act: PostgresProxy.Act,
    _ effect: @escaping @Sendable () -> Void = {},
    at counts: (@Sendable (PostgresMessage) -> Bool)? = nil
  ) async -> Bool {
    let (provider, network) = (company.provider, machines[place].network)
    let message = Int.random(in: 1...(counts == nil ? 80 : 3), using: &random)
    let signs = provider.signs
    let struck = network.struck.count
    network.arm(
      PostgresProxy.Strike(
        act,
        after: Bool.random(using: &random),
        place: message,
        effect: effect,
        report: provider.sign,
        at: { counts?($0) ?? true }
      )
    )
    let wanted = provider.arrived + Self.stepsMax / 2
    provider.pass(wanted)
    await provider.arrivals(wanted, of: active, orSigns: signs + 1)
    await network.disarm()
    return network.struck.count > struck
  }

  /// Another machine comes: it takes the place of the one that began, or joins.
  private mutating func replace(_ batch: String) throws {
    let isLed = activePlaces.contains(leader)
    if !isLed { free() }
    try addMachine()
    if isLed { return try machines[machines.count - 1].join(batch) }
    leader = machines.count - 1
    try machines[leader].resume(batch)
  }

  /// What was stalled arrives late, or is lost at last; and the server finds out who is gone.
  private mutating func free() {
    for (place, machine) in machines.enumerated() {
      if stuck.contains(place), Bool.random(using: &random) { machine.network.cut(.reset) }
      machine.network.restore()
      machine.network.bury()
    }
    stuck = []
  }

  // MARK: - Afterwards

  /// The batch is resumed, by one or by several at once, until nothing is left to be sent.
  private mutating func settle(_ batch: String) async throws {
    company.provider.passAll()
    free()
    try await allEnd()
    for _ in 0..<5 where try company.count("planned", "sending", "not_sent") > 0 {
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        try addMachine()
        try machines[machines.count - 1].resume(batch)
      }
      try await allEnd()
    }
  }

  private mutating func allEnd() async throws {
    for place in machines.indices where !stopped.contains(place) {
      guard let ended = try await machines[place].running?.ended() else { continue }
      #expect([0, 1, 4, 75, -SIGKILL].contains(ended.status), "\(comment): machine \(place): \(ended.stderr)")
      machines[place].network.stop()
    }
  }

  private mutating func audit() async throws {
    doubts = try await Audit(rows: rows, doubtsMax: doubtsMax).check(company.office, comment)
    #expect(company.unannounced.isEmpty, comment)
  }

  /// Somebody who reads the bank's statement resolves the doubts, and the rest is sent; then those go on who were stopped.
  private mutating func end(_ batch: String) async throws {
    let office = company.office
    if !stopped.isEmpty { try await company.server.run("SELECT pg_sleep(\(Self.stoppedSeconds))::text") }
    try await office.letTimePass()
    let requests = try Dictionary(uniqueKeysWithValues: zip(office.accountsAsked, office.requests))
    let results = try office.csv("checked/pay.results.csv")
    for (index, outcome) in results["aop_outcome"].enumerated() where outcome == "in_doubt" {
      let request = requests[results["accountNumber"][index]]
      let finding = request.map { ["--paid", "--reference", $0.reference ?? ""] } ?? ["--not-paid"]
      let words = ["resolve", batch, "--row", "\(index + 2)", "--reason", "statement"] + finding
      #expect(try await office.start(words).ended().status == 0, comment)
    }
    let last = try await office.start(["resume", batch, "--yes"]).ended()
    #expect(last.status == 0, "\(comment): \(last.stderr)")
    for place in stopped.sorted() { machines[place].running?.send(signal: SIGCONT) }
    stopped = []
    try await allEnd()
    let asked = try office.accountsAsked
    #expect(asked.count == Set(asked).count, "\(comment): no payment twice")
    #expect(Set(asked) == Set((0..<rows).map(Sheets.account)), "\(comment): each payment is made")
    _ = try await Audit(rows: rows, doubtsMax: 0).check(office, comment)
  }
}
