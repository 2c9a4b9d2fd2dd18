import Glibc
public import Ledger
import Operations
import Sheet

/// Sends a batch with all who help, of whom there are none where the ledger is a file.
struct Leading: Sendable {
  let work: Work
  let progress: Progress
  let monitor: Monitor

  /// How often somebody who waits for others looks for them.
  fileprivate static let lookEveryMilliseconds = 100

  private var ledger: any Ledger { work.ledger }
  private var stop: StopFlag { monitor.stop }

  /// How it ended, and whether anybody helped.
  typealias End = (state: SendingState, hadHelp: Bool)

  /// Returns when nothing is left that may be sent, and nobody else works on the batch any more.
  func send(_ rows: Int) async throws -> End {
    var end: End = (work.start, false)
    var (left, tries) = (rows, 0)
    repeat {
      tries = progress.tries
      end.state = try await work.send(left, end.state, progress, monitor)
      left = try await waitForOthers(&end)
      // Who helped may have died, and left something that nobody has.
    } while left > 0 && progress.tries > tries
    // From now on nobody begins to help.
    try await tell(.finished)
    _ = try await waitForOthers(&end)
    return end
  }

  /// Waits as long as others work on the batch; gives rows that are left for this process.
  private func waitForOthers(_ end: inout End) async throws -> Int {
    var told = end.state.halted
    if let told { try await tell(told) }
    while true {
      let others = try await onThread { try waitingWhileBusy { try ledger.gather(work.batch, at: .now) } }
      let isStopped = end.state.isStopped || stop.isSet
      if others.left > 0, !isStopped { return others.left }
      if others.working == 0 { return 0 }
      if !end.hadHelp { monitor.waits(others.working) }
      end.hadHelp = true
      if stop.isSet, told == nil {
        told = .drained
        try await tell(.drained)
      }
      try? await Task.sleep(for: .milliseconds(Self.lookEveryMilliseconds))
    }
  }

  private func tell(_ reason: Stopping) async throws {
    try await onThread { try waitingWhileBusy { try ledger.stopAll(work.batch.batch, reason) } }
  }
}

extension Ledger {
  /// The right to give a batch up: who works on it is stopped, where the ledger can be reached by several machines.
  ///
  /// - Throws: `batchBusy`; `interrupted`, `terminated`.
  public func holdToCancel(_ batch: Batch, _ stop: StopFlag, waits: () -> Void) throws -> HeldBatch {
    var held = try hold(batch)
    guard held != nil || isShared else { throw Failure(.batchBusy, [.batch: batch.name]) }
    if held == nil {
      try stopAll(batch, .cancelled)
      waits()
    }
    // Who leads it ends first, then those who help.
    while true {
      if let held {
        try stopOthers(on: held, .cancelled, stop) { _ in waits() }
        return held
      }
      try rest(stop)
      held = try hold(batch)
    }
  }

  /// Lets nobody else work on a batch that this process holds, and waits until they have ended what they have on its way.
  ///
  /// - Parameter waits: Told once how many others there are.
  /// - Throws: `interrupted`, `terminated`.
  func stopOthers(on batch: HeldBatch, _ reason: Stopping, _ stop: StopFlag, waits: (Int) -> Void) throws {
    // First, for nobody may begin to help while a person looks at what is left.
    try stopAll(batch.batch, reason)
    var isTold = false
    while case let others = try gather(batch, at: .now).working, others > 0 {
      if !isTold { waits(others) }
      isTold = true
      try rest(stop)
    }
  }

  private func rest(_ stop: StopFlag) throws(Failure) {
    try stop.demandGoingOn()
    usleep(UInt32(Leading.lookEveryMilliseconds) * 1000)
  }
}
