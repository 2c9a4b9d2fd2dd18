import Dispatch
import Ledger
import Operations
import Sheet
import Synchronization

/// Hands out rows and takes back answers, on a thread of its own that nobody cancels.
///
/// What has come in since the last commit goes into the next one: the answers first, then the intents of the rows that
/// are handed out. A slot hears from the recorder only after its part is on the disk.
final class Recorder: Sendable {
  private typealias Caller = (report: SlotReport, reply: CheckedContinuation<SlotOrder, Never>)
  /// What only the recorder's thread changes. After a failure of the ledger nothing more is sent, for nothing more would be
  /// known.
  private typealias State = (turn: RecorderTurn, failure: (any Error)?)

  private let queue = DispatchQueue(label: "aopbatch.recorder")
  private let waiting = Mutex((callers: [Caller](), isAtWork: false))
  private let state: Mutex<State>
  private let ledger: any Ledger
  private let batch: HeldBatch
  private let stop: StopFlag
  private let progress: Progress

  init(_ ledger: any Ledger, _ batch: HeldBatch, _ policy: SendingPolicy, _ stop: StopFlag, _ progress: Progress) {
    self.ledger = ledger
    self.batch = batch
    self.stop = stop
    self.progress = progress
    state = Mutex((RecorderTurn(policy), nil))
  }

  /// Takes a report and answers what to do next, once everything about it is durable.
  func exchange(_ report: SlotReport) async -> SlotOrder {
    await withCheckedContinuation { reply in
      let mustStart = waiting.withLock { waiting -> Bool in
        waiting.callers.append((report, reply))
        defer { waiting.isAtWork = true }
        return !waiting.isAtWork
      }
      if mustStart { queue.async { self.work() } }
    }
  }

  /// What stopped the sending by itself, once all slots have ended.
  var end: (halt: Halt?, haltRow: Int?, failure: (any Error)?) {
    state.withLock { ($0.turn.policy.halt, $0.turn.haltRow, $0.failure) }
  }

  private func work() {
    while case let callers = takeCallers(), !callers.isEmpty {
      let orders = state.withLock { state in self.orders(for: callers.map(\.report), &state) }
      for (caller, order) in zip(callers, orders) { caller.reply.resume(returning: order) }
    }
  }

  private func takeCallers() -> [Caller] {
    waiting.withLock { waiting in
      defer { waiting = ([], isAtWork: !waiting.callers.isEmpty) }
      return waiting.callers
    }
  }

  private func orders(for reports: [SlotReport], _ state: inout State) -> [SlotOrder] {
    let mayStart = !stop.isSet && state.failure == nil
    let group = state.turn.group(reports, mayStart: mayStart, time: Self.time, now: .now)
    do {
      // Answers in hand are never thrown away, and nothing new is sent meanwhile, for every slot that has something to
      // say waits here.
      let result = try waitingWhileBusy { try ledger.turn(group.turn, of: batch) }
      for settlement in result.settled { progress.count(settlement) }
      progress.count(started: result.claimed.count + group.turn.retries.count)
      if let row = result.unsettled.first {
        state.failure = state.failure ?? Failure(.rowState, [.batch: batch.batch.name, .row: "\(row)"])
      }
      return state.turn.orders(for: group, result)
    } catch {
      state.failure = state.failure ?? error
      return reports.map { _ in .end }
    }
  }

  /// Milliseconds of a clock that nobody sets: a step of the wall clock must not stall a run.
  private static var time: Int64 { Int64(ContinuousClock.now.duration(to: epoch) / .milliseconds(-1)) }
  private static let epoch = ContinuousClock.now
}
