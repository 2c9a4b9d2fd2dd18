import AOPay
import Operations
import Payments
import Sheet
import Testing

@testable import Validation

private let payoutHeader = "accountNumber,amount,transactionType,beneficiaryIFSC,beneficiaryName,mobileNo"
private let goodPayout = "100123011836,12,IMPS,SBIN0000300,Dean Jon,9959641234"
private let transferHeader = "MobileNumber,BeneID,Txntype,Amount,Pincode,Address,DOB,Latitude,Longitute"

@Suite("A row is read by the rules of its operation")
struct RowReaderTests {
  @Test("the sample rows of every operation are valid, without a warning", arguments: Operation.aopay.map(\.name))
  func samples(name: String) throws {
    let operation = try Operation.require(name)
    let sheet = ([operation.columns.map(\.name)] + operation.samples).map(line).joined(separator: "\n")
    let rows = try read(sheet, name)
    #expect(rows.count == operation.samples.count && rows.count == 2)
    for row in rows {
      #expect(row.verdict == .valid, "\(row.errors)")
      #expect(row.warnings == [])
    }
  }

  @Test(
    "a row with nothing in it is blank",
    arguments: ["\"\"", " ", ",", ",,,,,", " ,\u{A0},\t,\"\",\u{200B},'", ",,,,,,,,,", "'"]
  )
  func blank(row: String) throws {
    let read = try read(row: row, under: payoutHeader, "payout")
    #expect(read.verdict == .blank)
    #expect(read.errors == [] && read.warnings == [] && read.paise == nil)
  }

  @Test("a row with nothing but what we wrote into it ourselves is blank")
  func blankButForOurs() throws {
    #expect(try read(row: ",7,x", under: "referenceid,aop_row,aop_errors", "recharge-status").verdict == .blank)
    #expect(try read(row: ",7,x,y", under: "referenceid,aop_row,aop_errors", "recharge-status").verdict == .rejected)
  }

  @Test("a row with something in an unknown column alone is not blank")
  func notBlank() throws {
    let row = try read(row: "x,", under: "note,referenceid", "recharge-status")
    #expect(row.verdict == .rejected)
    #expect(row.errorCodes == ["referenceid.required"])
  }

  @Test("missing cells at the end are empty ones")
  func tooFewCells() throws {
    let padded = try read(row: "R1", under: "referenceid,RegistrationID,note", "recharge-status")
    #expect(padded.verdict == .valid)
    #expect(padded.fields == ["R1", ""])
    #expect(padded.kept == ["R1", "", ""])
    let short = try read(row: "100123011836,12,IMPS", under: payoutHeader, "payout")
    #expect(short.errorCodes == ["beneficiaryIFSC.required", "beneficiaryName.required", "mobileNo.required"])
    #expect(short.kept == ["100123011836", "12", "IMPS", "", "", ""])
    #expect(short.paise == 1200)
  }

  @Test("empty cells beyond the header are nothing", arguments: [",", ",,,", ", ,' ", ",\u{A0}"])
  func emptyCellsBeyond(tail: String) throws {
    let row = try read(row: goodPayout + tail, under: payoutHeader, "payout")
    #expect(row.verdict == .valid)
  }

  @Test("cells beyond the header are the only problem of their row, whose amount counts nothing")
  func tooManyCells() throws {
    let row = try read(row: "x,1,00,000,FAX,SBIN,Dean Jon,1", under: payoutHeader, "payout")
    #expect(row.verdict == .rejected)
    #expect(row.errorCodes == ["row.fields"])
    #expect(row.warnings == [])
    #expect(row.paise == nil)
    #expect(row.kept == ["x", "1", "00", "000", "FAX", "SBIN", "Dean Jon", "1"], "the cells come back as they were")
    #expect(row.errors[0].sentence.contains("8 cells") && row.errors[0].sentence.contains("6"))
    let alone = try read(row: ",,,,,,x", under: payoutHeader, "payout")
    #expect(alone.errorCodes == ["row.fields"], "a row that has nothing else is not blank")
  }

