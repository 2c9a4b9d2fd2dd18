import Foundation
import Testing

@testable import Sandbox

@Suite("Requests are checked as the provider would")
struct RequestCheckTests {
  @Test("an unknown path is 404")
  func unknownPath() async throws {
    let answer = try await withServer { try await ask($0, "/api/V6/Payout/AOPPayoutt", Body.payout()) }
    #expect(answer?.status == 404)
  }

  @Test("any other method is 405 and says which is right", arguments: ["GET", "PUT", "DELETE", "HEAD"])
  func otherMethod(method: String) async throws {
    let answer = try await withServer { server in
      let client = try TestClient(port: server.port)
      client.send(TestClient.request(Path.payout, "", method: method))
      return try await client.answer(hasBody: method != "HEAD")
    }
    #expect(answer?.status == 405)
    #expect(answer?.headers["allow"] == "POST")
  }

  @Test(
    "a payout body that is empty or no JSON object is the published 412",
    arguments: ["", " ", "{", "[]", "\"text\"", "null", "{\"a\":1,}", "amount=12.00", "{}{}"]
  )
  func notJSON(body: String) async throws {
    let answer = try await withServer { try await ask($0, Path.payout, body) }
    #expect(answer?.status == 412)
    let expected = """
      {
        "status": "ERROR",
        "subCode": "412",
        "message": "Post data is empty or not a valid JSON"
      }
      """
    #expect(answer?.body == expected)
  }

  @Test(
    "elsewhere it is a 401 in the page's form",
    arguments: [Path.rechargeStatus, Path.panStatus, Path.panNew, Path.transferOTP]
  )
  func notJSONElsewhere(path: String) async throws {
    let answer = try await withServer { try await ask($0, path, "{\"a\":") }
    #expect(answer?.status == 401)
    #expect(answer?.body.contains("not a valid JSON") == true)
    #expect(answer?.body.contains("Duplicate") == false)
  }

  @Test(
    "what Foundation would let pass is not JSON either",
    arguments: [
      #"{"a":1,}"#, "{\"a\":1 , \n }", #"{"a":[1,]}"#, #"{"a":{"b":1,}}"#, #"{"a":1,"a":1}"#, "\u{FEFF}{}",
    ]
  )
  func strict(body: String) {
    #expect(Form(Array(body.utf8)) == nil)
  }

  @Test(
    "what only looks like it is JSON",
    arguments: [
      "{}", #"{"a":",}"}"#, #"{"a":"\",}","b":":"}"#, #"{"a":{"a":1},"b":[{"a":1}]}"#, #"{"a\\":1,"b":",]"}"#,
    ]
  )
  func lenient(body: String) {
    #expect(Form(Array(body.utf8)) != nil)
  }

  @Test("UTF-16, zero bytes and broken UTF-8 are not JSON")
  func otherEncodings() {
    #expect(Form(Array("{\"a\":\"b\"}".utf8)) != nil)
    #expect(Form("{\"a\":\"b\"}".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }) == nil)
    #expect(Form(Array("{\"a\":\"".utf8) + [0xC3, 0x28] + Array("\"}".utf8)) == nil)
  }

  @Test(
    "a payout with a wrong field is 422 and names it",
    arguments: [
      (Body.payout(ifsc: "SBIN000002"), "Please provide a valid Bank IFSC code."),
      (Body.payout(ifsc: "SBIN00000002"), "Please provide a valid Bank IFSC code."),
      (Body.payout(amount: "12"), "amount must be"), (Body.payout(amount: "12.0"), "amount must be"),
      (Body.payout(amount: "12.000"), "amount must be"), (Body.payout(amount: ".00"), "amount must be"),
      (Body.payout(amount: "0.00"), "amount must be"), (Body.payout(amount: "-1.00"), "amount must be"),
      (Body.payout(amount: "1,000.00"), "amount must be"), (Body.payout(amount: "1.2.34"), "amount must be"),
      (Body.payout(amount: "१२.00"), "amount must be"),
      (Body.payout().replacing("\"12.00\"", with: "12.00"), "amount must be a string."),
      (Body.payout(mode: "UPI"), "transactionType must be"), (Body.payout(mode: "imps"), "transactionType must be"),
      (Body.payout(account: ""), "accountNumber is empty."), (Body.payout(name: ""), "beneficiaryName is empty."),
      (Body.payout().replacing("\"abc@gmail.com\"", with: "null"), "emailID must be a string."),
    ]
  )
  func payoutFields(body: String, message: String) async throws {
    let answer = try await withServer { try await ask($0, Path.payout, body) }
    #expect(answer?.status == 422)
    #expect(answer?.body.contains("\"subCode\": \"422\"") == true)
    #expect(answer?.body.contains(message) == true)
  }

