import Synchronization

/// Files that were found in the places of ours and are kept beside, under other names, for they are somebody's: noted
/// while files are written, and told at the end, however that comes.
public final class KeptFiles: Sendable {
  private let found = Mutex<[String]>([])

  /// Where they are now, in the order in which they were met.
  public var paths: [String] { found.withLock { $0 } }

  func add(_ path: String?) {
    if let path { found.withLock { $0.append(path) } }
  }
}
