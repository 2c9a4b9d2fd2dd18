import Foundation
import Glibc
import Operations
import Payments
import Sheet
import TestSupport
import Testing

@testable import Approvals

@Suite("The text that is signed")
struct RequestTests {
  static let whole = ApprovalRequest(
    action: .resume(batch: "20261126-k3fq7"),
    operation: "payout",
    sheet: "pay.csv",
    sheetSHA256: String(repeating: "a", count: 64),
    plan: "sha256:\(String(repeating: "b", count: 64))",
    total: Total(rows: 120, paise: 12_50_000_05),
    address: "https://api.example.com",
    registration: "5a17:d1",
    ledger: "/var/lib/aopbatch/ledger.sqlite",
    head: "41 \(String(repeating: "c", count: 64))",
    policy: String(repeating: "d", count: 64),
    expires: Timestamp(milliseconds: 1_795_690_800_000),
    payees: [
      "500000.00 to XXXXXXXXXX1836, Ravi Traders", "100.50 to REF-2",
    ],
    repeats: .init(total: Total(rows: 2, paise: 150_00), reason: "second half"),
    again: "bank lost the file"
  )

  static let resolved: ApprovalRequest = {
    var request = whole
    request.action = .resolveNotPaid(batch: "20261126-k3fq7", row: 7, payee: "Ravi", reason: "bank says no")
    (request.total, request.payees) = (Total(rows: 1, paise: 5_00), [])
    return request
  }()

  static let plain: ApprovalRequest = {
    var request = whole
    (request.action, request.registration, request.payees, request.repeats, request.again) = (.run, nil, [], nil, nil)
    return request
  }()

  static let requests = [whole, resolved, plain]

  private func read(_ text: String) throws -> ApprovalRequest { try ApprovalRequest(text: Array(text.utf8)) }

  @Test("is plain words and numbers, a line each")
  func text() {
    let expected = """
      aopbatch approval 1
      action resume
      operation payout
      sheet pay.csv
      sheet-sha256 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      plan sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
      rows 120
      total 1250000.05
      address https://api.example.com
      registration 5a17:d1
      ledger /var/lib/aopbatch/ledger.sqlite
      head 41 cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
      policy dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
      expires 2026-11-26T11:00:00.000Z
      in-words twelve lakh fifty thousand rupees and five paise
      payee-1 500000.00 to XXXXXXXXXX1836, Ravi Traders
      payee-2 100.50 to REF-2
      repeats allowed
      repeats-rows 2
      repeats-total 150.00
      repeats-reason second half
      again yes
      again-reason bank lost the file
      batch 20261126-k3fq7

      """
    #expect(Self.whole.text == expected)
    #expect(Self.plain.text.hasSuffix("rupees and five paise\nrepeats no\nagain no\n"))
    let decision = "batch 20261126-k3fq7\nrow 7\npayee Ravi\namount 5.00\ndecision not paid\nreason bank says no\n"
    #expect(Self.resolved.text.hasSuffix(decision))
  }

  @Test("is read as it was written", arguments: requests.indices)
  func roundTrip(_ index: Int) throws {
    let request = Self.requests[index]
    #expect(try read(request.text) == request)
  }

  @Test(
    "is read with values of every kind",
    arguments: ["", " ", " a ", "no", "é", "e\u{301}", "\u{301}", "क", "\"", "a=b"]
  )
  func values(_ value: String) throws {
    var request = Self.whole
    (request.again, request.sheet, request.payees) = (value, value, [value, value])
    request.repeats?.reason = value
    let copy = try read(request.text)
    #expect(Array(copy.text.utf8) == Array(request.text.utf8) && copy == request)
  }

  @Test("has no line of somebody else's making, and nothing that hides another")
  func unprintable() throws {
    var request = Self.plain
    request.sheet = "pay.csv\nrows 1\r\n\u{202E}vsc\u{1B}[2K\u{85}"
    #expect(request.text.contains("\nsheet pay.csv rows 1  \u{FFFD}vsc\u{FFFD}[2K \nsheet-sha256"))
    #expect(try read(request.text).differences(from: request) == [])
    for mark in ["\u{202E}", "\u{1B}", "\r", "\u{85}", "\0"] {
      expect(.approvalText) { try read(Self.plain.text.replacing("pay.csv", with: "pay\(mark).csv")) }
    }
  }

  /// Lines without which it is still a text that is written for something.
  private static let leftOut = ["registration", "payee-2"]

