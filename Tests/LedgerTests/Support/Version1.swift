import Foundation
import GRDB
import Glibc
import Operations
import TestSupport
import Testing

@testable import Ledger

/// A real ledger that the program wrote when its version was 1: eight batches, of which one was halted, one killed while
/// a row was on its way, and one had account numbers in its amount column.
struct Version1 {
  static let tables = ["batch", "row", "attempt", "answer", "resolution", "event"]

  let folder: Folder
  let path: String

  /// A copy of it in a fresh folder.
  init() throws {
    folder = try Folder()
    path = folder.ledger
    try folder.write(Self.bytes(), to: Folder.ledgerName)
  }

  static func bytes() throws -> [UInt8] {
    let file = try #require(Bundle.module.url(forResource: "Fixtures/version-1", withExtension: "ledger"))
    return [UInt8](try Data(contentsOf: file))
  }

  /// Everything that it holds, and how it is laid out.
  static func contents(of path: String) throws -> [[GRDB.Row]] {
    try LedgerTests.contents(of: path, tables)
  }

  /// How a file is laid out, without what the migrator notes.
  static func layout(of path: String) throws -> [String] {
    let other = try DatabaseQueue(path: path)
    defer { try? other.close() }
    return try other.read { database in
      let made = try String.fetchAll(
        database,
        sql: "SELECT name || ' ' || coalesce(sql, '') FROM sqlite_master WHERE tbl_name <> 'grdb_migrations' ORDER BY 1"
      )
      let marks = try ["user_version", "application_id"].map {
        "\(try Int.fetchOne(database, sql: "PRAGMA \($0)") ?? 0)"
      }
      return made + marks
    }
  }
}

/// What version 1 takes to work on a batch: a lock of a byte of the lock file.
struct Version1Lock {
  private let descriptor: Int32
  private let batch: Int64

  init?(_ old: Version1, batch: Int64) throws {
    descriptor = open("\(old.path).lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    self.batch = batch
    guard set(F_WRLCK) else { return nil }
  }

  func release() {
    // By name, for a child of this process that is between its start and its program has the open file too.
    _ = set(F_UNLCK)
    close(descriptor)
  }

  private func set(_ type: Int32) -> Bool {
    var range = flock(l_type: Int16(type), l_whence: Int16(SEEK_SET), l_start: off_t(batch), l_len: 1, l_pid: 0)
    // `F_OFD_SETLK`
    return fcntl(descriptor, 37, &range) == 0
  }
}
