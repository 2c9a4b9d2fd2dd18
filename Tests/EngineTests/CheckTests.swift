import Glibc
import Ledger
import Operations
import Payments
import Testing

@testable import Engine

@Suite("check")
struct CheckTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  private func check(_ text: String, _ change: (inout SheetRequest) -> Void = { _ in }) async throws -> Inspection {
    var request = try SheetRequest(folder, text)
    change(&request)
    return try await Check(request)()
  }

  private static func sheet(_ rows: String...) -> String { ([Sheets.header] + rows).map { $0 + "\n" }.joined() }

  /// Two good rows, one bad amount, one bad mobile, one blank row and one blank line.
  private static let mixed = sheet(
    Sheets.payout(2, amount: "100.00"),
    Sheets.payout(3, amount: "oops"),
    ",,,,,",
    Sheets.payout(5, amount: "\"1,000.50\""),
    "",
    "20000000007,7.00,IMPS,HDFC0000001,Asha Rao,12345"
  )

  @Test("rows and amounts are counted, each in one place")
  func counts() async throws {
    let inspection = try await check(Self.mixed)
    #expect(inspection.rows.read == 4)
    #expect(inspection.rows.valid == 2)
    #expect(inspection.rows.rejected == 2)
    #expect(inspection.rows.blank == 2)
    #expect(inspection.amounts.valid == Amount(paise: 110_050))
    #expect(inspection.amounts.rejected == Amount(paise: 700), "what cannot be read counts 0")
    #expect(inspection.amounts.read == Amount(paise: 110_750))
    #expect(inspection.errors.values.reduce(0, +) == 2)
    #expect(inspection.errors.keys.contains { $0.hasPrefix("mobileNo.") })
  }

  @Test("a row that repeats an earlier one in every column is rejected, and names it")
  func duplicates() async throws {
    let row = Sheets.payout(2)
    let inspection = try await check(Self.sheet(row, Sheets.payout(3), " " + row.replacing(",IMPS", with: ", IMPS ")))
    #expect(inspection.rows.valid == 2)
    #expect(inspection.errors == ["row.duplicate": 1])
    let rejected = CSV(try folder.read("pay.rejected.csv")).rows
    #expect(rejected.map { $0["aop_row"] } == ["4"])
    #expect(rejected[0]["aop_errors"]?.contains("row 2") == true)
  }

  @Test("rows that differ in any column, known or not, are no duplicates")
  func noDuplicates() async throws {
    let header = Sheets.header + ",note\n"
    let text = header + ["a", "b", ""].map { "\(Sheets.payout(2)),\($0)\n" }.joined()
    #expect(try await check(text).rows.valid == 3)
  }

  @Test("duplicates pass when that was asked for")
  func allowedDuplicates() async throws {
    let inspection = try await check(Self.sheet(Sheets.payout(2), Sheets.payout(2))) { $0.allowsDuplicates = true }
    #expect(inspection.rows.valid == 2)
    #expect(inspection.errors.isEmpty)
  }

  @Test("all or nothing refuses the sheet for one rejected row, with both files written")
  func allOrNothing() async throws {
    let refusal = await #expect(throws: Refusal.self) { _ = try await check(Self.mixed) { $0.isAllOrNothing = true } }
    #expect(refusal?.status == .sheetRefused)
    #expect(folder.names == ["pay.csv", "pay.rejected.csv", "pay.warnings.csv"])
    #expect(CSV(try folder.read("pay.rejected.csv")).rows.count == 2)
  }

  @Test("all or nothing takes a sheet of good rows")
  func allOfThem() async throws {
    #expect(try await check(Sheets.payouts(3)) { $0.isAllOrNothing = true }.rows.valid == 3)
  }

  @Test(
    "control totals are over all rows that are not blank, and a mismatch writes nothing",
    arguments: [(4, 110_750, true), (4, nil, true), (nil, 110_750, true), (3, nil, false), (nil, 110_050, false)]
      as [(Int?, Int64?, Bool)]
  )
  func controlTotals(_ rows: Int?, _ paise: Int64?, _ isRight: Bool) async throws {
    let change = { (request: inout SheetRequest) in
      request.expectedRows = rows
      request.expectedTotal = paise.map(Amount.init(paise:))
    }
    if isRight {
      #expect(try await check(Self.mixed, change).rows.read == 4)
    } else {
      let refusal = await #expect(throws: Refusal.self) { _ = try await check(Self.mixed, change) }
      #expect(refusal?.status == .sheetRefused)
      #expect(folder.names == ["pay.csv"])
    }
  }

  @Test("the own limit is about the sum of the valid rows", arguments: [(110_050, true), (110_049, false)])
  func totalMax(_ paise: Int64, _ isRight: Bool) async throws {
    let change = { (request: inout SheetRequest) in request.totalMax = Amount(paise: paise) }
    if isRight {
      #expect(try await check(Self.mixed, change).rows.valid == 2)
    } else {
      await #expect(throws: Refusal.self) { _ = try await check(Self.mixed, change) }
      #expect(folder.names == ["pay.csv"])
    }
  }

  @Test("a header with no rows below it is refused", arguments: [Sheets.header + "\n", Sheets.header + "\n\n,,,,,\n"])
  func noRows(_ text: String) async throws {
    let refusal = await #expect(throws: Refusal.self) { _ = try await check(text) }
    #expect(refusal?.status == .sheetRefused)
  }

  @Test("sums beyond what can be counted are refused, not wrapped around")
  func overflow() async throws {
    let row = "20000000002,92233720368547758.07,NEFT,HDFC0000001,Asha Rao,9876543210"
    await #expect(throws: Refusal.self) { _ = try await check(Self.sheet(row, row.replacing("02,", with: "03,"))) }
  }

  @Test("the plan's digest is the same for the same sheet")
  func samePlan() async throws {
    let plan = try await check(Self.mixed).plan
    #expect(try await check(Self.mixed).plan == plan)
    #expect(plan.hasPrefix("sha256:") && plan.count == 7 + 64)
  }

  @Test("the plan's digest changes with every byte of the sheet, also with one that means nothing")
  func planOfBytes() async throws {
    let plan = try await check(Sheets.payouts(2)).plan
    for text in [
      Sheets.payouts(3), Sheets.payouts(2) + "\n", Sheets.payouts(2).replacing("\n", with: "\r\n"),
      Sheets.payouts(2).replacing("Asha", with: "Usha"), "\u{FEFF}" + Sheets.payouts(2),
    ] {
      #expect(try await check(text).plan != plan)
    }
  }

  @Test("the plan's digest changes with the rows that would be sent, though the bytes are the same")
  func planOfRows() async throws {
    let text = Self.sheet(Sheets.payout(2, amount: "10.00"), Sheets.payout(2, amount: "10.00"), Sheets.payout(3))
    let plan = try await check(text).plan
    #expect(try await check(text) { $0.allowsDuplicates = true }.plan != plan)
    let limited = try await check(text) { $0.rules.amountMax = Amount(paise: 1100) }.plan
    #expect(limited != plan)
  }

  @Test("the plan's digest changes with the rows that would be sent, though bytes and total are the same")
  func planOfRowsWithoutAmount() async throws {
    let text = Sheets.lookUps(2) + "R2\n"
    var request = try SheetRequest(folder, text, operation: "recharge-status", name: "ask.csv")
    let plan = try await Check(request)().plan
    request.allowsDuplicates = true
    #expect(try await Check(request)().plan != plan)
  }

  @Test("the plan's digest changes with the operation")
  func planOfOperation() async throws {
    try folder.write("refid,nep_id\nA,B\n", to: "ask.csv")
    var plans: Set<String> = []
    for name in ["pan-status", "recharge-status"] {
      let operation = try #require(Operation.named(name))
      let rules = Rules(today: try #require(CalendarDay(year: 2026, month: 11, day: 21)))
      plans.insert(
        try await Check(SheetRequest(operation: operation, input: .file(folder["ask.csv"]), rules: rules))().plan
      )
    }
    #expect(plans.count == 2)
  }

  @Test("a sheet that comes through a pipe is read like a file")
  func pipe() async throws {
    try #require(mkfifo(folder["pay.csv"], 0o600) == 0)
    let writer = Task.detached { [folder] in try folder.write(Self.mixed, to: "pay.csv") }
    let rules = Rules(today: try #require(CalendarDay(year: 2026, month: 11, day: 21)))
    let operation = try #require(Operation.named("payout"))
    let inspection = try await Check(
      SheetRequest(operation: operation, input: .file(folder["pay.csv"]), rules: rules)
    )()
    try await writer.value
    #expect(inspection.rows.read == 4)
    #expect(CSV(try folder.read("pay.rejected.csv")).rows.count == 2)
  }

  @Test("look-ups can be run from standard input")
  func runFromStandardInput() async throws {
    await #expect(processExitsWith: .success) {
      let folder = try Folder()
      try folder.write(Sheets.lookUps(3), to: "ask.csv")
      let descriptor = open(folder["ask.csv"], O_RDONLY)
      dup2(descriptor, STDIN_FILENO)
      let rules = Rules(today: try #require(CalendarDay(year: 2026, month: 11, day: 21)))
      let operation = try #require(Operation.named("recharge-status"))
      var request = SheetRequest(operation: operation, input: .standardInput, rules: rules)
      request.folder = folder.path
      let transport = ScriptedTransport { _, _ in Answers.found }
      let report = try await Run(request, SendingOptions(transport), ledger: folder.ledger())()
      try #require(report.tally[.success].rows == 3)
      try #require(folder.names.contains("stdin.results.csv"))
    }
  }

  @Test("a payee and amount that another batch paid in the last days is warned of")
  func repeated() async throws {
    let ledger = try folder.ledger()
    let transport = ScriptedTransport { Answers.accepted(row: $0) }
    _ = try await Run(try SheetRequest(folder, Sheets.payouts(2)), SendingOptions(transport), ledger: ledger)()
    let text = Self.sheet(Sheets.payout(3), Sheets.payout(3, amount: "99.00"), Sheets.payout(9))
    let request = try SheetRequest(folder, text, name: "next.csv")
    let inspection = try await Check(request, ledger: ledger, address: "http://127.0.0.1:1")()
    #expect(inspection.warnings["row.repeat"] == 1)
    #expect(inspection.rows.valid == 3)
    let elsewhere = try await Check(request, ledger: ledger, address: "https://other.example")()
    #expect(elsewhere.warnings["row.repeat"] == nil)
  }
}
