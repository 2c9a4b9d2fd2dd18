import GRDB
import GRDBSQLite
import Operations
import Sheet
import Synchronization

/// The ledger in one file of SQLite.
final class SQLiteLedger: SQLLedger {
  let place: String
  let operations: [String: Operation]
  let source: Source
  let queue: DatabaseQueue
  private let isOpen = Atomic(true)
  /// The one that is under way, its batch, and the state of the ledger that it is of.
  private let digest = Mutex<(batch: Int64, beside: DigestBeside, version: String)?>(nil)

  /// How long SQLite waits for another process that is writing before it says so.
  static let busySecondsMax = 10.0

  enum Source {
    case readOnly(ReadOnly)
    /// `keepsAge`: its lock file is brought up to date. It is not made beside batches, for that it is missing says that
    /// they are a copy.
    case file(LedgerFile, keepsAge: Bool)
  }

  /// Opens the ledger.
  ///
  /// - Throws: a `Failure` if it cannot be opened, is damaged, is of a newer version, cannot promise durability, or may
  ///   not be sent from.
  init(path: String, operations: [Operation], for purpose: LedgerPurpose) throws(Failure) {
    place = path
    self.operations = Dictionary(operations.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    do {
      switch purpose {
      case .reading:
        let readOnly = try ReadOnly(LedgerFile.places(of: path).ledger)
        source = .readOnly(readOnly)
        queue = try Self.current(readOnly.queue, operations, path)
      case .recording, .sending:
        let isOlder: Bool
        (source, queue, isOlder) = try Self.open(path, operations, for: purpose)
        try dropOrphans()
        if isOlder, case .sending(let restored?) = purpose {
          try note(restored, of: nil)
          // No more than the older state that is gone on with.
          try setAge()
        }
        try renewAge()
      }
    } catch { throw Failure(ledger: path, error) }
  }

  // SQLite closes the file before our own descriptors of it are closed: see `Descriptors`.
  deinit { try? close() }

  func close() throws {
    switch source {
    case .readOnly(let readOnly):
      try naming { try queue.close() }
      guard readOnly.isSteady else { throw Failure(.ledgerChanged, [.path: place]) }
    case .file(let file, _):
      defer {
        file.endWork()
        try? queue.close()
      }
      guard file.isInPlace, isOpen.exchange(false, ordering: .relaxed) else { return }
      do { try endWork() } catch {
        // The lock file still speaks of a log: SQLite would delete it if it can bring it into the file by itself.
        queue.writeWithoutTransaction(Self.keepLog)
        throw error
      }
    }
  }

  private static func keepLog(_ database: Database) {
    var isKept: CInt = 1
    sqlite3_file_control(database.sqliteConnection, nil, SQLITE_FCNTL_PERSIST_WAL, &isKept)
  }

  var notedHead: JournalHead? {
    get throws {
      let age =
        switch source {
        case .readOnly(let readOnly): readOnly.age
        case .file: LedgerFile.age(in: try LedgerFile.places(of: place).lock)
        }
      return age.flatMap { $0.entries > 0 ? ($0.entries, $0.mark) : nil }
    }
  }

  func beginDigest(of batch: Int64) {
    guard let version = try? read({ try $0.version() }) else { return }
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(Self.busySecondsMax)
    let beside = DigestBeside(of: batch, as: .closed, configuration, path: file.realPath)
    digest.withLock { $0 = (batch, beside, version) }
  }

  func endDigest(of batch: Int64) -> String? {
    let begun = digest.withLock { $0.take() }
    guard let begun, begun.batch == batch, let digest = begun.beside.digest,
      (try? read { try $0.version() }) == begun.version
    else { return nil }
    return digest
  }

  /// What is written to; whoever opened the ledger for reading does not.
  var file: LedgerFile {
    guard case .file(let file, _) = source else { preconditionFailure("the ledger was opened for reading") }
    return file
  }

  func lock(_ batch: Int64) throws -> (any BatchLock)? { try file.lock(batch) }

  func isLocked(_ batch: Int64) throws(Failure) -> Bool {
    switch source {
    case .readOnly(let readOnly): try LedgerFile.isLocked(batch, readOnly.path)
    case .file(let file, _): try file.isLocked(batch)
    }
  }

  /// On the disk when this returns.
  func write<T>(_ work: (Database) throws -> T) throws -> T {
    guard file.isInPlace else { throw Failure(.ledgerReplaced, [.path: place]) }
    return try naming { try queue.write(work) }
  }

  /// The lock file knows of the event before anything is sent.
  func record<T>(of batch: Int64?, _ work: (Database) throws -> (T, events: [Event])) throws -> T {
    try beginAge()
    let result = try write { database in
      let (result, events) = try work(database)
      for event in events { try database.append(event, batch: batch) }
      return result
    }
    try renewAge()
    return result
  }

  func read<T>(_ work: (Database) throws -> T) throws -> T {
    // Not by the queue's own `read`: its pragma against writing has SQLite compile every statement anew.
    try naming {
      try queue.writeWithoutTransaction { database in
        try database.beginTransaction(.deferred)
        defer { try? database.rollback() }
        return try work(database)
      }
    }
  }

  func naming<T>(_ work: () throws -> T) throws -> T {
    do { return try work() } catch let error where error is DatabaseError || error is WrongCell {
      throw Failure(ledger: place, error)
    }
  }
}

extension Failure {
  /// The failure behind an error of the database.
  init(ledger path: String, _ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case is WrongCell: self.init(.ledgerDamaged, [.path: path, .cause: "a cell holds a value of another type"])
    case let error as DatabaseError:
      let limit = "\(Int(SQLiteLedger.busySecondsMax))"
      self.init(Self.code(of: error), [.path: path, .cause: error.message ?? "\(error)", .limit: limit])
    default: self.init(.ledgerAccess, [.path: path, .cause: "\(error)"])
    }
  }

  private static func code(of error: DatabaseError) -> Code {
    switch error.resultCode {
    // A constraint that fails is no mistake of the caller: what is there contradicts what is to be written.
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_CONSTRAINT: .ledgerDamaged
    case .SQLITE_FULL: .ledgerFull
    case .SQLITE_BUSY, .SQLITE_LOCKED: .ledgerBusy
    case .SQLITE_CANTOPEN: .ledgerOpen
    default: .ledgerAccess
    }
  }
}
