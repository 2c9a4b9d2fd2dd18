import Synchronization

/// A value that others change and a test waits for: without looking again and again, and without a clock.
public final class Watched<Value: Sendable>: Sendable {
  private struct Waiting {
    let condition: @Sendable (Value) -> Bool
    let continuation: CheckedContinuation<Void, Never>
  }

  private struct State {
    var value: Value
    var waiting: [Int: Waiting] = [:]
    var cancelled: Set<Int> = []
    var tickets = 0
  }

  private let state: Mutex<State>

  public init(_ value: Value) { state = Mutex(State(value: value)) }

  public var value: Value { state.withLock { $0.value } }

  /// Changes the value, and lets go on who waited for what it is now.
  @discardableResult
  public func update<Result: Sendable>(_ change: @Sendable (inout Value) -> Result) -> Result {
    let (result, ready) = state.withLock { state in
      let result = change(&state.value)
      let ready = state.waiting.filter { $0.value.condition(state.value) }
      for ticket in ready.keys { state.waiting[ticket] = nil }
      return (result, ready.values.map(\.continuation))
    }
    for continuation in ready { continuation.resume() }
    return result
  }

  /// Waits until the condition holds; gives false if the test was cancelled before, because its time was over.
  @discardableResult
  public func wait(until condition: @escaping @Sendable (Value) -> Bool) async -> Bool {
    let ticket = state.withLock { state in
      state.tickets += 1
      return state.tickets
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let mustWait = state.withLock { state in
          if condition(state.value) || state.cancelled.contains(ticket) { return false }
          state.waiting[ticket] = Waiting(condition: condition, continuation: continuation)
          return true
        }
        if !mustWait { continuation.resume() }
      }
    } onCancel: {
      let continuation = state.withLock { state in
        state.cancelled.insert(ticket)
        return state.waiting.removeValue(forKey: ticket)?.continuation
      }
      continuation?.resume()
    }
    return condition(value)
  }
}
