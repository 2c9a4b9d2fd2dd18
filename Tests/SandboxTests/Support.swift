import Foundation
import Testing

@testable import Sandbox

enum Path {
  static let payout = "/api/V6/Payout/AOPPayout"
  static let rechargeStatus = "/api/AOP/RechargeStatus"
  static let panStatus = "/api/AOP/Status"
  static let panNew = "/api/AOP/PanNewGenerate"
  static let transferOTP = "/api/AOP/DMTV1/TransactionSendOtp"

  static let ofOperation = [
    "payout": payout, "recharge-status": rechargeStatus, "pan-status": panStatus, "pan-new": panNew,
    "transfer-otp": transferOTP,
  ]
}

/// Requests written out by hand from the provider's pages.
enum Body {
  static func payout(
    amount: String = "12.00",
    mode: String = "IMPS",
    account: String = "100000011836",
    name: String = "Dean Jon",
    ifsc: String = "SBIN0000002",
    id: String = "AOP-554"
  ) -> String {
    """
    {"accountNumber":"\(account)","amount":"\(amount)","transactionType":"\(mode)","beneficiaryIFSC":"\(ifsc)",\
    "beneficiaryName":"\(name)","emailID":"abc@gmail.com","mobileNo":"9959640000","registrationID":"\(id)"}
    """
  }

  static func rechargeStatus(_ reference: String = "12345678", id: String = "AOP-554") -> String {
    #"{"referenceid":"\#(reference)","RegistrationID":"\#(id)"}"#
  }

  static func panStatus(_ reference: String = "TXN1", id: String = "AOP-554") -> String {
    """
    {"nep_key":"NEPXXX","refid":"\(reference)","domain":"electricity","partnerId":"PARTXXX","nep_id":"RXNXXXTT",\
    "RegistrationID":"\(id)"}
    """
  }

  static func panNew(_ reference: String = "xyz24", title: String = "10", id: String = "AOP-554") -> String {
    """
    {"mobileno":"99999999","lastname":"Doe","firstname":"John","middlename":"","nep_key":"1234",\
    "refid":"\(reference)","domain":"google","partnerId":"abc","email":"max@example.com","title":\(title),\
    "EmailID":"max@example.com","Title":\(title),"RegistrationID":"\(id)"}
    """
  }

  static func transferOTP(_ beneficiary: String = "60600077", id: String = "AOP-554") -> String {
    """
    {"MobileNumber":"9900000088","BeneID":"\(beneficiary)","Txntype":"IMPS","Amount":"100","Pincode":"110045",\
    "Address":"Delhi","DOB":"20/08/2000","Latitude":"28.6090","Longitute":"77.2362","RegistrationID":"\(id)"}
    """
  }

  /// A request of the operation that ends in the magic value.
  static func magic(_ operation: String, _ value: String) -> String {
    switch operation {
    case "payout": payout(amount: "12" + value)
    case "recharge-status": rechargeStatus("1" + value)
    case "pan-status": panStatus("1" + value)
    case "pan-new": panNew("1" + value)
    default: transferOTP("1" + value)
    }
  }
}

extension SandboxOptions {
  init(log: String? = nil, registrationID: String? = nil, threads: Int = 2) {
    self.init()
    self.log = log
    self.registrationID = registrationID
    self.threads = threads
  }
}

extension SandboxOptions {
  /// A connection may rest for as long as a busy machine lets its client wait.
  static let patient: SandboxOptions = {
    var options = SandboxOptions()
    options.idleMax = .seconds(3600)
    return options
  }()
}

/// Starts a server, runs the test with it, and stops it whatever happens.
func withServer<Value: Sendable>(
  _ options: SandboxOptions = .patient,
  _ test: @Sendable (SandboxServer) async throws -> Value
) async throws -> Value {
  let server = try await SandboxServer.start(options)
  do {
    let value = try await test(server)
    await server.stop()
    return value
  } catch {
    await server.stop()
    throw error
  }
}

/// One request on a connection of its own.
func ask(_ server: SandboxServer, _ path: String, _ body: String) async throws -> Answer? {
  try await TestClient(port: server.port).post(path, body)
}

/// Replaces what the pattern's first group matched by `…`, so that the rest can be compared word for word.
func masked(_ text: String, _ patterns: [String]) throws -> String {
  try patterns.reduce(text) { text, pattern in
    let expression = try NSRegularExpression(pattern: pattern)
    let whole = NSRange(text.startIndex..., in: text)
    let match = try #require(expression.firstMatch(in: text, range: whole), "no \(pattern) in \(text)")
    let range = try #require(Range(match.range(at: 1), in: text))
    return text.replacingCharacters(in: range, with: "…")
  }
}

/// A member of the answer's text, found without a JSON reader: the published payout answer is no JSON.
func member(_ key: String, _ text: String) -> String? {
  guard let start = text.range(of: "\"\(key)\": \"") else { return nil }
  return text[start.upperBound...].prefix { $0 != "\"" }.description
}

/// The log's lines, each read as JSON.
func logLines(_ path: String) throws -> [[String: any Sendable]] {
  try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
    return try #require(object as? [String: any Sendable])
  }
}
