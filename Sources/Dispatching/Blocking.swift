import Dispatch
import Sheet

/// Runs blocking work on a thread of its own: the cooperative pool is as wide as the cores and does not grow.
public func onThread<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue(label: "aopbatch.blocking").async { continuation.resume(with: Result(catching: work)) }
  }
}

/// Does work on a ledger once more for as long as somebody else holds it: what is known must be written down.
public func waitingWhileBusy<T>(_ work: () throws -> T) throws -> T {
  while true {
    do { return try work() } catch let failure as Failure where failure.code == .ledgerBusy {}
  }
}
