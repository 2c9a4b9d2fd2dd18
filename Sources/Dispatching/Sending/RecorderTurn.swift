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
  /// Nothing to do; `hasTurn` if it waited for nothing but its turn.
  case idle(hasTurn: Bool)
  /// A row whose pause before the next try is over; `hasTurn` as above.
  case due(Assignment, hasTurn: Bool)
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
  private(set) var policy: SendingPolicy
  /// The row whose answer stopped the run.
  private(set) var haltRow: Int?
  /// The last row that was handed out for the first time.
  private var cursor = 0

  init(_ policy: SendingPolicy) { self.policy = policy }

  /// What becomes of a slot, once its part is written.
  fileprivate enum Step {
    case wanting
    case sending(Assignment)
    case pausing(milliseconds: Int64, then: SlotReport)
    case ending
  }

  /// What one group of reports leads to.
  struct Group {
    var turn: Turn
    fileprivate var steps: [Step] = []
  }

  /// Decides what is to be written for a group of reports: all answers before the first request, so that a brake stops
  /// the rows of its own group too.
  ///
  /// - Parameters:
  ///   - mayStart: Nobody asked to stop.
  ///   - time: Milliseconds of a clock that nobody sets.
  mutating func group(_ reports: [SlotReport], mayStart: Bool, time: Int64, now: Timestamp) -> Group {
    var group = Group(turn: Turn(now: now))
    group.turn.cursor = cursor
    let settled = reports.map { settle($0, time, &group.turn) }
    group.steps = settled.map { report in
      switch report {
      case .answered(let pause): pause
      case .waiting(let report): mayStart && policy.halt == nil ? start(report, time, &group.turn) : .ending
      }
    }
    return group
  }

  fileprivate enum Settled {
    case waiting(SlotReport)
    case answered(Step)
  }

  private mutating func settle(_ report: SlotReport, _ time: Int64, _ turn: inout Turn) -> Settled {
    guard case .answered(let assignment, let judgement, let sentAt, let answeredAt) = report else {
      return .waiting(report)
    }
    let wasHalted = policy.halt != nil
    let ending = policy.finished(judgement, attempt: assignment.tryHere, at: time)
    if !wasHalted, policy.halt != nil { haltRow = assignment.row.number }
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
    guard case .retry(let milliseconds) = ending else { return .waiting(.idle(hasTurn: false)) }
    let next = Assignment(row: assignment.row, tryHere: assignment.tryHere + 1)
    return .answered(.pausing(milliseconds: milliseconds, then: .due(next, hasTurn: false)))
  }

  /// Lets a slot start a request, or lets it wait for its turn.
  private mutating func start(_ report: SlotReport, _ time: Int64, _ turn: inout Turn) -> Step {
    func pause(_ hasTurn: Bool, then report: SlotReport) -> Step? {
      guard !hasTurn, case let milliseconds = policy.pause(at: time), milliseconds > 0 else { return nil }
      return .pausing(milliseconds: milliseconds, then: report)
    }
    switch report {
    case .idle(let hasTurn):
      if let pause = pause(hasTurn, then: .idle(hasTurn: true)) { return pause }
      turn.wanted += 1
      return .wanting
    case .due(let assignment, let hasTurn):
      if let pause = pause(hasTurn, then: .due(assignment, hasTurn: true)) { return pause }
      turn.retries.append(Intent(number: assignment.row.number, attempt: assignment.attempt))
      return .sending(assignment)
    case .answered: preconditionFailure("answers are settled before anything starts")
    }
  }

  /// What the slots do, now that their part is on the disk; in the order of the reports.
  mutating func orders(for group: Group, _ result: TurnResult) -> [SlotOrder] {
    if result.hasReferenceTwice { policy.stop(.referenceTwice) }
    let mayStart = result.unsettled.isEmpty && !result.hasReferenceTwice
    var claimed = result.claimed[...]
    return group.steps.map { step in
      switch step {
      case .ending: return .end
      case .pausing(let milliseconds, let next): return .pause(milliseconds: milliseconds, then: next)
      case .sending(let assignment): return mayStart ? send(assignment, group.turn.now) : .end
      case .wanting:
        guard let row = claimed.popFirst() else { return .end }
        cursor = row.number
        return send(Assignment(row: row), group.turn.now)
      }
    }
  }

  private mutating func send(_ assignment: Assignment, _ now: Timestamp) -> SlotOrder {
    policy.started()
    return .send(assignment, at: now)
  }
}
