import Operations
import Sheet
import Testing

@testable import AOPay

@Suite("Facts of the operations, as the contract has them")
struct FactTests {
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
    #expect(Operation.aopay.map(\.name) == ["payout", "recharge-status", "pan-status", "pan-new", "transfer-otp"])
    #expect(Operation.aopay.named("Payout") == nil)
    #expect(Operation.aopay.named("") == nil)
  }

  @Test("the same payment: the bank, the account without leading zeros, the amount; look-ups have none")
  func identity() throws {
    let payout = try #require(Operation.aopay.named("payout"))
    func identity(_ account: String, _ ifsc: String) -> String? {
      var fields = PackedRow()
      for cell in [account, "12.00", "IMPS", ifsc, "Dean Jon", "", "9959641234", ""] { fields.append(cell) }
      return payout.identity(fields).map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(identity("00110012345678", "SBIN0000300") == "SBIN 110012345678 12.00 ")
    #expect(identity("110012345678", "SBIN0000999") == identity("00110012345678", "SBIN0000300"))
    #expect(identity("ab12", "SBIN0000300") == identity("AB12", "SBIN0000300"))
    #expect(Operation.aopay.filter { $0.effect == .lookUp }.allSatisfy { $0.identityColumns.isEmpty })
  }

  @Test("the credentials that a setting can stand for")
  func credentials() throws {
    #expect(try Operation.require("payout").credentials == [.registrationID])
    for name in ["pan-new", "pan-status"] {
      #expect(
        Set(try Operation.require(name).credentials.map(\.setting))
          == ["AOPAY_DOMAIN", "AOPAY_NEP_KEY", "AOPAY_PARTNER_ID", "AOPAY_REGISTRATION_ID"]
      )
    }
    #expect(Credentials([.nepKey: ""])[.nepKey] == nil)
  }

  @Test("the registration id and the key are secrets, and only the key is masked in the sheet's own cells")
  func secrets() {
    let values = Credentials([.registrationID: "R", .nepKey: "K", .domain: "D", .partnerID: "P"])
    #expect(Set(values.secrets) == ["R", "K"])
    #expect([Credential.registrationID, .nepKey, .domain, .partnerID].filter(\.isMaskedInResults) == [.nepKey])
  }
}
