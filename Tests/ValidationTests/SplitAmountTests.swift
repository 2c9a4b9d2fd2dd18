import Ledger
import Operations
import Payments
import Sheet
import Testing

@testable import Validation

@Suite("Amounts that a comma has broken")
struct SplitAmountTests {
  /// What is said of a row: its cells, and columns that are not used, behind the amount's.
  struct Sample: Sendable, CustomTestStringConvertible {
    var columns: String
    var cells: String
    var meant: String?
    var isWarning = false

    var testDescription: String { "\(columns) \(cells)" }
  }

  static let samples: [Sample] = [
    Sample(columns: "Remarks", cells: "1,250.50", meant: "1,250.50"),
    Sample(columns: "Remarks", cells: "12,500.00", meant: "12,500.00"),
    Sample(columns: "Remarks", cells: "12,500", meant: "12,500"),
    Sample(columns: "Remarks", cells: "12, 500 ", meant: "12,500"),
    Sample(columns: "Spare 1,Spare 2", cells: "1,00,000", meant: "1,00,000"),
    Sample(columns: "TDS,GST", cells: "1,00,000", meant: "1,00,000"),
    Sample(columns: "a,b,c", cells: "1,00,00,000", meant: "1,00,00,000"),
    Sample(columns: "a,b,c", cells: "12,50,250.5,x", meant: "12,50,250.5"),
    Sample(columns: "a,b", cells: "₹1,250/-,x", meant: "₹1,250/-"),
    Sample(columns: "a,b", cells: "Rs. 1,250.50", meant: "Rs. 1,250.50"),
    Sample(columns: "\"\",b", cells: "12,500,", meant: "12,500"),
    Sample(columns: "Payment Details", cells: "12,500", meant: "12,500"),
    Sample(columns: "Unnamed: 7", cells: "12,500", meant: "12,500"),
    Sample(columns: "City", cells: "12,500", meant: "12,500", isWarning: true),
    Sample(columns: "Branch", cells: "12,500", meant: "12,500", isWarning: true),
    Sample(columns: "Account Type", cells: "12,500", meant: "12,500", isWarning: true),
    Sample(columns: "TDS", cells: "12,500.25", meant: "12,500.25"),
    Sample(columns: "Remarks", cells: "12,50", meant: "12,50", isWarning: true),
    Sample(columns: "Remarks", cells: "1250,05", meant: "1250,05", isWarning: true),
    Sample(columns: "Paise", cells: "1250,50", meant: "paise"),
    Sample(columns: "Note,Paise", cells: "1250,x,05", meant: "paise"),
    // Nothing to say.
    Sample(columns: "Paise", cells: "1250,00"), Sample(columns: "Paise", cells: "1250,0"),
    Sample(columns: "Paise", cells: "1250,"), Sample(columns: "Remarks", cells: "1250.00,50"),
    Sample(columns: "Remarks", cells: "1250,00"),
    Sample(columns: "Invoice No", cells: "12,500"), Sample(columns: "TDS", cells: "650,100"),
    Sample(columns: "InvoiceNo", cells: "12,500"), Sample(columns: "EMP_ID", cells: "12,500"),
    Sample(columns: "Note No", cells: "12,500"), Sample(columns: "Branch Code", cells: "12,500"),
    Sample(columns: "City", cells: "12,50"), Sample(columns: "Remarks", cells: "12,5000"),
    Sample(columns: "Remarks", cells: "1250,500"), Sample(columns: "Remarks", cells: "12.00,500"),
    Sample(columns: "Remarks", cells: "12,500 pens"), Sample(columns: "Remarks", cells: "12,Rent"),
    Sample(columns: "Remarks", cells: "12,"), Sample(columns: "Remarks", cells: "12,500.123"),
    Sample(columns: "Remarks", cells: "\"1,250.50\",x"),
    Sample(columns: "Date,b", cells: "12,20-11-2026"), Sample(columns: "a,b", cells: "1,00,NEFT"),
  ]

  private static let head = ["accountNumber", "transactionType", "beneficiaryIFSC", "beneficiaryName", "mobileNo"]
  private static let row = ["100123011836", "IMPS", "SBIN0000300", "Dean Jon", "9959641234"]

