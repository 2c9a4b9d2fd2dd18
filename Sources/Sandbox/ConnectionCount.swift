import NIOCore
import Synchronization

/// How many connections are open, with a limit.
final class ConnectionCount: Sendable {
  struct TooMany: Error {}

  private let open = Atomic(0)
  private let max: Int

  init(max: Int) {
    self.max = max
  }

  /// Counts the connection until it is closed.
  /// - Throws: `TooMany` if it is one more than the limit; the server then closes it.
  func enter(_ channel: any Channel) throws {
    let count = open.wrappingAdd(1, ordering: .relaxed).newValue
    channel.closeFuture.whenComplete { _ in self.open.wrappingSubtract(1, ordering: .relaxed) }
    if count > max { throw TooMany() }
  }
}
