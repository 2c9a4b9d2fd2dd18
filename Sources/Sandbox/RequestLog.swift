import Dispatch
import Foundation
import Glibc
import Synchronization

/// The log of the requests: appended and synced off the event loops, all lines that wait with one write and one fsync.
///
/// The first failure is final: a file whose fsync failed once cannot be trusted again, so every later line fails too.
final class RequestLog: Sendable {
  /// Called once for every line: with nothing when it is on disk, else with the reason why it is not.
  typealias Done = @Sendable (SandboxError?) -> Void

  private typealias Waiting = (members: [UInt8], done: Done)

  private struct State {
    var waiting: [Waiting] = []
    var lines = 0
    var isDraining = false
    var failure: SandboxError?
  }

  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "sandbox.log")
  private let descriptor: Int32
  private let path: String

  /// Opens or creates the file with mode 0600 for appending.
  init(path: String) throws(SandboxError) {
    self.path = path
    descriptor = try LogFile.open(path)
  }

  /// Takes a line.
  func append(_ members: [UInt8], done: @escaping Done) {
    let (failure, mustDrain) = state.withLock { state -> (SandboxError?, Bool) in
      if let failure = state.failure { return (failure, false) }
      state.waiting.append((members, done))
      defer { state.isDraining = true }
      return (nil, !state.isDraining)
    }
    if let failure { done(failure) }
    if mustDrain { queue.async { self.drain() } }
  }

  /// Refuses further lines, waits until those taken are on disk, and closes the file.
  func close() async {
    state.withLock { state in
      let closed = SandboxError(code: .log, sentence: "The log \(path) is closed.", cause: "", remedy: "")
      state.failure = state.failure ?? closed
    }
    await withCheckedContinuation { continuation in
      queue.async {
        // A close that fails says nothing new: every line that was promised is synced.
        Glibc.close(self.descriptor)
        continuation.resume()
      }
    }
  }

  private func drain() {
    while case let (batch, firstNumber) = takeWaiting(), !batch.isEmpty { write(batch, firstNumber) }
  }

  private func takeWaiting() -> ([Waiting], Int) {
    state.withLock { state in
      defer {
        state.lines += state.waiting.count
        state.isDraining = !state.waiting.isEmpty
        state.waiting = []
      }
      return (state.waiting, state.lines + 1)
    }
  }

  private func write(_ batch: [Waiting], _ firstNumber: Int) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(batch.reduce(0) { $0 + $1.members.count + 24 })
    for (offset, waiting) in batch.enumerated() {
      bytes += #"{"n":\#(firstNumber + offset)"#.utf8
      bytes += waiting.members
    }
    do throws(SandboxError) {
      try LogFile.append(bytes, to: descriptor, path: path)
      for waiting in batch { waiting.done(nil) }
    } catch {
      fail(batch, error)
    }
  }

  private func fail(_ batch: [Waiting], _ error: SandboxError) {
    let isFirst = state.withLock { state in
      defer { state.failure = state.failure ?? error }
      return state.failure == nil
    }
    // There is nobody left to tell that standard error is closed.
    if isFirst { try? FileHandle.standardError.write(contentsOf: Data("sandbox: \(error)\n".utf8)) }
    for waiting in batch { waiting.done(error) }
  }
}
