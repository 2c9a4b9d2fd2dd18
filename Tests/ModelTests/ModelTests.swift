import Foundation
import TestSupport
import Testing

/// The long form is `AOPBATCH_SHEETS=5000`; `AOPBATCH_SHEET` is one alone, by the number that its failure names.
@Suite("Made-up sheets against a model of the contract", .timeLimit(.minutes(60)))
struct ModelTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let sheets = environment["AOPBATCH_SHEETS"].flatMap(Int.init) ?? 30
  private static let only = environment["AOPBATCH_SHEET"].flatMap(Int.init)
  private static let lanes = 4

  @Test(
    "every sheet comes to what the contract says, and its rejected rows fed back come to the same",
    arguments: 0..<lanes
  )
  func sheets(_ lane: Int) async throws {
    let numbers = Self.only.map { [$0] } ?? Array(0..<Self.sheets)
    for number in numbers where number % Self.lanes == lane { try await SheetTrial(number: number).run() }
    if lane == 0 { print("\(numbers.count) made-up sheets were compared") }
  }
}
