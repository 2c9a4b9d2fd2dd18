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

@Suite("The report of a batch", .everyLedger)
struct ReportTests {
  @Test("the totals in the page are those of the ledger")
  func totals() async throws {
    let bench = try ReportBench()
    let report = try await bench.run(.sample)
    let text = try bench.page().text
    #expect(report.totals.read.rows == 8)
    for sum in [
      // 1,00,000.75 + 2,500.10 + 700 + 10.03 + 20 valid, 5,00,000.01 + 0 + 40.50 rejected.
      "Rows read|8|₹6,03,271.39", "= valid|5|₹1,03,230.88", "+ rejected|3|₹5,00,040.51", "Valid rows|5|₹1,03,230.88",
      "= accepted|2|₹1,02,500.85", "+ failed|1|₹700.00", "+ in doubt|1|₹10.03", "+ not sent|1|₹20.00",
      "Blank rows, skipped and not counted above|1|",
    ] {
      #expect(text.contains("|\(sum)|"), "\(sum)")
    }
    #expect(text.contains("The totals balance in rows and money"))
    #expect(text.contains("one lakh three thousand two hundred thirty rupees and eighty-eight paise"))
    #expect(text.contains("one lakh two thousand five hundred rupees and eighty-five paise"))
  }

  @Test("the page says who, what, when, where, and which sheet and plan")
  func facts() async throws {
    let bench = try ReportBench()
    let batch = try await bench.run(.sample).batch
    let text = try bench.page().text
    for fact in [
      "Recorded by|asha", "Batch \(batch.name).", "SHA-256 of the sheet|\(batch.digests.sha256)",
      "Plan digest|\(batch.digests.plan)",
      "Address|https://provider.test", "Recorded at|\(batch.createdAt.inIndia)|\(batch.createdAt.text)",
      "Requests sent|5", "|pay.csv|",
    ] {
      #expect(text.contains(fact), "\(fact)")
    }
  }

  @Test("a batch that is paid once more says why")
  func again() async throws {
    let bench = try ReportBench()
    _ = try await bench.run([.paid])
    _ = try await bench.run([.paid], again: "bounced & returned, account 00110012345678")
    let text = try bench.page().text
    #expect(text.contains("Processed once more|bounced & returned, account XXXXXXXXXX5678"))
  }

  @Test("reasons are counted with the rows that have them")
  func reasons() async throws {
    let bench = try ReportBench()
    _ = try await bench.run(.sample)
    let text = try bench.page().text
    for line in [
      "Reason amount.limit of amount|row 7|1|₹5,00,000.01", "Reason beneficiaryIFSC.letterO of IFSC|rows 8, 9|2|₹40.50",
      "failed|Beneficiary Id already exists (409)|row 4|1|₹700.00",
      "in doubt|no answer in time (after 60 s); the request may have arrived|row 5|1|₹10.03",
    ] {
      #expect(text.contains("|\(line)|"), "\(line)")
    }
  }

  @Test("who signed is told, with the key, what for, and the policy")
  func approvals() async throws {
    var bench = try ReportBench()
    bench.approvals = ReportBench.signed()
    let batch = try await bench.run([.paid, .timeout]).batch
    let text = try bench.page().text
    let key = "SHA256:ravik7pWl2hYqHs0v9cR3tXbN8aLzE4mUj6Q"
    #expect(text.contains("|ravi@firm.in|sending|\(key)|text 2e82fe8be016…, policy 9f3c24b1c0ff…|"))
    #expect(text.contains("|meera@firm.in|sending|"))
    #expect(text.contains("The policy that held when sending began has the SHA-256 |9f3c24b1c0ffee|"))
    let head = try bench.ledger.journalHead()
    #expect(
      text.contains("journal’s newest entry was number \(head.number - 1), with the SHA-256"),
      "then `closed` came"
    )

