import TestSupport
import Testing

/// One magic value of the sandbox and what must become of its row: by hand from the contract and the table of answers.
struct Magic: Sendable, CustomStringConvertible {
  let operation: String
  let value: String
  let outcome: String
  let status: Int32
  /// The HTTP status in the results; empty where there was no whole answer.
  let http: String
  /// Bodies that the provider's log must have, with at most two tries.
  let bodies: Int

  init(_ operation: String, _ value: String, _ outcome: String, _ status: Int32, http: String, bodies: Int = 1) {
    self.operation = operation
    self.value = value
    self.outcome = outcome
    self.status = status
    self.http = http
    self.bodies = bodies
  }

  var description: String { "\(operation) \(value)" }

  static let payout = [
    Magic("payout", ".00", "accepted", 0, http: "200"),
    Magic("payout", ".03", "not_sent", 5, http: "403"),
    Magic("payout", ".09", "failed", 3, http: "409"),
    Magic("payout", ".12", "not_sent", 5, http: "412"),
    Magic("payout", ".22", "failed", 3, http: "422"),
    Magic("payout", ".29", "accepted", 0, http: "200", bodies: 2),
    Magic("payout", ".50", "in_doubt", 4, http: "500"),
    Magic("payout", ".53", "in_doubt", 4, http: "503"),
    Magic("payout", ".55", "in_doubt", 4, http: ""),
    Magic("payout", ".57", "in_doubt", 69, http: ""),
    Magic("payout", ".58", "in_doubt", 69, http: "", bodies: 0),
    Magic("payout", ".59", "in_doubt", 4, http: "200"),
    Magic("payout", ".61", "in_doubt", 4, http: "200"),
    Magic("payout", ".70", "failed", 5, http: "200"),
  ]

  static let rechargeStatus = [
    Magic("recharge-status", "401", "error", 5, http: "401"),
    Magic("recharge-status", "403", "error", 5, http: "403"),
    Magic("recharge-status", "429", "success", 0, http: "200", bodies: 2),
    Magic("recharge-status", "500", "error", 3, http: "500", bodies: 2),
    Magic("recharge-status", "503", "error", 3, http: "503", bodies: 2),
    Magic("recharge-status", "555", "error", 3, http: "", bodies: 2),
    Magic("recharge-status", "557", "error", 69, http: "", bodies: 2),
    Magic("recharge-status", "558", "error", 69, http: "", bodies: 0),
    Magic("recharge-status", "559", "error", 3, http: "200", bodies: 2),
    Magic("recharge-status", "561", "error", 3, http: "200", bodies: 2),
    Magic("recharge-status", "570", "pending", 0, http: "200"),
    Magic("recharge-status", "571", "failed", 3, http: "200"),
    Magic("recharge-status", "572", "refunded", 0, http: "200"),
    Magic("recharge-status", "573", "pending", 0, http: "200"),
  ]

  static let panStatus = [
    Magic("pan-status", "401", "error", 3, http: "401"),
    Magic("pan-status", "403", "error", 5, http: "403"),
    Magic("pan-status", "429", "pending", 0, http: "200", bodies: 2),
    Magic("pan-status", "571", "failed", 3, http: "200"),
    Magic("pan-status", "574", "success", 0, http: "200"),
  ]

  /// What creates something is as careful as what moves money.
  static func creating(_ operation: String) -> [Magic] {
    [
      Magic(operation, "401", "not_sent", 5, http: "401"),
      Magic(operation, "403", "not_sent", 5, http: "403"),
      Magic(operation, "429", "success", 0, http: "200", bodies: 2),
      Magic(operation, "500", "in_doubt", 4, http: "500"),
      Magic(operation, "503", "in_doubt", 4, http: "503"),
      Magic(operation, "555", "in_doubt", 4, http: ""),
      Magic(operation, "557", "in_doubt", 69, http: ""),
      Magic(operation, "558", "in_doubt", 69, http: "", bodies: 0),
      Magic(operation, "559", "in_doubt", 4, http: "200"),
      Magic(operation, "561", "in_doubt", 4, http: "200"),
    ]
  }

  static let all =
    payout + rechargeStatus + panStatus + creating("pan-new") + creating("transfer-otp")
    + [Magic("transfer-otp", "202", "registration_required", 0, http: "202")]
}

@Suite("Every magic value of the sandbox", .timeLimit(.minutes(60)))
struct MagicValueTests {
  @Test("ends as the contract says", arguments: Magic.all)
  func ends(_ magic: Magic) async throws {
    try await withOffice { office in
      try office.write("sheet.csv", Sheets.magic(magic.operation, magic.value))
      let run = try await office.send(
        magic.operation,
        "sheet.csv",
        "--timeout",
        "0.7",
        "--attempts",
        "2",
        "--halt-after-in-doubt",
        "21"
      )
      #expect(run.status == magic.status, "\(run.stderr)")
      let results = try office.csv("sheet.results.csv")
      #expect(results["aop_outcome"] == [magic.outcome])
      #expect(results["aop_http_status"] == [magic.http])
      #expect(try office.requests.count == magic.bodies)
    }
  }

  @Test("a row that the provider saw in vain once is asked for again by a look-up, and it says so")
  func duplicateAfterDoubt() async throws {
    try await withOffice { office in
      try office.write("pan.csv", Sheets.magic("pan-status", "557"))
      let run = try await office.send("pan-status", "pan.csv", "--attempts", "2")
      #expect(run.status == 3)
      let results = try office.csv("pan.results.csv")
      #expect(results["aop_outcome"] == ["error"])
      #expect(results["aop_message"].first?.contains("an earlier try arrived") == true)
    }
  }

  @Test("five doubtful answers stop a payout, and what was not sent is not lost")
  func brake() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout((1...12).map { "\($0)0.50" }))
      let run = try await office.send("payout", "pay.csv", "--concurrency", "1", "--json")
      #expect(run.status == 5)
      #expect(try run.json.counts("outcomes") == ["accepted": 0, "failed": 0, "in_doubt": 5, "not_sent": 7])
      #expect(try office.requests.count == 5)
      #expect(try office.csv("pay.results.csv").rows.count == 12)
      let words = "halted: too many rows ended in doubt"
      #expect(try run.json.text("code") == "halted.tooManyInDoubt")
      #expect(try run.json.text("reason")?.lowercased().hasPrefix(words) == true)
      let batch = try #require(try run.json.text("batch"))
      #expect(try await office.run("show", batch).stdout.contains("\(words); 7 rows not sent"))
      #expect(try office.text("pay.report.html").contains(words))
      #expect(try await office.run("export", batch, "--out", "again").status == 0)
      #expect(try office.text("again/pay.report.html").contains(words))
    }
  }
}
