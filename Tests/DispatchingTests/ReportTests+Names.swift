import AOPay
import Glibc
import Ledger
import Operations
import Payments
import Sheet
import TestSupport
import Testing

@testable import Dispatching
@testable import Reports
@testable import Validation

// Whose rows they are.
extension ReportTests {
  @Test("rejected and failed rows are told by name and amount, with what to do in words")
  func named() async throws {
    let bench = try ReportBench()
    _ = try await bench.run(.sample)
    let text = try bench.page().text
    #expect(text.contains("|4|Imran \(ReportBench.markup)|XXXXXXXXXX5678|₹700.00|Beneficiary Id already exists|"))
    #expect(text.contains("|7|A|XXXXXXX6789|₹5,00,000.01|amount: IMPS carries at most ₹5,00,000.00 in one transfer"))
    #expect(text.contains("|8|B|XXXXXXX6789|x|"), "what is no amount stands as it was written")
    #expect(text.contains("|9|C|XXXXXXX6789|₹40.50|IFSC: The fifth character of the IFSC is the letter O"))
  }

  @Test("a rejected row is named by the column that somebody chose, as far as that can be known")
  func chosenColumn() async throws {
    var bench = try ReportBench()
    let payout = try #require(Operation.aopay.named("payout"))
    bench.columns.headers = [try #require(payout.payeeColumn): "Tutor"]
    let header = "Account No,amount,mode,IFSC,Vendor Name,Tutor,Mobile No\r\n"
    let rejected = "20123456789,30,NEFT,SBINO000300,Some School,Imran,9876543210\r\n"
    try bench.write(header + rejected + "00110012345678,20,NEFT,SBIN0000300,Some School,Asha,9876543210\r\n")
    _ = try await bench.run(script: [.paid])
    #expect(try bench.page().text.contains("|2|Imran|XXXXXXX6789|₹30.00|"))
    // A name that stands in both columns does not tell which one was chosen.
    try bench.write(header + rejected + "00110012345678,25,NEFT,SBIN0000300,Asha,Asha,9876543210\r\n")
    _ = try await bench.run(script: [.paid])
    #expect(try bench.page().text.contains("|2|–|XXXXXXX6789|₹30.00|"))
  }

  @Test("of many rejected rows the first are named, and the rest is counted")
  func manyRejected() async throws {
    let bench = try ReportBench()
    let rows = (0..<60).map { "2012345678\($0 % 10),40.50,NEFT,SBINO000300,Payee \($0),9876543210\r\n" }
    try bench.write(ReportBench.header + rows.joined())
    _ = try await bench.run(script: [])
    let text = try bench.page().text
    #expect(text.contains("|51|Payee 49|"))
    #expect(!text.contains("Payee 50"))
    #expect(text.contains("And 10 rows more: the rejected file."))
  }

  @Test("a number of somebody's that stands in another column is masked there, too")
  func exchanged() async throws {
    let bench = try ReportBench()
    try bench.write(
      ReportBench.header + "00110012345678,9876543210,NEFT,SBIN0000300,Asha,9876543210\r\n"
        + "00110012345678,20,NEFT,SBIN0000300,001100-12345678,9876543210\r\n"
    )
    _ = try await bench.run(script: [])
    let page = try bench.page()
    #expect(page.text.contains("|2|Asha|XXXXXXXXXX5678|₹XXXXXX3210.00|"), "\(page.text)")
    #expect(page.text.contains("|3|XXXXXXXXXX5678|XXXXXXXXXX5678|₹20.00|"))
    #expect(!page.text.contains("9876543210"))
  }
}