  private func check(_ row: ReadRow, _ sample: Sample) {
    let found = sample.isWarning ? row.warnings : row.errors
    #expect(row.errorCodes == (sample.meant == nil || sample.isWarning ? [] : ["amount.split"]))
    #expect(row.warningCodes == (sample.isWarning ? ["amount.split"] : []))
    if let meant = sample.meant { #expect(found.first?.sentence.contains(" \(meant) ") == true, "\(found)") }
  }

  @Test("are found wherever the column stands, and the amount is named", arguments: samples)
  func found(_ sample: Sample) throws {
    let (head, cells) = (Self.head.joined(separator: ","), Self.row.joined(separator: ","))
    check(try read(row: "\(cells),\(sample.cells)", under: "\(head),amount,\(sample.columns)", "payout"), sample)
    // Unless cells follow that were not there.
    guard
      sample.cells.split(separator: ",", omittingEmptySubsequences: false).count
        == sample.columns.split(separator: ",").count + 1
    else { return }
    check(try read(row: "\(sample.cells),\(cells)", under: "amount,\(sample.columns),\(head)", "payout"), sample)
  }

  @Test("are found under a header whose last cells are empty, instead of a row that is too long")
  func unnamed() throws {
    let (head, cells) = (Self.head.joined(separator: ","), Self.row.joined(separator: ","))
    let sheet = "\(head),amount,,\n\(cells),1,00,000\n\(cells),1,250.50,\n\(cells),5000.00,,\n"
    let validated = try validate(sheet)
    #expect(validated.rows.map { $0.errors.map(\.code) } == [["amount.split"], ["amount.split"], []])
    #expect(validated.rows[0].errors[0].sentence.contains("1,00,000"))
  }

  @Test("shift the cells behind them: the amount is named beside what is wrong there")
  func shifted() throws {
    let header = "accountNumber,transactionType,beneficiaryIFSC,amount,beneficiaryName,mobileNo"
    let row = "100123011836,IMPS,SBIN0000300,1,250.50,Dean Jon"
    let read = try read(row: row, under: header, "payout")
    #expect(read.errorCodes == ["beneficiaryName.letters", "mobileNo.characters", "amount.split"])
    #expect(read.errors[2].sentence.contains("1,250.50"))
    let long = try ValidationTests.read(row: row + ",9959641234", under: header, "payout")
    #expect(long.errorCodes == ["row.fields"])
    #expect(long.errors[0].sentence.contains("1,250.50"))
  }

  @Test("written with two decimals, what was meant as it stands is taken")
  func wayOut() throws {
    let header = Self.head.joined(separator: ",") + ",amount,Remarks"
    let read = try read(row: Self.row.joined(separator: ",") + ",12.00,500", under: header, "payout")
    #expect(read.errorCodes == [] && read.warningCodes == [] && read.paise == 12_00)
  }

  @Test("transfers have them, too, under their own name")
  func transfer() throws {
    let header = "MobileNumber,BeneID,Txntype,Amount,Note,Pincode,Address,DOB,Latitude,Longitute"
    let row = "9912345688,60600077,IMPS,1,250.50,110045,Delhi,20/08/2000,28.6090,77.2362"
    #expect(try read(row: row, under: header, "transfer-otp").errorCodes == ["Amount.split"])
  }
}

@Suite("Rows with more cells than the header")
struct RowWidthTests {
  private let row = "20123456789,12.50,NEFT,HDFC0000001,Asha Rao,9876543210"

  private func codes(_ tails: [String], header: String = Sheets.header) throws -> [[String]] {
    let rows = tails.enumerated().map { row.replacing("12.50", with: "12\($0).50") + $1 }
    return try validate(([header] + rows).joined(separator: "\n") + "\n").rows.map { $0.errors.map(\.code) }
  }

