import Engine
import Ledger
import Operations
import Payments
import Provider
import Synchronization
import Testing

/// Sheets written by hand.
enum Sheets {
  static let header = "accountNumber,amount,transactionType,beneficiaryIFSC,beneficiaryName,mobileNo"

  /// A valid payout; row numbers start at 2, below the header.
  static func payout(_ row: Int, amount: String = "12.00") -> String {
    "\(account(row)),\(amount),IMPS,HDFC0000001,Asha Rao,9876543210"
  }

  static func account(_ row: Int) -> String { "\(20_000_000_000 + row)" }

  /// The sheet's row with that account number in its request.
  static func row(of body: [UInt8]) -> Int {
    let text = String(decoding: body, as: UTF8.self)
    guard let range = text.firstRange(of: #""accountNumber":""#) else { return 0 }
    return (Int(text[range.upperBound...].prefix { $0.isNumber }) ?? 0) - 20_000_000_000
  }

  static func payouts(_ count: Int) -> String {
    ([header] + (0..<count).map { payout($0 + 2) }).map { $0 + "\n" }.joined()
  }

  static func lookUps(_ count: Int) -> String {
    (["referenceid"] + (0..<count).map { "R\($0 + 2)" }).map { $0 + "\n" }.joined()
  }

  /// The sheet's row of a look-up's request.
  static func lookUpRow(of body: [UInt8]) -> Int {
    let text = String(decoding: body, as: UTF8.self)
    guard let range = text.firstRange(of: #""referenceid":"R"#) else { return 0 }
    return Int(text[range.upperBound...].prefix { $0.isNumber }) ?? 0
  }
}

/// Answers written by hand from the provider's pages.
enum Answers {
  static func accepted(_ reference: String) -> Observation {
    answer(
      200,
      """
      {"initiateAuthGenericFundTransferAPIResp":{"metaData":{"status":"SUCCESS","message":"done"},"resourceData":{\
      "status":"ACPT","transactionReferenceNo":"\(reference)","transactionID":"T\(reference)","beneficiaryName":"ABC"}}}
      """
    )
  }

  static func accepted(row: Int) -> Observation { accepted("R5059147\(row)") }

  static let failed = answer(
    422,
    #"{"status":"ERROR","subCode":"422","message":"Please provide a valid Bank IFSC code."}"#
  )
  static let forbidden = answer(403, #"{"status":"ERROR","subCode":"403","message":"APIs not enabled."}"#)
  static let broken = answer(500, "oops")
  static let html = answer(200, "<html>")
  static let found = answer(
    200,
    #"{"response_code":1,"status":true,"data":{"txnid":"6469","status":"1","refunded":"0"},"message":"Successful"}"#
  )

  static func tooFast(_ seconds: Int64? = 0) -> Observation { answer(429, "{}", retryAfter: seconds) }

  static let lost = Observation.trouble(Trouble(.connectionLost, detail: "reset", bodyMayHaveLeft: true))
  static let refused = Observation.trouble(Trouble(.noConnection, detail: "refused", bodyMayHaveLeft: false))
  static let lateUnsent = Observation.trouble(Trouble(.timeout, detail: "limit", bodyMayHaveLeft: false))

  static func answer(_ status: Int, _ body: String, retryAfter: Int64? = nil) -> Observation {
    .answer(Answer(status: status, retryAfterSeconds: retryAfter, body: Array(body.utf8)))
  }
}

extension SheetRequest {
  init(_ folder: Folder, _ text: String, operation: String = "payout", name: String = "pay.csv") throws {
    try folder.write(text, to: name)
    self.init(
      operation: try #require(Operation.named(operation)),
      input: .file(folder[name]),
      rules: Rules(today: try #require(CalendarDay(year: 2026, month: 11, day: 21)))
    )
  }
}

extension SendingOptions {
  /// Options that send through the script.
  init(_ transport: ScriptedTransport, concurrency: Int = 1) {
    let credentials: [Credential: String] = [
      .registrationID: "AOP-TEST-7", .nepKey: "NEP-SECRET", .domain: "example", .partnerID: "PARTNER",
    ]
    self.init(
      address: "http://127.0.0.1:1",
      credentials: Credentials(credentials),
      user: "tester",
      userAgent: "aopbatch/test"
    )
    self.concurrency = concurrency
    self.transport = { _ in transport }
  }
}

/// A provider that answers as the test says.
final class ScriptedTransport: Transport {
  private let script: @Sendable ([UInt8], String) async -> Observation
  private let log = Mutex((bodies: [[UInt8]](), inFlight: 0, most: 0))

  init(_ script: @escaping @Sendable ([UInt8], String) async -> Observation) { self.script = script }

  /// Answers a payout by its row.
  convenience init(row script: @escaping @Sendable (Int) async -> Observation) {
    self.init { body, _ in await script(Sheets.row(of: body)) }
  }

  func send(_ body: [UInt8], to path: String) async -> Observation {
    log.withLock { log in
      log.bodies.append(body)
      log.inFlight += 1
      log.most = max(log.most, log.inFlight)
    }
    let observation = await script(body, path)
    log.withLock { $0.inFlight -= 1 }
    return observation
  }

  func shutdown() async { #expect(log.withLock { $0.inFlight } == 0) }

  var bodies: [[UInt8]] { log.withLock { $0.bodies } }
  var rows: [Int] { bodies.map(Sheets.row) }
  var mostInFlight: Int { log.withLock { $0.most } }
}

extension Run {
  /// Runs without asking.
  func callAsFunction(_ witness: Witness = Witness()) async throws -> BatchReport {
    try await self(witness) { _ in }
  }
}

/// The states of a batch's rows by row number.
func states(_ batch: Batch, _ ledger: Ledger) throws -> [Int: String] {
  try ledger.read { journal in
    var states: [Int: String] = [:]
    try journal.forEachRow(of: batch) { states[$0.number] = $0.state.text }
    return states
  }
}

/// Waits until something is so, for as long as a healthy machine could ever need.
func condition(_ isSo: () throws -> Bool) async throws {
  for _ in 0..<100_000 {
    if try isSo() { return }
    await Task.yield()
  }
  Issue.record("it never came about")
}
