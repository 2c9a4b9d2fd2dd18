import NIOCore
import Operations

/// The slots of one transport, all on one event loop.
final class Slots {
  let settings: TransportSettings
  let loop: any EventLoop
  private let origin: Result<Origin, any Error>
  private(set) var slots: [Slot] = []
  private var isTrusted = true

  init(_ settings: TransportSettings, _ loop: any EventLoop) {
    self.settings = settings
    self.loop = loop
    origin = Result { try Origin(settings) }
  }

  func send(_ request: Request, _ slot: Int) {
    do {
      guard isTrusted else { throw TransportError.unasked }
      let origin = try origin.get()
      while slots.count <= slot { slots.append(Slot(self, origin)) }
      slots[slot].send(request)
    } catch {
      request.reply.resume(returning: .trouble(Trouble(error, bodyMayHaveLeft: false)))
    }
  }

  /// Something came that nobody asked for: no answer of this provider can be told from another's any more.
  func distrust() {
    guard isTrusted else { return }
    isTrusted = false
    for slot in slots { slot.handle { $0.distrust() } }
  }

  func shutdown() {
    for slot in slots { slot.shutdown() }
    slots = []
  }
}
