import Ledger
import Operations
import Payments
import Sheet
import TestSupport
import Testing

@testable import Approvals

@Suite("What is demanded before something is done", .blocking)
struct GateTests {
  let office: Office
  let policy: Policy
  let ledger: any Ledger
  let now = Timestamp.now

  init() throws {
    office = try Office()
    policy = try office.policy()
    ledger = try Ledgers.open(office.folder["ledger.sqlite"], [], for: .recording)
  }

  /// What is asked for with one signature, or what the text says instead.
  private func demand(
    _ request: ApprovalRequest = RequestTests.whole,
    text: (inout ApprovalRequest) -> Void = { _ in },
    registration: String? = nil,
    at moment: Timestamp? = nil
  ) throws -> [Event] {
    var signed = try request.standing(in: ledger, policy, at: now)
    text(&signed)
    try office.write(signed.text, to: "text")
    let policy = policy
    let gate = ApprovalGate(
      approval: office.folder["text"],
      signatures: [try office.sign("ravi", signed.text)],
      user: "clerk"
    ) { () throws(Failure) in policy }
    return try gate.demand({ _ in 1 }, for: request, registration: registration, in: ledger, at: moment ?? now)
  }

  @Test("what is given is told to the journal: the policy, the text, who signed with which key")
  func good() throws {
    let events = try demand()
    #expect(events.map(\.kind) == [.policy, .approved] && events.allSatisfy { $0.by == "clerk" })
    let text = try office.folder.read("text")
    #expect(events[1].fact("approval") == RunningSHA256.hex(of: text))
    #expect(events.allSatisfy { $0.fact("policy") == policy.sha256 })
    guard case .array(let signers)? = events[1].facts.first(where: { $0.key == "approvals" })?.value else {
      Issue.record("nobody signed")
      return
    }
    #expect(signers.compactMap { $0.text("principal") } == ["ravi@firm.in"])
  }

  @Test("an approval is good for as long as the policy says, and no text makes it longer")
  func expiry() throws {
    #expect(try demand(at: now.adding(seconds: 23 * 3600)).count == 2)
    expect(.approvalExpired) { try demand(at: now.adding(seconds: 24 * 3600)) }
    expect(.approvalExpired) { try demand { $0.expires = now.adding(seconds: 48 * 3600) } }
  }

  @Test("a clock that was set back makes no approval good again")
  func clock() throws { expect(.approvalClock) { try demand(at: now.adding(seconds: -3600)) } }

  @Test("it is of this ledger's journal")
  func head() throws {
    for head in ["1 \(String(repeating: "0", count: 64))", "2 \(String(repeating: "0", count: 64))", "x", ""] {
      expect(.approvalHead) { try demand { $0.head = head } }
    }
  }

  static let changes: [(name: String, change: @Sendable (inout ApprovalRequest) -> Void)] = [
    ("action", { $0.action = .run }), ("operation", { $0.operation = "pan-new" }), ("sheet", { $0.sheet = "x.csv" }),
    ("sheet-sha256", { $0.sheetSHA256 = "x" }), ("plan", { $0.plan = "sha256:x" }), ("rows", { $0.total.rows += 1 }),
    ("total", { $0.total.paise += 1 }), ("address", { $0.address = "https://other.example.com" }),
    ("ledger", { $0.ledger = "x" }), ("policy", { $0.policy = "x" }), ("payee-1", { $0.payees[0] = "x" }),
    ("repeats", { $0.repeats = nil }), ("repeats-reason", { $0.repeats?.reason = "x" }), ("again", { $0.again = nil }),
    ("again-reason", { $0.again = "x" }), ("batch", { $0.action = .resume(batch: "x") }),
  ]

  @Test("whatever else would be done than what was signed is refused, and named", arguments: changes.indices)
  func differs(index: Int) throws {
    let (name, change) = Self.changes[index]
    let failure = expect(.approvalDiffers) { try demand(text: change) }
    #expect(
      failure?[.names].split(separator: ", ").contains { $0 == name } == true,
      "\(name): \(failure?[.names] ?? "")"
    )
  }

  @Test("a text that was made for no registration id is good for none")
  func registration() throws {
    var request = RequestTests.whole
    request.registration = RegistrationMark.make("AOP-1234")
    let failure = expect(.approvalDiffers) {
      try demand(request, text: { $0.registration = nil }, registration: "AOP-1234")
    }
    #expect(failure?[.names] == "registration")
    #expect(try demand(request, registration: "AOP-1234").count == 2)
  }

  @Test("the limits are about what is paid: a decision that is above them is asked for its signatures alone")
  func limits() throws {
    let limited = try office.policy(#""makers":{"clerk":"asha@firm.in"},"maxTotal":"0.01","maxAmount":"0.01""#)
    let gate = ApprovalGate(approval: nil, signatures: [], user: "clerk") { () throws(Failure) in limited }
    var request = RequestTests.whole
    request.action = .resolveNotPaid(batch: "20261121-k3fq7", row: 2, payee: "Asha", reason: "no debit")
    #expect(try gate.demand({ _ in 0 }, for: request, registration: nil, in: ledger, at: now).map(\.kind) == [.policy])
    request.action = .run
    expect(.approvalLimit) { try gate.demand({ _ in 0 }, for: request, registration: nil, in: ledger, at: now) }
  }

  @Test("a text that nobody signed is no approval, where none is needed")
  func unsigned() throws {
    let policy = policy
    try office.write(RequestTests.whole.standing(in: ledger, policy, at: now).text, to: "text")
    let gate = ApprovalGate(approval: office.folder["text"], signatures: [], user: "clerk") { () throws(Failure) in
      policy
    }
    let events = try gate.demand({ _ in 0 }, for: RequestTests.whole, registration: nil, in: ledger, at: now)
    #expect(events.map(\.kind) == [.policy])
  }

  @Test("without a policy nothing is asked, and no text is good")
  func noPolicy() throws {
    let gate = ApprovalGate(approval: nil, signatures: [], user: "clerk") { () throws(Failure) in nil }
    let request = RequestTests.whole
    #expect(try gate.demand({ _ in 9 }, for: request, registration: nil, in: ledger, at: now) == [])
    let other = ApprovalGate(approval: "x", signatures: [], user: "clerk") { () throws(Failure) in nil }
    expect(.approvalNoPolicy) {
      try other.demand({ _ in 0 }, for: request, registration: nil, in: ledger, at: now)
    }
  }
}
