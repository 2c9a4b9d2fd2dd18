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

@Suite("the files", .everyLedger)
struct FilesTests {
  let folder: Folder
  let ledger: any Ledger

  init() throws {
    let place = try TestedPlace.current()
    (folder, ledger) = (place.folder, try place.ledger())
  }

  func run(
    _ text: String,
    _ operation: String = "payout",
    _ answer: @escaping @Sendable (Int) -> Observation
  ) async throws -> RunEnd {
    let request = try SheetRequest(folder, text, operation: operation)
    let transport = ScriptedTransport { body, _ in answer(Sheets.row(of: body)) }
    return try await Run(request, SendingOptions(transport), ledger: ledger)()
  }

  func results() throws -> CSV { try CSV(folder.read("pay.results.csv")) }

  @Test("check writes no results; run writes all three, header-only when empty, for their owner only")
  func names() async throws {
    let request = try SheetRequest(folder, Sheets.payouts(1))
    _ = try await Check(request)()
    #expect(folder.names.filter { $0.hasSuffix(".csv") } == ["pay.csv", "pay.rejected.csv", "pay.warnings.csv"])
    for (kind, ours) in [("rejected", "aop_error_codes,aop_errors"), ("warnings", "aop_warning_codes,aop_warnings")] {
      #expect(try folder.read("pay.\(kind).csv") == "\u{FEFF}\(Sheets.header),aop_row,\(ours)\r\n")
    }
    _ = try await run(Sheets.payouts(1)) { Answers.accepted(row: $0) }
    for name in ["pay.results.csv", "pay.rejected.csv", "pay.warnings.csv"] {
      #expect(folder.permissions(of: name) == 0o600)
    }
    #expect(!folder.names.contains { $0.hasSuffix(".tmp") })
  }

  @Test("a folder that is missing is made, and so are those above it")
  func newFolder() async throws {
    let request = try SheetRequest(folder, Sheets.payouts(1))
    _ = try await Check(request, out: folder["out/deep"])()
    #expect(try folder.read("out/deep/pay.rejected.csv").hasPrefix("\u{FEFF}accountNumber,"))
  }

  @Test("rows stand in the sheet's order under the numbers that a spreadsheet shows")
  func rowNumbers() async throws {
    let text =
      Sheets.header + ",note\n\n\(Sheets.payout(1)),\"two\nlines\"\n\(Sheets.payout(2, amount: "x")),\n,,,,,,\n"
      + "\(Sheets.payout(3)),\n\(Sheets.payout(4, amount: "y")),\n"
    _ = try await run(text) { Answers.accepted(row: $0) }
    #expect(try results().rows.map { $0["aop_row"] } == ["3", "6"])
    #expect(try CSV(folder.read("pay.rejected.csv")).rows.map { $0["aop_row"] } == ["4", "7"])
  }

