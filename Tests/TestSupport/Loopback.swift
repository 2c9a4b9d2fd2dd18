import Glibc
import Testing

/// Sockets of tests: on this machine alone, and never inherited by a program that another test starts just then.
public enum Loopback {
  private static let stream = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)

  /// A TCP socket on a port that the kernel chose.
  public static func bound() throws -> (descriptor: Int32, port: Int) {
    let descriptor = socket(AF_INET, stream, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    try #require(isBound, "no port is free")
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
  }

  /// Waits for a connection; nil once nobody listens any more.
  public static func accepted(by listener: Int32) -> Int32? {
    let descriptor = accept4(listener, nil, nil, Int32(SOCK_CLOEXEC.rawValue))
    if descriptor < 0 { return nil }
    // What is passed on message by message shall not wait for more of them.
    var isOn: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
    return descriptor
  }

  /// Connects to a socket with a path; nil if nobody listens there.
  public static func connected(to path: String) -> Int32? {
    let descriptor = socket(AF_UNIX, stream, 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    if result == 0 { return descriptor }
    close(descriptor)
    return nil
  }

  /// Sends all bytes; somebody who does not listen any more is no trouble.
  public static func send(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if sent <= 0 { return }
      rest = rest.dropFirst(sent)
    }
  }

  /// The next bytes; nil at the end, however it came.
  public static func read(_ descriptor: Int32) -> ArraySlice<UInt8>? {
    var block = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &block, block.count)
      if count > 0 { return block[..<count] }
      if count < 0, errno == EINTR { continue }
      return nil
    }
  }

  /// Ends a connection as a crash does: the other side gets a reset, and what was on its way is gone.
  public static func reset(_ descriptor: Int32) {
    var linger = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    close(descriptor)
  }
}

/// Linux's own, which the module `Glibc` does not show.
@_silgen_name("accept4")
private func accept4(
  _ listener: Int32,
  _ address: UnsafeMutablePointer<sockaddr>?,
  _ length: UnsafeMutablePointer<socklen_t>?,
  _ flags: Int32
) -> Int32
