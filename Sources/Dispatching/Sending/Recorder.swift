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
  /// What a slot is to do, and when that was about to be recorded: others may know of it from then on.
  typealias Order = (SlotOrder, given: ContinuousClock.Instant)
  private typealias Caller = (report: SlotReport, reply: CheckedContinuation<Order, Never>)
  /// What only the recorder's thread changes. After a failure of the ledger nothing more is sent, for nothing more would be
  /// known.
  private typealias State = (turn: RecorderTurn, failure: (any Error)?)

  private let queue = DispatchQueue(label: "aopbatch.recorder")
  private let waiting = Mutex((callers: [Caller](), isAtWork: false))
  private let state: Mutex<State>
  private let ledger: any Ledger
  private let batch: HeldBatch
  private let monitor: Monitor
  private let progress: Progress
  /// Whether a signal to this process stops all who work on the batch.
  private let isLeading: Bool

  init(
    _ ledger: any Ledger,
    _ batch: HeldBatch,
    _ sending: SendingState,
    isLeading: Bool,
    _ monitor: Monitor,
    _ progress: Progress
  ) {
    self.ledger = ledger
    self.batch = batch
    self.isLeading = isLeading
    self.monitor = monitor
    self.progress = progress
    state = Mutex((RecorderTurn(sending), nil))
  }

  private var stop: StopFlag { monitor.stop }

  /// Takes a report and answers what to do next, once everything about it is durable.
  func exchange(_ report: SlotReport) async -> Order {
    await withCheckedContinuation { reply in
      let mustStart = waiting.withLock { waiting -> Bool in
        waiting.callers.append((report, reply))
        defer { waiting.isAtWork = true }
        return !waiting.isAtWork
      }
      if mustStart { queue.async { self.work() } }
    }
  }

  /// How the sending ended, once all slots have.
  ///
  /// - Throws: what failed in the ledger.
  var end: SendingState {
    get throws {
      let (turn, failure) = state.withLock { $0 }
      if let failure { throw failure }
      return turn.sending
    }
  }

  private func work() {
    while case let callers = takeCallers(), !callers.isEmpty {
      let (orders, given) = state.withLock { state in self.orders(for: callers.map(\.report), &state) }
      for (caller, order) in zip(callers, orders) { caller.reply.resume(returning: (order, given)) }
    }
  }

  private func takeCallers() -> [Caller] {
    waiting.withLock { waiting in
      defer { waiting = ([], isAtWork: !waiting.callers.isEmpty) }
      return waiting.callers
    }
  }

  private func orders(
    for reports: [SlotReport],
    _ state: inout State
  ) -> ([SlotOrder], given: ContinuousClock.Instant) {
    var given = ContinuousClock.now
    do {
      if !stop.isSet, state.failure == nil { try keepTurns(for: reports, &state.turn) }
    } catch { state.failure = error }
    let mayStart = !stop.isSet && state.failure == nil
    var group = state.turn.group(reports, mayStart: mayStart, time: Self.time, now: .now)
    if isLeading, stop.isSet, group.turn.stopping == nil { group.turn.stopping = .drained }
    do {
      // Answers in hand are never thrown away, and nothing new is sent meanwhile, for every slot that has something to
      // say waits here.
      let result = try waitingWhileBusy {
        given = .now
        return try ledger.turn(group.turn, of: batch)
      }
      for settlement in result.settled { progress.count(settlement) }
      if !result.settled.isEmpty { monitor.settles(result.settled) }
      progress.count(started: result.claimed.count + group.turn.retries.count)
      if let row = result.unsettled.first {
        state.failure = state.failure ?? Failure(.rowState, [.batch: batch.batch.name, .row: "\(row)"])
      }
      return (state.turn.orders(for: group, result), given)
    } catch {
      state.failure = state.failure ?? error
      return (reports.map { _ in .end }, given)
    }
  }

  /// Others who work on the batch keep to its rate together with this process.
  private func keepTurns(for reports: [SlotReport], _ turn: inout RecorderTurn) throws {
    guard turn.sending.policy.limits.ratePerSecond != nil else { return }
    let starts = reports.count { if case .waiting(_, hasTurn: true) = $0 { false } else { true } }
    if starts == 0 { return }
    let milliseconds = try waitingWhileBusy { try ledger.reserve(starts, of: batch) }
    turn.wait(milliseconds: milliseconds, at: Self.time)
  }

  /// Milliseconds of a clock that nobody sets: a step of the wall clock must not stall a run.
  private static var time: Int64 { Int64(ContinuousClock.now.duration(to: epoch) / .milliseconds(-1)) }
  private static let epoch = ContinuousClock.now
}
