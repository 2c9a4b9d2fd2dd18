import Testing

@testable import Operations

@Suite("Moments and outcomes, as the contract has them")
struct FactTests {
  static let timestamps: [(milliseconds: Int64, text: String)] = [
    (0, "1970-01-01T00:00:00.000Z"), (1, "1970-01-01T00:00:00.001Z"), (-1, "1969-12-31T23:59:59.999Z"),
    (-86_400_000, "1969-12-31T00:00:00.000Z"), (-86_400_001, "1969-12-30T23:59:59.999Z"),
    (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"), (-2_203_891_200_000, "1900-03-01T00:00:00.000Z"),
    (-2_203_891_200_001, "1900-02-28T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
    (951_868_799_999, "2000-02-29T23:59:59.999Z"), (951_868_800_000, "2000-03-01T00:00:00.000Z"),
    (68_169_600_000, "1972-02-29T00:00:00.000Z"), (1_709_164_800_000, "2024-02-29T00:00:00.000Z"),
    (1_740_787_200_000, "2025-03-01T00:00:00.000Z"), (1_740_787_199_000, "2025-02-28T23:59:59.000Z"),
    (1_735_689_599_999, "2024-12-31T23:59:59.999Z"), (1_735_689_600_000, "2025-01-01T00:00:00.000Z"),
    (1_795_251_900_123, "2026-11-21T09:05:00.123Z"), (2_147_483_648_000, "2038-01-19T03:14:08.000Z"),
    (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
    (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
  ]

  @Test("a moment as RFC 3339 in UTC, with milliseconds", arguments: timestamps)
  func timestamp(milliseconds: Int64, text: String) {
    #expect(Timestamp(milliseconds: milliseconds).text == text)
  }

  @Test("moments are ordered and added to")
  func timestampOrder() {
    #expect(sentAt.adding(seconds: 90).text == "2026-11-21T09:06:30.123Z")
    #expect(sentAt.adding(seconds: -1) < sentAt)
    #expect(!(sentAt < sentAt))
  }

  static let outcomes: [(outcome: Outcome, text: String, isGood: Bool, isFinal: Bool)] = [
    (.accepted, "accepted", true, false), (.success, "success", true, true), (.pending, "pending", true, false),
    (.registrationRequired, "registration_required", true, false), (.refunded, "refunded", true, true),
    (.failed, "failed", false, true), (.error, "error", false, false), (.inDoubt, "in_doubt", false, false),
    (.notSent, "not_sent", false, false),
  ]

  @Test("outcomes: their names, which are good, which are final for look-ups", arguments: outcomes)
  func outcome(outcome: Outcome, text: String, isGood: Bool, isFinal: Bool) {
    #expect(outcome.rawValue == text)
    #expect(outcome.isGood == isGood)
    #expect(outcome.isFinalForLookUps == isFinal)
    #expect(Outcome.allCases.count == Self.outcomes.count)
  }
}
