public import Sheet
public import Synchronization

/// Why no new request should start. The only thing that travels against the stream of rows.
public final class StopFlag: Sendable {
  public enum Reason: UInt8, Sendable, AtomicRepresentable {
    case none, interrupted, terminated
  }

  private let state = Atomic(Reason.none)

  public init() {}

  /// Lets the requests in flight end, and starts no new one. The first reason stays.
  public func stop(_ reason: Reason) {
    _ = state.compareExchange(expected: .none, desired: reason, ordering: .sequentiallyConsistent)
  }

  public var reason: Reason { state.load(ordering: .sequentiallyConsistent) }
  public var isSet: Bool { reason != .none }

  /// - Throws: `interrupted`, `terminated` if somebody stopped the run, before anything of it was sent.
  public func demandGoingOn() throws(Failure) {
    switch reason {
    case .none: return
    case .interrupted: throw Failure(.interrupted)
    case .terminated: throw Failure(.terminated)
    }
  }

  /// Rests, but not longer than until somebody stops the run.
  func rest(milliseconds: Int64) async {
    let end = ContinuousClock.now + .milliseconds(milliseconds)
    while !isSet, ContinuousClock.now < end {
      try? await Task.sleep(until: min(end, .now + Self.lookEvery), clock: .continuous)
    }
  }

  private static let lookEvery = Duration.milliseconds(100)
}
