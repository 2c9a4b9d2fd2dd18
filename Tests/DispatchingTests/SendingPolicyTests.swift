import Operations
import TestSupport
import Testing

@testable import Dispatching
@testable import Reports
@testable import Validation

@Suite("when to send, to try again and to stop")
struct SendingPolicyTests {
  private static let unsent = judgement(.notSent, mayRetry: true)

  private static func judgement(
    _ outcome: Outcome,
    mayRetry: Bool = false,
    retryAfter: Int64? = nil,
    isConnectionFailure: Bool = false,
    halt: Halt? = nil
  ) -> Judgement {
    var judgement = Judgement(outcome: outcome)
    judgement.mayRetry = mayRetry
    judgement.retryAfterSeconds = retryAfter
    judgement.isConnectionFailure = isConnectionFailure
    judgement.halt = halt
    return judgement
  }

  private func dispatcher(
    attempts: Int = 3,
    haltAfterInDoubt: Int = 5,
    rate: Double? = nil,
    effect: Effect = .money,
    random: @escaping @Sendable (Int64) -> Int64 = { $0 }
  ) -> SendingPolicy {
    let limits = SendingLimits(attempts: attempts, haltAfterInDoubt: haltAfterInDoubt, ratePerSecond: rate)
    return SendingPolicy(limits: limits, effect: effect, random: random)
  }

  @Test("what is proven unsent is tried again until the last try", arguments: [1, 2, 3, 5])
  func attempts(_ attempts: Int) {
    var dispatcher = dispatcher(attempts: attempts)
    for attempt in 1..<max(attempts, 1) {
      #expect(dispatcher.finished(Self.unsent, attempt: attempt, at: 0) != .settled)
    }
    #expect(dispatcher.finished(Self.unsent, attempt: attempts, at: 0) == .settled)
  }

  @Test("an answer, and a doubt, is never tried again", arguments: [Outcome.accepted, .failed, .inDoubt, .notSent])
  func settled(_ outcome: Outcome) {
    var dispatcher = dispatcher()
    #expect(dispatcher.finished(Self.judgement(outcome), attempt: 1, at: 0) == .settled)
  }

  @Test("the longest pause doubles from 0.2 s and ends at 20 s")
  func longestBackoff() {
    var dispatcher = dispatcher(attempts: 100)
    let pauses = (1...12).map { dispatcher.finished(Self.unsent, attempt: $0, at: 0) }
    let expected: [Int64] = [200, 400, 800, 1600, 3200, 6400, 12_800, 20_000, 20_000, 20_000, 20_000, 20_000]
    #expect(pauses == expected.map { .retry(milliseconds: $0) })
  }

  @Test("the jitter is full: the shortest pause is none, and every pause is what chance says")
  func jitter() {
    var none = dispatcher(random: { _ in 0 })
    #expect(none.finished(Self.unsent, attempt: 1, at: 0) == .retry(milliseconds: 0))
    var some = dispatcher(random: { $0 / 2 + 1 })
    #expect(some.finished(Self.unsent, attempt: 2, at: 0) == .retry(milliseconds: 201))
  }

  @Test("a very late try does not overflow the pause")
  func manyAttempts() {
    var dispatcher = dispatcher(attempts: .max)
    #expect(dispatcher.finished(Self.unsent, attempt: .max - 1, at: 0) == .retry(milliseconds: 20_000))
  }

  @Test(
    "Retry-After is obeyed up to ten minutes, and ends the row above",
    arguments: [(0, 0), (1, 1000), (600, 600_000), (601, nil), (86_400, nil), (.max, nil)] as [(Int64, Int64?)]
  )
  func retryAfter(_ seconds: Int64, _ milliseconds: Int64?) {
    var dispatcher = dispatcher(random: { _ in 7 })
    let judgement = Self.judgement(.notSent, mayRetry: true, retryAfter: seconds)
    let expected = milliseconds.map { SendingPolicy.Ending.retry(milliseconds: $0) } ?? .settled
    #expect(dispatcher.finished(judgement, attempt: 1, at: 0) == expected)
  }

  @Test("Retry-After beside an answer that may not be tried again says nothing")
  func retryAfterOfDoubt() {
    var dispatcher = dispatcher()
    #expect(dispatcher.finished(Self.judgement(.inDoubt, retryAfter: 1), attempt: 1, at: 0) == .settled)
  }

  @Test(
    "no retries are made beyond a tenth of the requests and twenty",
    arguments: [(0, 20), (9, 20), (10, 21), (300, 50)]
  )
  func budget(_ requests: Int, _ retries: Int) {
    var dispatcher = dispatcher(attempts: 1000)
    for _ in 0..<requests { dispatcher.started() }
    var made = 0
    for _ in 0..<100 where dispatcher.finished(Self.unsent, attempt: 1, at: 0) != .settled { made += 1 }
    #expect(made == retries)
  }

  @Test(
    "so many requests start per second as were asked for",
    arguments: [(1.0, 1000), (4.0, 250), (0.5, 2000), (1000.0, 1)]
  )
  func rate(_ rate: Double, _ spacing: Int64) {
    var dispatcher = dispatcher(rate: rate)
    let start: Int64 = 1_800_000_000_000
    let turns = (0..<50).map { _ in dispatcher.pause(at: start) }
    #expect(turns == (0..<50).map { Int64($0) * spacing })
  }

