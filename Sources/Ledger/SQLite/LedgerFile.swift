import GRDB
import Glibc
import Sheet

/// The file that the ledger is in, and the lock file beside it.
final class LedgerFile: Sendable {
  let path: String
  private let lockPath: String
  private let inode: ino_t

  /// Makes the file if there is none: a ledger holds account numbers, only its owner may read it. SQLite gives its side
  /// files the same mode.
  init(path: String) throws(Failure) {
    self.path = path
    lockPath = path + ".lock"
    // A new ledger where batches were held before knows nothing of what they paid.
    if Self.status(of: path)?.st_size ?? 0 == 0, access(lockPath, F_OK) == 0 {
      throw Failure(.ledgerGone, [.path: path, .name: lockPath])
    }
    let descriptor = try Self.open(path, O_CREAT)
    defer { close(descriptor) }
    var status = stat()
    fstat(descriptor, &status)
    inode = status.st_ino
  }

  private static func open(_ path: String, _ flags: Int32) throws(Failure) -> Int32 {
    let descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC | flags, 0o600)
    guard descriptor >= 0 else { throw Failure(.ledgerOpen, [.path: path, .cause: Failure.words(for: errno)]) }
    return descriptor
  }

  private static func status(of path: String) -> stat? {
    var status = stat()
    return stat(path, &status) == 0 ? status : nil
  }

  /// Whether the path still leads to the file that is open: a ledger that was deleted or replaced records for nobody.
  var isInPlace: Bool { Self.status(of: path)?.st_ino == inode }

  /// The size of the file.
  var bytes: Int { Self.status(of: path)?.st_size ?? 0 }

  /// Takes the lock of a batch; nil if another process has it.
  func lock(_ batch: Int64) throws(Failure) -> FileLock? { try FileLock(path: lockPath, byte: batch) }

  /// Whether a process has the lock of a batch: asked without taking it, for whoever wants it meanwhile would be refused.
  func isLocked(_ batch: Int64) throws(Failure) -> Bool { try FileLock.isTaken(path: lockPath, byte: batch) }

  /// A whole copy of the ledger as it was committed last, beside it under a name that nothing had.
  func copyBeside() throws {
    var number = 1
    while access("\(path).version-1.\(number)", F_OK) == 0 { number += 1 }
    let copy = "\(path).version-1.\(number)"
    close(try Self.open(copy, O_CREAT | O_EXCL))
    do { try DatabaseQueue(path: path).backup(to: DatabaseQueue(path: copy)) } catch {
      unlink(copy)
      throw error
    }
  }
}

/// A lock on one byte of a file: held by one process at a time, and released by the kernel when that process ends,
/// however it ends. One file beside the ledger serves all batches, a byte for each.
final class FileLock: BatchLock {
  private let byte: Int64
  private let descriptor: Int32

  /// Takes the lock; nil if another process has it.
  init?(path: String, byte: Int64) throws(Failure) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Failure(.ledgerLock, [.path: path, .cause: String(cString: strerror(errno))])
    }
    guard Self.set(F_WRLCK, descriptor, byte) else {
      let error = errno
      close(descriptor)
      if error == EAGAIN || error == EACCES { return nil }
      throw Failure(.ledgerLock, [.path: path, .cause: String(cString: strerror(error))])
    }
    self.byte = byte
    // Last, for a lock that was not taken has no deinit to close the file once more.
    self.descriptor = descriptor
  }

  deinit {
    // By name, for a child of this process that is between its start and its program has the open file too.
    release()
    close(descriptor)
  }

  func release() { _ = Self.set(F_UNLCK, descriptor, byte) }

  /// Whether any process has the lock, this one too.
  static func isTaken(path: String, byte: Int64) throws(Failure) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0, errno == ENOENT { return false }
    var range = range(F_WRLCK, byte)
    guard descriptor >= 0, fcntl(descriptor, getOpenFileLock, &range) == 0 else {
      let error = errno
      close(descriptor)
      throw Failure(.ledgerLock, [.path: path, .cause: Failure.words(for: error)])
    }
    close(descriptor)
    return range.l_type != Int16(F_UNLCK)
  }

  /// Locks of the open file, not of the process: another part of the program closing a file of the same name does not
  /// drop them.
  private static func set(_ type: Int32, _ descriptor: Int32, _ byte: Int64) -> Bool {
    var range = range(type, byte)
    return fcntl(descriptor, setOpenFileLock, &range) == 0
  }

  private static func range(_ type: Int32, _ byte: Int64) -> flock {
    flock(l_type: Int16(type), l_whence: Int16(SEEK_SET), l_start: off_t(byte), l_len: 1, l_pid: 0)
  }

  /// `F_OFD_GETLK` and `F_OFD_SETLK` of Linux, whose header hides them from Swift.
  private static let getOpenFileLock: Int32 = 36
  private static let setOpenFileLock: Int32 = 37
}
