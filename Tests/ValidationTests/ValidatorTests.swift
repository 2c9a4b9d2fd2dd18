import Ledger
import Operations
import Payments
import Sheet
import Testing

@testable import Validation

@Suite("A whole sheet")
struct ValidatorTests {
  /// Two good rows, one bad amount, one bad mobile, one blank row and one blank line.
  private static let mixed = Sheets.sheet([
    Sheets.payout(2, amount: "100.00"),
    Sheets.payout(3, amount: "oops"),
    ",,,,,",
    Sheets.payout(5, amount: "\"1,000.50\""),
    "",
    "20000000007,7.00,NEFT,HDFC0000001,Asha Rao,12345",
  ])

  @Test("rows and amounts are counted, each in one place")
  func counts() throws {
    let validated = try validate(Self.mixed)
    let totals = validated.totals
    #expect(totals.read == Total(rows: 4, paise: 110_750))
    #expect(totals.valid == Total(rows: 2, paise: 110_050))
    #expect(totals[.planned] == totals.valid)
    #expect(totals.rejected == Total(rows: 2, paise: 700), "what cannot be read counts 0")
    #expect(totals.blank == 2)
    #expect(validated.errors == ["amount.format": 1, "mobileNo.length": 1])
    #expect(validated.summary.findings.errors["mobileNo.length"] == Total(rows: 1, paise: 700))
    #expect(validated.rows.map(\.number) == [2, 3, 5, 7])
  }

  @Test("a row counts once for each code that it has, with its amount")
  func codes() throws {
    let odd = "123456789012345678X,100.00,IMPS,ZZZZ0000001,Asha Rao,9876543210"
    let summary = try validate(Sheets.sheet([odd, odd.replacing("X,100", with: "Y,50"), Sheets.payout(4)])).summary
    #expect(summary.totals.warned == 2)
    #expect(summary.findings.warnings["beneficiaryIFSC.bank"] == Total(rows: 2, paise: 150_00))
    #expect(summary.findings.warnings["accountNumber.letters"] == Total(rows: 2, paise: 150_00))
    #expect(summary.findings.errors.isEmpty)
  }

  @Test("valid rows are summed by their way of sending, and the largest are known by name")
  func highlights() throws {
    let amounts = ["5.00", "70.00", "x", "6.50", "70.00", "900000.00", "80.00"]
    var rows = amounts.enumerated().map { Sheets.payout($0 + 2, amount: $1) }
    rows[1] = rows[1].replacing("Asha", with: " Usha").replacing("IMPS", with: "neft")
    let summary = try validate(Sheets.sheet(rows)).summary
    #expect(summary.contents.modes == [.imps: Total(rows: 4, paise: 161_50), .neft: Total(rows: 1, paise: 70_00)])
    #expect(summary.contents.largest.map(\.number) == [8, 3, 6], "900000.00 is too much for IMPS")
    #expect(summary.contents.largest.map(\.payee) == ["Asha Rao", "Usha Rao", "Asha Rao"])
  }

  @Test("rejected rows and warned ones are given out when others are not wanted")
  func findingsOnly() throws {
    let all = try validate(Self.mixed)
    let some = try validate(Self.mixed, keepsEveryRow: false)
    #expect(some.rows.map(\.text) == all.rows.filter { $0.fields == nil }.map(\.text))
    #expect(some.plan == all.plan)
  }

