import AOPay
import Approvals
import ArgumentParser
import Dispatching
import Glibc
import Ledger
import Operations
import Payments
import Sheet
import Validation

/// A text that others have signed, as typed.
struct SignedOptions: ParsableArguments {
  @Option(
    name: .long,
    help: "The text that was approved, from --approval-request; stands for --yes.",
    completion: .file()
  )
  var approval: String?

  @Option(
    name: .long,
    help: "A signature of that text by `ssh-keygen -Y sign`; may be given more than once.",
    completion: .file()
  )
  var signature: [String] = []

  func validate() throws {
    if approval == nil, !signature.isEmpty {
      throw ValidationError("--signature goes with --approval, the text that was signed.")
    }
  }

  func gate(_ settings: Settings) -> ApprovalGate {
    ApprovalGate(policy: settings.policy, approval: approval, signatures: signature, user: Settings.user)
  }
}

/// Where the text goes that others are to sign, as typed.
struct ApprovalRequestOption: ParsableArguments {
  @Option(
    name: .long,
    help: "Write the text that has to be signed to this file, which must not be there yet, and send nothing.",
    completion: .file()
  )
  var approvalRequest: String?

  /// Writes the text, if it is asked for.
  ///
  /// - Throws: `approvalNoPolicy` if nobody could sign it; what is in the way of the file.
  func write(_ request: ApprovalRequest, in ledger: any Ledger, _ policy: Policy?) throws {
    guard let path = approvalRequest else { return }
    guard let policy else { throw Failure(.approvalNoPolicy, [.path: Policy.fixedPath]) }
    let text = try request.standing(in: ledger, policy, at: .now).text
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure(file: path, "write", errno: errno) }
    defer { close(descriptor) }
    guard Console.write(text, to: descriptor), fsync(descriptor) == 0 else {
      throw Failure(file: path, "write", errno: errno)
    }
  }
}

extension Console {
  /// What is to be signed of a batch, and by how many.
  func show(_ request: ApprovalRequest, _ asked: ApprovalRequestOption, _ policy: Policy?, of batch: Batch) throws {
    let needed = policy.map(request.signatures) ?? 0
    say("\(Words.approvals(needed)) To be signed: \(asked.approvalRequest ?? "")")
    try show(json: ["batch": batch.name, "approvals": needed, "request": asked.approvalRequest])
  }
}

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
