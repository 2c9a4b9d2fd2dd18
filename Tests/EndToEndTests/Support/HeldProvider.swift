import Dispatch
import Glibc
import TestSupport
import Testing

/// Stands between a run and the sandbox, and holds answers back until the test lets them go: what happens while requests
/// are on their way then depends on no clock and on no machine.
final class HeldProvider: Sendable {
  private struct State {
    /// Requests that the sandbox has answered, and so has in its log.
    var arrived = 0
    /// So many of the answers may pass.
    var passing: Int
    /// The processes that have ended.
    var ended: Set<Int32> = []
    /// What else happened that is waited for.
    var signs = 0
  }

  private let state: Watched<State>
  private let listener: Listener

  var url: String { listener.url }

  /// - Parameters:
  ///   - sandbox: The address of the sandbox.
  ///   - passing: So many answers pass, those that are ready first.
  ///   - witness: Gets the body of each request before the sandbox does.
  init(before sandbox: String, passing: Int, witness: @escaping @Sendable (String) -> Void = { _ in }) throws {
    let state = Watched(State(passing: passing))
    self.state = state
    let port = try #require(sandbox.split(separator: ":").last.flatMap { UInt16($0) })
    listener = try Listener { connection in
      while let request = connection.read() {
        witness(request.body)
        guard let answer = Self.answer(request.bytes, port) else { return }
        let number = state.update { state in
          state.arrived += 1
          return state.arrived
        }
        Self.block { await state.wait { $0.passing >= number } }
        connection.write(answer)
      }
    }
  }

  private static func answer(_ request: [UInt8], _ port: UInt16) -> [UInt8]? {
    guard let sandbox = Connection(port: port) else { return nil }
    sandbox.write(request)
    return sandbox.read()?.bytes
  }

  /// Lets a thread of ours wait for what is awaited.
  private static func block(_ wait: @escaping @Sendable () async -> Void) {
    let done = DispatchSemaphore(value: 0)
    Task {
      await wait()
      done.signal()
    }
    done.wait()
  }

  var arrived: Int { state.value.arrived }

  /// Lets so many answers pass, all told.
  func pass(_ count: Int) { state.update { $0.passing = count } }

  /// Holds nothing back any more.
  func passAll() { pass(.max) }

  /// Waits until so many requests have arrived, all told, or the process has ended.
  func arrivals(_ count: Int, of running: Running) async { await arrivals(count, of: [running]) }

  /// Waits until so many requests have arrived, or the processes have ended, or there were so many signs.
  func arrivals(_ count: Int, of processes: [Running], orSigns signs: Int = .max) async {
    for running in processes {
      let pid = running.pid
      Task { [state] in
        _ = try? await running.ended()
        state.update { _ = $0.ended.insert(pid) }
      }
    }
    let all = processes.map(\.pid)
    await state.wait { $0.arrived >= count || $0.ended.isSuperset(of: all) || $0.signs >= signs }
  }

  /// Says that something else has happened.
  func sign() { state.update { $0.signs += 1 } }
  var signs: Int { state.value.signs }

  func stop() {
    passAll()
    listener.stop()
  }
}
