import Foundation
import TestSupport
import Testing

@testable import Sandbox

/// What each value must do, written by hand and not taken from the code.
private enum Expected: Sendable {
  case status(Int)
  case html(Int)
  case broken
  case closed
  case closedUnseen
  case silence
}

private let everywhere: [(String, Expected, answer: String, booked: Bool?)] = [
  ("401", .status(401), "401", false), ("403", .status(403), "403", false), ("429", .status(429), "429", false),
  ("500", .status(500), "500", nil), ("503", .html(503), "503", nil), ("555", .silence, "silence", nil),
  ("557", .closed, "closed", true), ("558", .closedUnseen, "", nil), ("559", .html(200), "html", nil),
  ("561", .broken, "truncated", true),
]

private let expectations: [(operation: String, value: String, Expected, answer: String, booked: Bool?)] =
  [
    ("payout", ".03", .status(403), "403", false), ("payout", ".09", .status(409), "409", false),
    ("payout", ".12", .status(412), "412", false), ("payout", ".22", .status(422), "422", false),
    ("payout", ".29", .status(429), "429", false), ("payout", ".50", .status(500), "500", nil),
    ("payout", ".53", .html(503), "503", nil), ("payout", ".55", .silence, "silence", nil),
    ("payout", ".57", .closed, "closed", true), ("payout", ".58", .closedUnseen, "", nil),
    ("payout", ".59", .html(200), "html", nil), ("payout", ".61", .broken, "truncated", true),
    ("payout", ".70", .status(200), "200", false),
    ("recharge-status", "570", .status(200), "200", true), ("recharge-status", "571", .status(200), "200", true),
    ("recharge-status", "572", .status(200), "200", true), ("recharge-status", "573", .status(200), "200", true),
    ("pan-status", "571", .status(200), "200", true), ("pan-status", "574", .status(200), "200", true),
    ("transfer-otp", "202", .status(202), "202", true),
  ]
  + ["recharge-status", "pan-status", "pan-new", "transfer-otp"].flatMap { operation in
    everywhere.map { (operation, $0.0, $0.1, $0.answer, $0.booked) }
  }

