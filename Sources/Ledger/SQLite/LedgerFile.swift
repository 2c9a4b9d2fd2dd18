import FoundationEssentials
import GRDB
import Glibc
import Sheet
import Synchronization

/// The file that a ledger is written in, and the lock file beside it.
final class LedgerFile: Sendable {
  /// As it was named to us.
  let path: String
  /// Without symbolic links: SQLite's side files lie beside this one, and so does ours.
  let realPath: String
  let lockPath: String
  private let inode: Descriptors.Inode
  private let work = Mutex<FileLock?>(nil)

  /// Where the bytes begin whose locks say who works on what: far behind those that SQLite locks (at 1 GiB), and behind
  /// the end of every file, so that nothing is ever written there.
  private static let firstLock: Int64 = 1 << 62
  /// The age's, for no batch has the number 0; and the one before.
  private static let ageLock = firstLock
  private static let openingLock = firstLock - 1
  /// Shared by all who work with the ledger.
  private static let workLock = firstLock - 2

  /// Makes the file if there is none: a ledger holds account numbers, only its owner may read it. SQLite gives its side
  /// files the same mode.
  init(path: String) throws(Failure) {
    self.path = path
    (realPath, lockPath) = try Self.places(of: path)
    inode = try Descriptors.enter(realPath, naming: path)
  }

  deinit { Descriptors.leave(inode) }

  /// Tells the others that somebody works with the ledger.
  func beginWork() throws(Failure) {
    let lock = try lock(byte: Self.workLock, waits: true, isShared: true)
    work.withLock { $0 = lock }
  }

  /// The lock holds this file, so that it must be ended for either to go.
  func endWork() { work.withLock { $0 = nil } }

  /// Whether anybody works with the ledger, who holds none of our locks himself.
  var isAtWork: Bool { get throws(Failure) { try isTaken(Self.workLock) } }

  /// Where a ledger is without symbolic links, and its lock file.
  ///
  /// - Throws: `ledgerGone` if there is no ledger where batches were run: a new one would know nothing of what they paid.
  static func places(of path: String) throws(Failure) -> (ledger: String, lock: String) {
    let real = resolved(path)
    let lock = real + ".lock"
    if bytes(of: real) == 0, access(lock, F_OK) == 0 { throw Failure(.ledgerGone, [.path: path, .name: lock]) }
    return (real, lock)
  }

  static func resolved(_ path: String) -> String {
    if let real = canonical(path) { return real }
    let name = path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex
    guard errno == ENOENT, let folder = canonical(name == path.startIndex ? "." : String(path[..<name])) else {
      return path
    }
    // A link may lead to a ledger that is not there yet, or no more.
    let link = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
    guard let link else { return "\(folder)/\(path[name...])" }
    return resolved(link.hasPrefix("/") ? link : "\(folder)/\(link)")
  }

  private static func canonical(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  /// The size of a file; 0 if there is none.
  static func bytes(of path: String) -> Int { status(of: path)?.st_size ?? 0 }

  /// Whether the file has other names in its folder or elsewhere. SQLite keeps a log beside each of them, and they know
  /// nothing of each other.
  var hasOtherNames: Bool { Self.status(of: realPath)?.st_nlink ?? 1 > 1 }

  static func status(of path: String) -> stat? {
    var status = stat()
    return stat(path, &status) == 0 ? status : nil
  }

  /// Whether the path still leads to the file that is open: a ledger that was deleted or replaced records for nobody.
  var isInPlace: Bool { Self.status(of: realPath).map(Descriptors.inode) == inode }

  /// Takes the lock of a batch; nil if somebody else has it.
  func lock(_ batch: Int64) throws(Failure) -> FileLock? { try lock(byte: Self.firstLock + batch, waits: false) }

  /// Runs `work` while no other process, and no other thread, opens the ledger. Ages may be written meanwhile.
  func whileOpening<T>(_ work: () throws -> T) throws -> T { try alone(Self.openingLock, work) }

  private func alone<T>(_ byte: Int64, _ work: () throws -> T) throws -> T {
    let turn = try lock(byte: byte, waits: true)
    defer { turn?.release() }
    return try work()
  }

  private func lock(byte: Int64, waits: Bool, isShared: Bool = false) throws(Failure) -> FileLock? {
    try FileLock(self, Descriptors.take(inode, realPath, naming: path), byte: byte, waits: waits, isShared: isShared)
  }

  fileprivate func giveBack(_ descriptor: Int32) { Descriptors.give(descriptor, inode) }

  /// Whether somebody works on a batch of the ledger at a path.
  ///
  /// Closing a file takes SQLite's own locks on it from this process: ask only where SQLite reads without them, or takes
  /// those of the log's index.
  static func isLocked(_ batch: Int64, _ path: String) throws(Failure) -> Bool {
    guard let isTaken = isTaken(firstLock + batch, of: path) else {
      throw Failure(.ledgerLock, [.path: path, .cause: Failure.words(for: errno)])
    }
    return isTaken
  }

  /// Whether version 1 is at work on a batch: it locked bytes of the lock file.
  func isLockedByVersion1(_ batch: Int64) -> Bool { Self.isTaken(batch, of: lockPath) ?? false }

  private static func isTaken(_ byte: Int64, of path: String) -> Bool? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return FileLock.isTaken(descriptor, byte: byte)
  }

  /// Whether somebody works on a batch.
  func isLocked(_ batch: Int64) throws(Failure) -> Bool { try isTaken(Self.firstLock + batch) }

