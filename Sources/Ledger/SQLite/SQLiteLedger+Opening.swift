import GRDB
import Glibc
import Operations
import Sheet

// How the file is opened.
extension SQLiteLedger {
  /// Memory for pages that are near: those of the rows under way, and of the table of payments.
  private static let cacheKibibytes = 8 << 10
  /// Pages of the log (32 MB) before they are brought into the file: most change several times while rows are sent, and are
  /// then written there once.
  private static let logPagesMax = 8_000
  /// Larger ledgers are not searched for damage before anything is sent from them, nor before a person's decision is
  /// written down, for which nobody waits half a second.
  private static let (quickCheckBytesMax, decisionCheckBytesMax) = (512 << 20, 16 << 20)

  /// The tables as this version has them: those of an earlier one are brought up to date in memory.
  static func current(_ queue: DatabaseQueue, _ operations: [Operation], _ path: String) throws -> DatabaseQueue {
    let migrator = Schema.migrator(operations, nil)
    let version = try queue.read { database in
      try Schema.refuseOthers(database, migrator, path: path)
      return try Schema.version(of: database)
    }
    if version == LedgerVersion.newest { return queue }
    guard version > 0 else { throw Failure(.ledgerMissing, [.path: path]) }
    let copy = try DatabaseQueue()
    try queue.backup(to: copy)
    try migrator.migrate(copy)
    return copy
  }

  /// Opens the ledger to be written to; `isOlder` if its lock file knows of more, or is missing.
  ///
  /// - Throws: also why nothing may be sent from it, if it is opened for that and nobody said that it may be older.
  static func open(
    _ path: String,
    _ operations: [Operation],
    for purpose: LedgerPurpose
  ) throws -> (Source, DatabaseQueue, isOlder: Bool) {
    var isSending = false
    if case .sending = purpose { isSending = true }
    let file = try file(path, isSending: isSending)
    let migrator = Schema.migrator(operations, file)
    // One process at a time: while one makes the ledger or brings it up to date, it is nothing to look at.
    return try file.whileOpening {
      let refusal = try look(file, migrator, checkedBytesMax: isSending ? quickCheckBytesMax : decisionCheckBytesMax)
      if let refusal, case .sending(after: nil) = purpose { throw refusal }
      let queue = try DatabaseQueue(path: file.realPath, configuration: configuration(.wal))
      try queue.writeWithoutTransaction(demandDurability)
      try migrate(queue, migrator)
      try file.beginWork()
      return (.file(file, keepsAge: isSending || refusal?.code != .ledgerCopy), queue, refusal != nil)
    }
  }

  /// Why nothing may be sent from the ledger that lies at a path; nil if it may. Damage is not looked for.
  static func refusal(path: String, operations: [Operation]) -> Failure? {
    do {
      let file = try file(path, isSending: true)
      return try look(file, Schema.migrator(operations, file), checkedBytesMax: 0)
    } catch { return Failure(ledger: path, error) }
  }

  private static func file(_ path: String, isSending: Bool) throws(Failure) -> LedgerFile {
    if isSending, MemoryFileSystem.holds(LedgerFile.resolved(path)) { throw Failure(.ledgerInMemory, [.path: path]) }
    let file = try LedgerFile(path: path)
    // SQLite keeps a log beside each of a file's names, and they know nothing of each other.
    if file.hasOtherNames { throw Failure(.ledgerLinked, [.path: path]) }
    return file
  }

  /// Looks at the file before anything of it is changed: to turn WAL on would write into somebody else's database, or a
  /// damaged one. Gives why nothing may be sent from it, if it is not the newest state.
  private static func look(
    _ file: LedgerFile,
    _ migrator: DatabaseMigrator,
    checkedBytesMax: Int
  ) throws -> Failure? {
    while true {
      // The lock file is read first, for it may become newer with the ledger, but is never ahead of it.
      let noted = file.age
      let hasLog = LedgerFile.bytes(of: "\(file.realPath)-wal") > 0
      let inspect: (Database) throws -> Failure? = { database in
        try Schema.refuseOthers(database, migrator, path: file.path)
        try demandUndamaged(database, path: file.path, bytesMax: checkedBytesMax)
        // Version 1 kept no age.
        if try Schema.version(of: database) == 1 { return nil }
        return try LedgerAge.refusal(noted: noted, database, of: file, hasLog: hasLog)
      }
      do {
        let readOnly = try ReadOnly(file.realPath)
        let found = Result { try readOnly.queue.read(inspect) }
        try readOnly.queue.close()
        guard readOnly.isSteady else { continue }
        let refusal = try found.get()
        // Another process may have begun its work, lock file first, after that was read.
        if refusal == nil || file.age == noted { return refusal }
      } catch let error as DatabaseError where error.resultCode == .SQLITE_READONLY {
        // A process died in the middle of a transaction: nothing can be seen before that is undone.
        let probe = try DatabaseQueue(path: file.realPath, configuration: configuration())
        defer { try? probe.close() }
        return try probe.read(inspect)
      }
    }
  }

