import Foundation
import TestSupport
import Testing

@Suite("A campaign between machines", .blocking, .timeLimit(.minutes(60)))
struct MachineCampaignTests {
  private static let deaths = ProcessInfo.processInfo.environment["AOPBATCH_DEATHS"].flatMap(Int.init) ?? 12
  /// One trial alone, by its number.
  private static let only = ProcessInfo.processInfo.environment["AOPBATCH_TRIAL"].flatMap(Int.init)
  private static let lanes = 2
  private static let troublesMax = 5

  @Test("whatever happens to machines, networks and the server: no payment twice, no row lost", arguments: 0..<lanes)
  func campaign(_ lane: Int) async throws {
    // Its own, for it is killed.
    let server = try await PostgresServer()
    var number = Self.only ?? lane
    var (died, doubts): ([Trouble: Int], Int) = ([:], 0)
    repeat {
      var random = SeededGenerator(part: number)
      let troubles = (0..<Self.troublesMax).map { Trouble.allCases[(number * 3 + $0 * 7) % Trouble.allCases.count] }
      let count = Int.random(in: 1...8, using: &random)
      try await withCompany(server) { company in
        var trial = try MachineTrial(number, company, machines: count, troubles: troubles)
        try await trial.run()
        died.merge(trial.deaths.map { ($0, 1) }, uniquingKeysWith: +)
        doubts += trial.doubts
      }
      number += Self.lanes
    } while Self.only == nil && died.values.reduce(0, +) < Self.deaths / Self.lanes
    let deaths = died.map { "\($0.key) \($0.value)" }.sorted().joined(separator: ", ")
    print("lane \(lane): \(died.values.reduce(0, +)) deaths (\(deaths)); in doubt: \(doubts)")
  }
}
