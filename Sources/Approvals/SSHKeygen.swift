internal import CSpawn
internal import Glibc
internal import Sheet

/// The program that judges signatures: all cryptography is its own, and what keys, namespaces and times mean.
///
/// It is started without a shell, from a fixed place, with nothing of our environment (a time zone would move the dates up to
/// which keys are good), with no descriptor but those that it is given, and with its files in memory. A library for that
/// (swift-subprocess) would be a dependency more, and hands over no descriptors but the three standard ones by number.
struct SSHKeygen: Sendable {
  /// Another one in tests.
  var path = "/usr/bin/ssh-keygen"
  /// How long it may take, in milliseconds.
  var millisecondsMax: Int32 = 60_000

  static let outputBytesMax = 64 << 10

  /// How it ended, and what it said on standard output and standard error.
  struct Ended {
    let status: Int32
    let output: String
    let errors: String
  }

  /// Where it finds the file of a number, counted from 0.
  static func place(_ number: Int) -> String { "/proc/self/fd/\(3 + number)" }

  /// Runs it. Blocks until it has ended.
  ///
  /// - Parameters:
  ///   - input: What it reads on standard input.
  ///   - files: What it finds at `place(0)` and so on.
  /// - Throws: `approvalNoKeygen` if it is not there; `approvalKeygen` if it takes too long or cannot be run.
  func run(_ arguments: [String], input: [UInt8], files: [[UInt8]]) throws(Failure) -> Ended {
    do throws(Failure) {
      let (output, errors) = (try MemoryFile(room: Self.outputBytesMax), try MemoryFile(room: Self.outputBytesMax))
      var given = [try MemoryFile(input), output, errors]
      for file in files { given.append(try MemoryFile(file)) }
      let status = try wait(for: try start(arguments, given))
      func said(_ file: MemoryFile) -> String { String(decoding: file.written, as: UTF8.self) }
      return Ended(status: status, output: said(output), errors: said(errors))
    } catch {
      throw error.code == .file ? failure(error[.cause]) : error
    }
  }

  func failure(_ cause: String) -> Failure { Failure(.approvalKeygen, [.path: path, .cause: cause]) }

  private func start(_ arguments: [String], _ files: [MemoryFile]) throws(Failure) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, file) in files.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, file.descriptor, Int32(number))
    }
    posix_spawn_file_actions_addclosefrom_np(&actions, Int32(files.count))
    // Copies that live until the call is over.
    let words = ([path] + arguments).map { strdup($0) } + [nil]
    let environment = [strdup("LC_ALL=C"), nil]
    defer { for word in words + environment { free(word) } }
    var child: pid_t = 0
    let problem = withExtendedLifetime(files) { posix_spawn(&child, path, &actions, nil, words, environment) }
    if problem == ENOENT { throw Failure(.approvalNoKeygen, [.path: path]) }
    guard problem == 0 else { throw failure(Failure.words(for: problem)) }
    return child
  }

  /// - Returns: The exit status; minus the signal that ended it.
  private func wait(for child: pid_t) throws(Failure) -> Int32 {
    let trouble = waitInTime(for: child)
    if trouble != nil { kill(child, SIGKILL) }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      // Where ended children are thrown away by our own parent's wish, nobody knows what it said.
      guard errno == EINTR else { throw failure(Failure.words(for: errno)) }
    }
    if let trouble { throw failure(trouble) }
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
  }

  private func waitInTime(for child: pid_t) -> String? {
    let watch = CSpawnWatch(child)
    guard watch >= 0 else { return Failure.words(for: errno) }
    defer { close(watch) }
    var end = pollfd(fd: watch, events: Int16(POLLIN), revents: 0)
    while true {
      let count = poll(&end, 1, millisecondsMax)
      // A signal is for the program, and the time begins once more: signals are few.
      if count < 0, errno == EINTR { continue }
      return count > 0 ? nil : "it did not end within \(millisecondsMax / 1000) s"
    }
  }
}
