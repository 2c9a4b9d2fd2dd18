import Foundation
import Glibc
import Testing

/// The built program, beside the test bundle in the build folder.
enum Program {
  static let path: String = {
    let bundle = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    let folders = [
      bundle.deletingLastPathComponent(), Bundle.main.bundleURL, Bundle.main.bundleURL.deletingLastPathComponent(),
    ]
    let candidates = folders.map { $0.appending(path: "aopbatch").path() }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "aopbatch"
  }()
}

/// How a process ended: its exit status (or minus the signal that ended it) and what it said.
struct Ended: Sendable {
  let status: Int32
  let stdout: String
  let stderr: String

  /// Standard output as exactly one JSON object on one line.
  var json: JSON {
    get throws {
      let lines = stdout.split(separator: "\n", omittingEmptySubsequences: false)
      try #require(lines.count == 2 && lines[1].isEmpty, "one line, and nothing else: \(stdout)\n\(stderr)")
      return try JSON(String(lines[0]))
    }
  }
}

/// A process that was started.
///
/// By `posix_spawn`: Foundation's `Process` is not safe when several tests start programs at the same moment.
final class Running: Sendable {
  let pid: Int32
  private let endings: AsyncStream<Int32>
  private let output: URL
  private let complaints: URL

  /// - Parameters:
  ///   - scratch: A folder for what the process writes to its standard output and error.
  init(
    _ path: String,
    _ arguments: [String],
    environment: [String: String],
    folder: URL,
    input: Data,
    scratch: URL
  ) throws {
    let mark = UUID().uuidString
    output = scratch.appending(path: "\(mark).out")
    complaints = scratch.appending(path: "\(mark).err")
    let inputFile = scratch.appending(path: "\(mark).in")
    try input.write(to: inputFile)
    pid = try Self.spawn(
      path,
      arguments,
      environment.map { "\($0)=\($1)" },
      folder: folder.path(),
      files: [inputFile, output, complaints].map { $0.path() }
    )
    let (endings, ending) = AsyncStream.makeStream(of: Int32.self)
    self.endings = endings
    Thread.detachNewThread { [pid] in
      ending.yield(Self.wait(for: pid))
      ending.finish()
    }
  }

  private static func spawn(
    _ path: String,
    _ arguments: [String],
    _ environment: [String],
    folder: String,
    files: [String]
  ) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, files[0], O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, files[1], O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, files[2], O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    // `env` changes the folder and becomes the program.
    let words = (["env", "-C", folder, path] + arguments).map { strdup($0) } + [nil]
    let settings = environment.map { strdup($0) } + [nil]
    defer { for text in words + settings { free(text) } }
    var pid: Int32 = 0
    let problem = posix_spawn(&pid, "/usr/bin/env", &actions, nil, words, settings)
    try #require(problem == 0, "\(path) could not be started: \(String(cString: strerror(problem)))")
    return pid
  }

  /// The exit status, or minus the signal that ended it.
  private static func wait(for pid: Int32) -> Int32 {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
  }

  func send(signal number: Int32) { kill(pid, number) }

  var isAlive: Bool { kill(pid, 0) == 0 }

  /// What it said on standard error so far.
  var stderr: String { (try? String(contentsOf: complaints, encoding: .utf8)) ?? "" }

  /// Waits for its end; a test whose time is over ends it.
  func ended() async throws -> Ended {
    for await status in endings {
      return Ended(status: status, stdout: try String(contentsOf: output, encoding: .utf8), stderr: stderr)
    }
    kill(pid, SIGKILL)
    throw NeverEnded(said: stderr)
  }
}

struct NeverEnded: Error { let said: String }

/// Looks until something holds; the suite's time limit ends it if that never comes.
func until(_ holds: () throws -> Bool) async throws {
  while try !holds() { try await Task.sleep(for: .milliseconds(2)) }
}
