import Operations

/// A ledger in the tables of an SQL database: what such ledgers have in common, which is nearly all.
///
/// What conforms brings the transactions, the locks, `turn` and the like. Its own type is known wherever these extensions
/// are called from it, so that the compiler makes one of them for each kind of ledger, without boxes in the way of rows.
protocol SQLLedger: Ledger {
  associatedtype Connection: SQLConnection

  /// By their names.
  var operations: [String: Operation] { get }

  /// Runs `work`, which only reads, on one unchanging state of the ledger.
  func read<T>(_ work: (Connection) throws -> T) throws -> T

  /// Runs `work` in one transaction, which is durable when this returns.
  func write<T>(_ work: (Connection) throws -> T) throws -> T

  /// Runs `work` in one transaction with the events that it is.
  func record<T>(of batch: Int64?, _ work: (Connection) throws -> (T, events: [Event])) throws -> T

  /// How far the journal is known to have come by somebody else than the ledger; nil if nobody knows.
  var notedHead: JournalHead? { get throws }

  /// Takes the right to work on a batch, also inside a transaction; nil if somebody has it, be it in this process.
  func lock(_ batch: Int64) throws -> (any BatchLock)?

  /// Whether somebody has the right to work on a batch.
  func isLocked(_ batch: Int64) throws -> Bool

  /// Puts in doubt what processes had on its way which have died, and frees what they held.
  func takeOver(_ batch: Batch, at now: Timestamp, _ connection: Connection) throws

  /// Demands that a row in doubt cannot leave any more: who has it on its way may only be cut off from the ledger.
  func demandGone(_ number: Int, of batch: Batch, _ connection: Connection) throws

  /// Begins the work of all on a batch: what stopped it before is over.
  func lead(_ batch: Batch, pace: Int64?, _ connection: Connection) throws

  /// Begins to make the digest of a batch's rows as they are when it is closed, if that can be done beside other work.
  func beginDigest(of batch: Int64)

  /// That digest; nil if it was not begun.
  func endDigest(of batch: Int64) -> String?

  /// Deletes the rows of a look-up batch that is held, with their requests and answers.
  func forgetRows(of batch: Batch) throws

  /// Lets go of the space of what was deleted, if that is worth it.
  func giveSpaceBack() throws
}

extension SQLLedger {
  /// Rows that are written in one transaction: so few that others wait less than a second.
  static var rowsAtOnceMax: Int { 20_000 }

  func hold(_ batch: Batch) throws -> HeldBatch? { try lock(batch.id).map { HeldBatch(batch, $0) } }

  func isHeld(_ batch: Batch) throws -> Bool { try isLocked(batch.id) }

  /// Runs `work` again and again, each time in a transaction of its own so that others get their turn, until it says
  /// that nothing is left.
  func writeInSteps(_ work: (Connection) throws -> Bool) throws {
    while try write(work) {}
  }

  /// Runs `work` on some of the values at a time, each time in a transaction of its own.
  func writeParts<T>(of values: [T], _ work: (ArraySlice<T>, Connection) throws -> Void) throws {
    var rest = values[...]
    while !rest.isEmpty {
      let some = rest.prefix(Self.rowsAtOnceMax)
      rest = rest.dropFirst(some.count)
      try write { try work(some, $0) }
    }
  }

  func note(_ event: Event, of batch: Int64?) throws { try record(of: batch) { _ in ((), [event]) } }

  // MARK: The whole ledger

  func versionOfOthers() throws -> String { try read { try $0.versionOfOthers() } }

  func prune(_ batches: [Batch], _ event: Event) throws -> [Batch] {
    var pruned: [Batch] = []
    for batch in batches where !batch.operation.effect.isJournalled {
      guard try read({ try $0.exists("row WHERE batch = ?", [batch.id]) }), let held = try hold(batch) else { continue }
      defer { held.release() }
      // First, for nobody may look for rows of which only some are left.
      if try !isPruned(batch) { try note(event, of: batch.id) }
      try forgetRows(of: batch)
      pruned.append(batch)
    }
    if !pruned.isEmpty { try giveSpaceBack() }
    return pruned
  }
}

extension SQLConnection {
  /// Deletes rows of a batch with their requests and answers, from the first on; false if none were left.
  func deleteRows(of batch: Int64, most: Int) throws -> Bool {
    let sql = "SELECT max(number) FROM (SELECT number FROM row WHERE batch = ? ORDER BY number LIMIT ?) AS first"
    guard let last: Int = try value(sql, [batch, most]) else { return false }
    for table in ["answer", "attempt", "row"] {
      try run("DELETE FROM \(table) WHERE batch = ? AND number <= ?", [batch, last])
    }
    return true
  }
}
