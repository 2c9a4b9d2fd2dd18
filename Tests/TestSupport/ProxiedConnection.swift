import Foundation
import Glibc

/// One connection through a `PostgresProxy`, served by a thread of its own, which alone closes its sockets.
final class ProxiedConnection: Sendable {
  private let client: Int32
  private let server: Int32
  private let state: Watched<PostgresProxy.State>
  /// What somebody wants done, and what wakes the thread; that is closed with the connection.
  private let orders: Watched<(act: PostgresProxy.Act?, alarm: Int32)>
  private let bell: Int32

  init(_ client: Int32, _ server: Int32, _ state: Watched<PostgresProxy.State>) {
    (self.client, self.server, self.state) = (client, server, state)
    var ends: [Int32] = [-1, -1]
    socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends)
    (bell, orders) = (ends[0], Watched((nil, ends[1])))
  }

  func start() {
    let number = state.update { state in
      state.made += 1
      state.connections[state.made] = self
      return state.made
    }
    Thread.detachNewThread { [self] in
      end(passOn())
      state.update { $0.connections[number] = nil }
    }
  }

  /// Lets the thread end the connection, or look again whether it is stalled.
  func order(_ act: PostgresProxy.Act? = nil) {
    orders.update { orders in
      orders.act = act ?? orders.act
      if orders.alarm >= 0 { Loopback.send([0], to: orders.alarm) }
    }
  }

  // MARK: The thread

  private struct Side {
    let from, to: Int32
    var messages: PostgresMessages
    var isSwallowed = false
  }

  /// Passes everything on until the connection is to end; gives how.
  private func passOn() -> PostgresProxy.Act {
    var sides = [
      Side(from: client, to: server, messages: PostgresMessages(fromClient: true)),
      Side(from: server, to: client, messages: PostgresMessages(fromClient: false)),
    ]
    while true {
      if let act = stalled() { return act }
      let ready = Self.ready([bell] + sides.map(\.from))
      if ready[0] {
        _ = Loopback.read(bell)
        if let act = orders.value.act { return act }
        continue
      }
      for place in sides.indices where ready[place + 1] {
        guard let bytes = Loopback.read(sides[place].from) else { return .close }
        for message in sides[place].messages.adding(bytes) {
          if let act = stalled() ?? pass(message, &sides[place]) { return act }
        }
      }
    }
  }

  /// Waits for the end of a stall; gives how the connection ends if it does meanwhile.
  private func stalled() -> PostgresProxy.Act? {
    while state.value.isStalled {
      _ = Loopback.read(bell)
      if let act = orders.value.act { return act }
    }
    return nil
  }

  private static func ready(_ descriptors: [Int32]) -> [Bool] {
    var polled = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    while poll(&polled, nfds_t(polled.count), -1) < 0 {}
    return polled.map { $0.revents != 0 }
  }

  /// Passes a message on, unless something happens at it; gives how the connection ends if it does.
  private func pass(_ message: PostgresMessage, _ side: inout Side) -> PostgresProxy.Act? {
    let strike = strike(message)
    strike?.effect()
    if let strike, !strike.isAfter, let act = happens(strike, message, &side) { return act }
    if !side.isSwallowed { Loopback.send(message.bytes, to: side.to) }
    if let strike, strike.isAfter, let act = happens(strike, message, &side) { return act }
    return nil
  }

  /// What happens at a message, if it is the one.
  private func strike(_ message: PostgresMessage) -> PostgresProxy.Strike? {
    state.update { state in
      state.seen["\(message)", default: 0] += 1
      guard let place = state.strikes.firstIndex(where: { $0.counts(message) }) else { return nil }
      state.strikes[place].left -= 1
      return state.strikes[place].left > 0 ? nil : state.strikes.remove(at: place)
    }
  }

  private func happens(
    _ strike: PostgresProxy.Strike,
    _ message: PostgresMessage,
    _ side: inout Side
  ) -> PostgresProxy.Act? {
    side.isSwallowed = side.isSwallowed || strike.act == .swallow
    state.update { state in
      state.isStalled = state.isStalled || strike.act == .stall
      state.struck.append(message)
    }
    strike.report()
    return [.reset, .close, .orphan].contains(strike.act) ? strike.act : stalled()
  }

  private func end(_ act: PostgresProxy.Act) {
    orders.update { orders in
      close(orders.alarm)
      orders.alarm = -1
    }
    close(bell)
    if act == .close { close(client) } else { Loopback.reset(client) }
    // Else it is kept for as long as the network hides it.
    if act != .orphan || state.value.isStopped { close(server) } else { state.update { $0.orphans.append(server) } }
  }
}
