import GRDB
public import Operations
public import Sheet

/// The ledger in one file of SQLite.
public final class SQLiteLedger: Ledger {
  public let place: String
  let operations: [String: Operation]
  private let queue: DatabaseQueue
  private let file: LedgerFile

  /// How long SQLite waits for another process that is writing before it says so.
  static let busySecondsMax = 10.0
  /// Memory for pages that are near: those of the rows under way, and of the table of payments.
  static let cacheKibibytes = 8 << 10
  /// Rows that are written in one transaction: so few that others wait less than a second.
  static let rowsAtOnceMax = 20_000
  /// Larger ledgers are not searched for damage before every run.
  static let quickCheckBytesMax = 512 << 20

  /// Opens the ledger, and makes a new one if there is none. One of an earlier version is copied beside itself, then
  /// brought up to this one; drafts that dead processes left are dropped.
  ///
  /// - Throws: a `Failure` if it cannot be opened, is damaged, is of a newer version, or cannot promise durability.
  public init(path: String, operations: [Operation]) throws(Failure) {
    place = path
    self.operations = Dictionary(operations.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    do {
      file = try LedgerFile(path: path)
      let migrator = Schema.migrator(operations, file)
      try Self.look(path, migrator)
      queue = try DatabaseQueue(path: path, configuration: Self.configuration)
      try queue.writeWithoutTransaction(Self.demandDurability)
      try migrate(migrator)
      try dropOrphans()
    } catch { throw Failure(ledger: path, error) }
  }

  /// Looks at the file before anything of it is changed: turning WAL on would write into somebody else's database.
  private static func look(_ path: String, _ migrator: DatabaseMigrator, readonly: Bool = true) throws {
    var configuration = Configuration()
    configuration.readonly = readonly
    configuration.busyMode = .timeout(busySecondsMax)
    do {
      let probe = try DatabaseQueue(path: path, configuration: configuration)
      try probe.read { try Schema.refuseOthers($0, migrator, path: path) }
      try probe.close()
    } catch let error as DatabaseError where readonly && error.resultCode == .SQLITE_READONLY {
      // A process died in the middle of a transaction: nothing can be seen before that is undone.
      try look(path, migrator, readonly: false)
    }
  }

  /// Of several processes that open the ledger at once, one makes or migrates it; the others find that out too late.
  private func migrate(_ migrator: DatabaseMigrator) throws {
    do { try migrator.migrate(queue) } catch {
      guard try queue.read(migrator.hasCompletedMigrations) else { throw error }
    }
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.journalMode = .wal
    configuration.busyMode = .timeout(busySecondsMax)
    configuration.label = "ledger"
    return configuration
  }

  /// GRDB lowers `synchronous` when it turns WAL on, which would lose intents at a power cut: set it afterwards, and
  /// believe neither setting before it is read back.
  private static func demandDurability(_ database: Database) throws {
    try database.execute(sql: "PRAGMA cache_size = -\(cacheKibibytes)")
    try database.execute(sql: "PRAGMA synchronous = FULL")
    let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous")
    let journal = try String.fetchOne(database, sql: "PRAGMA journal_mode")
    guard synchronous == 2, journal == "wal" else {
      throw Failure(.ledgerNotDurable, [.cause: journal ?? "no journal"])
    }
  }

  public func checkForDamage() throws {
    guard file.bytes <= Self.quickCheckBytesMax else { return }
    let found = try read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
    guard found == "ok" else { throw Failure(.ledgerDamaged, [.path: place, .cause: found ?? "no answer"]) }
  }

  public func hold(_ batch: Batch) throws -> HeldBatch? {
    try file.lock(batch.id).map { HeldBatch(batch, $0) }
  }

  public func isHeld(_ batch: Batch) throws -> Bool { try isLocked(batch.id) }

  func lock(_ batch: Int64) throws(Failure) -> FileLock? { try file.lock(batch) }

  func isLocked(_ batch: Int64) throws(Failure) -> Bool { try file.isLocked(batch) }

  /// Runs `work` in one transaction, which is on the disk when this returns.
  func write<T>(_ work: (Database) throws -> T) throws -> T {
    guard file.isInPlace else { throw Failure(.ledgerReplaced, [.path: place]) }
    return try naming { try queue.write(work) }
  }

  /// Runs `work` on one unchanging state of the ledger.
  func read<T>(_ work: (Database) throws -> T) throws -> T { try naming { try queue.read(work) } }

  /// Runs `work` again and again, each time in a transaction of its own so that others get their turn, until it says
  /// that nothing is left.
  func writeInSteps(_ work: (Database) throws -> Bool) throws {
    while try write(work) {}
  }

  /// Runs `work` on some of the values at a time, each time in a transaction of its own.
  func writeParts<T>(of values: [T], _ work: (ArraySlice<T>, Database) throws -> Void) throws {
    var rest = values[...]
    while !rest.isEmpty {
      let some = rest.prefix(Self.rowsAtOnceMax)
      rest = rest.dropFirst(some.count)
      try write { try work(some, $0) }
    }
  }

  private func naming<T>(_ work: () throws -> T) throws -> T {
    do { return try work() } catch let error as DatabaseError {
      throw Failure(ledger: place, error)
    } catch let error as RowDecodingError {
      throw Failure(ledger: place, error)
    }
  }
}

extension Failure {
  /// The failure behind an error of the database.
  init(ledger path: String, _ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case is RowDecodingError: self.init(.ledgerDamaged, [.path: path, .cause: "a cell holds a value of another type"])
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
    default: .ledgerAccess
    }
  }
}
