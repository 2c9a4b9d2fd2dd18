import Foundation
import Glibc
import TestSupport
import Testing

/// A server on loopback that says what the test wants: each connection is served on a thread of its own.
final class Listener: Sendable {
  private let descriptor: Int32
  let url: String

  /// - Parameter serve: Gets an open connection, which is closed when it returns.
  init(_ serve: @escaping @Sendable (Connection) -> Void) throws {
    let (descriptor, port) = try Loopback.bound()
    try #require(listen(descriptor, 64) == 0)
    self.descriptor = descriptor
    url = "http://127.0.0.1:\(port)"
    Thread.detachNewThread {
      while let accepted = Loopback.accepted(by: descriptor) {
        let connection = Connection(accepted)
        Thread.detachNewThread { serve(connection) }
      }
    }
  }

  /// Ends the waiting for connections, and with it the thread.
  func stop() {
    shutdown(descriptor, Int32(SHUT_RDWR))
    close(descriptor)
  }
}

/// A connection that speaks HTTP/1.1, closed when it goes.
final class Connection: Sendable {
  private let descriptor: Int32

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// Connects to a port of this machine; nil if nobody listens there.
  init?(port: UInt16) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in.loopback(port: port)
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    if result != 0 { return nil }
  }

  deinit { close(descriptor) }

  /// What has come, as soon as there is something; nil at the end.
  func readSome() -> [UInt8]? {
    var block = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(descriptor, &block, block.count)
    return count > 0 ? Array(block[..<count]) : nil
  }

  /// Says that nothing more comes.
  func end() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// The next request or answer: all its bytes, and its body alone; nil if the other side closes before it is whole.
  func read() -> (bytes: [UInt8], body: String)? {
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65_536)
    while true {
      let parts = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n\r\n", maxSplits: 1)
      if let head = parts.first?.lowercased(), let length = head.firstMatch(of: /content-length: (\d+)/) {
        let body = parts.count == 2 ? String(parts[1]) : ""
        if body.utf8.count >= Int(length.output.1) ?? 0 { return (bytes, body) }
      }
      let count = Glibc.read(descriptor, &block, block.count)
      guard count > 0 else { return nil }
      bytes += block[..<count]
    }
  }

  func write(_ bytes: [UInt8]) { Loopback.send(bytes, to: descriptor) }
}

extension sockaddr_in {
  fileprivate static func loopback(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }
}
