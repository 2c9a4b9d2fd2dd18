import Dispatch
import Glibc
public import Operations

/// Runs blocking work on a thread of its own: the cooperative pool is as wide as the cores and does not grow.
public func onThread<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue(label: "aopbatch.blocking").async { continuation.resume(with: Result(catching: work)) }
  }
}

extension Timestamp {
  /// The system clock.
  public static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