  @Test("results of a payout: the sheet's columns, the common ones, its own")
  func payout() async throws {
    let report = try await run(Sheets.payouts(1)) { _ in Answers.accepted("505914786331") }
    #expect(
      try results().header
        == Sheets.header.split(separator: ",").map(String.init) + [
          "aop_row", "aop_outcome", "aop_http_status", "aop_provider_status", "aop_provider_code", "aop_message",
          "aop_attempts", "aop_sent_at", "aop_answered_at", "aop_transaction_reference", "aop_transaction_id",
          "aop_beneficiary_name", "aop_amount",
        ]
    )
    let row = try results().rows[0]
    #expect(row["aop_outcome"] == "accepted")
    #expect(row["aop_http_status"] == "200")
    #expect(row["aop_provider_status"] == "ACPT")
    #expect(row["aop_message"] == "done")
    #expect(row["aop_attempts"] == "1")
    #expect(row["aop_transaction_reference"] == "505914786331")
    #expect(row["aop_transaction_id"] == "T505914786331")
    #expect(row["aop_beneficiary_name"] == "ABC")
    #expect(row["aop_amount"] == "12.00")
    for column in ["aop_sent_at", "aop_answered_at"] {
      #expect(row[column]?.wholeMatch(of: /20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
    }
    #expect(report.report.files?.results == folder["pay.results.csv"])
  }

  @Test("an amount is what was sent, in doubt too, and none where nothing was sent")
  func amounts() async throws {
    _ = try await run(Sheets.payouts(3)) { [2: Answers.lost, 3: Answers.forbidden][$0] ?? Answers.accepted(row: $0) }
    #expect(try results().rows.map { $0["aop_outcome"] } == ["in_doubt", "not_sent", "not_sent"])
    #expect(try results().rows.map { $0["aop_amount"] } == ["12.00", "", ""])
  }

  @Test("an amount is not hidden because a short account number has the same digits")
  func shortAccount() async throws {
    let row = "12500,125.00,IMPS,HDFC0000001,Asha Rao,9876543210"
    _ = try await run("\(Sheets.header)\n\(row)\n") { _ in Answers.accepted("505914786331") }
    #expect(try results().rows[0]["aop_amount"] == "125.00")
  }

  @Test(
    "the own columns of the other operations",
    arguments: [
      (
        "recharge-status", "referenceid\n12345678\n",
        """
        {"response_code":1,"status":true,"data":{"txnid":"6469","operatorname":"ICICI Bank","canumber":"DL10CG6228",\
        "amount":"1","comm":"0.00","tds":"0.00","status":"1","refid":"12345678","operatorid":"M7","dateadded":\
        "2021-08-20 15:41:08","refunded":"0","refundtxnid":"","daterefunded":null},"message":"Successful"}
        """,
        [
          "aop_outcome": "success", "aop_txnid": "6469", "aop_operatorname": "ICICI Bank",
          "aop_canumber": "DL10CG6228", "aop_amount": "1", "aop_comm": "0.00", "aop_tds": "0.00", "aop_status": "1",
          "aop_refid": "12345678", "aop_operatorid": "M7", "aop_dateadded": "2021-08-20 15:41:08",
          "aop_refunded": "0", "aop_refundtxnid": "", "aop_daterefunded": "",
        ]
      ),
      (
        "pan-status", "refid,nep_id\nR1,N1\n",
        #"{"status":true,"response_code":1,"message":"Application is under process at NSDL eGOV"}"#,
        ["aop_outcome": "pending", "aop_message": "Application is under process at NSDL eGOV"]
      ),
      (
        "pan-new", "mobileno,lastname,refid,email,title\n9876543210,Rao,R1,asha@example.com,2\n",
        #"{"status":true,"response_code":1,"data":{"url":"https://a.example/v","encdata":"n3y+="},"message":"ok"}"#,
        ["aop_outcome": "success", "aop_url": "https://a.example/v", "aop_encdata": "n3y+="]
      ),
      (
        "transfer-otp",
        "MobileNumber,BeneID,Txntype,Amount,Pincode,Address,DOB,Latitude,Longitute\n"
          + "9876543210,60600077,IMPS,100,110045,Delhi,20/08/2000,28.6090,77.2362\n",
        #"{"status":false,"response_code":0,"stateresp":"b3c1e519","message":"Remitter not registered OTP sent."}"#,
        ["aop_outcome": "registration_required", "aop_stateresp": "b3c1e519", "aop_otp_expires_at": ""]
      ),
    ]
  )
  func otherOperations(_ name: String, _ sheet: String, _ answer: String, _ expected: [String: String]) async throws {
    let report = try await run(sheet, name) { _ in Answers.answer(200, answer) }
    #expect(report.ending == .good)
    let row = try results().rows[0]
    for (column, value) in expected { #expect(row[column] == value, "\(column)") }
    #expect(try results().header.count == results().lines[0].count)
  }

  @Test("a one-time password lives ninety seconds from when it was sent")
  func otpLife() async throws {
    let sheet =
      "MobileNumber,BeneID,Txntype,Amount,Pincode,Address,DOB,Latitude,Longitute\n"
      + "9876543210,60600077,IMPS,100,110045,Delhi,20/08/2000,28.6090,77.2362\n"
    _ = try await run(sheet, "transfer-otp") { _ in
      Answers.answer(200, #"{"status":true,"response_code":1,"message":"sent","stateresp":"465185569"}"#)
    }
    let row = try results().rows[0]
    let (sent, ends) = try (#require(row["aop_sent_at"]), #require(row["aop_otp_expires_at"]))
    #expect(sent.dropFirst(16) != ends.dropFirst(16) || sent == ends, "half a minute on, and a minute")
    #expect(seconds(ends) - seconds(sent) == 90 || seconds(ends) - seconds(sent) == 90 - 86_400)
  }

  private func seconds(_ text: String) -> Int {
    let clock = text.dropFirst(11).prefix(8).split(separator: ":").compactMap { Int($0) }
    return clock[0] * 3600 + clock[1] * 60 + clock[2]
  }

  @Test("an echoed key is masked in the results")
  func key() async throws {
    let sheet = "refid,nep_id,nep_key\nR1,N1,NEP-PRIVATE-77\n"
    _ = try await run(sheet, "pan-status") { _ in
      Answers.answer(200, #"{"status":true,"response_code":1,"message":"key NEP-PRIVATE-77 is known"}"#)
    }
    #expect(try !folder.read("pay.results.csv").contains("PRIVATE"))
    #expect(try results().rows[0]["nep_key"]?.hasSuffix("E-77") == true)
  }

  @Test("words of the provider that repeat what we sent are masked")
  func echo() async throws {
    let text = "\(Sheets.header),registrationID\n00110012345678,12.00,IMPS,HDFC0000001,Asha Rao,9876543210,AOP-ROW-9\n"
    _ = try await run(text) { _ in
      Answers.answer(
        422,
        """
        {"status":"ERROR","subCode":"422","message":"account 00110012345678 of 9876543210 (+91 98765 43210) by \
        AOP-TEST-7 or aop-row-9 is closed"}
        """
      )
    }
    let message = try #require(try results().rows[0]["aop_message"])
    for secret in ["00110012345678", "9876543210", "98765", "AOP-TEST-7", "ROW-9", "row-9"] {
      #expect(!message.contains(secret), "\(secret) in \(message)")
    }
    #expect(message.contains("is closed"))
  }

  @Test("the registration id of the settings is neither in the ledger nor in the files, also when the provider says it")
  func registrationID() async throws {
    _ = try await run(Sheets.payouts(2)) { _ in
      Answers.answer(422, #"{"status":"ERROR","subCode":"AOP-TEST-7","message":"AOP-TEST-7 is unknown"}"#)
    }
    #expect(try results().rows.map { $0["aop_outcome"] } == ["failed", "failed"])
    for name in folder.names {
      #expect(try !folder.read(name).contains("AOP-TEST-7"), "\(name)")
    }
    if let address = try TestedPlace.current().address {
      let kept = try await PostgresServer.shared.contents(of: address)
      #expect(kept.contains("is unknown") && !kept.contains("AOP-TEST-7"))
    }
  }

  @Test("words that a spreadsheet would run as a formula are guarded, plain numbers are not")
  func formulas() async throws {
    let text = "\(Sheets.header),note,plus\n\(Sheets.payout(2)),=1+1,+91\n"
    _ = try await run(text) { _ in
      Answers.answer(422, #"{"status":"ERROR","subCode":"422","message":"@SUM(A1)"}"#)
    }
    let row = try results().rows[0]
    #expect(row["note"] == "'=1+1")
    #expect(row["plus"] == "+91")
    #expect(row["aop_message"] == "'@SUM(A1)")
  }

  @Test("unknown columns are carried through untouched, ours from before are dropped")
  func unknownColumns() async throws {
    let text = "note,\(Sheets.header),aop_row,AOP_Message,last\n\" a, \"\"b\"\" \",\(Sheets.payout(2)),77,old,z\n"
    _ = try await run(text) { Answers.accepted(row: $0) }
    #expect(try results().rows[0]["note"] == " a, \"b\" ")
    #expect(try results().rows[0]["last"] == "z")
    #expect(try results().rows[0]["aop_row"] == "2")
    #expect(try results().header.filter { $0.lowercased() == "aop_message" } == ["aop_message"])
  }

  @Test("an export is the run's files, byte for byte")
  func export() async throws {
    let text =
      "\(Sheets.header),note\n"
      + (2...9).map { "\(Sheets.payout($0, amount: $0 == 5 ? "x" : "9.5")),=\($0)\n" }.joined()
    let report = try await run(text) { [3: Answers.failed, 4: Answers.lost][$0] ?? Answers.accepted(row: $0) }
    try BatchFiles(report.batch, OutputPaths(report.batch, folder: folder["out"])).write(from: ledger, .test, at: .now)
    for name in ["pay.results.csv", "pay.failed.csv", "pay.rejected.csv", "pay.warnings.csv"] {
      #expect(try folder.read("out/\(name)") == folder.read(name))
    }
  }

  @Test("the files of check and of run are the same")
  func checkAndRun() async throws {
    let text =
      "\(Sheets.header),note\n\(Sheets.payout(2)),a\n\(Sheets.payout(3, amount: "x")),b\n\(Sheets.payout(2)),a\n1,2,3\n"
    _ = try await Check(try SheetRequest(folder, text))()
    let names = ["pay.rejected.csv", "pay.warnings.csv"]
    let checked = try names.map(folder.read)
    _ = try await run(text) { Answers.accepted(row: $0) }
    #expect(try names.map(folder.read) == checked)
  }
}
