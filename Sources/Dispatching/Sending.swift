import Ledger
import Operations
import Payments
import Reports
import Sheet
import Transport

/// A sheet that was read, or a batch that goes on, before anybody approved it, and how it is sent: what `run` and `resume`
/// share.
struct Sending: Sendable {
  let options: SendingOptions
  let output: OutputPaths
  let ledger: any Ledger
  var plan: Plan
  /// The draft until it is approved, then the batch.
  var held: HeldBatch
  /// What the draft's plan was made with; nil for a batch that goes on.
  var precedent: Precedent?
  /// Why rows of the draft are sent that repeat payments of other batches; nil if none does.
  var allowsRepeats: String?
  /// Rows of a batch that goes on which another one has paid since it was recorded, or may have: they stay unsent.
  var heldBack: [Int: Repeat] = [:]

  /// The ledger's, before the sheet was recorded, or the batch that goes on was looked at.
  let version: String

  private var batch: Batch { held.batch }

  /// Sends it and writes its files, if it is approved; else it is dropped.
  func callAsFunction(_ monitor: Monitor, _ approve: @Sendable (Plan) async throws -> Void) async throws -> RunEnd {
    var approved = self
    do {
      approved.plan.approvals = try await approvals()
      try await approve(approved.plan)
      try monitor.stop.demandGoingOn()
      // A person may have looked for long: it must still hold.
      approved.plan.approvals = try await approvals()
    } catch {
      try await onThread { try drop() }
      throw error
    }
    approved.held = try await onThread { [approved] in try approved.begin() }
    return try await approved.send(monitor)
  }

  private func approvals() async throws -> [Event] {
    if plan.left.rows == 0 { return [] }
    return try await onThread { try options.demandApprovals(plan, ledger) }
  }

  private func begin() throws -> HeldBatch {
    let isOther = try ledger.versionOfOthers() != version
    let begun = try approveDraft()
    do {
      // While the sheet was recorded, or a person looked at the plan, the ledger may have been changed by hand, too.
      if isOther { try ledger.demandUnchanged(begun.batch) }
      return begun
    } catch {
      begun.release()
      throw error
    }
  }

  private func approveDraft() throws -> HeldBatch {
    do {
      if let precedent {
        return try ledger.approve(held, knowing: precedent, with: repeatsAllowed + plan.approvals, at: .now)
      }
      try ledger.demandSame(heldBack, of: batch)
      return held
    } catch {
      let other = precedent == nil ? nil : try ledger.earlierBatches(of: batch.sheetKey).first
      try drop()
      // Who recorded the sheet meanwhile is likely to be at work on it: then it is busy, and no case of `--again`.
      try other.map(ledger.demandHold)?.release()
      throw error
    }
  }

  private var repeatsAllowed: [Event] {
    allowsRepeats.map { [Event(at: .now, .repeatsAllowed, by: options.user, reason: $0)] } ?? []
  }

  private func drop() throws {
    if precedent == nil { held.release() } else { try ledger.discard(held) }
  }

  private func send(_ monitor: Monitor) async throws -> RunEnd {
    defer { held.release() }
    let start = ContinuousClock.now
    var isUnreached = true
    var again: [RowState] = batch.operation.effect.isJournalled ? [] : [.done(.error)]
    // What begins has them already.
    var events = precedent == nil ? plan.approvals : []
    while true {
      let planned = try await open(askingAgain: again, with: events)
      // A late answer may have freed a row that nobody was shown.
      if batch.operation.effect.isJournalled, planned.rows > plan.left.rows {
        throw Failure(.sheetRecordedMeanwhile, [.sheet: batch.sheet])
      }
      events = []
      var end = try await round(planned, monitor)
      isUnreached = isUnreached && end.isUnreached
      end.isUnreached = isUnreached
      guard let sweep = options.sweep, end.isWorthAsking, ContinuousClock.now + sweep.every < start + sweep.total
      else { return end }
      await monitor.stop.rest(milliseconds: Int64(sweep.every / .milliseconds(1)))
      end.stopped = monitor.stop.reason
      if monitor.stop.isSet { return end }
      again = [.done(.pending), .done(.error)]
    }
  }

