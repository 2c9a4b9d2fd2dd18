import Dispatch
public import Testing

/// Runs tests that wait for servers and disks on threads of their own: the cooperative pool is as wide as the cores, and
/// every other test waits for it.
public struct Blocking: SuiteTrait, TestTrait, TestScoping {
  public let isRecursive = true

  public func provideScope(
    for test: Test,
    testCase: Test.Case?,
    performing function: @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(Threads.shared, operation: function)
  }
}

extension Trait where Self == Blocking {
  public static var blocking: Self { Self() }
}

/// As many threads as wait.
final class Threads: TaskExecutor {
  static let shared = Threads()

  private let queue = DispatchQueue(label: "tests.blocking", attributes: .concurrent)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
