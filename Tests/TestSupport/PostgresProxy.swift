import Foundation
import Glibc
import Testing

/// The network between one machine and a PostgreSQL server, with everything that networks do: it knows the messages of
/// the protocol, and cuts, stalls or swallows at any of them.
public final class PostgresProxy: Sendable {
  /// What happens to a connection.
  public enum Act: Sendable, CaseIterable {
    /// Nothing.
    case pass
    /// The client gets a reset, and what was on its way to it is gone; the server learns of it.
    case reset
    /// Both get an end, after what was on its way.
    case close
    /// The client gets a reset; the server hears of nothing, and keeps the session.
    case orphan
    /// Nothing passes any more, on any connection, until `restore()`.
    case stall
    /// Whatever this side says from now on is lost; what the other one says passes.
    case swallow
  }

  /// What happens at one message.
  public struct Strike: Sendable {
    let act: Act
    let isAfter: Bool
    var left: Int
    let counts: @Sendable (PostgresMessage) -> Bool
    let effect: @Sendable () -> Void
    let report: @Sendable () -> Void

    /// - Parameters:
    ///   - after: The message passes first.
    ///   - place: The message that it strikes, from 1, of those that count.
    ///   - effect: Done before it: before the message passes, too.
    ///   - report: Done after it.
    ///   - counts: The messages that are counted.
    public init(
      _ act: Act,
      after isAfter: Bool = false,
      place: Int = 1,
      effect: @escaping @Sendable () -> Void = {},
      report: @escaping @Sendable () -> Void = {},
      at counts: @escaping @Sendable (PostgresMessage) -> Bool
    ) {
      (self.act, self.isAfter, self.left) = (act, isAfter, place)
      (self.effect, self.report, self.counts) = (effect, report, counts)
    }
  }

  struct State {
    var strikes: [Strike] = []
    /// Those that were armed, but for what was disarmed.
    var awaited = 0
    var struck: [PostgresMessage] = []
    /// How often each message came.
    var seen: [String: Int] = [:]
    var isStalled = false
    var isStopped = false
    var connections: [Int: ProxiedConnection] = [:]
    var made = 0
    /// Ends of sessions whose server hears of nothing.
    var orphans: [Int32] = []
    var ended: Set<Int32> = []
  }

  public let port: Int
  private let listener: Int32
  private let state = Watched(State())

  /// - Parameter socket: The server's, by its path.
  public init(before socket: String) throws {
    (listener, port) = try Loopback.bound()
    try #require(listen(listener, 64) == 0)
    let (state, listener) = (state, listener)
    Thread.detachNewThread {
      while let client = Loopback.accepted(by: listener) {
        guard let server = Loopback.connected(to: socket) else {
          // Nobody is there: as a machine says it on which the server is not running.
          Loopback.reset(client)
          continue
        }
        ProxiedConnection(client, server, state).start()
      }
      close(listener)
    }
  }

  deinit { stop() }

  /// Ends all connections, and takes no more.
  public func stop() {
    let isFirst = state.update { state in
      defer { state.isStopped = true }
      return !state.isStopped
    }
    guard isFirst else { return }
    shutdown(listener, Int32(SHUT_RDWR))
    restore()
    cut(.close)
    bury()
  }

  /// An address of a database for who is behind this network.
  public func address(_ database: String, user: String = "postgres") -> String {
    "postgresql://\(user)@127.0.0.1:\(port)/\(database)?sslmode=disable&gssencmode=disable"
  }

  // MARK: Trouble

  /// Lets something happen at a message that is still to come.
  public func arm(_ strike: Strike) {
    state.update { state in
      state.strikes.append(strike)
      state.awaited += 1
    }
  }

  /// Forgets what has not struck yet; waits for what is about to.
  public func disarm() async {
    state.update { state in
      state.awaited -= state.strikes.count
      state.strikes = []
    }
    await state.wait { $0.struck.count >= $0.awaited }
  }

  /// Counts messages anew.
  public func forget() { state.update { $0.seen = [:] } }

  /// Ends all connections now, as `reset`, `close` and `orphan` say.
  public func cut(_ act: Act) {
    for connection in state.value.connections.values { connection.order(act) }
  }

  /// Lets nothing pass any more.
  public func stall() {
    state.update { $0.isStalled = true }
    for connection in state.value.connections.values { connection.order() }
  }

  /// Ends a stall: what was on its way arrives.
  public func restore() {
    state.update { $0.isStalled = false }
    for connection in state.value.connections.values { connection.order() }
  }

  /// The server learns of the sessions that nobody is there for any more.
  public func bury() {
    let orphans = state.update { state in
      defer { state.orphans = [] }
      return state.orphans
    }
    for orphan in orphans { close(orphan) }
  }

  // MARK: What happened

  /// The messages that were struck so far.
  public var struck: [PostgresMessage] { state.value.struck }
  /// How often each message has come, by its description.
  public var seen: [String: Int] { state.value.seen }

  /// Waits until all that was armed has struck, or the process has ended.
  public func strikes(_ running: Running) async {
    let (state, pid) = (state, running.pid)
    Task {
      _ = try? await running.ended()
      state.update { _ = $0.ended.insert(pid) }
    }
    await state.wait { $0.struck.count >= $0.awaited || $0.ended.contains(pid) }
  }
}

extension PostgresServer {
  /// A network of its own to this server.
  public func network() throws -> PostgresProxy { try PostgresProxy(before: socket) }
}
