import Foundation
import Glibc

/// What the program printed for programs, a line for each call, as `Tests/check-json` reads it.
public enum Outputs {
  /// Where every call of every test is taken down, if the environment names a file.
  private static let file: Int32? = getenv("AOPBATCH_TEST_OUTPUTS").map { path in
    open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
  }

  static func note(_ arguments: [String], _ ended: Ended) {
    guard let file, isForPrograms(arguments), let line = try? line(arguments, ended) else { return }
    let bytes = Array(line.utf8)
    // One call, so that lines of several threads do not mix.
    _ = write(file, bytes, bytes.count)
  }

  /// A journal may have been changed by the test.
  private static func isForPrograms(_ arguments: [String]) -> Bool {
    arguments.first != "journal" && (arguments.contains("--json") || arguments.contains("--json-stream"))
  }

  /// With its line feed.
  public static func line(_ arguments: [String], _ ended: Ended) throws -> String {
    let call: [String: Any] = ["arguments": arguments, "status": ended.status, "stdout": ended.stdout]
    return String(decoding: try JSONSerialization.data(withJSONObject: call), as: UTF8.self) + "\n"
  }
}
