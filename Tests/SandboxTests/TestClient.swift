import Foundation

/// An HTTP answer as bytes say it.
struct Answer: Sendable, Equatable {
  var status: Int
  var headers: [String: String]
  var body: String
}

/// A client that sees what a socket sees: blocking calls on threads of their own, every read with a deadline.
final class TestClient: Sendable {
  struct NoConnection: Error {}
  struct NoAnswerInTime: Error {}

  private let descriptor: Int32

  init(port: Int, host: String = "127.0.0.1") throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var deadline = timeval(tv_sec: 120, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &deadline, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr(host)
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    // A throw from here on runs deinit, which closes; closing twice could hit another thread's descriptor.
    if result != 0 { throw NoConnection() }
  }

  deinit { close(descriptor) }

  /// Sends bytes as they are; errors show up as a missing answer.
  func send(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if sent <= 0 { return }
      rest = rest.dropFirst(sent)
    }
  }

  /// The next answer; `nil` if the connection was closed before a whole one.
  func answer(hasBody: Bool = true) async throws -> Answer? {
    try await onThread { try self.readAnswer(hasBody: hasBody) }
  }

  /// Whether the connection is open and nothing has come, as it stands now.
  var isOpenAndSilent: Bool {
    var byte: UInt8 = 0
    return recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT)) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)
  }

  /// Sends one POST and waits for its answer.
  func post(_ path: String, _ body: String, headers: String = "") async throws -> Answer? {
    send(Self.request(path, body, headers: headers))
    return try await answer()
  }

  /// A POST as text.
  static func request(_ path: String, _ body: String, method: String = "POST", headers: String = "") -> String {
    "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      + "Content-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)"
  }

  private func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      Thread { continuation.resume(with: Result(catching: work)) }.start()
    }
  }

  private func readAnswer(hasBody: Bool) throws -> Answer? {
    var head = ""
    while !head.hasSuffix("\r\n\r\n") {
      guard let byte = try read(1).first else { return nil }
      head.unicodeScalars.append(Unicode.Scalar(byte))
    }
    let lines = head.components(separatedBy: "\r\n").filter { !$0.isEmpty }
    let pairs = lines.dropFirst().map { line in
      let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      return (parts[0].lowercased(), parts.count > 1 ? parts[1] : "")
    }
    let headers = Dictionary(pairs) { first, _ in first }
    let length = hasBody ? Int(headers["content-length"] ?? "") ?? 0 : 0
    let body = try read(length)
    if body.count < length { return nil }
    let status = Int(lines[0].split(separator: " ")[1]) ?? 0
    return Answer(status: status, headers: headers, body: String(decoding: body, as: UTF8.self))
  }

  /// Fewer bytes than asked for mean that the connection was closed.
  private func read(_ count: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      var block = [UInt8](repeating: 0, count: count - bytes.count)
      let received = recv(descriptor, &block, block.count, 0)
      if received < 0, errno == EAGAIN || errno == EWOULDBLOCK { throw NoAnswerInTime() }
      if received <= 0 { return bytes }
      bytes += block[..<received]
    }
    return bytes
  }
}
