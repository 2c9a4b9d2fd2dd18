import AOPay
import Operations
import Sheet
import TestSupport
import Testing

@Suite("A request is the published page's JSON, key by key")
struct RequestTests {
  static let settings = Credentials([
    .registrationID: "AOP-554", .nepKey: "NEPXXX", .domain: "electricity", .partnerID: "PARTXXX",
  ])

  private func body(_ operation: String, _ fields: [String], _ credentials: Credentials = settings) throws -> String {
    let operation = try Operation.require(operation)
    try #require(fields.count == operation.columns.count)
    return String(decoding: operation.body(PackedRow(fields), credentials), as: UTF8.self)
  }

  static let pages: [(operation: String, fields: [String], json: String)] = [
    (
      "payout",
      ["100123011836", "12.00", "IMPS", "SBIN0000300", "Dean Jon", "abc@gmail.com", "9959641234", ""],
      #"{"accountNumber":"100123011836","amount":"12.00","transactionType":"IMPS","beneficiaryIFSC":"SBIN0000300","#
        + #""beneficiaryName":"Dean Jon","emailID":"abc@gmail.com","mobileNo":"9959641234","registrationID":"AOP-554"}"#
    ),
    ("recharge-status", ["12345678", ""], #"{"referenceid":"12345678","RegistrationID":"AOP-554"}"#),
    (
      "pan-status",
      ["", "TXNXXX", "", "", "RXNXXXTT", ""],
      #"{"nep_key":"NEPXXX","refid":"TXNXXX","domain":"electricity","partnerId":"PARTXXX","nep_id":"RXNXXXTT","#
        + #""RegistrationID":"AOP-554"}"#
    ),
    (
      "pan-new",
      ["9999999998", "Doe", "John", "Michael", "", "xyz24551", "", "", "max@example.com", "10", ""],
      #"{"mobileno":"9999999998","lastname":"Doe","firstname":"John","middlename":"Michael","nep_key":"NEPXXX","#
        + #""refid":"xyz24551","domain":"electricity","partnerId":"PARTXXX","email":"max@example.com","#
        + #""EmailID":"max@example.com","title":10,"Title":10,"RegistrationID":"AOP-554"}"#
    ),
    (
      "transfer-otp",
      [
        "9912345688", "60600077", "NEFT", "100.00", "110045", "Delhi", "20/08/2000", "+28.6090", "077.2362", "",
      ],
      #"{"MobileNumber":"9912345688","BeneID":"60600077","Txntype":"NEFT","Amount":"100.00","Pincode":"110045","#
        + #""Address":"Delhi","DOB":"20/08/2000","Latitude":"+28.6090","Longitute":"077.2362","#
        + #""RegistrationID":"AOP-554"}"#
    ),
  ]

  @Test("every key of the page, in its order and type", arguments: pages)
  func page(operation: String, fields: [String], json: String) throws {
    #expect(try body(operation, fields) == json)
  }

  @Test("an optional value that is absent is sent as an empty string, never left out")
  func emptyOptionals() throws {
    #expect(
      try body("payout", ["100123011836", "12.00", "IMPS", "SBIN0000300", "Dean", "", "9959641234", ""])
        .hasSuffix(#""emailID":"","mobileNo":"9959641234","registrationID":"AOP-554"}"#)
    )
    #expect(
      try body("pan-new", ["9999999998", "Doe", "", "", "", "r1", "", "", "m@e.in", "1", ""])
        .hasPrefix(#"{"mobileno":"9999999998","lastname":"Doe","firstname":"","middlename":"","nep_key":"NEPXXX""#)
    )
  }

  static let ownCredentials: [(operation: String, fields: [String], json: [String])] = [
    (
      "pan-status", ["K1", "R1", "D1", "P1", "N1", "AOP-9"],
      [#""nep_key":"K1""#, #""domain":"D1""#, #""partnerId":"P1""#, #""RegistrationID":"AOP-9""#]
    ),
    (
      "pan-status", ["", "R1", "D1", "", "N1", ""],
      [#""nep_key":"NEPXXX""#, #""domain":"D1""#, #""partnerId":"PARTXXX""#, #""RegistrationID":"AOP-554""#]
    ),
    ("recharge-status", ["1", "AOP-9"], [#""RegistrationID":"AOP-9""#]),
  ]

  @Test("a credential of the sheet's own cell comes before the settings", arguments: ownCredentials)
  func credentials(operation: String, fields: [String], json: [String]) throws {
    let sent = try body(operation, fields)
    for part in json { #expect(sent.contains(part), "\(sent)") }
  }

  @Test("a credential that is nowhere is an empty string")
  func noCredential() throws {
    #expect(
      try body("recharge-status", ["1", ""], Credentials([.registrationID: ""]))
        == #"{"referenceid":"1","RegistrationID":""}"#
    )
  }

  @Test("the settings' credentials are escaped too")
  func credentialEscaped() throws {
    #expect(
      try body("recharge-status", ["1", ""], Credentials([.registrationID: #"A"\9"#]))
        == #"{"referenceid":"1","RegistrationID":"A\"\\9"}"#
    )
  }

  static let escapes: [(name: String, json: String)] = [
    (#"Dean "DJ" Jon"#, #"Dean \"DJ\" Jon"#),
    (#"C:\new"#, #"C:\\new"#),
    (#"\"#, #"\\"#),
    (#"\""#, #"\\\""#),
    ("आशा राव", "आशा राव"),
    ("Renée ₹ 😀", "Renée ₹ 😀"),
    ("a/b", "a/b"),
    ("a\u{2028}b", "a\u{2028}b"),
    ("a\nb\tc\u{0}\u{1F}", #"a\u000ab\u0009c\u0000\u001f"#),
    (#"","amount":"99999.00"#, #"\",\"amount\":\"99999.00"#),
  ]

  @Test("what stands in a cell cannot leave its string", arguments: escapes)
  func escaping(name: String, json: String) throws {
    let sent = try body("payout", ["100123011836", "12.00", "IMPS", "SBIN0000300", name, "", "9959641234", ""])
    #expect(sent.contains(#""beneficiaryName":"\#(json)","emailID""#), "\(sent)")
  }

  @Test(
    "each operation goes to its published address",
    arguments: [
      ("payout", "https://payout.aopay.co.in/api/V6/Payout/AOPPayout"),
      ("recharge-status", "https://api.aopay.co.in/api/AOP/RechargeStatus"),
      ("pan-status", "https://api.aopay.co.in/api/AOP/Status"),
      ("pan-new", "https://api.aopay.co.in/api/AOP/PanNewGenerate"),
      ("transfer-otp", "https://api.aopay.co.in/api/AOP/DMTV1/TransactionSendOtp"),
    ]
  )
  func endpoints(name: String, url: String) throws {
    let endpoint = try Operation.require(name).endpoint
    #expect(endpoint.host + endpoint.path == url)
    #expect(endpoint.setting == (name == "payout" ? "AOPAY_PAYOUT_URL" : "AOPAY_API_URL"))
  }
}
