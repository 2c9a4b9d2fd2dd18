import Operations

public struct SendingLimits: Sendable {
  /// Tries per row where a retry is safe.
  public var attempts = 3
  /// Stop after this many in-doubt rows among the last answers.
  public var haltAfterInDoubt = 5
  /// Requests started per second at most; nil for no limit.
  public var ratePerSecond: Double?

  /// From the start of one request to the next; nil for no limit.
  var paceMicroseconds: Int64? { ratePerSecond.map { Int64(1_000_000 / $0) } }

  static let answersRemembered = 20
  static let connectionFailuresMax = 20
  static let backoffBaseMilliseconds: Int64 = 200
  static let backoffMillisecondsMax: Int64 = 20_000
  /// The provider may ask for a pause this long; a longer one ends the row.
  static let retryAfterSecondsMax: Int64 = 600
  /// Retries allowed beyond a tenth of the requests, so that a dead provider is not hammered.
  static let retriesFree = 20
}

/// When to send, when to try again and when to stop: a pure state machine, in whose world time is a number.
struct SendingPolicy {
  /// What becomes of a row after an attempt.
  enum Ending: Equatable {
    case settled
    /// Not sent for sure: back to `planned`, and again after so many milliseconds.
    case retry(milliseconds: Int64)
  }

  let limits: SendingLimits
  let effect: Effect
  /// A number from 0 to the given one: the jitter that keeps retries from marching in step.
  let random: @Sendable (Int64) -> Int64

  private(set) var halt: Halt?
  private var requests = 0
  private var retries = 0
  private var recentDoubts: [Bool] = []
  private var connectionFailures = 0
  /// No request starts before this time, in microseconds.
  private var nextStart: Int64 = 0

  init(limits: SendingLimits, effect: Effect, random: @escaping @Sendable (Int64) -> Int64 = { .random(in: 0...$0) }) {
    self.limits = limits
    self.effect = effect
    self.random = random
  }

  /// Milliseconds until the caller's turn to start a request, which is then kept for it.
  mutating func pause(at now: Int64) -> Int64 {
    let turn = max(now * 1000, nextStart)
    if let pace = limits.paceMicroseconds { nextStart = turn + pace }
    return turn / 1000 - now
  }

  /// No request starts before so many milliseconds are over: others have their turn.
  mutating func wait(milliseconds: Int64, at now: Int64) { nextStart = max(nextStart, (now + milliseconds) * 1000) }

  /// Counts a request that is on its way.
  mutating func started() { requests += 1 }

  /// Takes in how an attempt ended: `attempt` counts this process's tries at the row, from 1.
  mutating func finished(_ judgement: Judgement, attempt: Int, at now: Int64) -> Ending {
    connectionFailures = judgement.isConnectionFailure ? connectionFailures + 1 : 0
    if connectionFailures >= SendingLimits.connectionFailuresMax { stop(.noConnection) }
    if let reason = judgement.halt { stop(reason) }
    guard let delay = retryDelay(judgement, attempt), halt == nil else {
      remember(isDoubt: judgement.outcome == .inDoubt)
      return .settled
    }
    retries += 1
    if judgement.isTooFast { nextStart = max(nextStart, (now + delay) * 1000) }
    return .retry(milliseconds: delay)
  }

  /// Stops for a reason that shows beside other rows. The first reason stays.
  mutating func stop(_ reason: Halt) { halt = halt ?? reason }

  private mutating func remember(isDoubt: Bool) {
    recentDoubts.append(isDoubt)
    if recentDoubts.count > SendingLimits.answersRemembered { recentDoubts.removeFirst() }
    if effect.isJournalled, recentDoubts.count(where: { $0 }) >= limits.haltAfterInDoubt { stop(.tooManyInDoubt) }
  }

  /// Milliseconds until the next try; nil if there is none.
  private func retryDelay(_ judgement: Judgement, _ attempt: Int) -> Int64? {
    guard judgement.mayRetry, attempt < limits.attempts, retries < requests / 10 + SendingLimits.retriesFree else {
      return nil
    }
    if let seconds = judgement.retryAfterSeconds {
      return seconds <= SendingLimits.retryAfterSecondsMax ? seconds * 1000 : nil
    }
    let doubled = SendingLimits.backoffBaseMilliseconds << Int64(min(attempt - 1, 20))
    return random(min(doubled, SendingLimits.backoffMillisecondsMax))
  }
}
