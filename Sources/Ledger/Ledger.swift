internal import GRDB
import Glibc
import Operations

/// The record of every batch: what was to be sent, what was tried, what came of it. SQLite in one file.
///
/// Every call blocks until it is done, and a write until it is on the disk: call from a thread of your own.
public final class Ledger: Sendable {
  public let path: String
  private let queue: DatabaseQueue
  private let inode: ino_t

  /// How long to wait for another process that is writing.
  static let busySecondsMax = 60.0
  /// Pages kept in memory: those of the rows under way, and of the index by payee, which grows in many places at once.
  static let cacheKibibytes = 8 << 10
  /// Larger ledgers are not searched for damage before every run.
  static let quickCheckBytesMax = 512 << 20

  /// Opens the ledger, and makes a new one if there is none.
  ///
  /// - Throws: if it cannot be opened, is damaged, is of a newer version, or cannot promise durability.
  public init(path: String) throws(LedgerProblem) {
    self.path = path
    do {
      inode = try Self.makePrivateFile(path)
      try Self.refuseOthers(path)
      queue = try DatabaseQueue(path: path, configuration: Self.configuration)
      try queue.writeWithoutTransaction(Self.demandDurability)
      try queue.write { try Schema.prepare($0, path: path) }
    } catch { throw LedgerProblem(error, path: path) }
  }

  /// Looks at the file before anything of it is changed: turning WAL on would write into somebody else's database.
  ///
  /// What a process that died while it made the ledger left behind can only be looked at by repairing it, so that the
  /// look after opening has to do.
  private static func refuseOthers(_ path: String) throws {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(busySecondsMax)
    do {
      let probe = try DatabaseQueue(path: path, configuration: configuration)
      try probe.read { try Schema.refuseOthers($0, path: path) }
      try probe.close()
    } catch let error as DatabaseError where error.resultCode == .SQLITE_READONLY {}
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.journalMode = .wal
    configuration.busyMode = .timeout(busySecondsMax)
    configuration.label = "ledger"
    return configuration
  }

  /// A ledger holds account numbers: only its owner may read it. SQLite gives its side files the same mode.
  ///
  /// Gives the file's number on its disk.
  private static func makePrivateFile(_ path: String) throws -> ino_t {
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw LedgerProblem(
        .open,
        "the ledger \(path) cannot be opened: \(String(cString: strerror(errno)))",
        remedy: "Check the folder and its permissions, or give another file with --ledger."
      )
    }
    defer { close(descriptor) }
    var status = stat()
    fstat(descriptor, &status)
    // A new ledger where batches were held before knows nothing of what they paid.
    if status.st_size == 0, access(BatchLock.file(of: path), F_OK) == 0 { throw LedgerProblem.gone(path) }
    return status.st_ino
  }

  /// GRDB lowers `synchronous` when it turns WAL on, which would lose intents at a power cut: set it afterwards, and
  /// believe neither setting before it is read back.
  private static func demandDurability(_ database: Database) throws {
    try database.execute(sql: "PRAGMA cache_size = -\(cacheKibibytes)")
    try database.execute(sql: "PRAGMA synchronous = FULL")
    let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous")
    let journal = try String.fetchOne(database, sql: "PRAGMA journal_mode")
    guard synchronous == 2, journal == "wal" else {
      throw LedgerProblem(
        .notDurable,
        "the ledger cannot promise to survive a power cut (\(journal ?? "no journal"))",
        remedy: "Put it on a local disk with --ledger, not on a network or memory file system."
      )
    }
  }

  /// Whether the path still leads to the file that is open: a ledger that was deleted or replaced records for nobody.
  public var isInPlace: Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_ino == inode
  }

  /// Looks for damage, and refuses to go on if there is any.
  public func checkForDamage() throws {
    var status = stat()
    guard stat(path, &status) == 0, status.st_size <= Self.quickCheckBytesMax else { return }
    let found = try read { try String.fetchOne($0.database, sql: "PRAGMA quick_check(1)") }
    guard found == "ok" else { throw LedgerProblem.damaged(path, detail: found ?? "no answer") }
  }

  /// Runs `work` in one transaction, which is on the disk when this returns.
  ///
  /// - Throws: a `LedgerProblem`, or what `work` throws; then nothing of it is kept.
  public func write<T>(_ work: (Journal) throws -> T) throws -> T {
    try naming { try queue.write { try work(Journal(database: $0)) } }
  }

  /// Runs `work` on one unchanging state of the ledger.
  ///
  /// - Throws: a `LedgerProblem`, or what `work` throws.
  public func read<T>(_ work: (Journal) throws -> T) throws -> T {
    try naming { try queue.read { try work(Journal(database: $0)) } }
  }

  private func naming<T>(_ work: () throws -> T) throws -> T {
    do { return try work() } catch let error as DatabaseError {
      throw LedgerProblem(error, path: path)
    } catch is RowDecodingError {
      throw LedgerProblem.damaged(path, detail: "a cell holds a value of another type")
    }
  }
}

/// The ledger inside one transaction.
public struct Journal {
  let database: Database
}
