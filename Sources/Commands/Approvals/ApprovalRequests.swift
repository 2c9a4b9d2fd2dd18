import AOPay
import Approvals
import Dispatching
import Ledger
import Operations
import Payments
import Sheet
import Validation

extension Policy {
  /// Limits that no option loosens.
  func tighten(_ request: inout SheetRequest) {
    func smaller(_ one: Amount?, _ other: Amount?) -> Amount? { [one, other].compactMap { $0 }.min() }
    request.rules.strictIFSC = request.rules.strictIFSC || strictIfsc
    guard request.operation.hasAmount else { return }
    request.rules.amountMax = smaller(request.rules.amountMax, maxAmount)
    request.totalMax = smaller(request.totalMax, maxTotal)
  }
}

extension ApprovalRequest {
  /// What going on with a batch would do: send what is left of it.
  init(goingOnWith batch: Batch, _ ledger: any Ledger, _ settings: Settings) throws {
    // Repeats are let through for the reason for which they were when it began, whatever is typed now.
    let reason = try ledger.events(of: batch).last { $0.kind == .repeatsAllowed }?.reason
    self.init(try ledger.remaining(of: batch).plan, allowingRepeats: reason, settings)
  }

  /// What sending a plan would do.
  ///
  /// - Parameter reason: Why repeats of other batches' payments are let through.
  init(_ plan: Plan, allowingRepeats reason: String?, _ settings: Settings) {
    let batch = plan.batch
    self.init(
      plan.goesOn ? .resume(batch: batch.name) : .run,
      batch.operation,
      (batch.sheet, batch.digests.sha256, plan.digest, batch.address, batch.again),
      plan.left,
      plan.contents,
      plan.repetitions,
      allowingRepeats: reason,
      settings.credentials[.registrationID]
    )
  }

  /// What running a sheet would do, as a dry run found it.
  init(_ found: Check.Found, _ request: SheetRequest) {
    let digests = found.summary.digests
    self.init(
      .run,
      request.operation,
      (request.input.name, digests.sha256, digests.plan, request.address, request.again),
      found.summary.totals[.planned],
      found.summary.contents,
      found.repetitions,
      allowingRepeats: request.allowsRepeats,
      request.registration
    )
  }

  private init(
    _ action: Action,
    _ operation: Operation,
    _ sheet: (name: String, sha256: String, plan: String, address: String, again: String?),
    _ total: Total,
    _ contents: PlanContents,
    _ repetitions: [Repetitions],
    allowingRepeats reason: String?,
    _ registration: String?
  ) {
    self.init(
      action: action,
      operation: operation.name,
      sheet: sheet.name,
      sheetSHA256: sheet.sha256,
      plan: sheet.plan,
      total: total,
      address: sheet.address,
      registration: RegistrationMark.make(registration),
      ledger: "",
      head: "",
      policy: "",
      expires: Timestamp(milliseconds: 0),
      payees: contents.largest.map { "\($0.amount.rupees) to \($0.payee), row \($0.number)" },
      repeats: repetitions.last.flatMap { allowed in
        allowed.total.rows > 0 ? Repeats(total: allowed.total, reason: reason ?? "") : nil
      },
      again: sheet.again?.printable
    )
    largest = contents.largest.first?.amount.paise ?? 0
  }

  /// How many signatures a policy asks for before it is sent.
  func signatures(_ policy: Policy) -> Int {
    switch action {
    case .run, .resume:
      policy.signatures(total: total.paise, isAgain: again != nil, allowsRepeats: repeats != nil)
    case .resolveNotPaid: policy.resolveNotPaid
    }
  }
}

extension ApprovalGate {
  /// Demands the approvals of a plan that is about to be sent. Blocks.
  func demand(_ plan: Plan, allowingRepeats reason: String?, _ settings: Settings, _ ledger: any Ledger) throws
    -> [Event]
  {
    if !plan.batch.operation.effect.isJournalled { return [] }
    // A sheet that goes on has the plan of all of it for people; what is left is what is approved.
    let request =
      plan.goesOn
      ? try ApprovalRequest(goingOnWith: plan.batch, ledger, settings)
      : ApprovalRequest(plan, allowingRepeats: reason, settings)
    let registration = settings.credentials[.registrationID]
    return try demand(request.signatures, for: request, registration: registration, in: ledger)
  }
}
