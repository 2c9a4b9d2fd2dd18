import Foundation
import Glibc
import Testing

/// The built program, beside the test bundle in the build folder.
public enum Program {
  public static let path: String = {
    if let chosen = ProcessInfo.processInfo.environment["AOPBATCH_PROGRAM"] { return chosen }
    let bundle = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    let folders = [
      bundle.deletingLastPathComponent(), Bundle.main.bundleURL, Bundle.main.bundleURL.deletingLastPathComponent(),
    ]
    let candidates = folders.map { $0.appending(path: "aopbatch").path() }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "aopbatch"
  }()
}

/// How a process ended: its exit status (or minus the signal that ended it) and what it said.
public struct Ended: Sendable {
  public let status: Int32
  public let stdout: String
  public let stderr: String

  /// Standard output as exactly one JSON object on one line.
  public var json: JSON {
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
public final class Running: Sendable {
  private struct State {
    var stdout: [UInt8] = []
    var stderr: [UInt8] = []
    var status: Int32?
    /// Of standard output and error.
    var open = 2
    var isNoted = false

    var hasEnded: Bool { status != nil && open == 0 }
    var said: String { String(decoding: stderr, as: UTF8.self) }
    var printed: String { String(decoding: stdout, as: UTF8.self) }
  }

  public let pid: Int32
  /// Of the program; nil of another one.
  private let arguments: [String]?
  private let state = Watched(State())
  /// Our end of a standard input that stays open; its own end is read as the end of the file when this process dies.
  private let held: Int32?

  deinit { if let held { close(held) } }

  /// - Parameter input: What the process reads from its standard input, a file; nil for one that says nothing and ends
  ///   when nobody holds the `Running` any more.
  public init(
    _ path: String,
    _ arguments: [String],
    environment: [String: String],
    folder: String,
    input: String? = ""
  ) throws {
    let (stdout, stderr) = (try Pipe(), try Pipe())
    let inputFile = try #require(tmpfile())
    let silence = input == nil ? try Pipe() : nil
    held = silence?.ours
    self.arguments = path == Program.path ? arguments : nil
    defer {
      fclose(inputFile)
      close(stdout.end)
      close(stderr.end)
      if let silence { close(silence.end) }
    }
    fputs(input ?? "", inputFile)
    rewind(inputFile)
    pid = try Self.spawn(
      // `env` changes the folder and becomes the program.
      ["env", "-C", folder, path] + arguments,
      environment.map { "\($0)=\($1)" },
      files: [silence?.end ?? fileno(inputFile), stdout.end, stderr.end]
    )
    let (state, pid) = (state, pid)
    stdout.read { bytes in
      state.update { $0.stdout += bytes }
    } atEnd: {
      state.update { $0.open -= 1 }
    }
    stderr.read { bytes in
      state.update { $0.stderr += bytes }
    } atEnd: {
      state.update { $0.open -= 1 }
    }
    Thread.detachNewThread {
      let status = Self.wait(for: pid)
      state.update { $0.status = status }
    }
  }

  /// `posix_spawn_file_actions_addclosefrom_np` of the GNU C library, whose header hides it from Swift. Not unsafe in effect:
  /// it has been of this type since it is there.
  private static let closeFrom = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np").map {
    unsafeBitCast($0, to: (@convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32).self)
  }

  private static func spawn(_ words: [String], _ environment: [String], files: [Int32]) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, file) in files.enumerated() { posix_spawn_file_actions_adddup2(&actions, file, Int32(number)) }
    // A server's program that inherited another test's connection would keep it open after its end.
    _ = closeFrom?(&actions, Int32(files.count))
    // The threads that tests run on keep all signals back, which a process would inherit.
    var attributes = posix_spawnattr_t()
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setsigmask(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let words = words.map { strdup($0) } + [nil]
    let settings = environment.map { strdup($0) } + [nil]
    defer { for text in words + settings { free(text) } }
    var pid: Int32 = 0
    let problem = posix_spawn(&pid, "/usr/bin/env", &actions, &attributes, words, settings)
    try #require(problem == 0, "it could not be started: \(String(cString: strerror(problem)))")
    return pid
  }

  /// The exit status, or minus the signal that ended it.
  private static func wait(for pid: Int32) -> Int32 {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
  }

  public func send(signal number: Int32) { kill(pid, number) }

  /// Stops it until it is continued; returns once none of its threads does anything any more.
  public func stop() {
    kill(pid, SIGSTOP)
    while Self.threads(of: pid).contains(where: { !["T", "Z", "X"].contains($0) }) { sched_yield() }
  }

  /// The states of a process's threads, a letter each.
  private static func threads(of pid: Int32) -> [String] {
    let folder = "/proc/\(pid)/task"
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return threads.compactMap { thread in
      let status = try? String(contentsOfFile: "\(folder)/\(thread)/stat", encoding: .utf8)
      // Behind the program's name, in which anything may stand.
      return status?.split(separator: ") ").last?.prefix(1).description
    }
  }

  public var hasEnded: Bool { state.value.hasEnded }

  /// What it said on standard error so far.
  public var stderr: String { state.value.said }

  /// Waits until it has printed a whole line, or has ended; gives what it printed so far.
  public func printed() async -> String {
    await state.wait { $0.hasEnded || $0.stdout.last == UInt8(ascii: "\n") }
    return state.value.printed
  }

  /// Waits until it has printed some words, or has ended; gives whether it printed them.
  public func hasPrinted(_ words: String) async -> Bool {
    await state.wait { $0.hasEnded || $0.printed.contains(words) }
    return state.value.printed.contains(words)
  }

  /// Waits until it has said some words on standard error, or has ended; gives whether it said them.
  public func hasSaid(_ words: String) async -> Bool {
    await state.wait { $0.hasEnded || $0.said.contains(words) }
    return stderr.contains(words)
  }

  /// Waits for its end; a test whose time is over ends it.
  public func ended() async throws -> Ended {
    let hasEnded = await state.wait { $0.hasEnded }
    let end = state.value
    guard hasEnded, let status = end.status else {
      kill(pid, SIGKILL)
      throw NeverEnded(said: end.said)
    }
    let ended = Ended(status: status, stdout: end.printed, stderr: end.said)
    let isNew = state.update { state in
      defer { state.isNoted = true }
      return !state.isNoted
    }
    if isNew, let arguments { Outputs.note(arguments, ended) }
    return ended
  }
}

public struct NeverEnded: Error { public let said: String }

/// What a process writes to; a pair of sockets, for those are never inherited by another process by chance.
private struct Pipe {
  let end: Int32
  let ours: Int32

  init() throws {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    try #require(socketpair(AF_UNIX, kind, 0, &ends) == 0)
    (ours, end) = (ends[0], ends[1])
  }

  /// Reads on a thread of its own until nobody can write any more.
  func read(_ take: @escaping @Sendable ([UInt8]) -> Void, atEnd: @escaping @Sendable () -> Void) {
    Thread.detachNewThread { [ours] in
      var block = [UInt8](repeating: 0, count: 65_536)
      while case let count = Glibc.read(ours, &block, block.count), count > 0 { take(Array(block[..<count])) }
      close(ours)
      atEnd()
    }
  }
}
