#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The process's limit of open files; 1024 is a usual default and too few for as many connections.
enum OpenFiles {
  /// What the program needs beside its connections.
  private static let othersMax = 256

  /// Raises the soft limit as far as needed and allowed. Where that is not enough, accepting waits until others close.
  static func raiseLimit(connections: Int) {
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let resource = RLIMIT_NOFILE
    #endif
    var limit = rlimit()
    let needed = rlim_t(connections + othersMax)
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < needed else { return }
    limit.rlim_cur = min(needed, limit.rlim_max)
    _ = setrlimit(resource, &limit)
  }
}
