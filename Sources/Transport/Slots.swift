import NIOCore
import Operations
import Synchronization

/// The slots of one event loop.
final class Slots {
  let settings: TransportSettings
  let loop: any EventLoop
  let trust: Trust
  private let origin: Result<Origin, any Error>
  private(set) var slots: [Int: Slot] = [:]

  init(_ settings: TransportSettings, _ origin: Result<Origin, any Error>, _ trust: Trust, _ loop: any EventLoop) {
    self.settings = settings
    self.origin = origin
    self.trust = trust
    self.loop = loop
  }

  func send(_ request: Request, _ number: Int) {
    do {
      guard trust.isWhole else { throw TransportError.unasked }
      let slot = try slots[number] ?? Slot(self, origin.get())
      slots[number] = slot
      slot.send(request)
    } catch {
      request.reply.resume(returning: .trouble(Trouble(error, bodyMayHaveLeft: false)))
    }
  }

  func shutdown() {
    for slot in slots.values { slot.shutdown() }
    slots = [:]
  }
}

/// Whether answers are believed, on all event loops.
final class Trust: Sendable {
  private let value = Atomic(true)

  var isWhole: Bool { value.load(ordering: .acquiring) }

  /// Something came that nobody asked for: no answer of this provider can be told from another's any more, and nothing
  /// more is written to it.
  func end() { value.store(false, ordering: .releasing) }
}
