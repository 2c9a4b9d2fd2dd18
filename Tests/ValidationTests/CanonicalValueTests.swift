import Testing

@testable import Operations
@testable import Validation

@Suite("What is sent of a row is the canonical form of its cells")
struct CanonicalValueTests {
  static let rows: [(operation: String, header: String, row: String, fields: [String])] = [
    (
      "payout", "accountNumber,amount,transactionType,beneficiaryIFSC,beneficiaryName,emailID,mobileNo",
      "100123011836,12,imps,sbin0000300,Dean Jon,abc@gmail.com,+91 99596 41234",
      ["100123011836", "12.00", "IMPS", "SBIN0000300", "Dean Jon", "abc@gmail.com", "9959641234", ""]
    ),
    ("recharge-status", "referenceid,RegistrationID", "1,AOP-9", ["1", "AOP-9"]),
    ("pan-status", "nep_id,refid,domain", "RXNXXXTT,TXNXXX,D1", ["", "TXNXXX", "D1", "", "RXNXXXTT", ""]),
    (
      "pan-new", "title,email,refid,middlename,firstname,lastname,mobileno",
      "10,max@example.com,xyz24551,Michael,John,Doe,09999999998",
      ["9999999998", "Doe", "John", "Michael", "", "xyz24551", "", "", "max@example.com", "10", ""]
    ),
    (
      "transfer-otp", "MobileNumber,BeneID,Txntype,Amount,Pincode,Address,DOB,Latitude,Longitude",
      "9912345688,60600077,neft,100,110045,Delhi,20/08/2000,+28.6090,077.2362",
      ["9912345688", "60600077", "NEFT", "100.00", "110045", "Delhi", "20/08/2000", "+28.6090", "077.2362", ""]
    ),
  ]

  @Test("in the order of the provider's page, whatever the sheet's", arguments: rows)
  func row(operation: String, header: String, row: String, fields: [String]) throws {
    let read = try read(row: row, under: header, operation)
    #expect(read.verdict == .valid, "\(read.errors)")
    #expect(read.fields == fields)
  }

  @Test("an amount is written with two decimals whatever the cell's form")
  func amounts() throws {
    let forms: [(cell: String, sent: String)] = [
      ("12", "12.00"), ("12.5", "12.50"), ("₹1,00,000.05", "100000.05"), ("Rs. 100,000", "100000.00"),
      ("500 /-", "500.00"), ("INR 7", "7.00"), ("'42", "42.00"), ("92233720368547758.07", "92233720368547758.07"),
    ]
    for (cell, sent) in forms {
      let row = try read(
        row: line(["100123011836", cell, "NEFT", "SBIN0000300", "Dean", "9959641234"]),
        under: "accountNumber,amount,transactionType,beneficiaryIFSC,beneficiaryName,mobileNo",
        "payout"
      )
      #expect(row.fields[1] == sent, "\(cell): \(row.errors)")
    }
  }
}
