import Foundation
import Glibc

/// Trouble of the test's own sockets: the test itself is broken, not what it tests.
struct SocketProblem: Error, CustomStringConvertible {
  let step: String
  let code = errno

  var description: String { "\(step): \(String(cString: strerror(code)))" }
}

/// A TCP socket on loopback that is closed with its owner.
final class Socket: Sendable {
  let descriptor: Int32
  let port: Int

  /// A socket bound to a port that the kernel chooses. While nobody listens, whoever connects is refused.
  init() throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    self.descriptor = descriptor
    guard descriptor >= 0 else { throw SocketProblem(step: "socket") }
    var address = Self.loopback(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
      }
    }
    port = Int(UInt16(bigEndian: address.sin_port))
    guard isBound else { throw SocketProblem(step: "bind") }
  }

  deinit { close(descriptor) }

  func startListening(backlog: Int32 = 128) throws {
    guard listen(descriptor, backlog) == 0 else { throw SocketProblem(step: "listen") }
  }

  /// How many connections of this process lead to that port and are not closed.
  ///
  /// The system's table alone would do for neither: a child process that has not become its program yet keeps what this
  /// one has closed, and one connection may stand there twice when others open or close while it is read.
  static func connections(to port: Int) throws -> Int {
    let open = Set(try connections().filter { $0[2].hasSuffix(hexadecimal(port)) }.map { "socket:[\($0[9])]" })
    let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
    return descriptors.count { descriptor in
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
      return target.map(open.contains) ?? false
    }
  }

  /// Whether the system has taken bytes for this port that nobody has read.
  var hasReceived: Bool {
    get throws {
      try Self.connections().contains {
        $0[1].hasSuffix(Self.hexadecimal(port)) && !$0[4].hasSuffix(Self.hexadecimal(0, digits: 8))
      }
    }
  }

  private static func hexadecimal(_ number: Int, digits: Int = 4) -> String {
    String(format: ":%0\(digits)X", number)
  }

  /// The system's open connections: place, own address, the other's, state, queues, …
  private static func connections() throws -> [[Substring]] {
    // To its end: the system gives the table in pieces, and says that it has no length.
    let table = try FileHandle(forReadingFrom: URL(filePath: "/proc/self/net/tcp")).readToEnd() ?? Data()
    return String(decoding: table, as: UTF8.self).split(separator: "\n").map { $0.split(separator: " ") }
      .filter { $0[3] == "01" }
  }

  /// Refuses new connections, and wakes who waits in `accept`.
  func stopListening() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// A connection to that port; without waiting for it to be made.
  func beginConnecting(to port: Int) {
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    var address = Self.loopback(port: port)
    _ = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  private static func loopback(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = UInt16(port).bigEndian
    return address
  }
}