  @Test("is refused with the line that is missing, doubled, exchanged or changed", arguments: requests.indices)
  func lines(_ index: Int) throws {
    let lines = Self.requests[index].text.split(separator: "\n").map(String.init)
    func refuses(_ changed: [String], _ numbers: Int...) {
      let failure = expect(.approvalText) { try read(changed.map { "\($0)\n" }.joined()) }
      #expect(numbers.map { "\($0)" }.contains(failure?[.row]), "\(changed)")
    }
    for (place, line) in lines.enumerated() {
      var changed = lines
      changed.remove(at: place)
      if !Self.leftOut.contains(String(line.prefix { $0 != " " })) { refuses(changed, place + 1) }
      changed = lines
      changed.insert(line, at: place)
      refuses(changed, place + 2)
      changed = lines
      changed[place] = "x\(line)"
      refuses(changed, place + 1)
      guard place + 1 < lines.count else { continue }
      changed = lines
      changed.swapAt(place, place + 1)
      // Without a line that may be left out, the first of the two is in its place.
      refuses(changed, place + 1, place + 2)
    }
  }

  @Test(
    "is refused when it says the same otherwise",
    arguments: [
      ("rows 120\n", "rows 0120\n"), ("rows 120\n", "rows +120\n"), ("rows 120\n", "rows 120 \n"),
      ("rows 120\n", "rows 120\r\n"), ("rows 120\n", "rows 120\n\n"), ("rows 120\n", "rows\t120\n"),
      ("1250000.05", "12,50,000.05"), ("1250000.05", "1250000.050"), ("1250000.05", "125000.005"),
      ("1250000.05", "1250000.06"), ("11:00:00.000Z", "11:00:00Z"), ("11:00:00.000Z", "16:30:00.000+05:30"),
      ("twelve lakh", "one lakh"), ("approval 1\n", "approval 2\n"), ("again yes", "again no"),
      ("repeats allowed", "repeats yes"), ("action resume", "action pay"), ("action resume", "action run"),
      ("aopbatch", "\u{FEFF}aopbatch"), ("k3fq7\n", "k3fq7"), ("k3fq7\n", "k3fq7\n\n"), ("k3fq7\n", "k3fq7\nnote x\n"),
    ]
  )
  func otherwise(_ old: String, _ new: String) throws {
    let text = Self.whole.text
    let changed = text.replacing(old, with: new)
    try #require(changed.utf8.count != text.utf8.count || changed != text)
    expect(.approvalText) { try read(changed) }
  }

  @Test("is refused when it is something else", arguments: ["", "\n", "rows 1\n", "\0", "{}"])
  func otherText(_ text: String) { expect(.approvalText) { try read(text) } }

  @Test("is refused when its bytes are no text")
  func bytes() {
    let bytes = Array(Self.plain.text.utf8).map { $0 == UInt8(ascii: "y") ? 0xFF : $0 }
    expect(.approvalText) { try ApprovalRequest(text: bytes) }
  }

  @Test("that is no file of at most 64 KiB is refused, with its path")
  func files() throws {
    let folder = try Folder()
    try #require(mkfifo(folder["pipe"], 0o600) == 0)
    try folder.write([UInt8](repeating: 97, count: 64 << 10 + 1), to: "long")
    for name in ["pipe", "long", "gone", "."] {
      let path = folder[name]
      #expect(expect(.approvalFile) { try Evidence.bytes(of: path, max: ApprovalRequest.bytesMax) }?[.path] == path)
    }
  }

  @Test("tells what would be different now, but for what goes on by itself")
  func differences() {
    let changes: [(@Sendable (inout ApprovalRequest) -> Void, [String])] = [
      ({ _ in }, []),
      ({ ($0.head, $0.expires) = ("42", Timestamp(milliseconds: 0)) }, []),
      ({ $0.action = .run }, ["action", "batch"]),
      ({ $0.action = .resume(batch: "b") }, ["batch"]),
      ({ $0.operation = "pan-new" }, ["operation"]),
      ({ $0.sheet = "other.csv" }, ["sheet"]),
      ({ $0.sheetSHA256 = "e" }, ["sheet-sha256"]),
      ({ $0.plan = "sha256:e" }, ["plan"]),
      ({ $0.total.rows = 1 }, ["rows"]),
      ({ $0.total.paise += 1 }, ["total", "in-words"]),
      ({ $0.address = "https://b" }, ["address"]),
      ({ $0.registration = "s:e" }, ["registration"]),
      ({ $0.registration = nil }, ["registration"]),
      ({ $0.ledger = "/l" }, ["ledger"]),
      ({ $0.policy = "e" }, ["policy"]),
      ({ $0.payees[1] = "x" }, ["payee-2"]),
      ({ $0.payees.append("x") }, ["payee-3"]),
      ({ $0.repeats?.total.rows = 3 }, ["repeats-rows"]),
      ({ $0.repeats?.reason = "e" }, ["repeats-reason"]),
      ({ $0.repeats = nil }, ["repeats", "repeats-rows", "repeats-total", "repeats-reason"]),
      ({ $0.again = "e" }, ["again-reason"]),
      ({ $0.again = nil }, ["again", "again-reason"]),
    ]
    for (change, names) in changes {
      var now = Self.whole
      change(&now)
      #expect(Self.whole.differences(from: now) == names)
      #expect(Set(now.differences(from: Self.whole)) == Set(names))
    }
  }
}
