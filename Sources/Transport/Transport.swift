public import Operations

/// Brings one request to the provider and says what came of it. There are two: HTTP, and a script in the tests.
public protocol Transport: Sendable {
  /// Where the sender of a slot best runs; nil for anywhere.
  func executor(slot: Int) -> (any TaskExecutor)?

  /// Sends once, never twice, and returns within the transport's time limit. Cannot be cancelled.
  ///
  /// - Parameters:
  ///   - body: The request's JSON.
  ///   - path: Where on the provider's host, beginning with a slash.
  ///   - slot: Which of the places for requests in flight, counted from 0. Each has at most one request at a time,
  ///     and at most one connection.
  ///   - limit: A body that has not left by then does not leave: whoever waited for it may have given it up.
  /// - Returns: The answer, or what went wrong and whether the body may have left.
  func send(_ body: [UInt8], to path: String, slot: Int, by limit: ContinuousClock.Instant) async -> Observation

  /// Lets go of what the transport holds, once nothing is in flight.
  func shutdown() async
}

extension Transport {
  public func executor(slot: Int) -> (any TaskExecutor)? { nil }
}