  /// - Throws: `ledgerDamaged`
  static func demandUndamaged(_ database: Database, path: String, bytesMax: Int = quickCheckBytesMax) throws {
    let sql = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    guard try Int.fetchOne(database, sql: sql) ?? 0 <= bytesMax else { return }
    let found = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
    guard found == "ok" else { throw Failure(.ledgerDamaged, [.path: path, .cause: found ?? "no answer"]) }
  }

  /// Of several processes that open the ledger at once, one makes or migrates it; the others find that out too late.
  private static func migrate(_ queue: DatabaseQueue, _ migrator: DatabaseMigrator) throws {
    do { try migrator.migrate(queue) } catch {
      guard try queue.read(migrator.hasCompletedMigrations) else { throw error }
    }
  }

  private static func configuration(_ journal: Configuration.JournalModeConfiguration = .default) -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(busySecondsMax)
    configuration.label = "ledger"
    configuration.journalMode = journal
    return configuration
  }

  /// GRDB lowers `synchronous` when it turns WAL on, which would lose intents at a power cut: set it afterwards, and
  /// believe neither setting before it is read back.
  private static func demandDurability(_ database: Database) throws {
    try database.execute(sql: "PRAGMA cache_size = -\(cacheKibibytes)")
    try database.execute(sql: "PRAGMA wal_autocheckpoint = \(logPagesMax)")
    try database.execute(sql: "PRAGMA synchronous = FULL")
    let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous")
    let journal = try String.fetchOne(database, sql: "PRAGMA journal_mode")
    guard synchronous == 2, journal == "wal" else {
      throw Failure(.ledgerNotDurable, [.cause: journal ?? "no journal"])
    }
  }
}

// How old it is.
extension SQLiteLedger {
  /// Makes the lock file before the first event: should this process die between that and its age, the ledger must not
  /// be taken for a copy.
  func beginAge() throws {
    guard case .file(let file, keepsAge: true) = source, file.age == nil else { return }
    try file.write { $0 ?? LedgerAge() }
  }

  /// Brings the lock file up to date.
  func renewAge(isAtWork: Bool = true) throws {
    guard case .file(let file, keepsAge: true) = source else { return }
    try file.write { old in
      try read { database in
        var age = try LedgerAge(database, noted: old)
        // Where nothing has happened yet, nothing can be lost.
        if old == nil, age == LedgerAge() { return nil }
        // What the file knows and the ledger does not is not forgotten by going on.
        if let old, try !old.isIn(database, age) { return nil }
        age.isAtWork = isAtWork
        return age
      }
    }
  }

  /// Brings the whole log into the file, if nobody else works with the ledger: a copy of that alone is then the ledger.
  func endWork() throws {
    try file.whileOpening {
      file.endWork()
      guard try !file.isAtWork else { return try renewAge() }
      // First, for without a log a lock file that says less than all is one that lost it, should this process die here.
      try renewAge(isAtWork: false)
      try naming { try queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) } }
    }
  }

  /// Lets the lock file say what the ledger does now, be that less than before.
  func setAge() throws {
    try file.write { _ in
      var age = try read { try LedgerAge($0) }
      age.isAtWork = true
      return age
    }
  }
}

/// File systems in memory: what is written there is gone after a power cut, however it was synced.
enum MemoryFileSystem {
  private static let kinds = ["tmpfs", "ramfs", "devtmpfs"]
  private static let mountsBytesMax = 16 << 20

  /// Whether a file is in one, or would be if it were made. Where the system does not tell, it is not.
  static func holds(_ path: String) -> Bool {
    let slash = path.lastIndex(of: "/") ?? path.startIndex
    let found = LedgerFile.status(of: path) ?? LedgerFile.status(of: "\(path[..<slash])/")
    guard let status = found,
      let file = try? SheetFile(path: "/proc/self/mountinfo"), let bytes = try? file.bytes(max: mountsBytesMax)
    else { return false }
    return isInMemory(device: number(status.st_dev), mounts: String(decoding: bytes, as: UTF8.self))
  }

  /// As in `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw`: the device, and behind `-` the kind.
  private static func isInMemory(device: String, mounts: String) -> Bool {
    mounts.split(separator: "\n").contains { line in
      let words = line.split(separator: " ")
      guard words.count > 3, words[2] == device, let dash = words.lastIndex(of: "-") else { return false }
      return words[dash...].dropFirst().first.map { kinds.contains(String($0)) } ?? false
    }
  }

  /// A device as the system writes it, `98:0`: the bits of the two numbers lie apart.
  private static func number(_ device: dev_t) -> String {
    "\(device >> 8 & 0xFFF | device >> 32 & ~0xFFF):\(device & 0xFF | device >> 12 & ~0xFF)"
  }
}
