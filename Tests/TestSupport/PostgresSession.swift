import Glibc
import Synchronization

/// A session for a test's own questions, on the socket that asks for no password, without a process for each.
public final class PostgresSession: Sendable {
  private let descriptor: Int32
  private let messages = Mutex(PostgresMessages(fromClient: false))

  /// Connects as the superuser; nil if the server is not there.
  public init?(_ server: PostgresServer, _ database: String) {
    guard let descriptor = Loopback.connected(to: server.socket) else { return nil }
    self.descriptor = descriptor
    // Version 3.0 of the protocol.
    send([], Self.integer(0x30000) + Array("user\0postgres\0database\0\(database)\0\0".utf8))
    guard answer() != nil else { return nil }
  }

  deinit { close(descriptor) }

  /// The cells of the rows that statements give, NULL as an empty text; nil if the server is gone, or says no.
  public func rows(_ sql: String) -> [[String]]? {
    send([UInt8(ascii: "Q")], Array(sql.utf8) + [0])
    return answer()?.filter { $0.name == "DataRow" }.map { Self.cells($0.bytes) }
  }

  private func send(_ letter: [UInt8], _ content: [UInt8]) {
    Loopback.send(letter + Self.integer(content.count + 4) + content, to: descriptor)
  }

  /// All messages until the server is ready.
  private func answer() -> [PostgresMessage]? {
    messages.withLock { messages in
      var answer: [PostgresMessage] = []
      while let bytes = Loopback.read(descriptor) {
        answer += messages.adding(bytes)
        if answer.contains(where: { $0.name == "ErrorResponse" }) { return nil }
        if answer.last?.name == "ReadyForQuery" { return answer }
      }
      return nil
    }
  }

  private static func cells(_ row: [UInt8]) -> [String] {
    var (cells, rest): ([String], ArraySlice<UInt8>) = ([], row.dropFirst(7))
    while rest.count >= 4 {
      let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      // NULL has a length of -1.
      let cell = length < 1 << 31 ? rest.dropFirst(4).prefix(length) : []
      cells.append(String(decoding: cell, as: UTF8.self))
      rest = rest.dropFirst(4 + cell.count)
    }
    return cells
  }

  private static func integer(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
