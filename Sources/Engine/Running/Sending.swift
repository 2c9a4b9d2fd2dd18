import Ledger
import Operations
import Provider

/// Sends what is left of a held batch, and writes its files: what `run` and `resume` share.
struct Sending: Sendable {
  let held: HeldBatch
  let options: SendingOptions
  let ledger: Ledger

  private var batch: Batch { held.batch }

  /// - Parameters:
  ///   - output: Where the files go.
  ///   - inspection: What reading the sheet counted, to balance against; nil when it was not read now.
  func callAsFunction(
    _ witness: Witness,
    output: OutputPaths,
    inspection: Inspection?
  ) async throws -> BatchReport {
    defer { held.release() }
    let start = ContinuousClock.now
    var planned = try await onThread { try recover() }
    while true {
      let report = try await round(planned, witness, output, inspection)
      guard let sweep = options.sweep, report.isWorthAsking, ContinuousClock.now + sweep.every < start + sweep.total
      else { return report }
      await witness.stop.rest(milliseconds: Int64(sweep.every / .milliseconds(1)))
      if witness.stop.isSet { return report.stopped(by: witness.stop.reason) }
      planned = try await onThread { try askAgain() }
    }
  }

  /// Sends what is planned, and writes the files.
  private func round(
    _ planned: Int,
    _ witness: Witness,
    _ output: OutputPaths,
    _ inspection: Inspection?
  ) async throws -> BatchReport {
    let progress = Progress(rowsToSend: planned)
    witness.begins(batch, progress)
    let halt = planned > 0 ? try await send(planned, progress, witness.stop) : nil
    return try await onThread { try close(halt, witness.stop.reason, output, inspection) }
  }

  /// Plans what is not final once more; gives the number of rows.
  private func askAgain() throws -> Int {
    try ledger.write { journal in
      try journal.moveAll(of: batch, from: .done(.pending), to: .planned)
      try journal.moveAll(of: batch, from: .done(.error), to: .planned)
      return try journal.tally(of: batch)[.planned].rows
    }
  }

  /// Puts a batch that another process left in order; gives the number of rows to send.
  private func recover() throws -> Int {
    try ledger.write { journal in
      try journal.setClosed(false, batch)
      try journal.note("opened by \(options.user)", about: batch, at: .now)
      if batch.operation.effect.isJournalled {
        _ = try journal.doubtWhatWasSending(in: batch, at: .now)
      } else {
        try journal.moveAll(of: batch, from: .done(.error), to: .planned)
      }
      try journal.moveAll(of: batch, from: .done(.notSent), to: .planned)
      return try journal.tally(of: batch)[.planned].rows
    }
  }

  private func send(_ planned: Int, _ progress: Progress, _ stop: StopFlag) async throws -> Halt? {
    let slots = min(options.concurrency, planned)
    let work = DeskWork(ledger: ledger, batch: batch, limits: options.limits, stop: stop, progress: progress)
    let desk = Desk(work)
    // On a thread, for it reads the certificates that this machine trusts.
    let transport = try await onThread { options.openTransport() }
    let sender = Sender(
      batch: batch,
      desk: desk,
      transport: transport,
      credentials: options.credentials,
      masker: Masker(batch.operation, options.credentials),
      stop: stop
    )
    await sender.send(slots: slots)
    await transport.shutdown()
    if let problem = desk.end.problem { throw problem }
    return desk.end.halt
  }

  /// Says what did not happen, and makes the files of what did.
  private func close(
    _ halt: Halt?,
    _ stopped: StopFlag.Reason,
    _ output: OutputPaths,
    _ inspection: Inspection?
  ) throws -> BatchReport {
    try ledger.write { journal in
      if !batch.operation.effect.isJournalled { try journal.giveUpWaiting(in: batch) }
      let left = try journal.moveAll(of: batch, from: .planned, to: .done(.notSent))
      let why = halt.map { "halted: \($0.rawValue)" } ?? (stopped == .none ? "finished" : "stopped by a signal")
      try journal.note(left > 0 ? "\(why); \(left) rows not sent" : why, about: batch, at: .now)
    }
    let report = try ledger.read { journal in
      var report = try journal.report(on: batch, files: BatchFiles(batch, output).write(journal))
      report.halt = halt
      report.stopped = stopped
      if let inspection { try report.balance(against: inspection) }
      return report
    }
    try ledger.write { try $0.setClosed(true, batch) }
    return report
  }
}
