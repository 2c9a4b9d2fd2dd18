import Foundation
import TestSupport
import Testing

private let common = [
  "aop_row", "aop_outcome", "aop_http_status", "aop_provider_status", "aop_provider_code", "aop_message",
  "aop_attempts", "aop_sent_at", "aop_answered_at",
]

/// What a template must look like when it is sent: written by hand from the provider's pages.
struct TemplateCase: Sendable, CustomStringConvertible {
  let operation: String
  let path: String
  let outcome: String
  let ownColumns: [String]
  /// The two bodies that must arrive.
  let bodies: [String]

  var description: String { operation }

  static let all = [payout, rechargeStatus, panStatus, panNew, transferOTP]

  static let payout = TemplateCase(
    operation: "payout",
    path: "/api/V6/Payout/AOPPayout",
    outcome: "accepted",
    ownColumns: ["aop_transaction_reference", "aop_transaction_id", "aop_beneficiary_name", "aop_amount"],
    bodies: [
      """
      {"accountNumber":"00110012345678","amount":"12500.00","transactionType":"IMPS","beneficiaryIFSC":"HDFC0000001",
      "beneficiaryName":"Asha Rao","emailID":"asha.rao@example.com","mobileNo":"9876543210",
      "registrationID":"AOP-TEST-554"}
      """,
      """
      {"accountNumber":"20123456789","amount":"100000.25","transactionType":"NEFT","beneficiaryIFSC":"SBIN0000300",
      "beneficiaryName":"Imran Sheikh","emailID":"","mobileNo":"9123456780","registrationID":"AOP-TEST-554"}
      """,
    ]
  )

  static let rechargeStatus = TemplateCase(
    operation: "recharge-status",
    path: "/api/AOP/RechargeStatus",
    outcome: "success",
    ownColumns: [
      "aop_txnid", "aop_operatorname", "aop_canumber", "aop_amount", "aop_comm", "aop_tds", "aop_status", "aop_refid",
      "aop_operatorid", "aop_dateadded", "aop_refunded", "aop_refundtxnid", "aop_daterefunded",
    ],
    bodies: ["12345678", "12345679"].map { #"{"referenceid":"\#($0)","RegistrationID":"AOP-TEST-554"}"# }
  )

  static let panStatus = TemplateCase(
    operation: "pan-status",
    path: "/api/AOP/Status",
    outcome: "pending",
    ownColumns: [],
    bodies: [("PANQ26110001", "NEP4471001"), ("PANQ26110002", "NEP4471002")].map { refid, nepID in
      """
      {"nep_key":"NEP-TEST","refid":"\(refid)","domain":"test-domain","partnerId":"PARTNER-TEST","nep_id":"\(nepID)",
      "RegistrationID":"AOP-TEST-554"}
      """
    }
  )

  static let panNew = TemplateCase(
    operation: "pan-new",
    path: "/api/AOP/PanNewGenerate",
    outcome: "success",
    ownColumns: ["aop_url", "aop_encdata"],
    bodies: [
      """
      {"mobileno":"9876543210","lastname":"Rao","firstname":"Asha","middlename":"","nep_key":"NEP-TEST",
      "refid":"PANN26110001","domain":"test-domain","partnerId":"PARTNER-TEST","email":"asha.rao@example.com",
      "EmailID":"asha.rao@example.com","title":2,"Title":2,"RegistrationID":"AOP-TEST-554"}
      """,
      """
      {"mobileno":"9123456780","lastname":"Sheikh","firstname":"Imran","middlename":"Karim","nep_key":"NEP-TEST",
      "refid":"PANN26110002","domain":"test-domain","partnerId":"PARTNER-TEST","email":"imran@example.com",
      "EmailID":"imran@example.com","title":1,"Title":1,"RegistrationID":"AOP-TEST-554"}
      """,
    ]
  )

  static let transferOTP = TemplateCase(
    operation: "transfer-otp",
    path: "/api/AOP/DMTV1/TransactionSendOtp",
    outcome: "success",
    ownColumns: ["aop_stateresp", "aop_otp_expires_at"],
    bodies: [
      """
      {"MobileNumber":"9876543210","BeneID":"60600077","Txntype":"IMPS","Amount":"2500.00","Pincode":"110045",
      "Address":"14 Palam Road, Delhi","DOB":"20/08/1990","Latitude":"28.6090","Longitute":"77.2362",
      "RegistrationID":"AOP-TEST-554"}
      """,
      """
      {"MobileNumber":"9123456780","BeneID":"60600078","Txntype":"NEFT","Amount":"100.00","Pincode":"560001",
      "Address":"MG Road, Bengaluru","DOB":"03/01/1985","Latitude":"12.9756","Longitute":"77.6050",
      "RegistrationID":"AOP-TEST-554"}
      """,
    ]
  )
}

@Suite("The five operations, from template to results", .timeLimit(.minutes(60)))
struct OperationTests {
  @Test("a template checks clean and is sent as the provider's page asks", arguments: TemplateCase.all)
  func template(_ item: TemplateCase) async throws {
    try await withOffice { office in
      let template = try await office.run("template", item.operation)
      #expect(template.status == 0)
      try office.write("sheet.csv", template.stdout)

      let check = try await office.run("check", item.operation, "sheet.csv", environment: ["AOPAY_REGISTRATION_ID": ""])
      #expect(check.status == 0, "\(check.stderr)")
      #expect(try office.names == ["sheet.csv", "sheet.rejected.csv", "sheet.warnings.csv"])
      #expect(try office.requests.isEmpty)

      let run = try await office.send(item.operation, "sheet.csv")
      #expect(run.status == 0, "\(run.stderr)")
      try expectBodies(item, office)
      try expectResults(item, office)
    }
  }

