import Foundation
import Glibc
import Testing

/// A careless provider: it answers every request with one answer that repeats the body that it got, word for word.
final class EchoServer: Sendable {
  private let listener: Int32
  let url: String

  /// - Parameters:
  ///   - status: The HTTP status line's code and words.
  ///   - answer: Makes the answer's JSON of the request's body, which comes as the inside of a JSON string.
  init(status: String, answer: @escaping @Sendable (_ echoed: String) -> String) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(listener, pointer, length) == 0 && listen(listener, 64) == 0
          && getsockname(listener, pointer, &length) == 0
      }
    }
    try #require(bound)
    self.listener = listener
    url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
    Thread.detachNewThread {
      while case let connection = accept(listener, nil, nil), connection >= 0 {
        Self.serve(connection, status, answer)
        close(connection)
      }
    }
  }

  /// Ends the waiting for connections, and with it the thread.
  func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  private static func serve(_ connection: Int32, _ status: String, _ answer: (String) -> String) {
    guard let body = readBody(connection) else { return }
    let echoed = body.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    let text = answer(echoed)
    let reply = """
      HTTP/1.1 \(status)\r
      Content-Type: application/json\r
      Content-Length: \(text.utf8.count)\r
      Connection: close\r
      \r
      \(text)
      """
    _ = Array(reply.utf8).withUnsafeBytes { write(connection, $0.baseAddress, $0.count) }
  }

  private static func readBody(_ connection: Int32) -> String? {
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(connection, &block, block.count)
      guard count > 0 else { return nil }
      bytes += block[..<count]
      let parts = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n\r\n", maxSplits: 1)
      guard parts.count == 2, let head = parts[0].lowercased().firstMatch(of: /content-length: (\d+)/) else { continue }
      if parts[1].utf8.count >= Int(head.output.1) ?? 0 { return String(parts[1]) }
    }
  }
}
