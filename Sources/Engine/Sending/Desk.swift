import Dispatch
import Ledger
import Operations
import Synchronization

/// A row in the hands of a slot.
struct Held: Sendable {
  let row: PlannedRow
  /// The try that is next or under way, counted by this process from 1.
  var attemptHere = 1

  /// The same over all processes that worked on the row.
  var attempt: Int { row.tries + attemptHere }
}

/// What a slot brings to the desk.
enum Report: Sendable {
  /// A free hand.
  case free
  /// A row whose pause is over; `hasTurn` if it waited for nothing but its turn.
  case holding(Held, hasTurn: Bool)
  case finished(Held, Judgement, sentAt: Timestamp, answeredAt: Timestamp)
}

/// What the desk tells a slot to do.
enum Directive: Sendable {
  /// Send the row: its intent is on the disk.
  case send(Held, at: Timestamp)
  /// Come back after a pause.
  case rest(milliseconds: Int64, then: Report)
  case goHome
}

/// Hands out rows and takes back answers, on a thread of its own that nobody cancels.
///
/// What has come in since the last commit goes into the next one: the answers first, then the intents of the rows that
/// are handed out. A slot hears from the desk only after its part is on the disk.
final class Desk: Sendable {
  private struct Caller {
    let report: Report
    let reply: CheckedContinuation<Directive, Never>
  }

  private struct Waiting {
    var callers: [Caller] = []
    var isAtWork = false
  }

  private let queue = DispatchQueue(label: "aopbatch.desk")
  private let waiting = Mutex(Waiting())
  private let work: Mutex<DeskWork>

  init(_ work: consuming DeskWork) { self.work = Mutex(work) }

  /// Takes a report and answers what to do next, once everything about it is durable.
  func turn(_ report: Report) async -> Directive {
    await withCheckedContinuation { reply in
      let mustStart = waiting.withLock { waiting in
        waiting.callers.append(Caller(report: report, reply: reply))
        defer { waiting.isAtWork = true }
        return !waiting.isAtWork
      }
      if mustStart { queue.async { self.serve() } }
    }
  }

  /// What stopped the desk by itself, once all slots have gone home.
  var end: (halt: Halt?, problem: (any Error)?) { work.withLock { ($0.dispatcher.halt, $0.problem) } }

  private func serve() {
    while let callers = takeCallers() {
      let directives = work.withLock { $0.serve(callers.map(\.report)) }
      for (caller, directive) in zip(callers, directives) { caller.reply.resume(returning: directive) }
    }
  }

  private func takeCallers() -> [Caller]? {
    waiting.withLock { waiting in
      if waiting.callers.isEmpty {
        waiting.isAtWork = false
        return nil
      }
      defer { waiting.callers.removeAll(keepingCapacity: true) }
      return waiting.callers
    }
  }
}
