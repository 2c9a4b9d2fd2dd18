import NIOCore

/// When a connection looks whether the time of its request is up: with one timer for all requests, for setting and
/// cancelling one for each would cost as much as a request itself. It may go off for a request that is over.
struct TimeLimit {
  enum Verdict: Equatable {
    case timeIsUp
    /// Look again then; nil for not before the next request.
    case look(at: NIODeadline?)
  }

  private var isTimerSet = false

  /// A request has begun. When to look; nil if a timer is set already, which goes off before.
  mutating func begin(_ deadline: NIODeadline) -> NIODeadline? {
    defer { isTimerSet = true }
    return isTimerSet ? nil : deadline
  }

  /// The timer went off; `deadline` is that of the request under way, if there is one.
  mutating func timerWentOff(at now: NIODeadline, deadline: NIODeadline?) -> Verdict {
    isTimerSet = false
    guard let deadline else { return .look(at: nil) }
    return deadline <= now ? .timeIsUp : .look(at: begin(deadline))
  }
}
