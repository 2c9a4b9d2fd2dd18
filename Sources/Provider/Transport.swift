public import Operations

/// Brings one request to the provider and says what came of it. There are two: HTTP, and a script in the tests.
public protocol Transport: Sendable {
  /// Sends once, never twice, and returns within the transport's time limit.
  func send(_ body: [UInt8], to path: String) async -> Observation

  /// Lets go of what the transport holds, once nothing is in flight.
  func shutdown() async
}
