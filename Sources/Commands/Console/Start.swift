import Dispatch
import Glibc
import Sheet

/// What the program needs of the system: files and threads, as many as its work may take.
enum Start {
  /// Sees to standard input, output and error: where one of them is closed, the next file that is opened would get its
  /// number, and our words. Into standard output that nobody has nothing can be written, so that it shows.
  static func openStandardFiles() {
    for (descriptor, mode) in [(STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY)]
    where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest number that is free is this one.
      _ = open("/dev/null", mode)
    }
  }

  /// One for each processor, for what blocks, and for the network.
  private static let threadsNeeded = sysconf(Int32(_SC_NPROCESSORS_ONLN)) + 8
  fileprivate static let gate = DispatchSemaphore(value: 0)

  /// Makes as many threads as a command may need, all at once: where the system refuses one later, the libraries wait
  /// for ever.
  ///
  /// - Throws: `threads`
  static func demandThreads() throws(Failure) {
    var threads: [pthread_t] = []
    while threads.count < threadsNeeded, let thread = thread() { threads.append(thread) }
    for _ in threads { gate.signal() }
    for thread in threads { pthread_join(thread, nil) }
    if threads.count < threadsNeeded { throw Failure(.threads, [.count: "\(threadsNeeded)"]) }
  }

  /// A thread that waits at the gate; nil if the system refuses it.
  private static func thread() -> pthread_t? {
    var thread = pthread_t()
    return pthread_create(&thread, nil, waitAtGate, nil) == 0 ? thread : nil
  }

  /// For everything but connections to be sent on. Without a file left, the system's own libraries end the process.
  private static let otherFilesMax = 256

  /// Raises the soft limit of open files as far as so many connections need it; 1024 is a usual default.
  ///
  /// - Throws: `Failure` if that is more than is allowed.
  static func raiseFileLimit(connections: Int) throws(Failure) {
    let needed = rlim_t(connections + otherFilesMax)
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < needed else { return }
    limit.rlim_cur = min(needed, limit.rlim_max)
    guard setrlimit(resource, &limit) == 0, limit.rlim_cur == needed else {
      throw Failure(.openFiles, [.count: "\(needed)", .limit: "\(limit.rlim_max)"])
    }
  }
}

private func waitAtGate(_: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  Start.gate.wait()
  return nil
}
