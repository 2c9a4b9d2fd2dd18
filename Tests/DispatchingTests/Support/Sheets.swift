import AOPay
import Ledger
import Operations
import Payments
import Reports
import Synchronization
import TestSupport
import Testing
import Transport
import Validation

@testable import Dispatching

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
      operation: try #require(Operation.aopay.named(operation)),
      input: .file(folder[name]),
      rules: Rules(today: try #require(CalendarDay(year: 2026, month: 11, day: 21))),
      address: "http://127.0.0.1:1"
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
      userAgent: "aopbatch/test",
      words: .test
    )
    self.concurrency = concurrency
    self.transport = { _ in transport }
  }
}

/// A provider that answers as the test says.
final class ScriptedTransport: Transport {
  private let script: @Sendable ([UInt8], String) async -> Observation
  private let log = Mutex((bodies: [[UInt8]](), slots: Set<Int>(), most: 0))

  init(_ script: @escaping @Sendable ([UInt8], String) async -> Observation) { self.script = script }

  /// Answers a payout by its row.
  convenience init(row script: @escaping @Sendable (Int) async -> Observation) {
    self.init { body, _ in await script(Sheets.row(of: body)) }
  }

  func send(_ body: [UInt8], to path: String, slot: Int, by limit: ContinuousClock.Instant) async -> Observation {
    log.withLock { log in
      log.bodies.append(body)
      #expect(log.slots.insert(slot).inserted, "a slot has one request at a time")
      log.most = max(log.most, log.slots.count)
    }
    let observation = await script(body, path)
    log.withLock { _ = $0.slots.remove(slot) }
    return observation
  }

  func shutdown() async { #expect(log.withLock { $0.slots.isEmpty }) }

  var bodies: [[UInt8]] { log.withLock { $0.bodies } }
  var rows: [Int] { bodies.map(Sheets.row) }
  var mostInFlight: Int { log.withLock { $0.most } }
}

extension PageWords {
  /// What a page says of commands that the tests look for.
  static let test = PageWords(
    event: { "\($0.kind) \($0.reason)\($0.by)" },
    reason: { code, name in "reason \(code) of \(name(code.prefix { $0 != "." }.description))" },
    resume: { "resume \($0.name)" },
    show: { "show \($0.name)" },
    resolve: { "resolve \($0.name) \($1)" },
    ifPaid: "paid",
    ifNotPaid: "not paid"
  )
}

extension Run {
  init(_ request: SheetRequest, _ options: SendingOptions, ledger: any Ledger, again: String? = nil, out: String? = nil)
  {
    let output = OutputPaths(folder: out ?? request.input.folder, sheet: request.input.name, renews: request.skipsFinal)
    var request = request
    request.again = again
    self.init(request, options, output: output, ledger: ledger)
  }

  /// Runs without asking.
  func callAsFunction(_ monitor: Monitor = Monitor()) async throws -> RunEnd {
    try await self(monitor) { _ in }
  }
}

extension Check {
  init(_ request: SheetRequest, out: String? = nil) {
    self.init(request, output: OutputPaths(folder: out ?? request.input.folder, sheet: request.input.name))
  }
}

extension Resume {
  init(_ batch: Batch, _ options: SendingOptions, ledger: any Ledger) {
    self.init(batch, options, output: OutputPaths(batch, folder: nil), ledger: ledger)
  }

  /// Goes on without asking.
  func callAsFunction(_ monitor: Monitor = Monitor()) async throws -> RunEnd {
    try await self(monitor) { _ in }
  }
}

extension PaymentScope {
  /// All that other batches ever paid.
  static func of(_ batch: Batch) -> PaymentScope {
    PaymentScope(batch.operation, address: batch.address, since: Timestamp(milliseconds: 0), besides: [batch])
  }
}

/// How a run ended, in one word.
enum Ending { case good, rowsToLookAt, inDoubt, halted, interrupted, terminated }

extension RunEnd {
  var batch: Batch { report.batch }
  var totals: BatchTotals { report.totals }

  var ending: Ending {
    switch stopped {
    case .interrupted: return .interrupted
    case .terminated: return .terminated
    case .none: break
    }
    if halt != nil { return .halted }
    if totals[.inDoubt].rows > 0 { return .inDoubt }
    return totals.sum(Outcome.allCases.filter(\.isGood).map(RowState.done)) == totals.read ? .good : .rowsToLookAt
  }
}

/// The states of a batch's rows by row number.
func states(_ batch: Batch, _ ledger: any Ledger) throws -> [Int: String] {
  var states: [Int: String] = [:]
  try ledger.forEachRow(of: batch, .all) { states[$0.number] = $0.state.text }
  return states
}

/// Records a person's decision.
func resolve(
  _ row: Int,
  of batch: Batch,
  _ resolution: Resolution,
  _ ledger: any Ledger,
  with events: [Event] = []
) throws {
  let held = try ledger.demandHold(batch)
  defer { held.release() }
  try ledger.resolve(row, of: held, resolution, with: events)
}