  @Test("every problem of a row is told at once, in the order of the page")
  func allProblems() throws {
    let row = try read(
      row: "1.23457E+11,12.345,CHEQUE,SBINO000300,,12345",
      under: payoutHeader + ",emailID,note",
      "payout"
    )
    #expect(row.verdict == .rejected)
    #expect(
      row.errorCodes == [
        "accountNumber.scientific", "amount.decimals", "transactionType.unknown", "beneficiaryIFSC.letterO",
        "beneficiaryName.required", "mobileNo.length",
      ]
    )
    #expect(row.errors[3].sentence.contains("SBIN0000300"))
    let second = try read(
      row: "100123011836,600000,IMPS,SBIN0000300,Dean,9959641234,a@b,\u{1}",
      under: payoutHeader + ",emailID,note",
      "payout"
    )
    #expect(second.errorCodes == ["emailID.domain", "row.control", "amount.limit"])
  }

  @Test("one row's problems do not stay for the next row")
  func forgets() throws {
    let rows = try read("\(payoutHeader)\nx,-1,,,,\n,,,,,\n\(goodPayout)\n1,2,3,4,5,6,7\n\(goodPayout)\n", "payout")
    #expect(rows.map(\.verdict) == [.rejected, .blank, .valid, .rejected, .valid])
    #expect(rows.map(\.number) == [2, 3, 4, 5, 6])
    #expect(rows.map(\.paise) == [nil, nil, 1200, nil, 1200])
    #expect(rows[4].errors == [] && rows[4].fields == rows[2].fields)
    #expect(rows[2].fields == ["100123011836", "12.00", "IMPS", "SBIN0000300", "Dean Jon", "", "9959641234", ""])
  }

  @Test("a sentence names the column as the sheet does, the code as the page does")
  func namesOfColumns() throws {
    let row = try read(row: "R 1,", under: "Ref No,x", "recharge-status")
    #expect(row.errorCodes == ["referenceid.spaces"])
    #expect(row.errors[0].sentence.hasPrefix("Ref No: "))
  }

  static let limits: [(amount: String, mode: String, errors: [String], warnings: [String])] = [
    ("500000.00", "IMPS", [], []), ("5,00,000.01", "imps", ["amount.limit"], []),
    ("500000.01", "NEFT", [], []), ("5,00,00,000", "NEFT", [], []), ("5,00,00,000.01", "NEFT", [], ["amount.large"]),
    ("500000.01", "CASH", ["transactionType.unknown"], []),
  ]

  @Test("IMPS has a limit, NEFT a notable amount", arguments: limits)
  func modeLimits(amount: String, mode: String, errors: [String], warnings: [String]) throws {
    let row = try read(
      row: line(["100123011836", amount, mode, "SBIN0000300", "Dean Jon", "9959641234"]),
      under: payoutHeader,
      "payout"
    )
    #expect(row.errorCodes == errors)
    #expect(row.warningCodes == warnings)
    #expect(row.paise != nil, "a rejected row's amount still counts")
  }

  @Test("the limit of IMPS holds for transfers, under the page's name of the field")
  func transferLimit() throws {
    let row = try read(
      row: "9912345688,60600077,IMPS,500001,110045,Delhi,20/08/2000,28.6090,77.2362",
      under: transferHeader,
      "transfer-otp"
    )
    #expect(row.errorCodes == ["Amount.limit"])
  }

  static let ownLimits: [(paise: Int64, errors: [String])] = [(1200, []), (1199, ["amount.maximum"])]

  @Test("the user's own limit rejects what is above it", arguments: ownLimits)
  func ownLimit(paise: Int64, errors: [String]) throws {
    let row = try read(row: goodPayout, under: payoutHeader, "payout", rules(amountMax: paise))
    #expect(row.errorCodes == errors)
    #expect(row.paise == 1200)
  }

  @Test("both limits of an amount are told")
  func bothLimits() throws {
    let row = try read(
      row: "100123011836,500001,IMPS,SBIN0000300,Dean,9959641234",
      under: payoutHeader,
      "payout",
      rules(amountMax: 100)
    )
    #expect(row.errorCodes == ["amount.limit", "amount.maximum"])
  }

  static let exchanged: [(cells: String, errors: [String])] = [
    // Account and amount exchanged.
    ("125050,50100123456789,NEFT,SBIN0000300,Dean Jon,9959641234", ["amount.tooLarge"]),
    ("125050,50100123456789,IMPS,SBIN0000300,Dean Jon,9959641234", ["amount.limit", "amount.tooLarge"]),
    // The account or the mobile number twice.
    ("501001234,501001234,NEFT,SBIN0000300,Dean Jon,9959641234", ["amount.account"]),
    ("0000012500,12500.50,NEFT,SBIN0000300,Dean Jon,9959641234", ["amount.account"]),
    ("100123011836,9959641234,NEFT,SBIN0000300,Dean Jon,+91 99596 41234", ["amount.mobile"]),
    ("100123011836,12,NEFT,SBIN0000300,100123011836,9959641234", ["beneficiaryName.letters"]),
    ("100123011836,12,NEFT,SBIN0000300,9959641234,9959641234", ["beneficiaryName.letters"]),
    ("ab100123011,12,NEFT,SBIN0000300,AB100123011,9959641234", ["beneficiaryName.account"]),
    ("100123011836,12500,NEFT,SBIN0000300,Dean Jon,9959641234", []),
    ("0000012501,12500,NEFT,SBIN0000300,Dean Jon,9959641234", []),
  ]

  @Test("a number that belongs into another column is rejected", arguments: exchanged)
  func exchangedColumns(cells: String, errors: [String]) throws {
    let row = try read(row: cells, under: payoutHeader, "payout")
    #expect(row.errorCodes == errors)
    #expect(row.paise != nil, "the amount still counts")
  }

  @Test("a transfer's amount that is its mobile number is rejected")
  func exchangedInTransfer() throws {
    let row = "9912345688,60600077,NEFT,9912345688,110045,Delhi,20/08/2000,28.6090,77.2362"
    #expect(try read(row: row, under: transferHeader, "transfer-otp").errorCodes == ["Amount.mobile"])
  }

  static let modes: [(cell: String, sent: String?, words: String)] = [
    ("N", "NEFT", ""), ("NE", "NEFT", ""), ("NFT", "NEFT", ""), ("IFC", "IMPS", ""), ("I", nil, "at another"),
    ("R", nil, "RTGS cannot"), ("RTG", nil, "RTGS cannot"), ("RTGS", nil, "RTGS cannot"), ("UPI", nil, "UPI cannot"),
  ]

  @Test("the letters of bank files are modes, or are rejected in words of their own", arguments: modes)
  func bankFileModes(cell: String, sent: String?, words: String) throws {
    let cells = "100123011836,12,\(cell),SBIN0000300,Dean Jon,9959641234"
    let row = try read(row: cells, under: payoutHeader, "payout")
    #expect(row.errorCodes == (sent == nil ? ["transactionType.unknown"] : []))
    if let sent { #expect(row.fields[2] == sent) } else { #expect(row.errors[0].sentence.contains(words)) }
    let modes = try validate("\(payoutHeader)\n\(cells)\n").summary.contents.modes.mapValues(\.rows)
    #expect(modes == (sent == "NEFT" ? [.neft: 1] : sent == "IMPS" ? [.imps: 1] : [:]))
  }

  static let degrees: [(latitude: String, longitude: String, errors: [String], warnings: [String])] = [
    ("28.6090", "77.2362", [], []),
    ("77.2362", "28.6090", ["Latitude.swapped"], ["Latitude.unusual", "Longitute.unusual"]),
    ("95.1", "28.6", ["Latitude.range", "Latitude.swapped"], ["Longitute.unusual"]),
    ("68", "6", ["Latitude.swapped"], ["Latitude.unusual", "Longitute.unusual"]),
    ("6", "97.5", [], []), ("37.6", "68", [], []), ("37.61", "67.9", [], ["Latitude.unusual", "Longitute.unusual"]),
    ("91", "181", ["Latitude.range", "Longitute.range"], []), ("x", "28.6", ["Latitude.format"], ["Longitute.unusual"]),
  ]

  @Test("swapped degrees are rejected even where both are in range", arguments: degrees)
  func swapped(latitude: String, longitude: String, errors: [String], warnings: [String]) throws {
    let row = try read(
      row: "9912345688,60600077,IMPS,100,110045,Delhi,20/08/2000,\(latitude),\(longitude)",
      under: transferHeader,
      "transfer-otp"
    )
    #expect(row.errorCodes == errors)
    #expect(row.warningCodes == warnings)
  }

  static let controls: [(cell: String, errors: [String])] = [
    ("plain", []), ("two\nlines", []), ("two\r\nlines", []), ("a\tb", []), ("\u{1}", ["row.control"]),
    ("a\u{0}b", ["row.control"]), ("a\u{B}b", ["row.control"]), ("a\u{7F}b", ["row.control"]),
    ("a\u{85}b", ["row.control"]), ("a\u{9F}", ["row.control"]), ("a\u{A0}b", []), ("आ", []), ("a\u{AD}b", []),
  ]

  @Test("control characters in unknown columns reject the row, line breaks and tabs do not", arguments: controls)
  func unknownColumns(cell: String, errors: [String]) throws {
    let row = try read(row: line([cell, "R1"]), under: "note,referenceid", "recharge-status")
    #expect(row.errorCodes == errors)
    #expect(row.kept == [cell, "R1"])
    if !errors.isEmpty { #expect(row.errors[0].sentence.hasPrefix("note: ")) }
  }

  @Test("a tab in a column that we know is a control character")
  func knownColumn() throws {
    let row = try read(
      row: line(["100123011836", "12", "IMPS", "SBIN0000300", "Dean\tJon", "9959641234"]),
      under: payoutHeader,
      "payout"
    )
    #expect(row.errorCodes == ["beneficiaryName.control"])
  }

  @Test("the first header of a sheet with a byte order mark is found")
  func byteOrderMark() throws {
    let rows = try read("\u{FEFF}referenceid\nR1\n", "recharge-status")
    #expect(rows.map(\.verdict) == [.valid])
  }

  @Test("our own columns are not read, whatever stands in them")
  func ownColumns() throws {
    let row = try read(row: "\u{1},R1,x", under: "aop_row,referenceid,AOP_ERRORS", "recharge-status")
    #expect(row.verdict == .valid)
    #expect(row.kept == ["R1"] && row.identity == ["R1"])
  }

  @Test("rows are the same when their cells are, after trimming")
  func identity() throws {
    let rows = try read("note,referenceid\n x ,'R1\n'x,\u{A0}R1\u{200B}\nx,R1,,\nX,R1\n", "recharge-status")
    #expect(rows.map(\.identity) == [["x", "R1"], ["x", "R1"], ["x", "R1"], ["X", "R1"]])
    #expect(rows[0].kept == [" x ", "'R1"], "outputs keep the cells as they are")
  }

  @Test("strict about the directory: an unknown code is an error instead of a warning")
  func strictIFSC() throws {
    let row = "100123011836,12,IMPS,SBIN0ZZZZZZ,Dean Jon,9959641234"
    let lenient = try read(row: row, under: payoutHeader, "payout")
    #expect(lenient.errorCodes == [] && lenient.warningCodes == ["beneficiaryIFSC.unknown"])
    let strict = try read(row: row, under: payoutHeader, "payout", rules(strict: true))
    #expect(strict.errorCodes == ["beneficiaryIFSC.unknown"] && strict.warningCodes == [])
  }

  @Test("an optional cell may be empty, but not wrong")
  func optionalCells() throws {
    let header = payoutHeader + ",emailID,registrationID"
    #expect(try read(row: goodPayout + ",,", under: header, "payout").verdict == .valid)
    let row = try read(row: goodPayout + ",a@@b.in,\"A\tB\"", under: header, "payout")
    #expect(row.errorCodes == ["emailID.format", "registrationID.control"])
  }

  @Test("numbers of rows count the blank ones, and a quoted line break does not count")
  func rowNumbers() throws {
    let rows = try read("note,referenceid\n\n\"a\nb\",R1\n,\nx,R2\n", "recharge-status")
    #expect(rows.map(\.number) == [3, 4, 5])
    #expect(rows.map(\.verdict) == [.valid, .blank, .valid])
  }
}