  @Test("are shifted, even by empty cells, unless every row has them")
  func extra() throws {
    let shifted = ["row.fields"]
    #expect(try codes(["", ",", ""]) == [[], shifted, []])
    #expect(try codes([",", "", ",,"]) == [shifted, [], shifted])
    #expect(try codes([",", ",", ","]) == [[], [], []])
    #expect(try codes([",,", ",,", ",,,"]) == [[], [], shifted])
    #expect(try codes([",,", ",x,", ",,"]) == [[], [], []])
    #expect(try codes([",", "", ",,"], header: Sheets.header + ",,") == [[], [], []])
    #expect(try codes([",\n,,,", ",", ","]) == [[], [], []], "blank rows have no say")
  }

  @Test("of a large sheet are found when the first short row comes late")
  func late() throws {
    let tails = (0..<30_000).map { $0 == 29_999 ? "" : "," }
    let codes = try codes(tails)
    #expect(codes.filter { $0 == ["row.fields"] }.count == 29_999 && codes.last == [])
  }
}

@Suite("One account under several names")
struct PayeeNameTests {
  private func row(_ account: String, _ name: String, _ amount: Int, _ code: String = "HDFC0000001") -> String {
    "\(account),\(amount),NEFT,\(code),\"\(name)\",9876543210"
  }

  private func found(_ rows: [String], keepsEveryRow: Bool = false) throws -> [String] {
    let rows = try validate(Sheets.sheet(rows), keepsEveryRow: keepsEveryRow).rows
    return rows.flatMap { row in row.warnings.map { "\(row.number) \($0.code)" } }
  }

  @Test("is warned of in each row that has another name than the first", arguments: [true, false])
  func warned(keepsEveryRow: Bool) throws {
    let rows = [
      row("20123456789", "Asha Rao", 1), row("20123456790", "Imran", 2), row("20123456789", "Imran Sheikh", 3),
      row("020123456789", "Asha Rao", 4), row("020123456789", "रवि कुमार", 5, "hdfc0000240"),
    ]
    let found = try found(rows, keepsEveryRow: keepsEveryRow)
    #expect(found == ["4 accountNumber.names", "6 beneficiaryName.characters", "6 accountNumber.names"])
    let validated = try validate(Sheets.sheet(rows), keepsEveryRow: keepsEveryRow)
    #expect(validated.totals.valid.rows == 5 && validated.totals.warned == 2)
    #expect(validated.rows.first { $0.number == 4 }?.warnings.first?.sentence.contains("row 2") == true)
    #expect(validated.rows.filter { $0.number == 4 }.allSatisfy { $0.fields?.string(4) == "Imran Sheikh" })
  }

  @Test("is none where only case, marks, spaces or a form of address differ, or the bank is another")
  func same() throws {
    let names = ["Asha Rao", "ASHA RAO", "asha  rao.", "Smt. Asha Rao", "Mrs Asha Rao", "Smt Asha-Rao"]
    #expect(try found(names.enumerated().map { row("20123456789", $1, $0 + 1) }) == [])
    #expect(try found([row("20123456789", "Asha Rao", 1), row("20123456789", "Imran", 2, "SBIN0000300")]) == [])
    #expect(try found([row("20123456789", "Msasha", 1), row("20123456789", "asha", 2)]) == ["3 accountNumber.names"])
  }

  @Test("is warned of where a person gave one account for all rows, whatever their banks", arguments: [true, false])
  func given(keepsEveryRow: Bool) throws {
    let rows = ["1,HDFC0000001,Asha Rao", "2,SBIN0000300,Imran", "3,SBIN0000300,ASHA RAO"].map {
      "\($0),NEFT,9876543210\n"
    }
    let sheet = "amount,beneficiaryIFSC,beneficiaryName,transactionType,mobileNo\n\(rows.joined())"
    let validated = try validate(sheet, keepsEveryRow: keepsEveryRow) { $0.columns.values = [0: "20123456789"] }
    #expect(
      validated.rows.flatMap { row in row.warnings.map { "\(row.number) \($0.code)" } } == ["3 accountNumber.names"]
    )
  }

  @Test("is not said of rejected rows, and a rejected row is nobody's first")
  func rejected() throws {
    let bad = row("20123456789", "Imran", 2).replacing(",9876543210", with: ",1")
    #expect(try found([bad, row("20123456789", "Asha Rao", 1), bad]) == [])
  }
}