  private func expectBodies(_ item: TemplateCase, _ office: Office) throws {
    let requests = try office.requests
    #expect(requests.count == item.bodies.count)
    #expect(requests.allSatisfy { $0.path == item.path && $0.method == "POST" })
    #expect(requests.allSatisfy { $0.content_type.hasPrefix("application/json") })
    for body in item.bodies {
      let same = try requests.filter { try JSON($0.body) == JSON(body) }
      #expect(same.count == 1, "\(body) in \(requests.map(\.body))")
    }
  }

  private func expectResults(_ item: TemplateCase, _ office: Office) throws {
    #expect(
      try office.names == [
        "sheet.csv", "sheet.failed.csv", "sheet.rejected.csv", "sheet.report.html", "sheet.results.csv",
        "sheet.warnings.csv",
      ]
    )
    let own = try #require(try office.text("sheet.csv").split(whereSeparator: \.isNewline).first)
      .split(separator: ",").map(String.init)
    let results = try office.csv("sheet.results.csv")
    #expect(results.header == own + common + item.ownColumns)
    #expect(results["aop_row"] == ["2", "3"])
    #expect(results["aop_outcome"] == [item.outcome, item.outcome])
    #expect(results["aop_http_status"] == ["200", "200"])
    #expect(results["aop_attempts"] == ["1", "1"])
    let time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/
    for column in ["aop_sent_at", "aop_answered_at"] {
      #expect(try results[column].allSatisfy { try time.wholeMatch(in: $0) != nil })
    }
    #expect(try office.csv("sheet.rejected.csv").header == own + ["aop_row", "aop_error_codes", "aop_errors"])
    #expect(try office.csv("sheet.warnings.csv").header == own + ["aop_row", "aop_warning_codes", "aop_warnings"])
  }

  @Test("a payout's results carry the references of its own answers and the rupees sent")
  func payoutReferences() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout((1...12).map { "\($0)00.00" }))
      #expect(try await office.send("payout", "pay.csv").status == 0)
      let results = try office.csv("pay.results.csv")
      let requests = try office.requests
      for (index, account) in results["accountNumber"].enumerated() {
        let request = try #require(try requests.first { try $0.value("accountNumber") == account })
        #expect(results["aop_transaction_reference"][index] == request.reference)
        #expect(try results["aop_amount"][index] == request.value("amount"))
        #expect(results["aop_amount"][index] == "\(index + 1)00.00")
      }
      #expect(results["aop_transaction_id"].allSatisfy { $0.hasPrefix("TERF") })
      #expect(Set(results["aop_beneficiary_name"]) == ["Asha Rao"])
    }
  }

  @Test("a day of birth under a name of the user's own is guarded in every file of its batch")
  func birthdays() async throws {
    try await withOffice { office in
      let sheet = Sheets.transferOTP("60600077").replacing("DOB", with: "Birthday").replacing(
        "20/08/2000",
        with: "03/01/1985"
      )
      try office.write("otp.csv", sheet + "x,60600078,IMPS,100,110045,Delhi,04/01/1985,28.6090,77.2362\n")
      #expect(try await office.send("transfer-otp", "otp.csv", "--column", "DOB=Birthday").status == 3)
      #expect(try office.text("otp.results.csv").contains(",'03/01/1985,"))
      #expect(try office.text("otp.rejected.csv").contains(",'04/01/1985,"))
    }
  }

  @Test("a one-time password expires ninety seconds after it was asked for")
  func passwordExpiry() async throws {
    try await withOffice { office in
      try office.write("otp.csv", Sheets.transferOTP("60600077"))
      #expect(try await office.send("transfer-otp", "otp.csv").status == 0)
      let results = try office.csv("otp.results.csv")
      let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
      let sent = try style.parse(try #require(results["aop_sent_at"].first))
      let expires = try style.parse(try #require(results["aop_otp_expires_at"].first))
      #expect((expires.timeIntervalSince(sent) * 1000).rounded() == 90_000)
      #expect(try results["aop_stateresp"].first == office.requests.first?.reference)
    }
  }
}
