public import Ledger
public import Operations
internal import Payments
public import Sheet

/// What a policy demands before something is done, and what was brought for it.
public struct ApprovalGate: Sendable {
  private let standing: @Sendable () throws(Failure) -> Policy?
  /// The file with the text that was signed; nil if none was brought.
  private let text: String?
  private let signatures: [String]
  /// The user of this machine who runs the program.
  private let user: String

  /// - Parameter named: The policy that the config file names.
  public init(policy named: String?, approval text: String?, signatures: [String], user: String) {
    self.init(approval: text, signatures: signatures, user: user) { () throws(Failure) in
      try Policy.standing(named: named)
    }
  }

  init(
    approval text: String?,
    signatures: [String],
    user: String,
    _ standing: @escaping @Sendable () throws(Failure) -> Policy?
  ) {
    (self.text, self.signatures, self.user, self.standing) = (text, signatures, user, standing)
  }

  /// The policy as it is now; nil if there is none.
  public func policy() throws(Failure) -> Policy? { try standing() }

  /// How far the clock of one machine may be from another's.
  private static let clocksApartSecondsMax: Int64 = 300

  /// Demands the approvals for something, and that they are for that and nothing else.
  ///
  /// - Parameters:
  ///   - needed: How many signatures a policy asks for.
  ///   - request: What would be done; what it says of the ledger and the policy does not matter.
  ///   - registration: The registration id that is paid from.
  /// - Returns: What the journal says of it.
  /// - Throws: `Failure`: what is missing or wrong.
  public func demand(
    _ needed: (Policy) -> Int,
    for request: ApprovalRequest,
    registration: String?,
    in ledger: any Ledger,
    at now: Timestamp = .now
  ) throws -> [Event] {
    let policy = try policy()
    var events = try Self.policyEvents(policy, in: ledger, by: user, at: now)
    guard let policy else {
      if text != nil { throw Failure(.approvalNoPolicy, [.path: Policy.fixedPath]) }
      return events
    }
    try policy.demandWithinLimits(request)
    let needed = needed(policy)
    guard let text else {
      if needed > 0 { throw Failure(.approvalMissing, [.count: "0", .expected: "\(needed)"]) }
      return events
    }
    let bytes = try Evidence.bytes(of: text, max: ApprovalRequest.bytesMax)
    do throws(Failure) {
      let signed = try ApprovalRequest(text: bytes)
      try demand(signed, sameAs: request, policy, registration, ledger, now)
    } catch { throw error.adding(.path, text) }
    let approvers = try policy.demand(needed, of: bytes, signatures: signatures, user: user)
    // Nobody needs to have signed what needs no signature.
    if !approvers.isEmpty { events.append(approved(RunningSHA256.hex(of: bytes), policy, approvers, at: now)) }
    return events
  }

  private func demand(
    _ signed: ApprovalRequest,
    sameAs request: ApprovalRequest,
    _ policy: Policy,
    _ registration: String?,
    _ ledger: any Ledger,
    _ now: Timestamp
  ) throws(Failure) {
    do {
      var current = try request.standing(in: ledger, policy, at: now)
      // Its mark is another one each time; a text without one was made for no account, and is good for none.
      if signed.registration != nil, RegistrationMark.matches(signed.registration, registration) {
        current.registration = signed.registration
      }
      let names = signed.differences(from: current)
      if !names.isEmpty { throw Failure(.approvalDiffers, [.names: names.joined(separator: ", ")]) }
      let newest = try ledger.journalTime()
      if newest > now.adding(seconds: Self.clocksApartSecondsMax) {
        throw Failure(.approvalClock, [.moment: newest.text])
      }
      let isShort = signed.expires <= now.adding(seconds: Int64(policy.validHours) * 3600 + Self.clocksApartSecondsMax)
      if signed.expires <= now || !isShort { throw Failure(.approvalExpired, [.moment: signed.expires.text]) }
      try signed.demandHead(in: ledger)
    } catch { throw Failure(error) }
  }

  private func approved(_ digest: String, _ policy: Policy, _ approvers: [Approver], at now: Timestamp) -> Event {
    let signers = approvers.map { approver in
      JSONValue.object([
        .init("principal", .string(approver.principal)), .init("key", .string(approver.fingerprint)),
        .init("type", .string(approver.keyType)),
      ])
    }
    return Event(
      at: now,
      .approved,
      by: user,
      facts: [
        .init(Event.approval, .string(digest)), .init("policy", .string(policy.sha256)),
        .init("approvals", .array(signers)),
      ]
    )
  }

  /// Who helps with a batch sends what was approved elsewhere, under the same policy.
  ///
  /// - Throws: `approvalPolicy` if another one holds here than when the batch was last begun or gone on with.
  public func demandSamePolicy(as batch: Batch, in ledger: any Ledger) throws {
    var (newest, own) = (Event.noPolicy, Event.noPolicy)
    try ledger.forEachEvent { event, name in
      if let policy = event.kind == .policy ? event.fact("policy") : nil { newest = policy }
      if event.kind == .opened, name == batch.name { own = newest }
    }
    let policy = try policy()
    guard own == policy?.sha256 ?? Event.noPolicy else {
      throw Failure(.approvalPolicy, [.path: policy?.path ?? Policy.fixedPath])
    }
  }

  /// That another policy holds than the journal knows of.
  private static func policyEvents(
    _ policy: Policy?,
    in ledger: any Ledger,
    by user: String,
    at now: Timestamp
  ) throws -> [Event] {
    let known = try ledger.events(of: nil).last { $0.kind == .policy }?.fact("policy") ?? Event.noPolicy
    let current = policy?.sha256 ?? Event.noPolicy
    if known == current { return [] }
    return [Event(at: now, .policy, by: user, facts: [.init("policy", .string(current))])]
  }
}

extension ApprovalRequest {
  /// The same as asked for now: bound to the ledger, to where its journal is, and to the policy.
  public func standing(in ledger: any Ledger, _ policy: Policy, at now: Timestamp) throws -> ApprovalRequest {
    var request = self
    let head = try ledger.journalHead()
    request.ledger = try ledger.journalDigest(of: 1) ?? ""
    request.head = "\(head.number) \(head.digest)"
    request.policy = policy.sha256
    request.expires = now.adding(seconds: Int64(policy.validHours) * 3600)
    return request
  }

  /// - Throws: `approvalHead` if the journal has another entry where the text was made.
  fileprivate func demandHead(in ledger: any Ledger) throws {
    let parts = head.split(separator: " ").map(String.init)
    guard parts.count == 2, let number = Int64(parts[0]), try ledger.journalDigest(of: number) == parts[1] else {
      throw Failure(.approvalHead)
    }
  }
}

extension Policy {
  /// - Throws: `approvalLimit` if a plan is beyond what anybody may approve.
  fileprivate func demandWithinLimits(_ request: ApprovalRequest) throws(Failure) {
    // A decision pays nothing.
    if case .resolveNotPaid = request.action { return }
    if let maxTotal, request.total.paise > Int128(maxTotal.paise) {
      throw Failure(.approvalLimit, [.path: path, .name: "maxTotal", .limit: maxTotal.rupees])
    }
    if let maxAmount, request.largest > maxAmount.paise {
      throw Failure(.approvalLimit, [.path: path, .name: "maxAmount", .limit: maxAmount.rupees])
    }
  }
}

extension Failure {
  fileprivate init(_ error: any Error) {
    self = error as? Failure ?? Failure(.ledgerAccess, [.cause: "\(error)"])
  }
}
