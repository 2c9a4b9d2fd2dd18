import Operations
import Reports
import TestSupport
import Testing
import Validation

@testable import Dispatching

@Suite("sweeps of one file", .everyLedger)
struct OverlappingSweepTests {
  private static let pending = Answers.answer(
    200,
    #"{"response_code":1,"status":true,"data":{"txnid":"6468","status":"2","refunded":"0"},"message":"Pending"}"#
  )

  @Test("that go on after one another leave the newest answer to each row, whichever wrote last")
  func overlapping() async throws {
    let place = try TestedPlace.current()
    let (folder, ledger) = (place.folder, try place.ledger())
    let sheet = "referenceid,aop_row,aop_outcome\nR2,2,pending\nR3,3,pending\n"
    var request = try SheetRequest(folder, sheet, operation: "recharge-status", name: "ask.results.csv")
    request.skipsFinal = true
    func options(_ script: @escaping @Sendable (Int) -> Observation) -> SendingOptions {
      var options = SendingOptions(ScriptedTransport { body, _ in script(Sheets.lookUpRow(of: body)) })
      options.limits.attempts = 1
      return options
    }
    func outcomes() throws -> [String] { try CSV(folder.read("ask.results.csv"))["aop_outcome"] }

    let older = try await Run(request, options { _ in Answers.broken }, ledger: ledger)().batch
    let newer = try await Run(request, options { $0 == 2 ? Self.pending : Answers.found }, ledger: ledger)().batch
    #expect(try outcomes() == ["pending", "success"])
    _ = try await Resume(older, options { $0 == 2 ? Answers.found : Self.pending }, ledger: ledger)()
    #expect(try outcomes()[0] == "success")
    _ = try await Resume(newer, options { _ in Answers.broken }, ledger: ledger)()
    #expect(try outcomes()[0] == "success")
    #expect(try CSV(folder.read("ask.results.csv"))["aop_row"] == ["2", "3"])
  }
}