  private func isTaken(_ byte: Int64) throws(Failure) -> Bool {
    let descriptor = try Descriptors.take(inode, realPath, naming: path)
    defer { giveBack(descriptor) }
    return FileLock.isTaken(descriptor, byte: byte)
  }

  /// A whole copy of the ledger as it was committed last, beside it under a name that nothing had.
  func copyBeside() throws {
    var number = 1
    while access("\(realPath).version-1.\(number)", F_OK) == 0 { number += 1 }
    let copy = "\(realPath).version-1.\(number)"
    let descriptor = open(copy, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure(.ledgerOpen, [.path: copy, .cause: Failure.words(for: errno)]) }
    close(descriptor)
    do { try DatabaseQueue(path: realPath).backup(to: DatabaseQueue(path: copy)) } catch {
      unlink(copy)
      throw error
    }
  }
}

// How old the ledger is.
extension LedgerFile {
  /// What the lock file says; nil if it is not there or says nothing.
  var age: LedgerAge? { Self.age(in: lockPath) }

  static func age(in lockPath: String) -> LedgerAge? {
    guard let file = try? SheetFile(path: lockPath), let bytes = try? file.bytes(max: LedgerAge.bytesMax) else {
      return nil
    }
    return LedgerAge(String(decoding: bytes, as: UTF8.self))
  }

  /// Runs a commit, and adds to the requests of the lock file those that are about to be sent by it: who loses the log or
  /// puts back a copy of the ledger from before must be found out, though this process is killed meanwhile.
  ///
  /// Nobody counts the ledger's requests between the two, for these would then be counted twice.
  func adding<T>(_ commit: () throws -> (T, requests: Int)) throws -> T {
    try alone(Self.ageLock) {
      let (result, requests) = try commit()
      if requests > 0 { try add(requests) }
      return result
    }
  }

  /// In place and without a sync, for a power cut may take it back: it leaves the ledger's own log, which is synced.
  private func add(_ requests: Int) throws(Failure) {
    guard var age else { return }
    age.requests += Int64(requests)
    let descriptor = open(lockPath, O_WRONLY | O_CLOEXEC)
    defer { if descriptor >= 0 { close(descriptor) } }
    let text = Array(age.text.utf8)
    guard descriptor >= 0, pwrite(descriptor, text, text.count, 0) == text.count else {
      throw Failure(.ledgerLock, [.path: lockPath, .cause: Failure.words(for: errno)])
    }
  }

  /// Writes into the lock file what `age` makes of what it says, one process after the other: else an older age could
  /// take a newer one's place.
  func write(age: (LedgerAge?) throws -> LedgerAge?) throws {
    try alone(Self.ageLock) {
      let old = self.age
      guard let new = try age(old), new != old else { return }
      do throws(Failure) { try DurableFile.write(Array(new.text.utf8).span, to: lockPath) } catch {
        throw Failure(.ledgerLock, [.path: lockPath, .cause: error[.cause]])
      }
    }
  }
}

/// A lock on one byte of the ledger's file: held by one at a time, and released by the kernel when its process ends,
/// however it ends. The file itself is locked, not its name: whoever reaches it by another name meets the same lock.
final class FileLock: BatchLock {
  private let file: LedgerFile
  private let descriptor: Int32
  private let byte: Int64

  /// Takes the lock; nil if somebody else has it, be it in this process.
  fileprivate init?(
    _ file: LedgerFile,
    _ descriptor: Int32,
    byte: Int64,
    waits: Bool,
    isShared: Bool
  ) throws(Failure) {
    guard Self.set(isShared ? F_RDLCK : F_WRLCK, descriptor, byte, waits ? Self.setLockWaiting : Self.setLock) else {
      let error = errno
      file.giveBack(descriptor)
      if error == EAGAIN || error == EACCES { return nil }
      throw Failure(.ledgerLock, [.path: file.path, .cause: Failure.words(for: error)])
    }
    self.file = file
    self.byte = byte
    // Last, for a lock that was not taken has no deinit to give the descriptor back once more.
    self.descriptor = descriptor
  }

  deinit {
    // By name, for a child of this process that is between its start and its program has the open file too.
    release()
    file.giveBack(descriptor)
  }

  func release() { _ = Self.set(F_UNLCK, descriptor, byte, Self.setLock) }

  /// Whether somebody has the lock, this process too: asked without taking it, for whoever wants it meanwhile would be
  /// refused.
  static func isTaken(_ descriptor: Int32, byte: Int64) -> Bool {
    var range = range(F_WRLCK, byte)
    return fcntl(descriptor, askLock, &range) == 0 && range.l_type != Int16(F_UNLCK)
  }

  /// Locks of the open file, not of the process: closing another one of the same file does not drop them, and two in one
  /// process are told apart.
  private static func set(_ type: Int32, _ descriptor: Int32, _ byte: Int64, _ command: Int32) -> Bool {
    var range = range(type, byte)
    while true {
      if fcntl(descriptor, command, &range) == 0 { return true }
      if errno != EINTR { return false }
    }
  }

  private static func range(_ type: Int32, _ byte: Int64) -> flock {
    flock(l_type: Int16(type), l_whence: Int16(SEEK_SET), l_start: off_t(byte), l_len: 1, l_pid: 0)
  }

  /// `F_OFD_GETLK`, `F_OFD_SETLK` and `F_OFD_SETLKW` of Linux, whose header hides them from Swift.
  private static let askLock: Int32 = 36
  private static let setLock: Int32 = 37
  private static let setLockWaiting: Int32 = 38
}