  @Test("what is given out is what stands in the sheet and what is to be sent of it")
  func rows() throws {
    let cells = [" a ", "20000000002", "₹ 1,250", "neft", "hdfc0000001", "Asha", "+91 98765 43210"]
    let text = "note,\(Sheets.header),aop_row,emailID\n\(line(cells)),9,\n"
    let row = try #require(try validate(text).rows.first)
    #expect(row.cells.strings == cells + [""])
    #expect(
      row.fields?.strings == ["20000000002", "1250.00", "NEFT", "HDFC0000001", "Asha", "", "9876543210", ""]
    )
    #expect(row.amount == Amount(paise: 125_000))
    #expect(row.identity == IdentityHash.hash(Array("HDFC 20000000002 1250.00 ".utf8)))
  }

  @Test("a row that repeats an earlier one in every column is rejected, and names it", arguments: [true, false])
  func duplicates(keepsEveryRow: Bool) throws {
    let row = Sheets.payout(2)
    let rows = [row, Sheets.payout(3), " " + row.replacing(",IMPS", with: ", IMPS "), row]
    let validated = try validate(Sheets.sheet(rows), keepsEveryRow: keepsEveryRow)
    #expect(validated.totals.valid.rows == 2)
    #expect(validated.errors == ["row.duplicate": 2])
    let rejected = validated.rows.filter { $0.fields == nil }
    #expect(rejected.map(\.number) == [4, 5])
    #expect(rejected.allSatisfy { $0.errors.count == 1 && $0.identity == nil })
    #expect(rejected.allSatisfy { $0.errors[0].sentence.contains("row 2") })
    #expect(rejected.map { $0.amount?.paise } == [1200, 1200])
    #expect(rejected[1].cells == PackedRow(row.split(separator: ",").map(String.init)))
  }

  @Test("a rejected row and a warned one can come again, too")
  func otherDuplicates() throws {
    let (bad, odd) = (Sheets.payout(2, amount: "x"), Sheets.payout(3).replacing("HDFC", with: "ZZZZ"))
    let validated = try validate(Sheets.sheet([bad, odd, bad, odd]), keepsEveryRow: false)
    let codes = validated.rows.map { $0.errors.map(\.code) }
    #expect(codes == [["amount.format"], [], ["amount.format"], ["row.duplicate"]])
    #expect(validated.warnings == ["beneficiaryIFSC.bank": 1])
    #expect(validated.totals.warned == 1)
  }

  @Test("a row that is wrong otherwise is a duplicate as well, and makes none of a later one")
  func duplicatesThatAreWrong() throws {
    let (good, bad) = (Sheets.payout(2), Sheets.payout(2).replacing("IMPS", with: "RTGS"))
    let validated = try validate(Sheets.sheet([bad, good, bad, good]), keepsEveryRow: false)
    let rtgs = try #require(validated.rows.first?.errors.first?.code)
    #expect(validated.rows.map { $0.errors.map(\.code) } == [[rtgs], [rtgs, "row.duplicate"], ["row.duplicate"]])
    #expect(validated.rows.last?.errors.first?.sentence.contains("row 3") == true)
  }

  static let spellings: [(name: String, rows: [String])] = [
    ("another name, mobile and remark", ["P,HDFC0000001,00110012345678,1250.00,NEFT,9876543210,a"]),
    ("another spelling", ["P,hdfc0000001,'00110012345678,\"₹ 1,250.00\",imps,+91 98765 43210,a"]),
    ("another branch of the bank", ["P,HDFC0000002,00110012345678,1250,NEFT,9876543210,a"]),
    ("other leading zeros", ["P,HDFC0000001,110012345678,1250.00,NEFT,9876543210,a"]),
  ]

  @Test("a row is a duplicate if it is the same payment, however its other cells differ", arguments: spellings)
  func samePayment(name: String, rows: [String]) throws {
    let header = "beneficiaryName,beneficiaryIFSC,accountNumber,amount,transactionType,mobileNo,note"
    let first = "Asha,HDFC0000001,00110012345678,1250.00,NEFT,9876543211,"
    let other = "Asha,HDFC0000001,00110012345678,1250.01,NEFT,9876543211,"
    let otherBank = "Asha,ICIC0000001,00110012345678,1250.00,NEFT,9876543211,"
    let validated = try validate(([header, first, other, otherBank] + rows).joined(separator: "\n"))
    #expect(validated.errors == ["row.duplicate": 1])
    #expect(validated.rows.last?.errors.first?.sentence.contains("same payment as row 2") == true)
  }

  @Test("a look-up is a duplicate only if it is the same in every column")
  func lookUps() throws {
    let rows = ["R1,a", "R1,b", "R1,", " R1 ,'a"].joined(separator: "\n")
    let validated = try validate("referenceid,note\n" + rows, "recharge-status")
    #expect(validated.rows.map { $0.errors.map(\.code) } == [[], [], [], ["row.duplicate"]])
  }

  static let memories: [(code: String, account: String, found: [String])] = [
    ("row.duplicate", "20000000002", ["row.duplicate"]),
    ("amount.format; row.repeat", "20000000002", ["row.repeat"]),
    ("\"row.duplicate, amount.split\"", "20000000002", ["row.duplicate"]),
    ("\"amount.split,row.repeat\"", "20000000002", ["row.repeat"]),
    ("amount.split row.repeat", "20000000002", ["row.repeat"]),
    ("accountNumber.scientific", "12345700000000", ["accountNumber.restored"]),
    ("accountNumber.scientific", "12345712345678", []),
    ("accountNumber.restored", "12345700000000", ["accountNumber.restored"]),
    ("row.repeat;row.duplicate", "20000000002", ["row.duplicate", "row.repeat"]),
    ("row.duplicate", "x", ["accountNumber.length", "row.duplicate"]),
    ("amount.format", "12345700000000", []),
    ("", "20000000002", []),
  ]

  @Test(
    "what a rejected file says of a repetition or of lost digits holds until its cell is cleared",
    arguments: memories
  )
  func memory(code: String, account: String, found: [String]) throws {
    let row = Sheets.payout(2).replacing("20000000002", with: account)
    let validated = try validate("\(Sheets.header),aop_error_codes\n\(row),\(code)\n") { $0.allowsDuplicates = true }
    #expect(validated.rows.map { $0.errors.map(\.code) } == [found])
  }

  static let cutOff: [(operation: String, column: String, code: String, cell: String, found: [String])] = [
    ("payout", "mobileNo", "mobileNo.scientific", "9876540000", ["mobileNo.restored"]),
    ("payout", "mobileNo", "mobileNo.restored", "+91 98765 40000", ["mobileNo.restored"]),
    ("payout", "mobileNo", "mobileNo.scientific", "9876543210", []),
    ("payout", "mobileNo", "amount.format", "9876540000", []),
    ("transfer-otp", "BeneID", "BeneID.scientific", "60600000", ["BeneID.restored"]),
    ("transfer-otp", "BeneID", "BeneID.scientific", "60600077", []),
  ]

  @Test("a mobile number or an id whose digits a spreadsheet cut off is known by its zeros, too", arguments: cutOff)
  func restored(operation: String, column: String, code: String, cell: String, found: [String]) throws {
    let names = try Operation.require(operation).columns.map(\.name)
    var row = try #require(Operation.require(operation).samples.first)
    row[try #require(names.firstIndex(of: column))] = cell
    let validated = try validate(line(names + ["aop_error_codes"]) + "\n" + line(row + [code]) + "\n", operation)
    #expect(validated.rows.map { $0.errors.map(\.code) } == [found])
  }

  @Test(
    "our columns are known in every spelling, for what is remembered hangs on them",
    arguments: ["AOP_Error_Codes", "aop error codes", "aop-error-codes", "aop_error_codes."]
  )
  func memoryHeaders(header: String) throws {
    let validated = try validate("\(Sheets.header),\(header)\n\(Sheets.payout(2)),row.duplicate\n")
    #expect(validated.rows.map { $0.errors.map(\.code) } == [["row.duplicate"]])
  }

  @Test(
    "a column that only says yes or no is not what is to be paid, nor an account",
    arguments: ["Payable", "To Pay"]
  )
  func answers(header: String) throws {
    func sheet(_ cells: [String]) -> String {
      let rows = cells.enumerated().map { "\(Sheets.payout($0 + 2)),\($1)" }
      return "\(Sheets.header),\(header),Salary Account\n\(rows.joined(separator: "\n"))\n"
    }
    let validated = try validate(sheet(["Yes,Y", "No,", ",n"]))
    #expect(validated.rows.map { $0.errors.map(\.code) } == [[], ["row.onHold"], []])
    expectFailure(.sheetColumnPlainer) { _ = try validate(sheet(["Yes,Y", "1100.00,Y"])) }
    expectFailure(.sheetColumnPlainer) { _ = try validate(sheet(["Yes,Y", "No,20000000002"])) }
  }

  @Test("duplicates pass when that was asked for")
  func allowedDuplicates() throws {
    let validated = try validate(Sheets.sheet([Sheets.payout(2), Sheets.payout(2)])) { $0.allowsDuplicates = true }
    #expect(validated.totals.valid.rows == 2)
    #expect(validated.errors.isEmpty)
  }

  @Test(
    "control totals are over all rows that are not blank",
    arguments: [
      (4, 110_750, nil), (4, nil, nil), (nil, 110_750, nil), (3, nil, .sheetExpectedRows),
      (nil, 110_050, .sheetExpectedTotal),
    ] as [(Int?, Int64?, Failure.Code?)]
  )
  func controlTotals(_ rows: Int?, _ paise: Int64?, _ refusal: Failure.Code?) throws {
    let change = { (request: inout SheetRequest) in
      request.expectedRows = rows
      request.expectedTotal = paise.map(Amount.init(paise:))
    }
    if let refusal {
      expectFailure(refusal) { _ = try validate(Self.mixed, "payout", change) }
    } else {
      #expect(try validate(Self.mixed, "payout", change).totals.read.rows == 4)
    }
  }

  @Test("the own limit is about the sum of the valid rows")
  func totalMax() throws {
    #expect(try validate(Self.mixed) { $0.totalMax = Amount(paise: 110_050) }.totals.valid.rows == 2)
    expectFailure(.sheetMaximumTotal) { _ = try validate(Self.mixed) { $0.totalMax = Amount(paise: 110_049) } }
  }

  @Test("a header with no rows below it is refused", arguments: [Sheets.header + "\n", Sheets.header + "\n\n,,,,,\n"])
  func noRows(_ text: String) throws { expectFailure(.sheetNoRows) { _ = try validate(text) } }

  /// Account and amount exchanged, 14 digits as rupees: case A3.
  private static let exchanged = (1...2000).map { row in
    "1250,\(50_100_000_000_000 + row),IMPS,HDFC0000001,Asha Rao,9876543210"
  }

  @Test("a sheet of rejected giants is summed up right", arguments: [0, 1])
  func giants(validRows: Int) throws {
    let rows = Self.exchanged + Array(repeating: Sheets.payout(2), count: validRows)
    let validated = try validate(Sheets.sheet(rows), keepsEveryRow: false)
    let paise = Int128(2000) * 5_010_000_000_000_000 + 2_001_000 * 100
    #expect(paise > Int128(Int64.max), "more than 64 bits hold")
    #expect(validated.totals.rejected == Total(rows: 2000, paise: paise))
    #expect(validated.totals.rejected.grouped == "₹1,00,20,00,00,00,20,01,000.00")
    #expect(validated.totals.valid == Total(rows: validRows, paise: Int128(validRows) * 1200))
    #expect(validated.summary.findings.errors["amount.limit"] == validated.totals.rejected)
  }

  @Test("what was rejected is held to the totals, and not too large to be compared")
  func giants() throws {
    let rows = ["2", "3"].map { "2000000000\($0),92233720368547758.07,NEFT,HDFC0000001,Asha Rao,9876543210" }
    let text = Sheets.sheet(rows)
    #expect(try validate(text).totals.rejected.paise == 2 * Int128(Int64.max))
    expectFailure(.sheetExpectedTotal) { _ = try validate(text) { $0.expectedTotal = Amount(paise: -2) } }
  }
}
