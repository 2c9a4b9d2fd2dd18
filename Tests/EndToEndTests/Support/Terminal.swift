import Foundation
import Glibc
import TestSupport
import Testing

/// The program on a terminal, where the test types when it wants to.
final class Terminal: Sendable {
  let running: Running
  private let keyboard: Int32

  init(_ arguments: [String], in office: Office, keyboardName: String = "keyboard") throws {
    let path = office.scratch.appending(path: keyboardName).path()
    try #require(mkfifo(path, 0o600) == 0)
    // For reading too, so that opening waits for nobody.
    keyboard = open(path, O_RDWR | O_CLOEXEC)
    try #require(keyboard >= 0)
    let command = ([Program.path] + arguments).map { "'\($0)'" }.joined(separator: " ")
    running = try Running(
      "/bin/sh",
      ["-c", "exec script --quiet --return --command \"$0\" /dev/null <\"$1\"", command, path],
      environment: office.environment,
      folder: office.work.path()
    )
  }

  deinit { close(keyboard) }

  func type(_ keys: String) {
    var keys = keys
    keys.withUTF8 { _ = write(keyboard, $0.baseAddress, $0.count) }
  }
}
