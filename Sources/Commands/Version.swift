import CCommit
import Payments

/// The program's version, by semantic versioning; the newest of the page "Changes" has the same number.
enum Version {
  static let number = "0.2.0"
  static let userAgent = "aopbatch/\(number)"

  /// `unknown` if nobody said which commit was built: only `samples/package` does.
  private static let commit: String = {
    let name = String(cString: aopbatch_commit())
    return name.isEmpty ? "unknown" : name
  }()

  static let words = "\(number) (commit \(commit))"

  /// `--version --json`, which the parser does not know beside each other.
  static func showJSON() {
    let directory = IFSCDirectory.builtIn
    try? Console(isJSON: true, isQuiet: false).show(
      json: ["version": number, "commit": commit, "ifscDirectory": directory.release, "ifscDate": directory.day]
    )
  }
}
