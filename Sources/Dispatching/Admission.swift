import Ledger
import Operations
import Payments
import Reports
import Sheet
import Validation

/// Whether a sheet may begin, goes on, or was processed before: what the ledger and the files beside it say of the whole
/// sheet (contract, section 1 and "Fine print of run"). The same for `check` and `run`.
struct Admission {
  let request: SheetRequest
  let output: OutputPaths
  /// Nil where there is none yet.
  let ledger: (any Ledger)?

  /// How a sheet stands beside the batches of before.
  struct Verdict {
    /// The unfinished batch of the sheet, which goes on if it would send the same.
    var unfinished: Batch?
    /// What its rows are compared with; the sheet's own earlier batches are left out if it goes on or comes again.
    var scope: PaymentScope
    /// Of a sheet that is processed once more.
    var earlier: [EarlierBatch] = []

    /// Whether the sheet may be sent with this plan.
    ///
    /// - Throws: `sheetOtherPlan` if it would not send what its unfinished batch was approved for.
    @discardableResult
    func admits(_ plan: String) throws(Failure) -> Bool {
      guard let unfinished, plan != unfinished.digests.plan else { return true }
      throw Failure(.sheetOtherPlan, [.batch: unfinished.name])
    }
  }

  /// - Throws: a `Failure` of those that say that the sheet was processed before.
  func admit(_ sheet: SheetKey, carriesPaidOutcome: Bool) throws -> Verdict {
    let start = RepeatRule.start(sheet.operation, now: .now)
    var verdict = Verdict(scope: PaymentScope(sheet.operation, address: sheet.address, since: start))
    guard sheet.operation.effect.isJournalled else { return verdict }
    let own = try ledger?.earlierBatches(of: sheet) ?? []
    for earlier in own {
      let totals = try ledger?.totals(of: earlier) ?? BatchTotals()
      if earlier.status == .cancelled {
        // What it paid counts whenever that was, for the same rows come again.
        verdict.scope.since = min(verdict.scope.since, earlier.createdAt)
      } else if earlier.status == .open || totals.unfinished.rows > 0 {
        if request.again != nil { throw Failure(.sheetUnfinished, facts(earlier)) }
        try refuseUnknownResults()
        verdict.unfinished = earlier
        verdict.scope.besides = [earlier]
        return verdict
      } else if totals.valid.rows > 0, request.again == nil {
        throw Failure(.sheetProcessed, facts(earlier))
      }
    }
    if request.again == nil {
      if carriesPaidOutcome { throw Failure(.sheetCarriesResults) }
      try refuseUnknownResults()
    } else {
      for earlier in own { try refuseDoubts(of: earlier) }
      verdict.scope.besides = own
      verdict.earlier = try own.map { ($0, try ledger?.totals(of: $0).paid ?? Total()) }
    }
    return verdict
  }

  private func facts(_ batch: Batch) -> [Failure.Fact: String] {
    [.batch: batch.name, .sheet: batch.sheet, .moment: batch.createdAt.text]
  }

  /// What may have been paid is not paid again before somebody has asked.
  private func refuseDoubts(of batch: Batch) throws {
    var rows: [String] = []
    try ledger?.forEachRow(of: batch, .inState(.done(.inDoubt))) { rows.append("\($0.number)") }
    guard !rows.isEmpty else { return }
    let named = rows.prefix(10).joined(separator: ", ") + (rows.count > 10 ? ", …" : "")
    throw Failure(.sheetInDoubt, [.batch: batch.name, .names: named])
  }

  /// Results that this ledger knows nothing of: the sheet may have been paid with another ledger, or an older state of
  /// this one.
  private func refuseUnknownResults() throws {
    let beside = OutputPaths(folder: request.input.folder, sheet: request.input.name)
    try Self.refuseUnknownResults(at: [output.results, beside.results], ledger)
  }

  static func refuseUnknownResults(at places: [String], _ ledger: (any Ledger)?) throws {
    for results in Set(places.map(OutputPaths.absolute)).sorted().compactMap(ResultsBeside.init) {
      let isKnown = try ledger?.knows(results) ?? (results.sent.isEmpty && !results.isUnclear)
      guard isKnown else { throw Failure(.sheetUnknownResults, [.path: results.path]) }
    }
  }
}
