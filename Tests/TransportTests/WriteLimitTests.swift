import CWriteLimit
import Glibc
import Testing

@Suite("The time after which nothing is written")
struct WriteLimitTests {
  private static let hour: Int64 = 3_600_000_000_000

  /// Two ends of a connection.
  private func withConnection(_ work: (_ one: Int32, _ other: Int32) throws -> Void) throws {
    var ends: [Int32] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    defer { for end in ends { close(end) } }
    try work(ends[0], ends[1])
  }

  private func write(to socket: Int32) -> Int { send(socket, "x", 1, Int32(MSG_NOSIGNAL)) }

  private func read(from socket: Int32) -> Int {
    var byte: UInt8 = 0
    return recv(socket, &byte, 1, Int32(MSG_DONTWAIT))
  }

  @Test("lets through what is written before it")
  func before() throws {
    try withConnection { one, other in
      try #require(CWriteLimitBegin(one, CWriteLimitNow() + Self.hour) == 0)
      #expect(write(to: one) == 1)
      CWriteLimitEnd()
      #expect(read(from: other) == 1)
      #expect(write(to: one) == 1, "what is over guards nothing")
    }
  }

  @Test(
    "ends the connection of what comes to its last step too late, before anything is written",
    arguments: [0, -1, -Self.hour]
  )
  func after(_ left: Int64) throws {
    try withConnection { one, other in
      try #require(CWriteLimitBegin(one, CWriteLimitNow() + left) == 0)
      #expect(write(to: one) == -1 && errno == EPIPE)
      CWriteLimitEnd()
      #expect(read(from: other) == 0, "the other side sees the end, and no byte")
    }
  }

  @Test("is about one write of one thread")
  func others() throws {
    try withConnection { first, _ in
      try withConnection { second, _ in
        try #require(CWriteLimitBegin(first, 0) == 0)
        CWriteLimitEnd()
        #expect(write(to: second) == 1)
        try #require(CWriteLimitBegin(second, CWriteLimitNow() + Self.hour) == 0)
        #expect(write(to: second) == 1 && write(to: first) == -1)
        CWriteLimitEnd()
      }
    }
  }
}
