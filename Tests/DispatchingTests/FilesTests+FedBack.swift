import AOPay
import Glibc
import Ledger
import Operations
import Payments
import Sheet
import TestSupport
import Testing
import Transport

@testable import Dispatching
@testable import Reports
@testable import Validation

// What happens to our files when somebody runs them.
extension FilesTests {
  @Test("cells beyond the header come last, in columns without a name; fed back, the row is rejected again")
  func beyondHeader() async throws {
    let row = "20000000002,1,00,000,IMPS,HDFC0000001,Asha Rao,9876543210"
    _ = try await run("\(Sheets.header)\n\(row)\n\(Sheets.payout(3, amount: "x"))\n") { Answers.accepted(row: $0) }
    let rejected = try CSV(folder.read("pay.rejected.csv"))
    #expect(rejected.header.suffix(2) == ["", ""])
    let (line, other) = (rejected.lines[0], rejected.lines[1])
    #expect(line.prefix(6) == ["20000000002", "1", "'00", "'000", "IMPS", "HDFC0000001"])
    #expect(line[6...7] == ["2", "row.fields"])
    #expect(line.suffix(2) == ["Asha Rao", "9876543210"])
    #expect(other[6...7] == ["3", "amount.format"] && other.suffix(2) == ["", ""])
    let again = try await Check(SheetRequest(folder, folder.read("pay.rejected.csv"), name: "again.csv"))()
    #expect(Set(again.summary.findings.errors.keys) == ["row.fields", "amount.format"])
    #expect(try folder.read("again.rejected.csv") == folder.read("pay.rejected.csv"), "the round trip changes nothing")
  }

  @Test("a row whose cells too many are empty is rejected again as long as they are there")
  func emptyBeyondHeader() async throws {
    _ = try await run("\(Sheets.header)\n\(Sheets.payout(2)),,\n\(Sheets.payout(3))\n") { Answers.accepted(row: $0) }
    let rejected = try folder.read("pay.rejected.csv")
    #expect(try CSV(rejected).lines[0].suffix(2) == ["'", "'"])
    let again = try await Check(SheetRequest(folder, rejected, name: "again.csv"))()
    #expect(Set(again.summary.findings.errors.keys) == ["row.fields"])
    #expect(try folder.read("again.rejected.csv") == rejected, "the round trip changes nothing")
    let mended = try await Check(SheetRequest(folder, rejected.replacing(",'", with: ","), name: "mended.csv"))()
    #expect(mended.summary.totals.valid.rows == 1 && mended.summary.findings.errors.isEmpty)
  }

  @Test(
    "a row that a comma split stays rejected, however often it is fed back",
    arguments: [("Branch", "250,", "row.fields"), ("Branch,", "250,Pune", "amount.split")]
  )
  func splitAgain(header: String, cells: String, code: String) async throws {
    let start = "20000000002,IMPS,HDFC0000001,Asha Rao,9876543210,"
    var text = "accountNumber,transactionType,beneficiaryIFSC,beneficiaryName,mobileNo,amount,\(header)\n"
    text += "\(start)1,\(cells)\n\(start)x,Pune\n"
    for name in ["one", "two", "three"] {
      let found = try await Check(SheetRequest(folder, text, name: "\(name).csv"))()
      #expect(Set(found.summary.findings.errors.keys) == [code, "amount.format"], "\(name)")
      text = try folder.read("\(name).rejected.csv")
    }
    let mended = try await Check(SheetRequest(folder, text.replacing(",1,", with: ",1.00,"), name: "mended.csv"))()
    #expect(mended.summary.findings.errors["amount.split"] == nil)
  }

  @Test("what repeats a payment, and is wrong otherwise too, is no reason to call the whole sheet a repeat")
  func repeatedAndWrong() async throws {
    let text = "\(Sheets.header),aop_error_codes\n\(Sheets.payout(2, amount: "x")),row.repeat\n"
    let found = try await Check(SheetRequest(folder, text))()
    #expect(Set(found.summary.findings.errors.keys) == ["amount.format", "row.repeat"])
    let report = try await run(text) { Answers.accepted(row: $0) }
    #expect(report.totals.rejected.rows == 1 && report.ending == .rowsToLookAt)
    let failure = await #expect(throws: Failure.self) {
      try await Check(SheetRequest(folder, text.replacing(",x,", with: ",1.00,"), name: "again.csv"))()
    }
    #expect(failure?.code == .sheetRepeats)
  }

  @Test("the rejected file, its cells mended, is taken without other edits")
  func rejectedAgain() async throws {
    let text = "\(Sheets.header),note\n\(Sheets.payout(2, amount: "12.345")),=x\n\(Sheets.payout(3)),\n"
    _ = try await run(text) { Answers.accepted(row: $0) }
    let mended = try folder.read("pay.rejected.csv").replacing("12.345", with: "12.34")
    let transport = ScriptedTransport { Answers.accepted(row: $0) }
    let request = try SheetRequest(folder, mended, name: "mended.csv")
    let report = try await Run(request, SendingOptions(transport), ledger: ledger)()
    #expect(transport.rows == [2])
    #expect(report.ending == .good)
    #expect(try CSV(folder.read("mended.results.csv")).rows[0]["note"] == "'=x", "guarded once, not twice")
  }

  @Test("results fed back in are refused when something was paid, or may have been")
  func resultsAgain() async throws {
    let report = try await run(Sheets.payouts(2)) { $0 == 2 ? Answers.lost : Answers.failed }
    #expect(report.ending == .inDoubt)
    let request = try SheetRequest(folder, folder.read("pay.results.csv"), name: "again.csv")
    let transport = ScriptedTransport { Answers.accepted(row: $0) }
    let refusal = await #expect(throws: Failure.self) {
      _ = try await Run(request, SendingOptions(transport), ledger: ledger)()
    }
    #expect(refusal?.code == .sheetProcessed)
    #expect(transport.bodies.isEmpty)
  }
}
