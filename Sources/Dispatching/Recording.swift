import Ledger
import Operations
import Payments
import Reports
import Sheet
import Validation

// How a sheet becomes a draft, and the draft a plan.
extension Run {
  /// Reads the sheet once, and records every row as a draft.
  ///
  /// - Throws: what is wrong with the sheet as a whole; then no draft is left.
  func record(_ stop: StopFlag) throws -> (draft: HeldBatch, summary: SheetSummary) {
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
  func screen(
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
    if !warnings.isEmpty, let reason = request.allowsRepeats {
      try ledger.note(Event(at: .now, .repeatsAllowed, detail: reason), about: draft)
    }
    var digests = draft.batch.digests
    digests.plan = rows.digest
    if !summary.duplicates.areSent { rows.duplicates = summary.duplicates }
    return (try ledger.complete(draft, digests), rows)
  }

  /// The plan of a sheet that begins; its files are written.
  ///
  /// - Throws: `sheetRepeats` if repeats leave nothing to send.
  func plan(_ batch: Batch, _ rows: PlannedRows) throws -> Plan {
    try FindingFiles.write(batch, output, from: ledger)
    let totals = try ledger.totals(of: batch)
    try rows.heldBack.refuseIfNothingIsLeft(totals, try ledger.findings(of: batch), output)
    return rows.plan(of: batch, totals, goesOn: false)
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
