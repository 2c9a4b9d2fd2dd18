import Testing

/// A pgbouncer of the tests' own before a server, which lets everybody in as the superuser. It ends when nobody holds it
/// any more.
public final class Pooler: Sendable {
  private let port: Int
  private let folder: Folder
  private let running: Running

  /// - Parameter mode: Whose a session of the server is: `session`, `transaction` or `statement`.
  public init(mode: String, before server: PostgresServer) async throws {
    folder = try Folder()
    port = try PostgresServer.freePort()
    try folder.write(
      """
      [databases]
      * = host=\(server.folder.path) port=\(server.port) user=postgres
      [pgbouncer]
      listen_addr = 127.0.0.1
      listen_port = \(port)
      unix_socket_dir =
      auth_type = any
      pool_mode = \(mode)
      """,
      to: "pgbouncer.ini"
    )
    running = try PostgresServer.keep(["pgbouncer", folder["pgbouncer.ini"]], in: folder)
    let isUp = await running.hasSaid("process up")
    try #require(isUp, "\(running.stderr)")
  }

  public func address(_ database: String) -> String { "postgresql://asha@127.0.0.1:\(port)/\(database)" }
}