  /// Gives the rows to send.
  private func open(askingAgain states: [RowState], with events: [Event]) async throws -> Total {
    try await onThread {
      try ledger.open(
        held,
        askingAgain: states,
        holdingBack: heldBack,
        pace: options.limits.paceMicroseconds,
        with: events,
        by: options.user,
        at: .now
      )
    }
  }

  /// Sends what is planned, and writes the files.
  private func round(_ planned: Total, _ monitor: Monitor) async throws -> RunEnd {
    let progress = Progress(toSend: planned)
    monitor.begins(batch, progress)
    let work = Work(options: options, ledger: ledger, batch: held, isLeading: true)
    let leading = Leading(work: work, progress: progress, monitor: monitor)
    let (state, hadHelp) = planned.rows > 0 ? try await leading.send(planned.rows) : (work.start, false)
    let stopped = monitor.stop.reason
    return try await onThread {
      let ((halt, haltRow), isCancelled) = (state.brake, state.told == .cancelled)
      var end = RunEnd(
        report: try waitingWhileBusy { try close(halt, stopped, isCancelled: isCancelled) },
        carried: try ledger.carried(of: batch),
        halt: halt,
        haltRow: haltRow,
        stopped: stopped,
        isCancelled: isCancelled,
        isUnreached: try planned.rows > 0 && !hadHelp ? progress.isUnreached : ledger.wasUnreached(batch),
        heldBack: heldBack,
        columns: plan.columns
      )
      if halt == .credentials { end.credentialColumn = try ledger.credentialColumn(of: batch) }
      return end
    }
  }

  /// Says what did not happen, and makes the files of what did.
  private func close(_ halt: Halt?, _ stopped: StopFlag.Reason, isCancelled: Bool) throws -> BatchReport {
    let kind: Event.Kind = halt != nil ? .halted : stopped == .none && !isCancelled ? .finished : .stopped
    let reason = halt?.rawValue ?? (isCancelled ? Event.byCancelling : "")
    try ledger.stop(held, kind, reason: reason, at: .now)
    do {
      try BatchFiles(batch, output).write(from: ledger, options.words, at: .now, keepsNewest: true)
    } catch let failure as Failure { throw failure.adding(.batch, batch.name) }
    let report = try BatchReport(batch, ledger, isRunning: false, files: output)
    try ledger.close(held, at: .now)
    return report
  }
}

extension Sending {
  /// Who still works on the batch ends that first, for what was approved is what leaves.
  init(
    _ options: SendingOptions,
    _ output: OutputPaths,
    _ ledger: any Ledger,
    goingOnWith held: HeldBatch,
    _ monitor: Monitor
  ) throws {
    try ledger.stopOthers(on: held, .resumed, monitor.stop, waits: monitor.waits)
    let version = try ledger.versionOfOthers()
    try ledger.demandUnchanged(held.batch)
    let (plan, heldBack) = try ledger.remaining(of: held.batch)
    self.init(
      options: options,
      output: output,
      ledger: ledger,
      plan: plan,
      held: held,
      heldBack: heldBack,
      version: version
    )
  }
}

extension SendingState {
  /// The brake that stopped all, whoever's answer it was, and that answer's row.
  var brake: (Halt?, row: Int?) {
    if case .halted(let halt, let row)? = halted ?? told { return (halt, row) }
    return (nil, nil)
  }
}

extension RunEnd {
  /// Whether asking a look-up again may bring more.
  fileprivate var isWorthAsking: Bool {
    halt == nil && stopped == .none && report.totals[.pending].rows + report.totals[.error].rows > 0
  }
}

extension Ledger {
  /// The sheet's column that rows which were not sent, or got no answer, have a secret credential from.
  fileprivate func credentialColumn(of batch: Batch) throws -> String? {
    let secrets = batch.operation.columns.indices.filter { batch.operation.columns[$0].credential?.isSecret ?? false }
    do {
      try forEachRow(of: batch, .inStates([.done(.notSent), .done(.error)])) { row in
        guard let fields = row.fields else { return }
        for secret in secrets where !fields[secret].isEmpty {
          let place = (0..<batch.header.count).first { row.cells.cleanedText($0) == fields.string(secret) }
          if let place { throw Found(column: batch.header.string(place)) }
        }
      }
    } catch let found as Found { return found.column }
    return nil
  }
}

/// Ends a walk through rows.
private struct Found: Error { let column: String }
