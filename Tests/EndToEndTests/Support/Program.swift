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
    for (file, data) in [(inputFile, input), (output, Data()), (complaints, Data())] { try data.write(to: file) }
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.environment = environment
    process.currentDirectoryURL = folder
    process.standardInput = try FileHandle(forReadingFrom: inputFile)
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: complaints)
    let (endings, ending) = AsyncStream.makeStream(of: Int32.self)
    self.endings = endings
    process.terminationHandler = { process in
      ending.yield(process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus)
      ending.finish()
    }
    try process.run()
    pid = process.processIdentifier
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
