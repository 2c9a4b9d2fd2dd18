import Ledger
import Operations
import TestSupport
import Testing

@testable import Reports

@Suite(
  "How a report looks",
  .everyLedger,
  .enabled(if: Browser.isInstalled, "Chromium or pdftotext is not installed"),
  .timeLimit(.minutes(10))
)
struct ReportLookTests {
  @Test("everything on it can be read on a telephone, a desk and paper, in the light and in the dark", .onlyFile)
  func readable() async throws {
    let page = try await Self.fullPage().source
    try await check(page)
    // A look is no proof if it sees no fault.
    for (harm, fault) in [
      (".n { min-width: 900px; }", "from"), (".under { color: #999999; }", "contrast"),
      (".chart .quiet { fill: #777777; }", "contrast"), ("dl { overflow: hidden; white-space: nowrap; }", "wider"),
      ("html { background: url(http://127.0.0.1:9/); }", "asks for"),
    ] {
      let harmed = page.replacing("</style>", with: harm + "</style>").replacing(
        "default-src 'none'",
        with: "default-src *"
      )
      let faults = try await Browser.looks(at: harmed).flatMap(\.faults)
      #expect(faults.contains { $0.hasPrefix(fault) }, "\(harm)")
    }
  }

  @Test("so can one of look-ups, and one of a sheet without a valid row", .onlyFile)
  func small() async throws {
    var bench = try ReportBench()
    try bench.write("referenceid\r\n1001\r\n1002\r\n1.2E+11\r\n,\r\n")
    _ = try await bench.run(script: [.recharged, .recharged], operation: .rechargeStatus)
    try await check(bench.page().source)
    bench.sheet = "other"
    try bench.write(ReportBench.header + "1.2E10,12,IMPS,SBINO000300,A & B,99\r\n")
    _ = try await bench.run(script: [])
    try await check(bench.page().source)
  }

  @Test("no sheet of paper of a trial can be taken for one of a payment", .onlyFile)
  func trialOnPaper() async throws {
    let sheets = try await Browser.print(Self.fullPage(at: "http://127.0.0.1:8080").source)
    #expect(sheets.count > 3)
    for sheet in sheets { #expect(sheet.contains("TEST: no money moved\n"), "the stamp, also without the line below") }
    let paid = try await Browser.print(Self.fullPage().source)
    #expect(!paid.joined().contains("TEST"))
  }

  private func check(_ page: String) async throws {
    let looks = try await Browser.looks(at: page)
    #expect(looks.map(\.width) == [390, 390, 768, 768, 1280, 1280, 680])
    #expect(looks.map(\.isDark) == [false, true, false, true, false, true, false])
    for look in looks {
      #expect(look.texts > 50, "\(look.frame)")
      #expect(look.faults.isEmpty, "\(look.frame): \(look.faults.prefix(5))")
    }
  }

  /// A page with everything in it that can be long, large, or in letters of another script.
  private static func fullPage(at address: String = "https://provider.test") async throws -> RenderedReport {
    var bench = try ReportBench()
    bench.sheet = String(repeating: "Salaries_and_vendors_of_November ", count: 6).prefix(200).description
    bench.address = address
    bench.approvals = ReportBench.signed(address)
    let names = [
      "आशा शर्मा", "मीनाक्षी सुब्रह्मण्यम", String(repeating: "Wxyz", count: 30),
      "Shree Ganesh Traders & Suppliers (Kolhapur) Private Limited",
    ]
    var sheet = ReportBench.header
    for row in 0..<70 {
      let code = row < 12 ? "SBIN0000300" : "SBINO000300"
      let amount = row < 12 ? "9,99,00,00,\(100 + row).00" : row % 2 == 0 ? "31,200.5.0" : "12.345"
      sheet += "\(50_100_123_400_000 + row),\"\(amount)\",NEFT,\(code),\"\(names[row % 4])\",98765432\(10 + row)\r\n"
    }
    try bench.write(sheet)
    let long = String(repeating: "no such beneficiary ", count: 10) + String(repeating: "x", count: 120)
    let script: [ReportReply] = [
      .refused(long), .timeout, .timeout, .timeout, .tooFast, .refused("no"), .paid, .unknownID,
    ]
    let batch = try await bench.run(script: script).batch
    for (row, paid) in [(3, true), (4, false)] {
      let found = Resolution(
        paid: paid,
        reference: "HDFCN5202611270001234500000000000000000000",
        reason: "The statement of 26 November, as told on the telephone (ticket 4711)",
        decidedBy: "asha",
        decidedAt: .now
      )
      try resolve(row, of: batch, found, bench.ledger)
    }
    try bench.export(batch)
    return try bench.page()
  }
}
