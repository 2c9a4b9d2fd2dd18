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
  private let request: SheetRequest
  private let options: SendingOptions
  private let output: OutputPaths
  private let ledger: any Ledger

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
    let sending = try await onThread { try prepare(monitor) }
    return try await sending(monitor, approve)
  }

  private func prepare(_ monitor: Monitor) throws -> Sending {
    try output.probe()
    let version = try ledger.versionOfOthers()
    let (draft, summary) = try record(monitor.stop)
    do {
      var sending = try plan(draft, summary, version, monitor)
      sending.plan.columns = summary.columns
      return sending
    } catch {
      try ledger.discard(draft)
      throw error
    }
  }

  private func newBatch(_ layout: Layout) -> NewBatch {
    NewBatch(
      operation: request.operation,
      sheet: request.input.name,
      path: request.input.absolutePath,
      folder: OutputPaths.absolute(output.folder),
      renews: request.skipsFinal,
      address: options.address,
      header: layout.recordedHeader,
      createdBy: options.user,
      again: request.again,
      registration: RegistrationMark.make(options.registration)
    )
  }

  private func plan(
    _ draft: HeldBatch,
    _ summary: SheetSummary,
    _ version: String,
    _ monitor: Monitor
  ) throws -> Sending {
    try options.credentials.demand(summary.neededCredentials)
    let admission = Admission(request: request, output: output, ledger: ledger)
    let verdict = try admission.admit(draft.batch.sheetKey, carriesPaidOutcome: summary.carriesPaidOutcome)
    var scope = verdict.scope
    scope.besides.append(draft.batch)
    let found = try ledger.precedent(of: draft.batch, scope)
    try refuseBesideItself(found)
    let (draft, rows) = try screen(draft, summary, found.samePayments)
    try verdict.admits(rows.digest)
    if let unfinished = verdict.unfinished { return try goingOn(with: unfinished, insteadOf: draft, monitor) }
    var plan = try plan(draft.batch, rows, summary)
    (plan.earlier, plan.isFirst) = (verdict.earlier, try ledger.batches().isEmpty)
    try request.refuseIfAllOrNothing(plan.totals, output)
    let known = found.samePayments.filter { request.lets(through: $0.value) }
    let precedent = Precedent(scope, sameSheet: found.sameSheet, samePayments: known)
    return Sending(
      options: options,
      output: output,
      ledger: ledger,
      plan: plan,
      held: draft,
      precedent: precedent,
      allowsRepeats: rows.allowed.total.rows > 0 ? request.allowsRepeats : nil,
      version: version
    )
  }

  /// A look-up of a sheet may run again, but not beside itself: taking its lock for a moment shows whether one is going.
  private func refuseBesideItself(_ found: Precedent) throws {
    if request.operation.effect.isJournalled { return }
    try found.sameSheet.map(ledger.batch(named:)).map(ledger.demandHold)?.release()
  }

  private func goingOn(with unfinished: Batch, insteadOf draft: HeldBatch, _ monitor: Monitor) throws -> Sending {
    try RegistrationMark.demand(of: unfinished, options.registration)
    let held = try ledger.demandHold(unfinished)
    try ledger.discard(draft)
    var sending = try Sending(options, output, ledger, goingOnWith: held, monitor)
    // Of the whole sheet, for that is what `check` tells.
    sending.plan.digest = unfinished.digests.plan
    return sending
  }

  /// Reads the sheet once, and records every row as a draft.
  ///
  /// - Throws: what is wrong with the sheet as a whole; then no draft is left.
  private func record(_ stop: StopFlag) throws -> (draft: HeldBatch, summary: SheetSummary) {
    var draft: HeldBatch?
    do {
      let validator = Validator(request, keepsEveryRow: true, digestsCells: true)
      let summary = try validator.validate(OpenSheet(request.input)) { layout in
        draft = try ledger.draft(newBatch(layout), at: .now)
      } rows: { rows in
        try stop.demandGoingOn()
        if let draft { try ledger.append(rows, to: draft, at: .now) }
      }
      guard let held = draft else { preconditionFailure("a sheet that was read has a header") }
      let completed = try ledger.complete(held, summary.digests)
      guard try ledger.totals(of: completed.batch) == summary.totals else {
        throw Failure(.batchUnbalanced, [.batch: completed.batch.name])
      }
      return (completed, summary)
    } catch {
      if let draft { try ledger.discard(draft) }
      throw error
    }
  }

  /// Rejects what other batches have paid, or may have, and warns of what is let through; then the plan is another one.
  private func screen(
    _ draft: HeldBatch,
    _ summary: SheetSummary,
    _ repeats: [Int: Repeat]
  ) throws -> (draft: HeldBatch, rows: PlannedRows) {
    var rows = PlannedRows(
      total: summary.totals[.planned],
      contents: summary.contents,
      digest: summary.digests.plan,
      duplicates: summary.duplicates
    )
    if repeats.isEmpty { return (draft, rows) }
    let allowed = repeats.filter { request.lets(through: $0.value) }
    let rejected = repeats.filter { allowed[$0.key] == nil }
    // Before they lose their values.
    rows = try PlannedRows(of: draft.batch, in: [.planned], besides: rejected, sending: allowed, ledger)
    let operation = draft.batch.operation
    let errors = rejected.mapValues { Finding(repeating: $0, operation, isSent: false) }
    let warnings = allowed.mapValues { Finding(repeating: $0, operation, isSent: true) }
    try ledger.amend(draft, errors: errors, warnings: warnings, at: .now)
    var digests = draft.batch.digests
    digests.plan = rows.digest
    if !summary.duplicates.areSent { rows.duplicates = summary.duplicates }
    return (try ledger.complete(draft, digests), rows)
  }

  /// The plan of a sheet that begins; its files are written.
  ///
  /// - Throws: `sheetRepeats` if repeats leave nothing to send.
  private func plan(_ batch: Batch, _ rows: PlannedRows, _ summary: SheetSummary) throws -> Plan {
    try FindingFiles.write(batch, output, from: ledger)
    let totals = try ledger.totals(of: batch)
    try rows.heldBack.refuseIfNothingIsLeft(totals, summary, output)
    return rows.plan(of: batch, totals, goesOn: false)
  }
}

extension Repetitions {
  /// - Throws: `sheetRepeats` if repeats of other batches, also remembered ones, leave nothing to send: what is wrong
  ///   besides would not be sent anyhow.
  func refuseIfNothingIsLeft(
    _ totals: BatchTotals,
    _ summary: SheetSummary,
    _ output: OutputPaths
  ) throws(Failure) {
    guard totals[.planned].rows == 0, total.rows > 0 || summary.hasMereRepeats else { return }
    var facts: [Failure.Fact: String] = [.path: output.rejected]
    let found = named.compactMap { if case .otherBatch(let found) = $0.original { found } else { nil } }
    // What stands most in the way.
    if let worst = found.max(by: { $0.weight < $1.weight }) {
      facts.merge([.batch: worst.batch, .row: "\(worst.row)", .state: worst.state.text]) { $1 }
    }
    throw Failure(.sheetRepeats, facts)
  }
}

extension SheetRequest {
  /// - Throws: `sheetRejectedRows` if one rejected row refuses the whole sheet, and there is one.
  func refuseIfAllOrNothing(_ totals: BatchTotals, _ output: OutputPaths) throws(Failure) {
    guard isAllOrNothing, totals.rejected.rows > 0 else { return }
    throw Failure(.sheetRejectedRows, [.count: "\(totals.rejected.rows)", .path: output.rejected])
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
