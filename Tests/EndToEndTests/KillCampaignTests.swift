import Foundation
import Glibc
import Testing

/// A generator with a seed, so that a campaign that found something can be had again.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  /// SplitMix64, as published by Steele, Lea and Flood.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

@Suite("A campaign of kills", .timeLimit(.minutes(10)))
struct KillCampaignTests {
  private static let rows = 40
  private static let concurrency = 4
  private static let kills = ProcessInfo.processInfo.environment["AOPBATCH_KILLS"].flatMap(Int.init) ?? 50

  @Test("a run that is killed anywhere, and again while it recovers, pays no row twice and loses none")
  func campaign() async throws {
    let seed = ProcessInfo.processInfo.environment["AOPBATCH_SEED"].flatMap(UInt64.init) ?? 20_261_121
    var random = SeededGenerator(state: seed)
    var (killsLeft, doubts) = (Self.kills, 0)
    while killsLeft > 0 {
      let wanted = [Int.random(in: 1...Self.rows, using: &random), Int.random(in: 0...Self.rows, using: &random)]
      let places = Array(wanted.prefix(killsLeft))
      killsLeft -= places.count
      try await withOffice(latency: .milliseconds(20)) { office in
        let kills = try await run(office, killedAt: places)
        doubts += try await Audit(rows: Self.rows, doubtsMax: kills * Self.concurrency).check(
          office,
          "kills at \(places), seed \(seed)"
        )
      }
    }
    print(
      "survived \(Self.kills) kills at \(Self.concurrency) in flight; in doubt per kill: \(Double(doubts) / Double(Self.kills))"
    )
  }

  /// Starts, and starts again, killed at these numbers of requests, then lets it end; gives the number of kills.
  private func run(_ office: Office, killedAt places: [Int]) async throws -> Int {
    try office.write("pay.csv", Audit.sheet(rows: Self.rows))
    let send = office.sending("payout", "pay.csv", ["--concurrency", "\(Self.concurrency)"])
    var kills = 0
    for place in places {
      let before = try office.requests.count
      let running = try office.start(send)
      await office.send(signal: SIGKILL, to: running, afterRequests: min(before + place, Self.rows))
      if try await running.ended().status == -SIGKILL { kills += 1 }
    }
    let last = try await office.start(send).ended()
    #expect([0, 4, 6].contains(last.status), "\(last.stderr)")
    return kills
  }
}
