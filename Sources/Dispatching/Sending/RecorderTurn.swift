import Ledger
import Operations

/// A row that a slot sends.
struct Assignment: Sendable {
  let row: PlannedRow
  /// The try that is next or under way, counted by this process from 1.
  var tryHere = 1

  /// The same over all processes that worked on the row.
  var attempt: Int { row.tries + tryHere }
}

/// What a slot brings to the recorder.
enum SlotReport: Sendable {
  /// Nothing to do, or a row whose pause before the next try is over; `hasTurn` if it waited for nothing but its turn.
  case waiting(Assignment?, hasTurn: Bool = false)
  case answered(Assignment, Judgement, sentAt: Timestamp, answeredAt: Timestamp)
}

/// What the recorder tells a slot to do.
enum SlotOrder: Sendable {
  /// Send the row: its intent is on the disk.
  case send(Assignment, at: Timestamp)
  /// Come back after a pause.
  case pause(milliseconds: Int64, then: SlotReport)
  case end
}

/// The recorder's decisions: reports of slots in, what is to be written out; what was written in, orders to slots out.
/// Pure, in whose world time is a number.
struct RecorderTurn {
  private(set) var sending: SendingState
  /// The last row that was handed out for the first time.
  private var cursor = 0

  private var policy: SendingPolicy { sending.policy }

  init(_ sending: SendingState) { self.sending = sending }

  /// Lets nothing start before so many milliseconds are over.
  mutating func wait(milliseconds: Int64, at time: Int64) {
    sending.policy.wait(milliseconds: milliseconds, at: time)
  }

  /// What one group of reports leads to: what is to be written, and what each slot does after that; nil for one that
  /// wants a row.
  typealias Group = (turn: Turn, orders: [SlotOrder?])

  /// Decides what is to be written for a group of reports: all answers before the first request, so that a brake stops
  /// the rows of its own group too.
  ///
  /// - Parameters:
  ///   - mayStart: Nobody asked to stop.
  ///   - time: Milliseconds of a clock that nobody sets.
  mutating func group(_ reports: [SlotReport], mayStart: Bool, time: Int64, now: Timestamp) -> Group {
    var turn = Turn(now: now)
    turn.cursor = cursor
    let settled = reports.map { settle($0, time, &turn) }
    let orders = settled.map { next, pause -> SlotOrder? in
      if let pause { return .pause(milliseconds: pause, then: next) }
      return mayStart && !sending.isStopped ? start(next, time, &turn) : .end
    }
    turn.stopping = sending.halted
    return (turn, orders)
  }

  /// Gives how the slot goes on, after a pause if its row is tried again.
  private mutating func settle(_ report: SlotReport, _ time: Int64, _ turn: inout Turn) -> (SlotReport, pause: Int64?) {
    guard case .answered(let assignment, let judgement, let sentAt, let answeredAt) = report else {
      return (report, nil)
    }
    let wasHalted = policy.halt != nil
    let ending = sending.policy.finished(judgement, attempt: assignment.tryHere, at: time)
    if !wasHalted, policy.halt != nil { sending.haltRow = assignment.row.number }
    turn.settlements.append(
      Settlement(
        number: assignment.row.number,
        attempt: assignment.attempt,
        sentAt: sentAt,
        answeredAt: answeredAt,
        judgement: judgement,
        state: ending == .settled ? .done(judgement.outcome) : .planned,
        paise: assignment.row.paise
      )
    )
    guard case .retry(let milliseconds) = ending else { return (.waiting(nil), nil) }
    return (.waiting(Assignment(row: assignment.row, tryHere: assignment.tryHere + 1)), milliseconds)
  }

  /// Lets a slot start a request, or lets it wait for its turn.
  private mutating func start(_ report: SlotReport, _ time: Int64, _ turn: inout Turn) -> SlotOrder? {
    guard case .waiting(let assignment, let hasTurn) = report else {
      preconditionFailure("answers are settled before anything starts")
    }
    if !hasTurn, case let milliseconds = sending.policy.pause(at: time), milliseconds > 0 {
      return .pause(milliseconds: milliseconds, then: .waiting(assignment, hasTurn: true))
    }
    guard let assignment else {
      turn.wanted += 1
      return nil
    }
    turn.retries.append((assignment.row.number, assignment.attempt, assignment.row.paise))
    return .send(assignment, at: turn.now)
  }

  /// What the slots do, now that their part is on the disk; in the order of the reports.
  mutating func orders(for group: Group, _ result: TurnResult) -> [SlotOrder] {
    if result.hasReferenceTwice { sending.policy.stop(.referenceTwice) }
    sending.told = sending.told ?? result.stopping
    let mayStart = result.unsettled.isEmpty && !result.hasReferenceTwice && result.stopping == nil
    var claimed = result.claimed[...]
    return group.orders.map { order in
      var order = order
      if case .send = order, !mayStart { return .end }
      if order == nil, let row = claimed.popFirst() {
        cursor = row.number
        order = .send(Assignment(row: row), at: group.turn.now)
      }
      if case .send = order { sending.policy.started() }
      return order ?? .end
    }
  }
}

/// How far the sending of a batch is in this process: kept from one round of slots to the next.
struct SendingState {
  var policy: SendingPolicy
  /// The row whose answer made this process stop.
  var haltRow: Int?
  /// Why nothing more is to be started, as somebody else said who works on the batch.
  var told: Stopping?

  init(_ policy: SendingPolicy) { self.policy = policy }

  var isStopped: Bool { policy.halt != nil || told != nil }

  /// The brake of this process, for all who work on the batch.
  var halted: Stopping? { policy.halt.map { .halted($0, row: haltRow) } }
}
