import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A campaign of kills", .timeLimit(.minutes(60)))
struct KillCampaignTests {
  private static let rows = 40
  private static let concurrency = 4
  private static let kills = ProcessInfo.processInfo.environment["AOPBATCH_KILLS"].flatMap(Int.init) ?? 50

  @Test("a run that is killed anywhere, and again while it recovers, pays no row twice and loses none")
  func campaign() async throws {
    var random = SeededGenerator()
    var (killsLeft, doubts) = (Self.kills, 0)
    while killsLeft > 0 {
      let wanted = [Int.random(in: 1...Self.rows, using: &random), Int.random(in: 0...Self.rows, using: &random)]
      let places = Array(wanted.prefix(killsLeft))
      killsLeft -= places.count
      try await withHeldOffice { office, provider in
        let kills = try await run(office, provider, killedAt: places)
        doubts += try await Audit(rows: Self.rows, doubtsMax: kills * Self.concurrency).check(
          office,
          "kills at \(places), seed \(SeededGenerator.seed)"
        )
      }
    }
    print(
      "survived \(Self.kills) kills at \(Self.concurrency) in flight; in doubt per kill: \(Double(doubts) / Double(Self.kills))"
    )
  }

  /// Starts, and starts again, killed at these numbers of requests, then lets it end; gives the number of kills.
  private func run(_ office: Office, _ provider: HeldProvider, killedAt places: [Int]) async throws -> Int {
    try office.write("pay.csv", Audit.sheet(rows: Self.rows))
    let send = office.sending("payout", "pay.csv", ["--concurrency", "\(Self.concurrency)"])
    var kills = 0
    for place in places {
      let wanted = provider.arrived + place
      provider.pass(wanted - 1)
      let running = try office.start(send)
      await provider.arrivals(wanted, of: running)
      running.send(signal: SIGKILL)
      if try await running.ended().status == -SIGKILL { kills += 1 }
    }
    provider.passAll()
    let last = try await office.start(send).ended()
    #expect([0, 4, 6].contains(last.status), "\(last.stderr)")
    return kills
  }
}
