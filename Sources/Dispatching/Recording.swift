import Ledger
import Operations
import Payments
import Reports
import Sheet
import Validation

/// Reads a sheet once, and records every row as a draft.
struct Recording {
  private let request: SheetRequest
  private let output: OutputPaths
  private let ledger: any Ledger
  private let stop: StopFlag
  private let newBatch: (Layout) -> NewBatch

  init(
    _ request: SheetRequest,
    _ output: OutputPaths,
    _ ledger: any Ledger,
    _ stop: StopFlag,
    _ newBatch: @escaping (Layout) -> NewBatch
  ) {
    self.request = request
    self.output = output
    self.ledger = ledger
    self.stop = stop
    self.newBatch = newBatch
  }

  /// - Throws: what is wrong with the sheet as a whole; then no draft is left.
  func record() throws -> (draft: HeldBatch, summary: SheetSummary) {
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

  /// A draft beside other batches.
  struct Screened {
    let draft: HeldBatch
    let contents: PlanContents
    let duplicates: Repetitions
    /// What repeats other batches: what is rejected, and what is let through.
    var heldBack = Repetitions()
    var allowed = Repetitions(areSent: true)

    var digest: String { draft.batch.digests.plan }
  }

  /// Rejects what other batches have paid, or may have, and warns of what is let through; then the plan is another one.
  func screen(
    _ draft: HeldBatch,
    _ summary: SheetSummary,
    _ repeats: [Int: Repeat],
    _ rule: RepeatRule
  ) throws -> Screened {
    if repeats.isEmpty { return Screened(draft: draft, contents: summary.contents, duplicates: summary.duplicates) }
    let allowed = repeats.filter { rule.lets(through: $0.value) }
    let rejected = repeats.filter { allowed[$0.key] == nil }
    // Before they lose their values.
    let rows = try PlannedRows(of: draft.batch, in: [.planned], besides: rejected, sending: allowed, ledger)
    let operation = draft.batch.operation
    let errors = rejected.mapValues { Finding(repeating: $0, operation, isSent: false) }
    let warnings = allowed.mapValues { Finding(repeating: $0, operation, isSent: true) }
    try ledger.amend(draft, errors: errors, warnings: warnings, at: .now)
    if !warnings.isEmpty, let reason = rule.allows {
      try ledger.note(Event(at: .now, .repeatsAllowed, detail: reason), about: draft)
    }
    var digests = draft.batch.digests
    digests.plan = rows.digest
    return Screened(
      draft: try ledger.complete(draft, digests),
      contents: rows.contents,
      duplicates: summary.duplicates.areSent ? rows.duplicates : summary.duplicates,
      heldBack: rows.heldBack,
      allowed: rows.allowed
    )
  }

  /// The plan of a sheet that begins; its files are written.
  ///
  /// - Throws: `sheetRepeats` if repeats leave nothing to send.
  func plan(_ screened: Screened) throws -> Plan {
    let batch = screened.draft.batch
    try FindingFiles.write(batch, output, from: ledger)
    let totals = try ledger.totals(of: batch)
    try screened.heldBack.refuseIfNothingIsLeft(totals, try ledger.findings(of: batch), output)
    return Plan(
      batch,
      totals,
      left: totals[.planned],
      screened.contents,
      digest: batch.digests.plan,
      [screened.duplicates, screened.heldBack, screened.allowed],
      goesOn: false
    )
  }
}

extension Repetitions {
  /// - Throws: `sheetRepeats` if repeats of other batches, also remembered ones, leave nothing to send.
  func refuseIfNothingIsLeft(
    _ totals: BatchTotals,
    _ findings: FindingCounts,
    _ output: OutputPaths
  ) throws(Failure) {
    guard totals[.planned].rows == 0, findings.errors["row.repeat"] != nil else { return }
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
