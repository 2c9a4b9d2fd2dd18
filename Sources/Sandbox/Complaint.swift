import Foundation

/// What the sandbox has to tell a person while it runs: one line on standard error.
enum Complaint {
  static func say(_ sentence: String) {
    // There is nobody left to tell that standard error is closed.
    try? FileHandle.standardError.write(contentsOf: Data("sandbox: \(sentence)\n".utf8))
  }
}
