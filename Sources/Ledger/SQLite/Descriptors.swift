import Glibc
import Sheet
import Synchronization

/// The open descriptors of the ledgers that this process works with.
///
/// As soon as a process closes any descriptor of a file, POSIX takes all locks from it that it has on that file, and
/// SQLite's locks are of that kind: it would go on without them, and another process could take the log away from under
/// it. So none is closed before the last ledger of that file in this process; until then it waits for the next lock.
enum Descriptors {
  /// What a file is, whatever its names are: its device and its number there.
  typealias Inode = [UInt64]

  static func inode(_ status: stat) -> Inode { [UInt64(status.st_dev), UInt64(status.st_ino)] }

  private static let entries = Mutex<[Inode: (ledgers: Int, idle: [Int32])]>([:])

  /// Opens the file of one more ledger, and makes it if there is none.
  ///
  /// - Parameter name: What people call it.
  static func enter(_ path: String, naming name: String) throws(Failure) -> Inode {
    let (descriptor, inode) = try open(path, O_CREAT, naming: name)
    entries.withLock { entries in
      entries[inode, default: (0, [])].ledgers += 1
      entries[inode]?.idle.append(descriptor)
    }
    return inode
  }

  /// Ends what `enter` began, when SQLite has closed the ledger and nobody has a descriptor of it any more.
  static func leave(_ inode: Inode) {
    entries.withLock { entries in
      entries[inode]?.ledgers -= 1
      guard let entry = entries[inode], entry.ledgers == 0 else { return }
      entry.idle.forEach { close($0) }
      entries[inode] = nil
    }
  }

  /// A descriptor for one lock.
  ///
  /// - Throws: `ledgerReplaced` if the path leads to another file by now.
  static func take(_ inode: Inode, _ path: String, naming name: String) throws(Failure) -> Int32 {
    if let idle = entries.withLock({ $0[inode]?.idle.popLast() }) { return idle }
    let (descriptor, found) = try open(path, 0, naming: name)
    if found == inode { return descriptor }
    give(descriptor, found)
    throw Failure(.ledgerReplaced, [.path: name])
  }

  /// Takes back a descriptor, without a lock on it.
  static func give(_ descriptor: Int32, _ inode: Inode) {
    entries.withLock { entries in
      if entries[inode]?.idle.append(descriptor) == nil { close(descriptor) }
    }
  }

  private static func open(_ path: String, _ flags: Int32, naming name: String) throws(Failure) -> (Int32, Inode) {
    let descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC | flags, 0o600)
    var status = stat()
    guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
      throw Failure(.ledgerOpen, [.path: name, .cause: Failure.words(for: errno)])
    }
    return (descriptor, inode(status))
  }
}
