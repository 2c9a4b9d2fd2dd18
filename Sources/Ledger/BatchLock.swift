import Glibc

/// The right to work on one batch: held by one process at a time, and released by the kernel when that process ends,
/// however it ends. One file beside the ledger serves all batches, a byte for each.
public final class BatchLock: Sendable {
  private let batch: BatchID
  private let descriptor: Int32

  /// Takes the lock; nil if another process has it.
  public init?(ledger path: String, batch: BatchID) throws(LedgerProblem) {
    let file = Self.file(of: path)
    let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw LedgerProblem(
        .locked,
        "the lock file \(file) cannot be opened: \(String(cString: strerror(errno)))",
        remedy: "Check the permissions of the ledger's folder."
      )
    }
    guard Self.set(F_WRLCK, descriptor, batch) else {
      let isHeld = errno == EAGAIN || errno == EACCES
      close(descriptor)
      if isHeld { return nil }
      throw LedgerProblem(
        .locked,
        "the lock file \(file) cannot be locked",
        remedy: "Put the ledger on a local disk with --ledger; some network drives have no locks."
      )
    }
    self.batch = batch
    // Last, for a lock that was not taken has no deinit to close the file once more.
    self.descriptor = descriptor
  }

  /// Gives the lock back now, whoever still holds a reference.
  public func release() { _ = Self.set(F_UNLCK, descriptor, batch) }

  /// Locks of the open file, not of the process: another part of the program closing a file of the same name does not
  /// drop them.
  private static func set(_ type: Int32, _ descriptor: Int32, _ batch: BatchID) -> Bool {
    var range = flock(
      l_type: Int16(type),
      l_whence: Int16(SEEK_SET),
      l_start: off_t(batch.number),
      l_len: 1,
      l_pid: 0
    )
    return fcntl(descriptor, setOpenFileLock, &range) == 0
  }

  deinit { close(descriptor) }

  static func file(of ledger: String) -> String { ledger + ".lock" }

  /// `F_OFD_SETLK` of Linux, whose header hides it from Swift.
  private static let setOpenFileLock: Int32 = 37
}