    let found = Resolution(paid: false, reference: nil, reason: "no debit", decidedBy: "asha", decidedAt: .now)
    try resolve(3, of: batch, found, bench.ledger, with: ReportBench.signed("bda2d69c"))
    try bench.export(batch)
    #expect(try bench.page().text.contains("|ravi@firm.in|row 3 was not paid|"))
  }

  @Test("where nobody signed it is told whether there was a policy")
  func unsigned() async throws {
    var bench = try ReportBench()
    _ = try await bench.run([.paid])
    #expect(try bench.page().text.contains("Nobody signed, and nobody had to: there was no policy."))
    bench.approvals = Array(ReportBench.signed().prefix(1))
    _ = try await bench.run([.paid], again: "bounced")
    let text = try bench.page().text
    #expect(text.contains("Nobody signed: the policy asked for no signature."))
    #expect(text.contains("|9f3c24b1c0ffee|"))
  }

  @Test("a trial says so, and a payment does not")
  func trial() async throws {
    var bench = try ReportBench()
    _ = try await bench.run([.paid])
    #expect(try !bench.page().source.contains("TEST"))
    bench.address = "http://127.0.0.1:8080"
    _ = try await bench.run([.paid])
    let page = try bench.page()
    #expect(page.text.hasPrefix("TEST: pay.csv, batch"), "the title")
    #expect(page.text.contains("|TEST: no money moved|Batch report: payout|TEST: pay.csv|"))
    #expect(page.source.contains(#"content: "TEST: no money moved. aopbatch, batch"#), "below every page of paper")
  }

  @Test("a row in doubt is shown masked, with the command that settles it")
  func doubts() async throws {
    let bench = try ReportBench()
    let batch = try await bench.run(.sample).batch
    let text = try bench.page().text
    #expect(text.contains("|5|Imran \(ReportBench.markup)|XXXXXXX6789|₹10.03|"))
    #expect(text.contains("resolve \(batch.name) 5|"))
  }

  @Test("a row that was sent twice is listed with its tries")
  func retried() async throws {
    let bench = try ReportBench()
    _ = try await bench.run([.tooFast, .paid])
    let text = try bench.page().text
    #expect(text.contains("Sent more than once, most tries first|Row|Outcome|Tries|Last answer|2|accepted|2|"))
    #expect(text.contains("Requests sent|3|"))
  }

  @Test("nothing that stands in a sheet or an answer becomes markup")
  func escaping() async throws {
    let bench = try ReportBench()
    _ = try await bench.run([.timeout, .refused(ReportBench.markup)], names: ReportBench.markup)
    let page = try bench.page()
    #expect(page.text.contains(ReportBench.markup), "it is shown as it was written")
    #expect(!page.source.contains("<script"))
    #expect(!page.source.contains("<img"))
    #expect(!page.elements.contains("script"))
    #expect(!page.elements.contains("img"))
  }

  @Test("no account number, mobile, registration id or key is in the page")
  func secrets() async throws {
    let bench = try ReportBench()
    let batch = try await bench.run([.refused("account 00110012345678, id AOP-SECRET, 9876543210")] + .sample).batch
    let found = Resolution(
      paid: true,
      reference: "UTR 42",
      reason: "paid to 00110012345678",
      decidedBy: "asha",
      decidedAt: .now
    )
    try resolve(6, of: batch, found, bench.ledger)
    try bench.export(batch)
    let source = try bench.page().source
    for secret in ["00110012345678", "20123456789", "9876543210", "AOP-SECRET", "NEP-SECRET"] {
      #expect(!source.contains(secret), "\(secret)")
    }
  }

  @Test("the page needs no network and no script")
  func selfContained() async throws {
    let bench = try ReportBench()
    _ = try await bench.run(.sample)
    let page = try bench.page()
    #expect(Set(page.elements).isDisjoint(with: ["script", "link", "img", "iframe", "object", "embed", "a"]))
    #expect(!page.source.contains("url(http"))
    #expect(!page.source.contains("@import"))
    #expect(page.source.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>"))
  }

  @Test("the page is readable by its owner only")
  func permissions() async throws {
    let bench = try ReportBench()
    _ = try await bench.run([.paid])
    #expect(bench.folder.permissions(of: "pay.report.html") == 0o600)
  }

  @Test("a finished batch says so")
  func finished() async throws {
    let bench = try ReportBench()
    _ = try await bench.run([.paid, .paid])
    #expect(try bench.page().text.contains("Finished. Every row was answered well."))
  }

  @Test("a halted batch says why, how many rows are left, and what goes on with them")
  func halted() async throws {
    let bench = try ReportBench()
    let report = try await bench.run([.paid, .unknownID, .paid, .paid])
    #expect(report.ending == .halted)
    let text = try bench.page().text
    #expect(text.contains("Not finished: 3 rows not sent."))
    #expect(text.contains("The batch was halted credentials"))
    #expect(text.contains("resume \(report.batch.name)"))
    #expect(text.contains("not sent|sending stopped before its turn came|rows 4, 5|2|"))
  }

  @Test("a batch without a valid row has a report too")
  func noValidRow() async throws {
    let bench = try ReportBench()
    try bench.write(ReportBench.header + "1.2E10,12,IMPS,SBINO000300,A & B,99\r\n")
    _ = try await bench.run(script: [])
    let text = try bench.page().text
    #expect(text.contains("Finished: no row was valid, so nothing was sent."))
    #expect(text.contains("|Sending began|nothing was sent|"))
    #expect(text.contains("The totals balance"))
  }

  @Test("the report of look-ups has no amounts")
  func lookUps() async throws {
    let bench = try ReportBench()
    try bench.write("referenceid\r\n1001\r\n1002\r\n")
    _ = try await bench.run(script: [.recharged, .recharged], operation: .rechargeStatus)
    let text = try bench.page().text
    #expect(text.contains("|= success|2|"))
    #expect(text.contains("The totals balance in rows:"))
    #expect(!text.contains("₹"))
    #expect(!text.contains("Amount"))
  }

  @Test("export after a decision replaces the page")
  func exportAfterResolve() async throws {
    let bench = try ReportBench()
    let batch = try await bench.run([.timeout]).batch
    #expect(try bench.page().text.contains("Sent, with 1 row in doubt."))
    let found = Resolution(
      paid: true,
      reference: "UTR<42>",
      reason: "statement of 21 November",
      decidedBy: "imran",
      decidedAt: Timestamp(milliseconds: 1_795_250_100_000)
    )
    try resolve(2, of: batch, found, bench.ledger)
    #expect(try bench.page().text.contains("Sent, with 1 row in doubt."), "resolve leaves the files alone")
    try bench.export(batch)
    let text = try bench.page().text
    #expect(text.contains("Finished. Every row was answered well."))
    #expect(!text.contains("Rows in doubt|"))
    #expect(
      text.contains(
        "|2|paid|imran|Sat 21 Nov 2026, 14:05:00 IST|2026-11-21T08:35:00.000Z|statement of 21 November|UTR<42>|"
      )
    )
  }
}
