import Sheet
import Testing

@testable import Operations

@Suite("Facts of the operations, as the contract has them")
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

  static let operations: [(name: String, effect: Effect, outcomes: Set<String>, own: [String])] = [
    (
      "payout", .money, ["accepted", "failed", "in_doubt", "not_sent"],
      ["transaction_reference", "transaction_id", "beneficiary_name", "amount"]
    ),
    (
      "recharge-status", .lookUp, ["success", "pending", "failed", "refunded", "error", "not_sent"],
      [
        "txnid", "operatorname", "canumber", "amount", "comm", "tds", "status", "refid", "operatorid", "dateadded",
        "refunded", "refundtxnid", "daterefunded",
      ]
    ),
    ("pan-status", .lookUp, ["success", "pending", "failed", "error", "not_sent"], []),
    ("pan-new", .creates, ["success", "failed", "in_doubt", "not_sent"], ["url", "encdata"]),
    (
      "transfer-otp", .creates, ["success", "registration_required", "failed", "in_doubt", "not_sent"],
      ["stateresp", "otp_expires_at"]
    ),
  ]

  @Test("outcomes and own result columns of each operation", arguments: operations)
  func operation(name: String, effect: Effect, outcomes: Set<String>, own: [String]) throws {
    let operation = try Operation.require(name)
    #expect(operation.effect == effect)
    #expect(operation.effect.isJournalled == (effect != .lookUp))
    #expect(Set(operation.outcomes.map(\.rawValue)) == outcomes)
    #expect(operation.outcomes.count == outcomes.count)
    #expect(operation.ownColumns == own)
    #expect(operation.hasAmount == ["payout", "transfer-otp"].contains(name))
  }

  @Test("five operations in the contract's order; others do not exist")
  func names() {
    #expect(Operation.all.map(\.name) == ["payout", "recharge-status", "pan-status", "pan-new", "transfer-otp"])
    #expect(Operation.named("Payout") == nil)
    #expect(Operation.named("") == nil)
  }

  @Test("the payee is branch and account, and only a payout has one")
  func payee() throws {
    let payout = try Operation.require("payout")
    #expect(payout.payee(sampleFields(payout)) == "HDFC0000001 00110012345678")
    for operation in Operation.all where operation.name != "payout" {
      #expect(operation.payee(sampleFields(operation)) == nil)
    }
  }

  @Test("the credentials that a setting can stand for")
  func credentials() throws {
    #expect(try Operation.require("payout").credentials == [.registrationID])
    #expect(Set(try Operation.require("pan-new").credentials) == Set(Credential.allCases))
    #expect(Set(try Operation.require("pan-status").credentials) == Set(Credential.allCases))
    #expect(
      Credential.allCases.map(\.rawValue).sorted()
        == ["AOPAY_DOMAIN", "AOPAY_NEP_KEY", "AOPAY_PARTNER_ID", "AOPAY_REGISTRATION_ID"]
    )
    #expect(Credentials([.nepKey: ""])[.nepKey] == nil)
  }
}
