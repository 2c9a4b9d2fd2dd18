import Foundation
import Glibc
import Synchronization
import Testing

/// A PostgreSQL server of the tests' own: in a fresh folder, on a socket there and on a loopback port that the kernel
/// chose, beside whatever servers run already. It ends when nobody holds it any more, and when the test process dies,
/// however it dies.
public final class PostgresServer: Sendable {
  /// The one that tests share, each with a database of its own.
  public static var shared: PostgresServer { get async throws { try await started.value } }
  private static let started = Task { try await PostgresServer() }

  /// The superuser's, on the loopback port; the socket asks for none.
  public static let password = "geheim-4711"

  public let folder: Folder
  public let port: Int
  private let running = Mutex<Running?>(nil)
  private let databases = Mutex(0)
  /// So many of the server's programs at once, for there are more tests than it has connections.
  private static let gate = Gate(places: 4)

  /// Makes and starts it. `fsync` is on, unless a setting says otherwise.
  public init(_ settings: [String: String] = [:]) async throws {
    folder = try Folder()
    port = try Self.freePort()
    try folder.write(Self.password + "\n", to: "password")
    let made = try Self.keep(
      [
        Self.program("initdb"), "--pgdata", folder["data"], "--username", "postgres", "--pwfile", folder["password"],
        "--auth-local", "trust", "--auth-host", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync",
      ],
      in: folder
    )
    let end = try await made.ended()
    try #require(end.status == 0, "\(end.stdout)\(end.stderr)")
    try await start(settings)
  }

