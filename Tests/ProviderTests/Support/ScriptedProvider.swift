import Dispatch
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

  var length: Int {
    let line = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
    return line.flatMap { Int($0.dropFirst("content-length:".count).filter { $0 != " " }) } ?? 0
  }

  var isComplete: Bool { isHeadComplete && body.count == length }
}

/// A provider on loopback that misbehaves as it is told and writes down exactly what it received.
final class ScriptedProvider: Sendable {
  private struct State {
    var requests: [[Received]] = []
    var open = 0
    var isOver = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let listener: Socket
  private let script: @Sendable (Int) -> [Step]
  private let state = Mutex(State())
  let port: Int

  /// `script` gives the steps of every connection, counted from 0.
  init(script: @escaping @Sendable (Int) -> [Step]) throws {
    listener = try Socket()
    port = listener.port
    self.script = script
    try listener.startListening()
    let listener = listener
    Thread.start { [weak self] in
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
  /// There were connections, and all of them are closed.
  var isLeft: Bool { state.withLock { !$0.requests.isEmpty && $0.open == 0 } }

  /// Waits until every connection so far is closed: only then is it sure what arrived.
  func quiet() async {
    await withCheckedContinuation { continuation in
      let isQuiet = state.withLock { state in
        if state.open > 0 { state.waiting.append(continuation) }
        return state.open == 0
      }
      if isQuiet { continuation.resume() }
    }
  }

  private func serve(_ descriptor: Int32) {
    let index = state.withLock { state in
      state.open += 1
      state.requests.append([])
      return state.requests.count - 1
    }
    Thread.start {
      var connection = Connection(descriptor: descriptor)
      connection.play(self.script(index))
      self.end(index, connection.requests)
    }
  }

  private func end(_ index: Int, _ requests: [Received]) {
    let waiting = state.withLock { state in
      state.requests[index] = requests
      state.open -= 1
      defer { if state.open == 0 { state.waiting = [] } }
      return state.open == 0 ? state.waiting : []
    }
    for continuation in waiting { continuation.resume() }
  }
}

/// Threads, because the sockets here block, and the cooperative pool is as wide as the cores.
enum Thread {
  static func start(_ work: @escaping @Sendable () -> Void) {
    DispatchQueue(label: "provider-tests").async(execute: work)
  }
}

/// Something that happens once and can be waited for.
final class Signal: Sendable {
  private let group = DispatchGroup()

  init() { group.enter() }

  func give() { group.leave() }

  func wait() async {
    await withCheckedContinuation { continuation in group.notify(queue: .global()) { continuation.resume() } }
  }

  /// For threads that may block.
  func block() { group.wait() }
}
