import NIOCore
import Operations

/// One place for a request in flight, with at most one connection: does what the state machine says.
final class Slot {
  private let slots: Slots
  private let origin: Origin
  private var machine: ConnectionStateMachine
  private var connection: Connection?
  private var request: Request?
  /// One for all requests: to set and cancel one for each would cost as much as a request itself.
  private var timer: Scheduled<Void>?
  private var timerEnd = NIODeadline.distantFuture

  init(_ slots: Slots, _ origin: Origin) {
    self.slots = slots
    self.origin = origin
    machine = ConnectionStateMachine(slots.settings, isEncrypted: origin.encryption != nil)
  }

  func send(_ request: Request) {
    self.request = request
    handle { $0.begin(at: .now()) }
  }

  func shutdown() {
    handle { $0.close() }
    timer?.cancel()
  }

  /// Tells the state machine what happened, and does what it says.
  @discardableResult
  func handle(_ event: (inout ConnectionStateMachine) -> ConnectionStateMachine.Action) -> ConnectionStateMachine.Action
  {
    let action = event(&machine)
    if machine.isClosed { disconnect() }
    perform(action)
    watchTime()
    return action
  }

  private func perform(_ action: ConnectionStateMachine.Action) {
    switch action {
    case .none, .decode: break
    case .connect: connect()
    case .look: look()
    case .lookLater: slots.loop.assumeIsolated().scheduleTask(in: .milliseconds(1)) { self.look() }
    case .write: write()
    case .succeed(let answer): reply(.answer(answer))
    case .fail(let trouble):
      reply(.trouble(trouble))
      if trouble.kind == .unasked { slots.trust.end() }
    case .distrust: slots.trust.end()
    }
  }

  private func connect() {
    disconnect()
    let connection = Connection(self)
    self.connection = connection
    connection.open(origin, within: slots.settings.connectMax, slots.loop)
  }

  private func disconnect() {
    connection?.close()
    connection = nil
  }

  private func look() {
    guard let connection, let request else { return }
    // Asked right before the write.
    let now: NIODeadline = request.limit <= .now ? .distantFuture : .now()
    handle { slots.trust.isWhole ? $0.looked(connection.arrival, at: now) : $0.distrust() }
  }

  private func write() {
    guard let request else { return }
    connection?.write(origin.bytes(of: request), by: request.limit)
  }

  private func reply(_ observation: Observation) {
    request?.reply.resume(returning: observation)
    request = nil
  }

  /// Sees to it that a timer goes off when the state has lasted too long, or before.
  private func watchTime() {
    guard machine.limit < timerEnd else { return }
    timer?.cancel()
    timerEnd = machine.limit
    timer = slots.loop.assumeIsolated().scheduleTask(deadline: timerEnd) {
      self.timerEnd = .distantFuture
      self.handle { $0.timePassed(at: .now()) }
    }
  }
}
