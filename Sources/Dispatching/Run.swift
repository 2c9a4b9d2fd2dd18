public import Ledger
import Operations
import Payments
public import Reports
import Sheet
public import Validation

/// Reads a sheet, records it, sends its valid rows and writes the results.
///
/// This is the page to read first. A sheet is read once; it is recorded as a draft while it is read; the plan and the files
/// come from the draft, and the draft is what is approved and sent, or dropped: see `Sending`.
public struct Run: Sendable {
  let request: SheetRequest
  private let options: SendingOptions
  let output: OutputPaths
  let ledger: any Ledger

  public init(_ request: SheetRequest, _ options: SendingOptions, output: OutputPaths, ledger: any Ledger) {
    self.request = request
    self.options = options
    self.output = output
    self.ledger = ledger
  }

  /// Runs the sheet to its end, or to where a brake, a signal or trouble stops it.
  ///
  /// - Parameter approve: Shows the plan and returns if it may be sent; throws if not.
  /// - Throws: `Failure`: nothing was sent, or the ledger failed and its code says how.
  public func callAsFunction(
    _ monitor: Monitor = Monitor(),
    approve: @Sendable (Plan) async throws -> Void
  ) async throws -> RunEnd {
    let sending = try await onThread { try prepare(monitor.stop) }
    return try await sending(monitor, approve)
  }

  private func prepare(_ stop: StopFlag) throws -> Sending {
    try output.probe()
    let (draft, summary) = try record(stop)
    do {
      var sending = try plan(draft, summary)
      sending.plan.columns = summary.columns
      return sending
    } catch {
      try ledger.discard(draft)
      throw error
    }
  }

  func newBatch(_ layout: Layout) -> NewBatch {
    NewBatch(
      operation: request.operation,
      sheet: request.input.name,
      path: request.input.absolutePath,
      folder: output.absoluteFolder,
      renews: request.skipsFinal,
      address: options.address,
      header: layout.recordedHeader,
      createdBy: options.user,
      again: request.again,
      registration: RegistrationMark.make(options.registration)
    )
  }

  private func plan(_ draft: HeldBatch, _ summary: SheetSummary) throws -> Sending {
    try options.credentials.demand(summary.neededCredentials)
    let admission = Admission(request: request, output: output, ledger: ledger)
    let verdict = try admission.admit(draft.batch.sheetKey, carriesPaidOutcome: summary.carriesPaidOutcome)
    var scope = verdict.scope
    scope.besides.append(draft.batch)
    let found = try ledger.precedent(of: draft.batch, scope)
    try refuseBesideItself(found)
    let (draft, rows) = try screen(draft, summary, found.samePayments)
    try verdict.admits(rows.digest)
    if let unfinished = verdict.unfinished { return try goingOn(with: unfinished, insteadOf: draft) }
    var plan = try plan(draft.batch, rows)
    (plan.earlier, plan.isFirst) = (verdict.earlier, try ledger.batches().isEmpty)
    try request.refuseIfAllOrNothing(plan.totals, output)
    let known = found.samePayments.filter { request.lets(through: $0.value) }
    let precedent = Precedent(scope, sameSheet: found.sameSheet, samePayments: known)
    return Sending(options: options, output: output, ledger: ledger, plan: plan, held: draft, precedent: precedent)
  }

  /// A look-up of a sheet may run again, but not beside itself: taking its lock for a moment shows whether one is going.
  private func refuseBesideItself(_ found: Precedent) throws {
    if request.operation.effect.isJournalled { return }
    try found.sameSheet.map(ledger.batch(named:)).map(ledger.demandHold)?.release()
  }

  private func goingOn(with unfinished: Batch, insteadOf draft: HeldBatch) throws -> Sending {
    guard RegistrationMark.matches(unfinished.registration, options.registration) else {
      throw Failure(.batchRegistration, [.batch: unfinished.name])
    }
    let held = try ledger.demandHold(unfinished)
    try ledger.discard(draft)
    var sending = try Sending(options, output, ledger, goingOnWith: held)
    // Of the whole sheet, for that is what `check` tells.
    sending.plan.digest = unfinished.digests.plan
    return sending
  }
}

extension SheetInput {
  /// From the root of the file system; empty for standard input.
  var absolutePath: String { path.map(OutputPaths.absolute) ?? "" }
}

extension Ledger {
  /// The right to work on a batch.
  ///
  /// - Throws: `batchBusy` if another process has it.
  public func demandHold(_ batch: Batch) throws -> HeldBatch {
    guard let held = try hold(batch) else { throw Failure(.batchBusy, [.batch: batch.name]) }
    return held
  }
}

extension Credentials {
  /// - Throws: `credentialsMissing` if one of those that rows need is not in the settings.
  func demand(_ needed: Set<Credential>) throws(Failure) {
    let missing = needed.filter { self[$0] == nil }.map(\.setting).sorted()
    if !missing.isEmpty { throw Failure(.credentialsMissing, [.names: missing.joined(separator: ", ")]) }
  }
}
