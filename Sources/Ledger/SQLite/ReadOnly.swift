import GRDB
import GRDBSQLite
import Glibc
import Sheet

/// A look at a ledger that makes no file and changes no byte, so that it works on a medium that cannot be written to.
///
/// A ledger that nobody works on is one whole file. SQLite reads it as it lies there, without locks and side files
/// (`immutable`); should another process begin to work and write into it meanwhile, `isSteady` tells, for the file then
/// has another time: to begin, commit and sync takes a process longer than the clock's tick. If there is a log, somebody
/// works on the ledger or died over it: then SQLite takes its usual locks, but leaves the index of the log as it is.
struct ReadOnly {
  let queue: DatabaseQueue
  let path: String
  /// How far the lock file knew the ledger to have come before it was looked at: what is read is no older.
  let age: LedgerAge?
  /// What changes when the file is written to.
  private let stamp: [Int]?

  /// A log of no more than this holds no transaction.
  private static let logHeaderBytes = 32

  /// - Parameter path: Without symbolic links.
  init(_ path: String) throws {
    self.path = path
    age = LedgerFile.age(in: "\(path).lock")
    let stamp = Self.stamp(path)
    let isCalm = LedgerFile.bytes(of: "\(path)-wal") <= Self.logHeaderBytes && access("\(path)-journal", F_OK) != 0
    self.stamp = isCalm ? stamp : nil
    do { queue = try Self.open(path, isCalm ? "immutable=1" : "readonly_shm=1") } catch let error as DatabaseError {
      // A log without its index, or whose first transaction was cut off: SQLite has to make the index.
      guard !isCalm, [.SQLITE_CANTOPEN, .SQLITE_PROTOCOL].contains(error.resultCode) else { throw error }
      queue = try Self.open(path, "mode=ro")
    }
  }

  /// Whether all that was read is of one state of the ledger.
  var isSteady: Bool { stamp == nil || stamp == Self.stamp(path) }

  private static func open(_ path: String, _ mode: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(SQLiteLedger.busySecondsMax)
    // An SQLite that takes no addresses for names reads with its usual locks and side files.
    let takesAddresses = sqlite3_compileoption_used("USE_URI") == 1
    let name = takesAddresses ? "file:\(escaped(path))?\(mode)" : path
    return try DatabaseQueue(path: name, configuration: configuration)
  }

  private static func escaped(_ path: String) -> String {
    path.replacing("%", with: "%25").replacing("?", with: "%3f").replacing("#", with: "%23")
  }

  private static func stamp(_ path: String) -> [Int]? {
    guard let status = LedgerFile.status(of: path) else { return nil }
    let (written, changed) = (status.st_mtim, status.st_ctim)
    return [
      Int(status.st_ino), status.st_size, written.tv_sec, written.tv_nsec, changed.tv_sec, changed.tv_nsec,
    ]
  }
}
