import Foundation
import TestSupport
import Testing

@Suite("A campaign of pairs", .timeLimit(.minutes(60)))
struct PairCampaignTests {
  private static let environment = ProcessInfo.processInfo.environment
  /// So many pairs; or one alone, by its number.
  private static let pairs = environment["AOPBATCH_PAIRS"].flatMap(Int.init) ?? 100
  private static let only = environment["AOPBATCH_PAIR"].flatMap(Int.init)
  private static let lanes = 4

  @Test("two sheets that share payments pay each once, however they meet, and hold back no other", arguments: 0..<lanes)
  func campaign(_ lane: Int) async throws {
    let numbers = Self.only.map { [$0] } ?? Array(0..<Self.pairs)
    for number in numbers where number % Self.lanes == lane {
      let pair = Pair(number: number)
      do {
        try await meet(pair)
      } catch { Issue.record(error, "\(pair)") }
    }
    if lane == 0 { print("\(numbers.count) pairs of sheets met") }
  }

  /// Every other round of all combinations with a ledger on a server, where no copy takes the ledger's place.
  private func meet(_ pair: Pair) async throws {
    let combinations = Share.allCases.count * Meeting.allCases.count
    if pair.meeting != .restored, (pair.number / combinations + pair.number) % 2 == 1 {
      return try await withCompany(.shared, passing: .max) { company in
        var encounter = Encounter(pair, company.office, company.provider)
        try await encounter.run()
      }
    }
    try await withHeldOffice(passing: .max) { office, provider in
      var encounter = Encounter(pair, office, provider)
      try await encounter.run()
    }
  }
}