@Suite("Magic values")
struct MagicValueTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  @Test("each gives its answer or fault, and its line in the log", arguments: expectations)
  private func effect(
    operation: String,
    value: String,
    expected: Expected,
    answer: String,
    booked: Bool?
  ) async throws {
    let log = folder["log.jsonl"]
    let path = try #require(Path.ofOperation[operation])
    let body = Body.magic(operation, value)
    try await withServer(.init(log: log, threads: 1)) { server in
      let client = try TestClient(port: server.port)
      client.send(TestClient.request(path, body))
      if case .silence = expected {
        try await checkSilence(client, server, log)
      } else {
        try check(expected, try await client.answer())
      }
    }
    let lines = try logLines(log).filter { $0["path"] as? String != "/later" }
    if case .closedUnseen = expected {
      #expect(lines.isEmpty)
    } else {
      #expect(lines.count == 1)
      #expect(lines.first?["answer"] as? String == answer)
      #expect(lines.first?["booked"] as? Bool == booked)
      #expect(lines.first?["operation"] as? String == operation)
      #expect(lines.first?["body"] as? String == body)
    }
  }

  /// With one loop and one log, a later request that is answered proves that the first was dealt with.
  private func checkSilence(_ client: TestClient, _ server: SandboxServer, _ log: String) async throws {
    while try logLines(log).isEmpty { await Task.yield() }
    #expect(try await ask(server, "/later", "")?.status == 404)
    #expect(client.isOpenAndSilent)
  }

  private func check(_ expected: Expected, _ answer: Answer?) throws {
    switch expected {
    case .status(let status):
      #expect(answer?.status == status)
      #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data((answer?.body ?? "").utf8)) }
    case .html(let status):
      #expect(answer?.status == status)
      #expect(answer?.headers["content-type"]?.hasPrefix("text/html") == true)
      #expect(answer?.body.hasPrefix("<html>") == true)
    case .broken:
      #expect(answer?.status == 200)
      #expect(answer?.body.hasPrefix("{") == true)
      #expect(answer?.body.contains("}\n}") == false)
      #expect(throws: (any Error).self) { try JSONSerialization.jsonObject(with: Data((answer?.body ?? "").utf8)) }
    case .closed, .closedUnseen: #expect(answer == nil)
    case .silence: Issue.record("a silence has no answer to check")
    }
  }

  @Test("the table lists exactly the values that are tested here")
  func table() {
    let listed = Set(MagicValues.table.map { "\($0.operation) \($0.value)" })
    #expect(listed == Set(expectations.map { "\($0.operation) \($0.value)" }))
    #expect(listed.count == MagicValues.table.count)
    for row in MagicValues.table { #expect(MagicValues.helpText.contains("  \(row.value)  \(row.effect)")) }
    #expect(MagicValues.helpText.split(separator: "\n").allSatisfy { $0.count <= 120 })
  }

  @Test("429 says when to come again, and then accepts; the next time it refuses again")
  func retry() async throws {
    let answers = try await withServer { server in
      var answers: [Answer?] = []
      for _ in 1...3 { answers.append(try await ask(server, Path.payout, Body.payout(amount: "1.29"))) }
      answers.append(try await ask(server, Path.payout, Body.payout(amount: "1.29", account: "200000011836")))
      return answers
    }
    #expect(answers.map { $0?.status } == [429, 200, 429, 429])
    #expect(answers.map { $0?.headers["retry-after"] } == ["1", nil, "1", "1"])
  }

  @Test("a refid refused with 429 is taken when it comes again, and only then is it a duplicate")
  func retryOfPanStatus() async throws {
    let answers = try await withServer { server in
      var answers: [Answer?] = []
      for _ in 1...2 { answers.append(try await ask(server, Path.panStatus, Body.panStatus("1429"))) }
      return answers
    }
    #expect(answers.map { $0?.status } == [429, 200])
  }

  @Test("a refid whose answer was lost is a duplicate when it comes again", arguments: ["557", "559", "561", "500"])
  func lostAnswer(ending: String) async throws {
    let second = try await withServer { server in
      _ = try await ask(server, Path.panStatus, Body.panStatus("1" + ending))
      return try await ask(server, Path.panStatus, Body.panStatus("1" + ending))
    }
    #expect(second?.body.contains("Duplicate RefID") == true)
  }

  @Test(
    "recharge-status tells pending, failed and refunded",
    arguments: [("570", "2", "0", ""), ("571", "0", "0", ""), ("572", "0", "1", "2021-08-20 16:02:31")]
  )
  func recharge(ending: String, status: String, refunded: String, date: String) async throws {
    let answer = try await withServer { try await ask($0, Path.rechargeStatus, Body.rechargeStatus("1" + ending)) }
    let body = answer?.body ?? ""
    #expect(member("status", body) == status)
    #expect(member("refunded", body) == refunded)
    #expect(member("daterefunded", body) ?? "" == date)
    #expect(member("refundtxnid", body)?.isEmpty == (refunded == "0"))
  }

  @Test("a recharge that ends in 573 is pending twice, then a success")
  func becomesFinal() async throws {
    let statuses = try await withServer { server in
      var statuses: [String?] = []
      for _ in 1...4 {
        let answer = try await ask(server, Path.rechargeStatus, Body.rechargeStatus("1573"))
        statuses.append(member("status", answer?.body ?? ""))
      }
      return statuses
    }
    #expect(statuses == ["2", "2", "1", "1"])
  }

  @Test("being short of funds is told in the bank's envelope")
  func shortOfFunds() async throws {
    let answer = try await withServer { try await ask($0, Path.payout, Body.payout(amount: "5.70")) }
    let text = (answer?.body ?? "").replacing(#/,(\s*})/#) { String($0.1) }
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: any Sendable]
    let envelope = object?["initiateAuthGenericFundTransferAPIResp"] as? [String: any Sendable]
    let metaData = envelope?["metaData"] as? [String: any Sendable]
    #expect(metaData?["status"] as? String == "ERROR")
    #expect(metaData?["message"] as? String == "CLEARED BAL/FUNDS/DP NOT AVAILABLE")
    #expect(answer?.body.contains("SUCCESS") == false)
  }
}
