import Foundation
import Glibc
import TestSupport
import Testing

/// The firm of the pages about a ledger on a server: its machines are one, and its servers, `ledger-a` and `ledger-b`,
/// are of the tests.
final class ServerWalk {
  let office: Office
  let server: PostgresServer
  /// The one that takes over.
  let standby: (folder: Folder, port: Int)
  /// The batch that the pages name.
  var batch: String?
  /// What was exported.
  private var environment: [String: String] = [:]
  private var runningStandby: Running?

  private static let batchOfPages = "20261121-2p2mt"

  init(_ office: Office) async throws {
    (self.office, server) = (office, try await PostgresServer())
    standby = (try Folder(), try PostgresServer.freePort())
    let programs = office.root.appending(path: "bin")
    try FileManager.default.createDirectory(at: programs, withIntermediateDirectories: true)
    let link = programs.appending(path: "aopbatch").path()
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: Program.path)
    environment = office.environment.merging([
      "PATH": "\(programs.path()):\(PostgresServer.folderOfPrograms):/usr/bin:/bin", "LC_ALL": "C.UTF-8",
      "PAGER": "cat",
      "AOPAY_PAYOUT_URL": office.url,
    ]) { $1 }
    try isOnServer(folder: server.folder, port: server.port)
  }

  // MARK: What the pages' names are here

  /// What stands on a page, with the names of this machine.
  func local(_ text: String) -> String {
    var local = text
    let names = [
      ("10.20.0.0/16", "127.0.0.1/32"), (":5432:", ":*:"), ("THE-PASSWORD", PostgresServer.password),
      ("/etc/aopbatch/", "\(server.folder.path)/"), ("/etc/postgresql/", "\(server.folder.path)/"),
      ("/srv/backup/", office.work.path() + "/"), ("/srv/archive/", server.folder["archive/"]),
      ("/var/lib/postgresql/15/main", standby.folder["data"]), (Self.batchOfPages, batch ?? Self.batchOfPages),
      ("host=ledger-a.example.in,ledger-b.example.in\n", "$0hostaddr=127.0.0.1,127.0.0.1\nport=A,B\n"),
      ("host=ledger-a.example.in\n", "$0hostaddr=127.0.0.1\nport=A\n"),
      ("host=ledger-a.example.in user", "host=ledger-a.example.in hostaddr=127.0.0.1 port=A user"),
    ]
    for (name, own) in names {
      let own = own.replacing("$0", with: name).replacing("port=A", with: "port=\(server.port)")
        .replacing(",B\n", with: ",\(standby.port)\n")
      local = local.replacing(name, with: own)
    }
    return local
  }

  /// What `sudo` does from now on: what it is given is done on a server, as its user.
  func isOnServer(folder: Folder, port: Int) throws {
    let script = """
      #!/bin/sh
      shift 2
      export PGHOST='\(folder.path)' PGPORT=\(port) PGUSER=postgres PGPASSFILE='\(server.folder["pgpass"])'
      exec "$@"
      """
    try write(script, to: office.root.appending(path: "bin/sudo").path(), mode: 0o700)
  }

  func write(_ text: String, to path: String, mode: Int) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }

  // MARK: What the pages say

  /// Writes the files of a section and types its commands.
  func walk(_ page: Page, _ section: String, expecting statuses: [Int32] = [0]) async throws {
    for block in page.blocks where block.section == section && block.language != "conf" {
      try write(block)
      if block.language != "console" { continue }
      for step in block.steps { try await walk(step, expecting: statuses) }
    }
  }

  func write(_ block: Page.Block) throws {
    if let file = block.file { try write(file, local(block.text)) }
  }

  /// Into the home folder, or where sheets are.
  func write(_ file: String, _ text: String) throws { try write(text, to: path(file), mode: 0o600) }

  func read(_ file: String) throws -> String { try String(contentsOfFile: path(file), encoding: .utf8) }

  private func path(_ file: String) -> String {
    let home = office.root.appending(path: "home").path()
    return file.hasPrefix("~/") ? home + file.dropFirst() : office.work.appending(path: file).path()
  }

  func walk(_ step: Tour.Step, expecting statuses: [Int32] = [0]) async throws {
    if let export = step.command.wholeMatch(of: /export (\w+)='(\S+)'/) {
      environment[String(export.output.1)] = String(export.output.2)
      return
    }
    // Servers take a moment to know what they were told.
    let isQuestion = step.command.contains("SELECT ")
    while true {
      let (screen, status) = try await shown(try start(step), step)
      let isShown = try step.printed.isEmpty || step.isShown(by: screen)
      if isQuestion, !isShown, status == 0 { continue }
      #expect(statuses.contains(status), "\(step.command)\n\(screen)")
      #expect(isShown, "\(step.command)\n\(step.printed)\nis in truth\n\(screen)")
      return
    }
  }

  /// Types a command; one that may ask on a terminal, which does not show what is typed.
  func start(_ step: Tour.Step) throws -> Running {
    let command = local(step.command)
    let asks = command.hasPrefix("aopbatch run ") || command.hasPrefix("aopbatch resume ")
    let terminal = ["--quiet", "--return", "--echo", "never", "--command", "stty cols 1000; \(command)", "/dev/null"]
    return try Running(
      asks ? "/usr/bin/script" : "/bin/sh",
      asks ? terminal : ["-c", "(\(command)) 2>&1"],
      environment: environment,
      folder: office.work.path(),
      input: asks ? Self.answer(step) : ""
    )
  }

  private static func answer(_ step: Tour.Step) -> String {
    step.printed.firstMatch(of: /anything else to stop: (\w+)/).map { "\($0.output.1)\n" } ?? Tour.answer
  }

  /// What a terminal shows in the end, in the pages' own names, and the exit status.
  func shown(_ running: Running, _ step: Tour.Step) async throws -> (screen: String, status: Int32) {
    let end = try await running.ended()
    let screen = Tour.screen(end.stdout, answer: Self.answer(step))
    return (screen.replacing(batch ?? Self.batchOfPages, with: Self.batchOfPages), end.status)
  }

  // MARK: What is done beside them

  /// Runs a command without a terminal.
  func run(_ command: String) async throws -> Ended {
    let running = try Running("/bin/sh", ["-c", command], environment: environment, folder: office.work.path())
    return try await running.ended()
  }

  func newestBatch() async throws -> String {
    let name = try await server.run("SELECT name FROM batch ORDER BY id DESC LIMIT 1", in: "aopbatch")
    return try #require(name.split(separator: "\n").first.map(String.init))
  }

  /// Gives all roles the same password, and the machines and servers that.
  func givePasswords() async throws {
    let roles = try await server.run("SELECT rolname FROM pg_roles WHERE rolname ~ '^(aopbatch|ledger)'")
    for role in roles.split(separator: "\n") {
      try await server.run("ALTER ROLE \(role) PASSWORD '\(PostgresServer.password)'")
    }
  }

  /// Starts the second server, whose data was copied from the first.
  func startStandby() async throws {
    let folder = standby.folder
    for file in ["ledger-b.crt", "ledger-b.key"] {
      try write(office.text(file), to: folder[file], mode: 0o600)
    }
    let settings = [
      "ssl_cert_file=\(folder["ledger-b.crt"])", "ssl_key_file=\(folder["ledger-b.key"])",
      "listen_addresses=127.0.0.1", "max_connections=300",
    ]
    let running = try PostgresServer.keep(
      [PostgresServer.program("postgres"), "-D", folder["data"], "-p", "\(standby.port)", "-k", folder.path]
        + settings.flatMap { ["-c", $0] },
      in: folder
    )
    runningStandby = running
    let isThere = await running.hasSaid("started streaming WAL")
    try #require(isThere, "\(running.stderr)")
  }

  /// Ends it at once.
  func killStandby() async throws {
    let pid = try #require(Int32(try standby.folder.read("data/postmaster.pid").prefix { $0 != "\n" }))
    kill(pid, SIGQUIT)
    _ = try await runningStandby?.ended()
    runningStandby = nil
  }

  /// Whether a commit waits for a standby soon.
  func hasWaitingCommit() async throws -> Bool {
    for _ in 0..<200 {
      let waiting = try await server.run("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
      if waiting != "0\n" { return true }
    }
    return false
  }
}
