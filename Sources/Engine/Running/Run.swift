public import Ledger
import Operations
import Payments
import Sheet

/// Reads a sheet, records it, sends its valid rows and writes the results.
///
/// This is the page to read first: every step that a payout takes is a line of `callAsFunction`.
public struct Run: Sendable {
  private let request: SheetRequest
  private let options: SendingOptions
  private let ledger: Ledger
  /// Why the sheet is to be processed once more.
  private let again: String?

  public init(_ request: SheetRequest, _ options: SendingOptions, ledger: Ledger, again: String? = nil) {
    self.request = request
    self.options = options
    self.ledger = ledger
    self.again = again
  }

  /// Runs the sheet to its end, or to where a brake, a signal or trouble stops it.
  ///
  /// - Parameter approve: Shows the plan and returns if it may be sent; throws a `Refusal` if not.
  /// - Throws: `Refusal`: nothing was sent, or the ledger failed and says what to do.
  public func callAsFunction(
    _ witness: Witness = Witness(),
    approve: @Sendable (Plan) async throws -> Void
  ) async throws -> BatchReport {
    let read = try await onThread { try readSheet() }
    try await approve(read.plan)
    let held = try await onThread { try read.held ?? record(read) }
    return try await Sending(held: held, options: options, ledger: ledger)(
      witness,
      output: request.output,
      inspection: read.plan.inspection
    )
  }

  /// What reading the sheet led to, before anybody approved it.
  private struct ReadSheet: Sendable {
    let sheet: OpenSheet
    let new: NewBatch
    let plan: Plan
    /// The unfinished batch that goes on.
    let held: HeldBatch?
  }

  private func readSheet() throws -> ReadSheet {
    try ledger.checkForDamage()
    // Better now than after the money has moved.
    try request.output.probe()
    let sheet = try OpenSheet(request.input)
    return try ledger.read { journal in
      let inspection = try inspect(sheet, journal)
      try request.refuseIfAllOrNothing(inspection)
      try Refusal.refuse(without: inspection.neededCredentials, in: options.credentials)
      let new = newBatch(inspection)
      let unfinished = try journal.unfinishedBatch(like: new, inspection, ledger: ledger)
      let plan = try journal.plan(inspection, unfinished, address: options.address)
      let held = try unfinished.map { try HeldBatch($0, ledger: ledger) }
      return ReadSheet(sheet: sheet, new: new, plan: plan, held: held)
    }
  }

  /// Reads the sheet; under `--all-or-nothing` also writes what would refuse it.
  private func inspect(_ sheet: OpenSheet, _ journal: Journal) throws -> Inspection {
    let history = try History(journal, operation: request.operation, address: options.address, now: .now)
    let inspector = Inspector(request: request, history: history, digestsRows: true)
    if request.isAllOrNothing {
      return try inspector.inspectWritingFindings(sheet)
    }
    return try inspector.inspect(sheet) { _, _, _ in }
  }

  private func newBatch(_ inspection: Inspection) -> NewBatch {
    NewBatch(
      operation: request.operation,
      sheet: request.input.name,
      folder: request.output.absoluteFolder,
      renews: request.skipsFinal,
      sha256: inspection.sha256,
      rowsSHA256: inspection.rowsSHA256,
      address: options.address,
      plan: inspection.plan,
      header: inspection.layout.keptHeader,
      blankRows: inspection.rows.blank,
      createdBy: options.user,
      again: again
    )
  }

  /// Records the whole sheet in one transaction, and holds the batch before anybody else can see it.
  private func record(_ read: ReadSheet) throws -> HeldBatch {
    try ledger.write { journal in
      // Somebody else may have recorded the same sheet while this one was being approved.
      if try journal.unfinishedBatch(like: read.new, read.plan.inspection, ledger: ledger) != nil {
        throw Refusal.busy("of this sheet")
      }
      var history = try History(journal, operation: request.operation, address: options.address, now: .now)
      let batch = try journal.insert(read.new, at: .now)
      history.own = batch
      let held = try HeldBatch(batch, ledger: ledger)
      let inspector = Inspector(request: request, history: history)
      let inspection = try inspector.inspect(read.sheet, visiting: .all) { row, reader, verdict in
        try journal.insert(NewRow(row, reader, verdict), into: batch.id)
        if verdict == .valid, request.skipsFinal, let result = try EarlierResults(reader.layout).final(row) {
          try journal.carry(result, to: row.number, of: batch)
        }
      }
      guard inspection.plan == read.plan.inspection.plan else {
        throw Refusal(.trouble, "Nothing was sent: the sheet changed while it was being read. Run it again.")
      }
      try journal.note("recorded\(again.map { ", again: \($0)" } ?? "")", about: batch, at: .now)
      return held
    }
  }
}

extension NewRow {
  fileprivate init(_ row: borrowing Row, _ reader: borrowing RowReader, _ verdict: RowReader.Verdict) {
    let isValid = verdict == .valid
    self.init(
      number: row.number,
      cells: reader.layout.keptCells(row),
      fields: isValid ? reader.fields : nil,
      amount: reader.amount,
      payee: isValid ? reader.layout.operation.payee(reader.fields) : nil,
      errors: reader.errors,
      warnings: reader.warnings
    )
  }
}