  /// Makes a standby of another server and starts it; it streams when this returns.
  ///
  /// - Parameters:
  ///   - network: Between the two.
  ///   - isSynchronous: From then on the other one waits for it with every commit.
  public init(standbyOf primary: PostgresServer, through network: PostgresProxy, isSynchronous: Bool) async throws {
    folder = try Folder()
    port = try Self.freePort()
    let made = try Self.keep(
      [
        Self.program("pg_basebackup"), "--pgdata", folder["data"], "--dbname", primary.address("postgres"),
        "--write-recovery-conf", "--checkpoint", "fast", "--no-sync",
      ],
      in: folder
    )
    let end = try await made.ended()
    try #require(end.status == 0, "\(end.stdout)\(end.stderr)")
    let connection = "host=127.0.0.1 port=\(network.port) user=postgres sslmode=disable gssencmode=disable"
    try await start(["primary_conninfo": "\(connection) application_name=standby"])
    try await primary.untilTrue("EXISTS (SELECT 1 FROM pg_stat_replication WHERE state = 'streaming')")
    guard isSynchronous else { return }
    try await primary.run("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
    try await primary.run("SELECT pg_reload_conf()")
    try await primary.untilTrue("EXISTS (SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync')")
  }

  /// Makes a standby take the place of its server.
  public func promote() async throws { try await run("SELECT pg_promote()") }

  /// Waits until something is so.
  public func untilTrue(_ condition: String) async throws {
    try await run(
      """
      DO $$ BEGIN LOOP
        PERFORM pg_stat_clear_snapshot();
        EXIT WHEN \(condition);
        PERFORM pg_sleep(0.01);
      END LOOP; END $$
      """
    )
  }

  /// Starts it again after its end: once nobody is left of the processes that it had.
  public func start(_ settings: [String: String] = [:]) async throws {
    let settings = settings.flatMap { ["-c", "\($0)=\($1)"] }
    while true {
      let server = try Self.keep(
        [
          Self.program("postgres"), "-D", folder["data"], "-p", "\(port)", "-k", folder.path,
          "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=300",
        ] + settings,
        in: folder
      )
      if await server.hasSaid("database system is ready to accept") {
        return running.withLock { $0 = server }
      }
      try #require(server.stderr.contains("is still in use"), "\(server.stderr)")
    }
  }

  /// Ends it at once, as a crash would.
  ///
  /// - Parameter isOrderly: All its processes end together; else only the one that leads them dies, and the others go on
  ///   until they find out.
  public func kill(isOrderly: Bool = true) async throws {
    let server = running.withLock { $0.take() }
    let pid = try #require(Int32(try folder.read("data/postmaster.pid").prefix { $0 != "\n" }))
    Glibc.kill(pid, isOrderly ? SIGQUIT : SIGKILL)
    _ = try await server?.ended()
  }

  /// What it has logged since it was started.
  public var log: String { running.withLock { $0?.stderr ?? "" } }

  /// The address of a fresh database on the socket, without a password; the user is a superuser.
  public func database(_ options: String = "ENCODING 'UTF8'") async throws -> String {
    address(try await makeDatabase(options))
  }

  /// Gives a fresh database's name.
  public func makeDatabase(_ options: String = "ENCODING 'UTF8'") async throws -> String {
    let number = databases.withLock { number in
      number += 1
      return number
    }
    try await run("CREATE DATABASE test\(number) TEMPLATE template0 \(options)")
    return "test\(number)"
  }

  /// On the socket.
  public func address(_ database: String, user: String = "postgres") -> String {
    "postgresql://\(user)@/\(database)?host=\(folder.path)&port=\(port)"
  }

  /// The path of the socket.
  public var socket: String { folder[".s.PGSQL.\(port)"] }

  /// On the loopback port, where a password is asked for.
  public func networkAddress(
    _ database: String = "postgres",
    user: String = "postgres",
    password: String? = PostgresServer.password
  ) -> String {
    "postgresql://\(user)\(password.map { ":\($0)" } ?? "")@127.0.0.1:\(port)/\(database)"
  }

  /// Runs statements in a database as the superuser; gives what they gave, cells with `|` between them.
  @discardableResult
  public func run(_ sql: String, in database: String = "postgres") async throws -> String {
    try await client("psql", ["-XAtq", "-v", "ON_ERROR_STOP=1", "-d", address(database), "-c", sql])
  }

  /// All that the tables at an address hold, as text; bytes as the text that they are, where they are one.
  public func contents(of address: String) async throws -> String {
    try await client("pg_dump", ["--data-only", "-d", address], ["PGOPTIONS": "-c bytea_output=escape"])
  }

  /// Changes a setting for the sessions that begin from now on; nil takes the change back.
  public func set(_ name: String, to value: String?) async throws {
    let loaded = try await run("SELECT pg_conf_load_time()")
    try await run(value.map { "ALTER SYSTEM SET \(name) = '\($0)'" } ?? "ALTER SYSTEM RESET \(name)")
    try await run("SELECT pg_reload_conf()")
    while try await run("SELECT pg_conf_load_time()") == loaded {}
  }

  private func client(_ name: String, _ words: [String], _ settings: [String: String] = [:]) async throws -> String {
    await Self.gate.enter()
    defer { Task { await Self.gate.leave() } }
    let environment = settings.merging(["LC_ALL": "C"]) { $1 }
    let end = try await Running(Self.program(name), words, environment: environment, folder: "/").ended()
    try #require(end.status == 0, "\(words.last ?? ""): \(end.stderr)")
    return end.stdout
  }

  /// Starts a program as a user that servers accept, and kills it when nobody holds it any more.
  ///
  /// Between it and us is a shell that waits for the end of its standard input, which comes when this process dies too:
  /// the folder goes with the program. If the shell is killed, the kernel kills the program.
  public static func keep(_ words: [String], in folder: Folder) throws -> Running {
    let script = """
      folder=$1; shift
      as=(setpriv)
      if [ "$(id -u)" -eq 0 ]; then
        chown -R postgres: "$folder"
        as=(setpriv --reuid postgres --regid postgres --init-groups)
      fi
      exec 3<&0
      "${as[@]}" --pdeathsig KILL -- "$@" </dev/null 3<&- &
      program=$!
      (
        cat <&3; trap '' TERM
        kill -QUIT $program; kill -TERM $program; tail --pid=$program -f /dev/null; rm -rf "$folder"
      ) >/dev/null 2>&1 &
      watch=$!
      wait $program; status=$?
      kill $watch
      exit $status
      """
    return try Running(
      "/bin/bash",
      ["-c", script, "keep", folder.path] + words,
      environment: ["LC_ALL": "C", "PATH": "/usr/bin:/bin:/usr/sbin:/sbin"],
      folder: folder.path,
      input: nil
    )
  }

  /// A program of the newest version that Debian has installed, else from the path.
  public static func program(_ name: String) -> String {
    let path = "\(folderOfPrograms)/\(name)"
    return FileManager.default.isExecutableFile(atPath: path) ? path : name
  }

  public static var folderOfPrograms: String {
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
    return "/usr/lib/postgresql/\(versions.compactMap { Int($0) }.max() ?? 0)/bin"
  }

  /// A loopback port that nobody has.
  public static func freePort() throws -> Int {
    let (descriptor, port) = try Loopback.bound()
    close(descriptor)
    return port
  }
}
