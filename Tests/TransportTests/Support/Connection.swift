import Glibc

/// The provider's end of one connection.
struct Connection {
  let descriptor: Int32
  let provider: ScriptedProvider
  private(set) var requests: [Received] = []
  private var isReset = false

  init(descriptor: Int32, provider: ScriptedProvider) {
    self.descriptor = descriptor
    self.provider = provider
  }

  /// Plays the steps until one of them finds the client gone.
  mutating func play(_ steps: [Step]) {
    for step in steps {
      if !take(step) { break }
    }
    noteUnread()
  }

  /// Bytes that stand in the buffer arrived, whether anybody reads them or not.
  private mutating func noteUnread() {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
    guard count > 0 else { return }
    let body = absorb(Array(bytes[..<count]))
    requests[requests.count - 1].unread = body.count
  }

  /// False if the connection is over.
  private mutating func take(_ step: Step) -> Bool {
    switch step {
    case .readHead: return readHead()
    case .readBody(let count): return readBody(count)
    case .readWholeBody: return readBody((requests.last?.length ?? 0) - (requests.last?.body.count ?? 0))
    case .write(let text): return write(Array(text.utf8))
    case .echo: return write(Array(answer(String(decoding: requests.last?.body ?? [], as: UTF8.self)).utf8))
    case .drip(let text): return drip(Array(text.utf8))
    case .stall: stall()
    case .reset: isReset = true
    case .signal(let signal): signal.give()
    case .wait(let signal): signal.block()
    case .waitUntilOpen(let most): provider.waitUntilOpen(most)
    }
    return true
  }

  private mutating func readHead() -> Bool {
    requests.append(Received())
    while !requests[requests.count - 1].isHeadComplete {
      guard let byte = read(most: 1).first else { return false }
      requests[requests.count - 1].head.unicodeScalars.append(Unicode.Scalar(byte))
    }
    return true
  }

  private mutating func readBody(_ count: Int) -> Bool {
    var missing = count
    while missing > 0 {
      let bytes = read(most: missing)
      if bytes.isEmpty { return false }
      requests[requests.count - 1].body += bytes
      missing -= bytes.count
    }
    return true
  }

  /// Empty at the end of the connection.
  private func read(most: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: most)
    let count = recv(descriptor, &bytes, most, 0)
    return count > 0 ? Array(bytes[..<count]) : []
  }

  private func write(_ bytes: [UInt8]) -> Bool {
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if count <= 0 { return false }
      written += count
    }
    return true
  }

  private func drip(_ bytes: [UInt8]) -> Bool {
    for byte in bytes {
      if !write([byte]) || Self.isClientGone(from: descriptor, within: 5) { return false }
      provider.isStalling.give()
    }
    return true
  }

  /// Waits until the client closes, without reading; then reads what it had sent, for that arrived too.
  private mutating func stall() {
    // What was to arrive arrives before anybody loses patience.
    if requests.isEmpty { _ = Self.poll(descriptor, Int16(POLLIN), milliseconds: -1) }
    provider.isStalling.give()
    _ = Self.poll(descriptor, Self.hangUp, milliseconds: -1)
    drain()
  }

  static func isClientGone(from descriptor: Int32, within milliseconds: Int32) -> Bool {
    poll(descriptor, hangUp, milliseconds: milliseconds)
  }

  private static func poll(_ descriptor: Int32, _ events: Int16, milliseconds: Int32) -> Bool {
    var poll = pollfd(fd: descriptor, events: events, revents: 0)
    return Glibc.poll(&poll, 1, milliseconds) > 0
  }

  /// `POLLRDHUP` of Linux, whose header hides it from Swift: the other side has closed, read or not.
  private static let hangUp: Int16 = 0x2000

  private mutating func drain() {
    var rest: [UInt8] = []
    while case let bytes = read(most: 65_536), !bytes.isEmpty { rest += bytes }
    let body = absorb(rest)
    if !requests.isEmpty { requests[requests.count - 1].body += body }
  }

  /// Takes what belongs to the head of the request under way, and gives back what is body.
  private mutating func absorb(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    guard !bytes.isEmpty else { return [] }
    if requests.last?.isComplete ?? true { requests.append(Received()) }
    let last = requests.count - 1
    var rest = bytes[...]
    while !requests[last].isHeadComplete, let byte = rest.popFirst() {
      requests[last].head.unicodeScalars.append(Unicode.Scalar(byte))
    }
    return rest
  }

  /// Ends the connection at once, also while a child process that has not become its program yet holds it too.
  func end() {
    if isReset {
      // The way to nowhere is the only one that resets what somebody else holds.
      var nowhere = sockaddr()
      nowhere.sa_family = sa_family_t(AF_UNSPEC)
      connect(descriptor, &nowhere, socklen_t(MemoryLayout<sockaddr>.size))
    } else {
      shutdown(descriptor, Int32(SHUT_WR))
    }
    close(descriptor)
  }
}