  @Test("a turn that nobody took in time is not made up for by a burst")
  func noBurst() {
    var dispatcher = dispatcher(rate: 10)
    #expect(dispatcher.pause(at: 0) == 0)
    #expect((0..<3).map { _ in dispatcher.pause(at: 60_000) } == [0, 100, 200])
  }

  @Test("no rate, no pause")
  func noRate() {
    var dispatcher = dispatcher()
    #expect((0..<100).allSatisfy { _ in dispatcher.pause(at: 5) == 0 })
  }

  @Test("after a 429 nobody starts before the pause is over")
  func tooFast() {
    var dispatcher = dispatcher()
    var judgement = Self.judgement(.notSent, mayRetry: true, retryAfter: 30)
    judgement.isTooFast = true
    _ = dispatcher.finished(judgement, attempt: 1, at: 1000)
    #expect(dispatcher.pause(at: 1000) == 30_000)
    #expect(dispatcher.pause(at: 31_000) == 0)
  }

  @Test("so many doubts among the last twenty answers stop the run", arguments: [1, 5, 20])
  func doubts(_ most: Int) {
    var dispatcher = dispatcher(haltAfterInDoubt: most)
    for count in 1...most {
      #expect(dispatcher.halt == nil, "before doubt \(count)")
      _ = dispatcher.finished(Self.judgement(.inDoubt), attempt: 1, at: 0)
    }
    #expect(dispatcher.halt == .tooManyInDoubt)
  }

  @Test("doubts that twenty answers have pushed out do not count")
  func oldDoubts() {
    var dispatcher = dispatcher(haltAfterInDoubt: 2)
    for _ in 0..<10 {
      _ = dispatcher.finished(Self.judgement(.inDoubt), attempt: 1, at: 0)
      for _ in 0..<19 { _ = dispatcher.finished(Self.judgement(.accepted), attempt: 1, at: 0) }
      #expect(dispatcher.halt == nil)
      _ = dispatcher.finished(Self.judgement(.accepted), attempt: 1, at: 0)
    }
    _ = dispatcher.finished(Self.judgement(.inDoubt), attempt: 1, at: 0)
    for _ in 0..<18 { _ = dispatcher.finished(Self.judgement(.accepted), attempt: 1, at: 0) }
    _ = dispatcher.finished(Self.judgement(.inDoubt), attempt: 1, at: 0)
    #expect(dispatcher.halt == .tooManyInDoubt, "the first and the twentieth of twenty")
  }

  @Test("above twenty the doubts never stop the run")
  func neverForDoubts() {
    var dispatcher = dispatcher(haltAfterInDoubt: 21)
    for _ in 0..<1000 { _ = dispatcher.finished(Self.judgement(.inDoubt), attempt: 1, at: 0) }
    #expect(dispatcher.halt == nil)
  }

  @Test("look-ups never stop for doubts", arguments: [Outcome.error, .inDoubt])
  func lookUps(_ outcome: Outcome) {
    var dispatcher = dispatcher(haltAfterInDoubt: 1, effect: .lookUp)
    for _ in 0..<100 { _ = dispatcher.finished(Self.judgement(outcome), attempt: 3, at: 0) }
    #expect(dispatcher.halt == nil)
  }

  @Test("twenty failed connections in a row stop the run, nineteen do not")
  func connections() {
    var dispatcher = dispatcher()
    let failure = Self.judgement(.notSent, isConnectionFailure: true)
    for _ in 0..<19 { _ = dispatcher.finished(failure, attempt: 3, at: 0) }
    #expect(dispatcher.halt == nil)
    _ = dispatcher.finished(failure, attempt: 3, at: 0)
    #expect(dispatcher.halt == .noConnection)
  }

  @Test(
    "anything else between failed connections begins the count again",
    arguments: [Outcome.accepted, .failed, .inDoubt]
  )
  func connectionsBroken(_ outcome: Outcome) {
    var dispatcher = dispatcher()
    let failure = Self.judgement(.notSent, isConnectionFailure: true)
    for _ in 0..<3 {
      for _ in 0..<19 { _ = dispatcher.finished(failure, attempt: 3, at: 0) }
      _ = dispatcher.finished(Self.judgement(outcome), attempt: 1, at: 0)
    }
    #expect(dispatcher.halt == nil)
  }

  @Test("failed connections that are tried again count, too")
  func connectionsRetried() {
    var dispatcher = dispatcher(attempts: 1000)
    let failure = Self.judgement(.notSent, mayRetry: true, isConnectionFailure: true)
    for _ in 0..<20 { _ = dispatcher.finished(failure, attempt: 1, at: 0) }
    #expect(dispatcher.halt == .noConnection)
  }

  @Test("the first reason to stop stays")
  func firstHalt() {
    var dispatcher = dispatcher(haltAfterInDoubt: 1)
    _ = dispatcher.finished(Self.judgement(.notSent, halt: .credentials), attempt: 1, at: 0)
    _ = dispatcher.finished(Self.judgement(.inDoubt, halt: .referenceTwice), attempt: 1, at: 0)
    #expect(dispatcher.halt == .credentials)
  }

  @Test("once stopped, nothing is tried again")
  func noRetryAfterHalt() {
    var dispatcher = dispatcher()
    _ = dispatcher.finished(Self.judgement(.failed, halt: .funds), attempt: 1, at: 0)
    #expect(dispatcher.finished(Self.unsent, attempt: 1, at: 0) == .settled)
  }
}
