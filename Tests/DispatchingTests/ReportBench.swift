import AOPay
import Foundation
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

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What the provider answers to one request.
enum ReportReply {
  case paid, timeout, tooFast, unknownID, recharged
  case refused(String)
}

extension [ReportReply] {
  /// Two accepted, one failed, one in doubt, one not sent.
  static let sample: [ReportReply] = [
    .paid, .paid, .refused("Beneficiary Id already exists"), .timeout, .unknownID,
  ]
}

private actor ReportScript: Transport {
  private var replies: ArraySlice<ReportReply>
  private var paid = 0

  init(_ replies: [ReportReply]) { self.replies = replies[...] }

  func send(_ body: [UInt8], to path: String, slot: Int, by limit: ContinuousClock.Instant) async -> Observation {
    switch replies.popFirst() ?? .paid {
    case .paid:
      paid += 1
      return answer(200, #"{"status":"SUCCESS","statusCode":"200","message":"paid \#(paid)"}"#)
    case .refused(let words):
      let escaped = words.replacingOccurrences(of: "\"", with: "\\\"")
      return answer(409, #"{"status":"ERROR","subCode":"409","message":"\#(escaped)"}"#)
    case .unknownID: return answer(403, #"{"status":"ERROR","subCode":"403","message":"no such id"}"#)
    case .tooFast: return .answer(Answer(status: 429, retryAfterSeconds: 0, body: []))
    case .timeout: return .trouble(Trouble(.timeout, detail: "after 60 s", bodyMayHaveLeft: true))
    case .recharged:
      return answer(200, #"{"statuscode":"200","status":true,"message":"found","data":{"status":"1"}}"#)
    }
  }

  func shutdown() async {}

  private func answer(_ status: Int, _ body: String) -> Observation {
    .answer(Answer(status: status, body: Array(body.utf8)))
  }
}

/// A fresh folder with a ledger and a sheet.
struct ReportBench {
  static let markup = "<script>\"&'</script><img src=x>"
  static let header = "Account No,amount,mode,IFSC,Bene Name,Mobile No\r\n"

  let folder: Folder
  let ledger: any Ledger
  /// Without `.csv`.
  var sheet = "pay"
  var address = "https://provider.test"
  /// What somebody said about the columns.
  var columns = ColumnChoice()
  /// What the journal is to say of the policy and of who signed.
  var approvals: [Event] = []

  init() throws {
    let place = try TestedPlace.current()
    (folder, ledger) = (place.folder, try place.ledger())
  }

  /// Two people who signed a text, under a policy.
  static func signed(_ text: String = "2e82fe8be0169efb") -> [Event] {
    let signers = ["ravi", "meera"].map { name in
      JSONValue.object([
        .init("principal", .string("\(name)@firm.in")),
        .init("key", .string("SHA256:\(name)k7pWl2hYqHs0v9cR3tXbN8aLzE4mUj6Q")),
      ])
    }
    let policy = JSONValue.Pair("policy", .string("9f3c24b1c0ffee"))
    return [
      Event(at: .now, .policy, by: "asha", facts: [policy]),
      Event(
        at: .now,
        .approved,
        by: "asha",
        facts: [.init(Event.approval, .string(text)), policy, .init("approvals", .array(signers))]
      ),
    ]
  }

  /// Writes the batch's files again.
  func export(_ batch: Batch) throws {
    try BatchFiles(batch, OutputPaths(batch, folder: nil)).write(from: ledger, .test, at: .now)
  }

  func write(_ sheet: String) throws { try folder.write(sheet, to: "\(self.sheet).csv") }

  /// Runs a sheet with a valid row for every reply and, behind the sample's, three rows that are rejected.
  func run(_ replies: [ReportReply], names: String = "Imran \(markup)", again: String? = nil) async throws
    -> RunEnd
  {
    let amounts = ["1,00,000.75", "2500.10", "700", "10.03", "20", "30", "40"]
    let name = "\"\(names.replacingOccurrences(of: "\"", with: "\"\""))\""
    var sheet = Self.header
    for index in replies.indices {
      let account = index % 2 == 0 ? "00110012345678" : "20123456789"
      sheet += "\(account),\"\(amounts[index])\",NEFT,SBIN0000300,\(name),9876543210\r\n"
    }
    if replies.count >= 5 {
      if replies.count == 5 {
        sheet += "20123456789,500000.01,IMPS,SBIN0000300,A,9876543210\r\n"
        sheet += "20123456789,x,NEFT,SBINO000300,B,9876543210\r\n20123456789,40.50,NEFT,SBINO000300,C,9876543210\r\n"
      }
      sheet += ",,,,,\r\n"
    }
    try write(sheet)
    return try await run(script: replies, again: again)
  }

  func run(script: [ReportReply], operation name: OperationName = .payout, again: String? = nil) async throws
    -> RunEnd
  {
    let operation = try #require(Operation.aopay.named(name.rawValue))
    let today = try #require(CalendarDay(year: 2026, month: 11, day: 21))
    var request = SheetRequest(
      operation: operation,
      input: .file(folder["\(sheet).csv"]),
      rules: Rules(today: today),
      address: address
    )
    request.columns = columns
    let credentials = Credentials([.registrationID: "AOP-SECRET", .nepKey: "NEP-SECRET"])
    var options = SendingOptions(
      address: address,
      credentials: credentials,
      user: "asha",
      userAgent: "test",
      words: .test
    )
    options.concurrency = 1
    options.demandApprovals = { [approvals] _, _ in approvals }
    let transport = ReportScript(script)
    options.transport = { _ in transport }
    return try await Run(request, options, ledger: ledger, again: again)(approve: { _ in })
  }

  enum OperationName: String {
    case payout
    case rechargeStatus = "recharge-status"
  }

  func page() throws -> RenderedReport { try RenderedReport(path: folder["\(sheet).report.html"]) }
}

/// A report as an XML parser reads it: throws if it is not well-formed.
final class RenderedReport: NSObject, XMLParserDelegate {
  let source: String
  private(set) var elements: [String] = []
  /// Everything that is shown, with `|` where an element begins or ends.
  private(set) var text = ""
  private var isShown = true
  private var cellStart = 0

  init(path: String) throws {
    source = try String(contentsOfFile: path, encoding: .utf8)
    super.init()
    let parser = XMLParser(data: Data(source.utf8))
    parser.delegate = self
    let isWellFormed = parser.parse()
    try #require(isWellFormed, "\(parser.parserError.map { "\($0)" } ?? "") in line \(parser.lineNumber)")
  }

  func parser(
    _ parser: XMLParser,
    didStartElement name: String,
    namespaceURI: String?,
    qualifiedName: String?,
    attributes: [String: String] = [:]
  ) {
    elements.append(name)
    isShown = name != "style"
    separate()
    cellStart = text.utf8.count
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    isShown = true
    let isEmptyCell = (name == "td" || name == "th") && text.utf8.count == cellStart
    if isEmptyCell { text += "|" } else { separate() }
  }

  private func separate() {
    if !text.isEmpty, !text.hasSuffix("|") { text += "|" }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { if isShown { text += string } }
}
