import Dispatch

/// Something that happens once and can be waited for.
final class Signal: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)
  private let stream: AsyncStream<Never>
  private let end: AsyncStream<Never>.Continuation

  init() { (stream, end) = AsyncStream.makeStream() }

  func give() {
    end.finish()
    semaphore.signal()
  }

  /// Until it is given, or the test has run for too long.
  func wait() async { for await _ in stream {} }

  /// For threads that may block.
  func block() {
    semaphore.wait()
    semaphore.signal()
  }
}
