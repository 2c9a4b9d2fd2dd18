import Foundation
import TestSupport
import Testing

/// Stands before a server, and lets it say that it is of an older version: all that a program sees of an older one before
/// it refuses it.
final class OlderServer: Sendable {
  private let listener: Listener

  init(before server: PostgresServer) throws {
    let port = try #require(UInt16(exactly: server.port))
    listener = try Listener { client in
      guard let server = Connection(port: port) else { return }
      let answers = Thread { while let bytes = server.readSome() { client.write(Self.older(bytes)) } }
      answers.start()
      while let bytes = client.readSome() { server.write(bytes) }
      server.end()
    }
  }

  /// The parameter that every server tells at the beginning, in one piece with others.
  private static func older(_ bytes: [UInt8]) -> [UInt8] {
    let name = Array("server_version\0".utf8)
    guard let found = bytes.firstRange(of: name) else { return bytes }
    return bytes[..<found.upperBound] + Array("14".utf8) + bytes[(found.upperBound + 2)...]
  }

  func address(_ database: String) -> String {
    "postgresql://postgres@\(listener.url.replacing("http://", with: ""))/\(database)"
  }

  func stop() { listener.stop() }
}