  private static let keys: [(String, String, [String])] = [
    (
      Path.payout, Body.payout(),
      [
        "accountNumber", "amount", "transactionType", "beneficiaryIFSC", "beneficiaryName", "emailID", "mobileNo",
        "registrationID",
      ]
    ), (Path.rechargeStatus, Body.rechargeStatus(), ["referenceid", "RegistrationID"]),
    (
      Path.panStatus, Body.panStatus(), ["nep_key", "refid", "domain", "partnerId", "nep_id", "RegistrationID"]
    ),
    (
      Path.panNew, Body.panNew(),
      [
        "mobileno", "lastname", "firstname", "middlename", "nep_key", "refid", "domain", "partnerId", "email",
        "title", "EmailID", "Title", "RegistrationID",
      ]
    ),
    (
      Path.transferOTP, Body.transferOTP(),
      [
        "MobileNumber", "BeneID", "Txntype", "Amount", "Pincode", "Address", "DOB", "Latitude", "Longitute",
        "RegistrationID",
      ]
    ),
  ]

  @Test("every key of the page must be there, spelled as the page spells it", arguments: keys)
  func missingKeys(path: String, body: String, keys: [String]) async throws {
    try await withServer { server in
      let client = try TestClient(port: server.port)
      #expect(try await client.post(path, body)?.status == 200)
      for key in keys {
        let answer = try await client.post(path, body.replacing("\"\(key)\":", with: "\"x\(key)\":"))
        #expect(answer?.status == (path == Path.payout ? 422 : 401), "\(key)")
        #expect(answer?.body.contains("\(key) is missing.") == true, "\(key)")
      }
    }
  }

  @Test("a title is a whole JSON number", arguments: ["\"10\"", "true", "1.5", "null"])
  func title(title: String) async throws {
    let answer = try await withServer { try await ask($0, Path.panNew, Body.panNew(title: title)) }
    #expect(answer?.body.contains("title must be a whole number.") == true)
  }

  @Test("a title of 1 is a number, not a truth value")
  func titleOne() async throws {
    let answer = try await withServer { try await ask($0, Path.panNew, Body.panNew(title: "1")) }
    #expect(answer?.status == 200)
  }

  @Test("only the given registration id is let in; an empty one never is", arguments: ["AOP-554", nil])
  func registration(own: String?) async throws {
    let bodies: [(String, @Sendable (String) -> String, String)] = [
      (Path.payout, { Body.payout(id: $0) }, "APIs not enabled"),
      (Path.rechargeStatus, { Body.rechargeStatus(id: $0) }, "Invalid signature encoding"),
      (Path.panStatus, { Body.panStatus($0 + "x", id: $0) }, "Authentication failed"),
      (Path.panNew, { Body.panNew(id: $0) }, "Authentication failed"),
      (Path.transferOTP, { Body.transferOTP(id: $0) }, "Authentication failed"),
    ]
    try await withServer(.init(registrationID: own)) { server in
      for (path, body, message) in bodies {
        let refused = path == Path.payout ? 403 : 401
        #expect(try await ask(server, path, body("AOP-554"))?.status == 200)
        #expect(try await ask(server, path, body("AOP-555"))?.status == (own == nil ? 200 : refused))
        let empty = try await ask(server, path, body(""))
        #expect(empty?.status == refused)
        #expect(empty?.body.contains(message) == true)
      }
    }
  }

  @Test("a refused request does not use up its refid")
  func refusedRefid() async throws {
    let answers = try await withServer(.init(registrationID: "AOP-554")) { server in
      [
        try await ask(server, Path.panStatus, Body.panStatus("R1", id: "AOP-1"))?.status,
        try await ask(server, Path.panStatus, Body.panStatus("R1"))?.status,
      ]
    }
    #expect(answers == [401, 200])
  }
}
