import GRDB
import Glibc
import Sheet

// A copy for safekeeping.
extension SQLiteLedger {
  public func backup(to path: String) throws {
    // Beside the file that it becomes, for only there it can become it in one step.
    let slash = path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex
    let folder = slash == path.startIndex ? "./" : String(path[..<slash])
    let temporary = "\(folder).aopbatch-\(String(UInt64.random(in: .min ... .max), radix: 36)).tmp"
    guard access(path, F_OK) != 0 else { throw Failure(file: path, "write", errno: EEXIST) }
    let descriptor = Glibc.open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure(file: path, "write", errno: errno) }
    defer {
      Glibc.close(descriptor)
      for name in [temporary, "\(temporary)-journal"] { unlink(name) }
    }
    try copy(to: temporary, naming: path)
    guard fsync(descriptor) == 0, giveName(temporary, path), syncFolder(folder) else {
      throw Failure(file: path, "write", errno: errno)
    }
  }

  private func copy(to temporary: String, naming path: String) throws {
    do {
      let copy = try DatabaseQueue(path: temporary)
      try queue.backup(to: copy)
      try copy.read { try Self.demandUndamaged($0, path: place) }
      try copy.close()
    } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL {
      throw Failure(file: path, "write", errno: ENOSPC)
    } catch let error as DatabaseError {
      throw Failure(ledger: place, error)
    }
    if case .readOnly(let readOnly) = source, !readOnly.isSteady { throw Failure(.ledgerChanged, [.path: place]) }
  }

  /// Unlike a change of names, a second name takes no other file's place; some drives know only the former.
  private func giveName(_ temporary: String, _ path: String) -> Bool {
    if link(temporary, path) == 0 { return true }
    return errno != EEXIST && access(path, F_OK) != 0 && rename(temporary, path) == 0
  }

  /// Some network drives cannot sync a folder and say EINVAL; the file itself is safe.
  private func syncFolder(_ path: String) -> Bool {
    let folder = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { Glibc.close(folder) }
    return folder >= 0 && (fsync(folder) == 0 || errno == EINVAL)
  }
}
