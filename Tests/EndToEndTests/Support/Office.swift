import Foundation
import Glibc
import Sandbox
import TestSupport
import Testing

/// What every test starts with: a fresh folder, the provider on loopback, and the program to run in a clean environment.
struct Office: Sendable {
  static let registrationID = "AOP-TEST-554"

  var folder: Folder
  var url: String
  /// Where a ledger on a server is; nil for the usual one.
  var database: (server: PostgresServer, name: String)?

  var root: URL { URL(filePath: folder.path) }
  /// Where the sheets are; the program's current folder.
  var work: URL { root.appending(path: "work") }
  /// What the program makes for a moment.
  var scratch: URL { root.appending(path: "scratch") }
  var log: URL { root.appending(path: "requests.jsonl") }
  var ledger: URL { root.appending(path: "state/aopbatch/ledger.sqlite") }

  /// The same office with a provider that holds answers back.
  func behind(_ provider: HeldProvider) -> Office {
    var office = self
    office.url = provider.url
    return office
  }

  var environment: [String: String] {
    [
      "HOME": root.appending(path: "home").path(), "XDG_STATE_HOME": root.appending(path: "state").path(),
      "PATH": "/usr/bin:/bin", "TMPDIR": scratch.path(), "AOPAY_REGISTRATION_ID": Self.registrationID,
      "AOPBATCH_LEDGER": database.map { $0.server.address($0.name) },
      "AOPAY_NEP_KEY": "NEP-TEST", "AOPAY_DOMAIN": "test-domain", "AOPAY_PARTNER_ID": "PARTNER-TEST",
    ].compactMapValues { $0 }
  }

  // MARK: - Running

  /// Starts the program; an empty value in `environment` takes the variable away.
  func start(
    _ arguments: [String],
    environment changes: [String: String] = [:],
    input: String = "",
    folder: URL? = nil
  ) throws -> Running {
    try Running(
      Program.path,
      arguments,
      environment: environment.merging(changes) { $1 }.filter { !$0.value.isEmpty },
      folder: (folder ?? work).path(),
      input: input
    )
  }

  /// Starts the program under another one that watches it.
  func trace(_ tracer: String, _ options: [String], _ arguments: [String]) async throws -> Ended {
    let running = try Running(
      tracer,
      options + [Program.path] + arguments,
      environment: environment,
      folder: work.path()
    )
    return try await running.ended()
  }

  func run(
    _ arguments: String...,
    environment: [String: String] = [:],
    input: String = "",
    folder: URL? = nil
  ) async throws -> Ended {
    try await start(arguments, environment: environment, input: input, folder: folder).ended()
  }

  /// The arguments that send a sheet to the sandbox without asking.
  func sending(_ operation: String, _ sheet: String, _ options: [String] = []) -> [String] {
    ["run", operation, sheet, "--yes", "--base-url", url] + options
  }

  func send(_ operation: String, _ sheet: String, _ options: String...) async throws -> Ended {
    try await start(sending(operation, sheet, options)).ended()
  }

  /// In a shell that allows so many open files.
  func run(filesMax: Int, _ arguments: [String]) async throws -> Ended {
    let running = try Running(
      "/bin/sh",
      ["-c", "ulimit -n \(filesMax) && exec \"$0\" \"$@\"", Program.path] + arguments,
      environment: environment,
      folder: work.path()
    )
    return try await running.ended()
  }

  /// On a terminal, with keys that are typed.
  func runOnTerminal(_ arguments: [String], typing keys: String) async throws -> Ended {
    let command = ([Program.path] + arguments).map { "'\($0)'" }.joined(separator: " ")
    let running = try Running(
      "/usr/bin/script",
      ["--quiet", "--return", "--command", command, "/dev/null"],
      environment: environment,
      folder: work.path(),
      input: keys
    )
    return try await running.ended()
  }

  /// Lets an hour pass since anybody had a turn in a ledger on a server: what was on its way cannot leave any more.
  func letTimePass() async throws {
    guard let database else { return }
    try await database.server.run("UPDATE worker SET acted_at = acted_at - 3600000", in: database.name)
  }

  // MARK: - Files

  func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }
  func write(_ name: String, _ bytes: [UInt8]) throws { try Data(bytes).write(to: work.appending(path: name)) }
  func data(_ name: String) throws -> Data { try Data(contentsOf: work.appending(path: name)) }
  func text(_ name: String) throws -> String { String(decoding: try data(name), as: UTF8.self) }
  func csv(_ name: String) throws -> CSV {
    try CSV(#require(String(validating: data(name), as: UTF8.self), "\(name) is UTF-8"))
  }

  /// The names of the files in the sheets' folder, hidden ones too.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: work.path()).sorted() }
  }

  func mode(_ name: String) -> UInt32 {
    var status = stat()
    return stat(work.appending(path: name).path(), &status) == 0 ? status.st_mode & 0o7777 : 0
  }

  // MARK: - What the provider saw

  /// One line of the sandbox's log.
  struct Request: Decodable, Sendable {
    let operation: String?
    let method, path, answer, body: String
    let content_type: String
    let booked: Bool?
    let reference: String?

    func value(_ key: String) throws -> String? { try JSON(body).text(key) }
  }

  var requests: [Request] {
    get throws {
      let lines = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
      // A last line without its end is still being written.
      return try lines.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        .map { try JSONDecoder().decode(Request.self, from: Data($0.utf8)) }
    }
  }

  /// The accounts that bodies arrived for, in the order of their arrival.
  var accountsAsked: [String] {
    get throws { try requests.map { try #require(try $0.value("accountNumber")) } }
  }
}

extension Gate {
  /// Lets only a few tests run programs at once, so that those who watch a run while it lasts are not starved.
  static let programs = Gate(places: 4)
}

/// Opens an office with a provider, works in it, and clears it away whatever happens.
func withOffice(_ work: (Office) async throws -> Void) async throws {
  await Gate.programs.enter()
  let result: Result<Void, any Error>
  do { result = .success(try await withSecondOffice(work)) } catch { result = .failure(error) }
  await Gate.programs.leave()
  try result.get()
}

/// The same for a test that has one already.
func withSecondOffice(_ work: (Office) async throws -> Void) async throws {
  let folder = try Folder(isOnDisk: true)
  var options = SandboxOptions()
  options.log = folder["requests.jsonl"]
  let server = try await SandboxServer.start(options)
  let office = Office(folder: folder, url: server.url)
  let result: Result<Void, any Error>
  do {
    for place in [office.work, office.scratch, office.root.appending(path: "home")] {
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    }
    result = .success(try await work(office))
  } catch { result = .failure(error) }
  await server.stop()
  try result.get()
}

/// An office whose provider holds back all answers but so many.
func withHeldOffice(passing: Int = 0, _ work: (Office, HeldProvider) async throws -> Void) async throws {
  try await withOffice { office in
    let provider = try HeldProvider(before: office.url, passing: passing)
    defer { provider.stop() }
    try await work(office.behind(provider), provider)
  }
}
