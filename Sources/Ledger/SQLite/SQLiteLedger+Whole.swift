import GRDB
import Glibc
import Operations
import Sheet

// The whole file: what look-ups held is given back, a copy is made for safekeeping.
extension SQLiteLedger {
  /// The lock file must never know of more requests than there are: it is lowered first, and set right at the end.
  func forgetRows(of batch: Batch) throws {
    let requests: Int64 = try read { try $0.value("SELECT count(*) FROM attempt WHERE batch = ?", [batch.id]) ?? 0 }
    try file.write { age in
      var age = age
      age?.requests -= requests
      return age
    }
    try writeInSteps { database in
      try database.execute(sql: "DROP TRIGGER attempt_kept; DROP TRIGGER answer_kept")
      let isMore = try database.deleteRows(of: batch.id, most: Self.rowsAtOnceMax)
      for table in ["attempt", "answer"] { try database.execute(sql: Schema.keeping(table)) }
      return isMore
    }
    try setAge()
  }

  /// Makes the file smaller if that is worth it and nobody else works with it; else others use the space again.
  func giveSpaceBack() throws {
    try file.whileOpening {
      file.endWork()
      let sql = "SELECT freelist_count * 4 > page_count FROM pragma_freelist_count, pragma_page_count"
      if try read({ try $0.value(sql) }) == true, try !file.isAtWork {
        // It needs room for a second copy: where there is none, the file stays as large as it is.
        try? queue.writeWithoutTransaction { try $0.execute(sql: "VACUUM") }
      }
      try file.beginWork()
    }
  }

  func backup(to path: String) throws {
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
