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
  private let newBatch: (Layout) -> NewBatch

  init(
    _ request: SheetRequest,
    _ output: OutputPaths,
    _ ledger: any Ledger,
    _ newBatch: @escaping (Layout) -> NewBatch
  ) {
    self.request = request
    self.output = output
    self.ledger = ledger
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
  ///
  /// - Throws: `sheetRepeats` if that leaves nothing to send.
  func screen(_ draft: HeldBatch, _ repeats: [Int: Repeat], _ rule: RepeatRule) throws -> HeldBatch {
    if repeats.isEmpty { return draft }
    let findings = repeats.mapValues(Finding.init(repeating:))
    let letThrough = Set(repeats.filter { rule.lets(through: $0.value) }.keys)
    let errors = findings.filter { !letThrough.contains($0.key) }
    try ledger.amend(draft, errors: errors, warnings: findings.filter { letThrough.contains($0.key) }, at: .now)
    if !letThrough.isEmpty, let reason = rule.allows {
      try ledger.note(Event(at: .now, .repeatsAllowed, detail: reason), about: draft)
    }
    var digests = draft.batch.digests
    digests.plan = try planDigest(of: draft.batch)
    let amended = try ledger.complete(draft, digests)
    let toSend = try ledger.totals(of: amended.batch)[.planned].rows
    if toSend == 0, let first = errors.keys.min(), let found = repeats[first] {
      try FindingFiles.write(amended.batch, output, from: ledger)
      throw Failure(.sheetRepeats, [.batch: found.batch, .path: output.rejected])
    }
    return amended
  }

  private func planDigest(of batch: Batch) throws -> String {
    var digest = PlanDigest(operation: batch.operation, address: batch.address)
    try ledger.forEachRow(of: batch, .inState(.planned)) { row in
      if let fields = row.fields { digest.add(number: row.number, fields: fields) }
    }
    return digest.finished()
  }
}

extension SheetRequest {
  /// - Throws: `sheetRejectedRows` if one rejected row refuses the whole sheet, and there is one.
  func refuseIfAllOrNothing(_ totals: BatchTotals, _ output: OutputPaths) throws(Failure) {
    guard isAllOrNothing, totals.rejected.rows > 0 else { return }
    throw Failure(.sheetRejectedRows, [.count: "\(totals.rejected.rows)", .path: output.rejected])
  }
}
