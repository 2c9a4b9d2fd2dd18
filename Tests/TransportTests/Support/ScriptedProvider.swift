import Foundation
import Glibc
import Synchronization

/// What one connection does, step by step; after the last step it is closed.
enum Step: Sendable {
  /// Reads up to the blank line below the head, and not a byte further.
  case readHead
  /// Reads so many bytes of the body.
  case readBody(Int)
  /// Reads as much of the body as the head announced.
  case readWholeBody
  case write(String)
  /// Answers with the body of the request.
  case echo
  /// Writes one byte after the other until the client goes away, with a pause between them.
  case drip(String)
  /// Does nothing until the client goes away.
  case stall
  /// Closes with a reset, whatever is in the buffers.
  case reset
  /// Tells the test that the connection got here.
  case signal(Signal)
  /// Goes on when the test says so.
  case wait(Signal)
  /// Goes on when so few connections are open, this one included.
  case waitUntilOpen(Int)

  /// Reads one whole request.
  static let readRequest: [Step] = [.readHead, .readWholeBody]
}

/// One request as it arrived.
struct Received: Sendable, Equatable {
  var head = ""
  var body: [UInt8] = []
  /// Bytes of the body that arrived but that the provider closed without reading.
  var unread = 0

  var isHeadComplete: Bool { head.unicodeScalars.suffix(4).elementsEqual("\r\n\r\n".unicodeScalars) }
  /// Whether a byte of the body arrived.
  var hasBody: Bool { !body.isEmpty || unread > 0 }

  /// The lines of the head, in small letters.
  var lines: [String] { head.split(separator: "\r\n").map { $0.lowercased() } }

  var length: Int {
    let line = lines.first { $0.hasPrefix("content-length:") }
    return line.flatMap { Int($0.dropFirst("content-length:".count).filter { $0 != " " }) } ?? 0
  }

  var isComplete: Bool { isHeadComplete && body.count == length }
}

/// A provider on loopback that misbehaves as it is told and writes down exactly what it received. It has no patience
/// to lose: whatever it waits for, it waits until the client goes away.
final class ScriptedProvider: Sendable {
  private struct State {
    var requests: [[Received]] = []
    /// The connections that are not closed.
    var open: [Int: Int32] = [:]
    var waiting: [Signal] = []
  }

  private let listener: Socket
  private let script: @Sendable (Int) -> [Step]
  private let state = Mutex(State())
  let port: Int
  /// A connection got to where it only waits for the client to lose patience.
  let isStalling = Signal()
  /// There were connections, and all of them are closed.
  let isLeft = Signal()

  /// `script` gives the steps of every connection, counted from 0.
  init(script: @escaping @Sendable (Int) -> [Step]) throws {
    listener = try Socket()
    port = listener.port
    self.script = script
    try listener.startListening()
    let listener = listener
    Thread.detachNewThread { [weak self] in
      while case let connection = accept(listener.descriptor, nil, nil), connection >= 0 {
        // A program that another test starts must not keep it open.
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        guard let self else {
          close(connection)
          return
        }
        self.serve(connection)
      }
    }
  }

  /// The same steps on every connection.
  convenience init(_ steps: [Step]) throws { try self.init { _ in steps } }

  deinit { listener.stopListening() }

  /// Accepts no more; the connections end when the client leaves.
  func stopListening() { listener.stopListening() }

  /// What arrived, per connection in the order of their beginning.
  var requests: [[Received]] { state.withLock { $0.requests } }
  var all: [Received] { requests.flatMap(\.self).filter { !$0.head.isEmpty } }
  var connections: Int { requests.count }

  /// Waits until every connection so far is closed: only then is it sure what arrived.
  func quiet() async {
    let signal = Signal()
    state.withLock { state in
      if state.open.isEmpty { signal.give() } else { state.waiting.append(signal) }
    }
    await signal.wait()
  }

  /// Waits until only so many connections are open that the client has not closed.
  ///
  /// By their descriptors: a client that never has more open at once will never let anybody wait for long here.
  func waitUntilOpen(_ most: Int) {
    while state.withLock({ $0.open.values.count { !Connection.isClientGone(from: $0, within: 0) } }) > most {
      sched_yield()
    }
  }

  private func serve(_ descriptor: Int32) {
    let index = state.withLock { state in
      state.requests.append([])
      state.open[state.requests.count - 1] = descriptor
      return state.requests.count - 1
    }
    Thread.detachNewThread {
      var connection = Connection(descriptor: descriptor, provider: self)
      connection.play(self.script(index))
      self.end(index, connection)
    }
  }

  private func end(_ index: Int, _ connection: Connection) {
    let waiting = state.withLock { state in
      state.requests[index] = connection.requests
      state.open[index] = nil
      connection.end()
      guard state.open.isEmpty else { return [Signal]() }
      defer { state.waiting = [] }
      return state.waiting + [isLeft]
    }
    for signal in waiting { signal.give() }
  }
}
