import Glibc
import Sheet

/// The process's limit of open files; 1024 is a usual default.
enum OpenFiles {
  /// For everything but connections to be sent on. Without a file left, the system's own libraries end the process.
  private static let othersMax = 256

  /// Raises the soft limit as far as so many connections need it.
  ///
  /// - Throws: `Failure` if that is more than is allowed.
  static func raiseLimit(connections: Int) throws(Failure) {
    let needed = rlim_t(connections + othersMax)
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < needed else { return }
    limit.rlim_cur = min(needed, limit.rlim_max)
    guard setrlimit(resource, &limit) == 0, limit.rlim_cur == needed else {
      throw Failure(.openFiles, [.count: "\(needed)", .limit: "\(limit.rlim_max)"])
    }
  }
}
