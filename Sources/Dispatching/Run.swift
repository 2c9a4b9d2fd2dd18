public import Ledger
import Operations
import Payments
public import Reports
import Sheet
public import Validation

/// Reads a sheet, records it, sends its valid rows and writes the results.
///
/// This is the page to read first: every step that a payout takes is a line of `callAsFunction`. A sheet is read once; it
/// is recorded as a draft while it is read; the plan and the files come from the draft, and the draft is what is
/// approved and sent, or dropped.
public struct Run: Sendable {
  private let request: SheetRequest
  private let options: SendingOptions
  private let output: OutputPaths
  private let ledger: any Ledger
  /// Why the sheet is to be processed once more.
  private let again: String?
  /// Why rows that repeat payments of other batches are let through.
  private let allowsRepeats: String?

  public init(
    _ request: SheetRequest,
    _ options: SendingOptions,
    output: OutputPaths,
    ledger: any Ledger,
    again: String? = nil,
    allowsRepeats: String? = nil
  ) {
    self.request = request
    self.options = options
    self.output = output
    self.ledger = ledger
    self.again = again
    self.allowsRepeats = allowsRepeats
  }

  /// Runs the sheet to its end, or to where a brake, a signal or trouble stops it.
  ///
  /// - Parameter approve: Shows the plan and returns if it may be sent; throws if not.
  /// - Throws: `Failure`: nothing was sent, or the ledger failed and its code says how.
  public func callAsFunction(
    _ monitor: Monitor = Monitor(),
    approve: @Sendable (Plan) async throws -> Void
  ) async throws -> RunEnd {
    let recorded = try await onThread { try record() }
    do { try await approve(recorded.plan) } catch {
      try await onThread { try drop(recorded) }
      throw error
    }
    let held = try await onThread { try begin(recorded) }
    return try await Sending(held: held, options: options, ledger: ledger)(monitor, output: output)
  }

  /// A sheet that was read, before anybody approved it.
  private struct Recorded: Sendable {
    let plan: Plan
    /// The draft, or the unfinished batch that goes on.
    let held: HeldBatch
    /// What the draft's plan was made with; nil for a batch that goes on.
    let precedent: Precedent?
  }

  private func record() throws -> Recorded {
    try ledger.checkForDamage()
    try output.probe()
    let recording = Recording(request, output, ledger, newBatch)
    let (draft, summary) = try recording.record()
    do { return try plan(draft, summary, recording) } catch {
      try ledger.discard(draft)
      throw error
    }
  }

  private func newBatch(_ layout: Layout) -> NewBatch {
    NewBatch(
      operation: request.operation,
      sheet: request.input.name,
      path: request.input.path.map(OutputPaths.absolute) ?? "",
      folder: output.absoluteFolder,
      renews: request.skipsFinal,
      address: options.address,
      header: layout.keptHeader,
      createdBy: options.user,
      again: again
    )
  }

  private func plan(_ draft: HeldBatch, _ summary: SheetSummary, _ recording: Recording) throws -> Recorded {
    try options.credentials.demand(summary.neededCredentials)
    let found = try ledger.precedent(of: draft.batch, since: RepeatRule.start(request.operation, now: .now))
    let earlier = try found.sameSheet.map(ledger.batch(named:))
    if let unfinished = try unfinishedBatch(earlier, draft.batch, summary) {
      return try goingOn(with: unfinished, draft)
    }
    let rule = RepeatRule(allows: allowsRepeats, again: again == nil ? nil : earlier?.name)
    let screened = try recording.screen(draft, found.samePayments, rule)
    try FindingFiles.write(screened.batch, output, from: ledger)
    let totals = try ledger.totals(of: screened.batch)
    try request.refuseIfAllOrNothing(totals, output)
    let known = Precedent(
      since: found.since,
      sameSheet: found.sameSheet,
      samePayments: found.samePayments.filter { rule.lets(through: $0.value) }
    )
    let plan = Plan(summary: summary, batch: screened.batch, totals: totals, left: totals[.planned])
    return Recorded(plan: plan, held: screened, precedent: known)
  }

  private func goingOn(with unfinished: Batch, _ draft: HeldBatch) throws -> Recorded {
    let held = try ledger.demandHold(unfinished)
    try ledger.discard(draft)
    let totals = try ledger.totals(of: unfinished)
    let plan = Plan(summary: nil, batch: unfinished, totals: totals, left: totals.unfinished)
    return Recorded(plan: plan, held: held, precedent: nil)
  }

  private func begin(_ recorded: Recorded) throws -> HeldBatch {
    guard let precedent = recorded.precedent else { return recorded.held }
    let draft = recorded.held
    do { return try ledger.approve(draft, knowing: precedent, at: .now) } catch {
      let other = try ledger.precedent(of: draft.batch, since: precedent.since).sameSheet
      try ledger.discard(draft)
      // Who recorded the sheet meanwhile is likely to be at work on it: then it is busy, and no case of `--again`.
      try other.map(ledger.batch(named:)).map(ledger.demandHold)?.release()
      throw error
    }
  }

  private func drop(_ recorded: Recorded) throws {
    if recorded.precedent == nil { recorded.held.release() } else { try ledger.discard(recorded.held) }
  }
}

// What was processed before.
extension Run {
  /// The batch of the same sheet that was begun and not finished, which goes on; nil for a sheet that may begin.
  ///
  /// - Throws: if what moves money or creates something was processed before and nobody said why it should be again; if
  ///   it is unfinished and the sheet would send something else now; if a look-up of the same sheet is going on.
  private func unfinishedBatch(_ earlier: Batch?, _ draft: Batch, _ summary: SheetSummary) throws -> Batch? {
    guard draft.operation.effect.isJournalled else {
      // A look-up may run again, but not beside itself: taking its lock for a moment shows whether one is going.
      try earlier.map(ledger.demandHold)?.release()
      return nil
    }
    if let earlier, try goesOn(earlier, draft) { return earlier }
    if again == nil, summary.carriesPaidOutcome { throw Failure(.sheetCarriesResults) }
    return nil
  }

  private func goesOn(_ earlier: Batch, _ draft: Batch) throws -> Bool {
    let totals = try ledger.totals(of: earlier)
    let facts: [Failure.Fact: String] = [
      .batch: earlier.name, .sheet: earlier.sheet, .moment: earlier.createdAt.text, .plan: draft.digests.plan,
      .otherPlan: earlier.digests.plan,
    ]
    if earlier.status == .open || totals.unfinished.rows > 0 {
      if again != nil { throw Failure(.sheetUnfinished, facts) }
      guard earlier.digests.plan == draft.digests.plan else { throw Failure(.sheetOtherPlan, facts) }
      return true
    }
    if totals.valid.rows > 0, again == nil { throw Failure(.sheetProcessed, facts) }
    return false
  }
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
