import Testing

@testable import Sandbox

@Suite("The published answers come word for word")
struct PublishedAnswerTests {
  @Test("payout 200, with the page's commas that JSON does not allow")
  func payout() async throws {
    let answer = try await withServer { try await ask($0, Path.payout, Body.payout(name: "ABC")) }
    let expected = """
      {
        "initiateAuthGenericFundTransferAPIResp": {
          "metaData": {
               "status": "SUCCESS",
               "message": "fundTransfer successfully processed",
               "version": "v1",
               "time": "…",
           },
          "resourceData": {
               "status": "ACPT",
               "transactionReferenceNo": "…",
               "transactionID": "…",
               "beneficiaryName": "ABC"
           }
         },
      "statuss": "SUCCESS",
      "message": "fundTransfer successfully processed",
      "value": ""\("  ")
      }
      """
    #expect(answer?.status == 200)
    #expect(answer?.headers["content-type"] == "application/json; charset=utf-8")
    let patterns = [
      #""time": "(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)""#, #""transactionReferenceNo": "(\d{12})""#,
      #""transactionID": "(TERF\d+)""#,
    ]
    #expect(try masked(answer?.body ?? "", patterns) == expected)
  }

  @Test("a NEFT payout gets a UTR of 16 characters")
  func neft() async throws {
    let answer = try await withServer { try await ask($0, Path.payout, Body.payout(mode: "NEFT")) }
    #expect(try masked(answer?.body ?? "", [#""transactionReferenceNo": "(N\d{15})""#]).contains("…"))
  }

  @Test("the payee's name is echoed as JSON")
  func echo() async throws {
    let answer = try await withServer { try await ask($0, Path.payout, Body.payout(name: #"A \"B\" \\ ₹"#)) }
    #expect(answer?.body.contains(#""beneficiaryName": "A \"B\" \\ ₹""#) == true)
  }

  @Test(
    "payout errors",
    arguments: [
      (".03", 403, "APIs not enabled. Please reach out to care@AOP.com"), (".09", 409, "Beneficiary Id already exists"),
      (".12", 412, "Post data is empty or not a valid JSON"), (".22", 422, "Please provide a valid Bank IFSC code."),
    ]
  )
  func payoutErrors(paise: String, status: Int, message: String) async throws {
    let answer = try await withServer { try await ask($0, Path.payout, Body.payout(amount: "1" + paise)) }
    #expect(answer?.status == status)
    #expect(
      answer?.body == "{\n  \"status\": \"ERROR\",\n  \"subCode\": \"\(status)\",\n  \"message\": \"\(message)\"\n}"
    )
  }

  @Test("recharge-status 200 and 401")
  func rechargeStatus() async throws {
    let (good, bad) = try await withServer { server in
      (
        try await ask(server, Path.rechargeStatus, Body.rechargeStatus()),
        try await ask(server, Path.rechargeStatus, Body.rechargeStatus("1401"))
      )
    }
    let expected = """
      {
        "response_code": 1,
        "status": true,
        "data": {
          "txnid": "…",
          "operatorname": "ICICI Bank",
          "canumber": "DL10CG6228",
          "amount": "1",
          "comm": "0.00",
          "tds": "0.00",
          "status": "1",
          "refid": "12345678",
          "operatorid": "MockLazYafrYZ7",
          "dateadded": "2021-08-20 15:41:08",
          "refunded": "0",
          "refundtxnid": "",
          "daterefunded": null
        },
        "message": "Transaction Enquiry Successful"
      }
      """
    #expect(good?.status == 200)
    #expect(try masked(good?.body ?? "", [#""txnid": "(\d+)""#]) == expected)
    #expect(bad?.status == 401)
    #expect(
      bad?.body == "{\n  \"status\": false,\n  \"response_code\": 7,\n  \"message\": \"Invalid signature encoding\"\n}"
    )
  }

  @Test("pan-status 200, and 401 when a refid comes a second time")
  func panStatus() async throws {
    let (first, second) = try await withServer { server in
      (try await ask(server, Path.panStatus, Body.panStatus()), try await ask(server, Path.panStatus, Body.panStatus()))
    }
    let good = """
      {
        "status": true,
        "response_code": 1,
        "message": "Application is under process at NSDL eGOV"
      }
      """
    #expect(first?.status == 200)
    #expect(first?.body == good)
    #expect(second?.status == 401)
    #expect(second?.body == "{\n  \"status\": \"Failed\",\n  \"message\": \"Duplicate RefID\"\n}")
  }

  @Test("pan-new 200 and 401")
  func panNew() async throws {
    let (good, bad) = try await withServer { server in
      (
        try await ask(server, Path.panNew, Body.panNew()), try await ask(server, Path.panNew, Body.panNew("1401"))
      )
    }
    let expected = """
      {
        "status": true,
        "response_code": 1,
        "data": {
          "url": "https://AOP.in/service-api/api/v1/service/pan/V2/validateurl",
          "encdata": "…"
        },
        "message": "Encdata Successfully Generated"
      }
      """
    #expect(good?.status == 200)
    #expect(try masked(good?.body ?? "", [#""encdata": "([A-Za-z0-9+/]{128})""#]) == expected)
    #expect(bad?.status == 401)
    #expect(
      bad?.body == "{\n  \"response_code\": 6,\n  \"status\": false,\n  \"message\": \"Authentication failed\"\n}"
    )
  }

  @Test("transfer-otp 200, 202 and 401")
  func transferOTP() async throws {
    let answers = try await withServer { server in
      [
        try await ask(server, Path.transferOTP, Body.transferOTP()),
        try await ask(server, Path.transferOTP, Body.transferOTP("1202")),
        try await ask(server, Path.transferOTP, Body.transferOTP("1401")),
      ]
    }
    let sent = """
      {
        "status": true,
        "response_code": 1,
        "message": "OTP has been send to the remitter mobile number.",
        "stateresp": "…",
        "Status": "True",
        "Value": "OTP has been send to the remitter mobile number."
      }
      """
    let registration = """
      {
        "status": false,
        "response_code": 0,
        "stateresp": "…",
        "message": "Remitter not registered OTP sent for new registration."
      }
      """
    #expect(answers.map { $0?.status } == [200, 202, 401])
    #expect(try masked(answers[0]?.body ?? "", [#""stateresp": "(\d+)""#]) == sent)
    let uuid = #""stateresp": "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})""#
    #expect(try masked(answers[1]?.body ?? "", [uuid]) == registration)
    #expect(
      answers[2]?.body
        == "{\n  \"response_code\": 11,\n  \"status\": false,\n  \"message\": \"Authentication failed\"\n}"
    )
  }
}
