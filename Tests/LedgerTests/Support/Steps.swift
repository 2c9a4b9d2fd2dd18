import FoundationEssentials
import GRDB
import Operations
import Payments
import Sheet
import TestSupport
import Testing

@testable import Ledger

extension Folder {
  var ledgerBytes: [UInt8] { get throws { try bytes(Self.ledgerName) } }
}

// What tests do with a ledger again and again.
extension Ledger {
  /// Records a sheet to its end; nobody has approved it.
  ///
  /// - Parameter rows: If not given, rows 2 to 4 of the operation.
  func recordDraft(
    _ new: NewBatch,
    rows: [NewRow]? = nil,
    _ digests: SheetDigests = digests()
  ) throws -> HeldBatch {
    let draft = try draft(new, at: now)
    try append(rows ?? (2...4).map { newRow($0, operation: new.operation.name) }, to: draft, at: now)
    return try complete(draft, digests)
  }

  /// Records a sheet and approves it, whatever was there before.
  func record(
    _ new: NewBatch,
    rows: [NewRow]? = nil,
    _ digests: SheetDigests = digests()
  ) throws -> HeldBatch {
    let draft = try recordDraft(new, rows: rows, digests)
    return try approve(draft, knowing: precedent(of: draft.batch, since: longAgo), with: [], at: now)
  }

  func resolve(_ number: Int, of batch: HeldBatch, _ resolution: Resolution) throws {
    try resolve(number, of: batch, resolution, with: [])
  }

  /// Records that rows of what moves money or creates something are about to be sent.
  @discardableResult
  func send(_ numbers: Int..., of batch: HeldBatch, attempt: Int = 1) throws -> TurnResult {
    var turn = Turn(now: now)
    let paise = Dictionary(uniqueKeysWithValues: try rows(of: batch).map { ($0.number, $0.paise) })
    turn.retries = numbers.map { (number: $0, attempt: attempt, paise: paise[$0] ?? 0) }
    return try self.turn(turn, of: batch)
  }

  @discardableResult
  func settle(
    _ settlements: Settlement...,
    of batch: HeldBatch,
    wanted: Int = 0,
    after cursor: Int = 0
  ) throws -> TurnResult {
    var turn = Turn(now: now.adding(seconds: 2))
    turn.settlements = settlements
    turn.wanted = wanted
    turn.cursor = cursor
    return try self.turn(turn, of: batch)
  }

  /// Sends a row, unless it is a look-up, and settles it.
  @discardableResult
  func finish(
    _ number: Int,
    of batch: HeldBatch,
    _ outcome: Outcome,
    attempt: Int = 1,
    reference: String? = nil,
    paise: Int64 = 1200
  ) throws -> TurnResult {
    if batch.batch.operation.effect.isJournalled { try send(number, of: batch, attempt: attempt) }
    return try settle(
      settlement(number, outcome, attempt: attempt, reference: reference, paise: paise),
      of: batch
    )
  }

  /// Opens a batch as its next process does.
  @discardableResult
  func open(
    _ batch: HeldBatch,
    askingAgain states: [RowState] = [],
    holdingBack repeats: [Int: Repeat] = [:]
  ) throws -> Int {
    try open(
      batch,
      askingAgain: states,
      holdingBack: repeats,
      pace: nil,
      with: [],
      by: "asha",
      at: now.adding(seconds: 60)
    ).rows
  }

  func rows(of batch: HeldBatch, _ selection: RowSelection = .all) throws -> [RecordedRow] {
    var rows: [RecordedRow] = []
    try forEachRow(of: batch.batch, selection) { rows.append($0) }
    return rows
  }

  func row(_ number: Int, of batch: HeldBatch) throws -> RecordedRow {
    try #require(try rows(of: batch).first { $0.number == number }, "no row \(number)")
  }

  /// The states of a batch's rows in the sheet's order.
  func states(of batch: HeldBatch) throws -> [RowState] { try rows(of: batch).map(\.state) }

  /// Every process that works on a batch, or wants to, holds it.
  func demandHold(_ batch: Batch) throws -> HeldBatch { try #require(try hold(batch), "held by another") }
}

// What they do inside it.
extension SQLiteLedger {
  convenience init(_ folder: Folder, for purpose: LedgerPurpose = .recording) throws {
    try self.init(path: folder.ledger, operations: allOperations, for: purpose)
  }
}

/// Changes a database that is not open, or makes it.
func change(_ path: String, _ sql: String) throws {
  let other = try DatabaseQueue(path: path)
  try other.writeWithoutTransaction { try $0.execute(sql: sql) }
  try other.close()
}

/// All that tables hold, in the order of their rows.
func contents(of path: String, _ tables: [String]) throws -> [[GRDB.Row]] {
  let other = try DatabaseQueue(path: path)
  defer { try? other.close() }
  return try other.read { database in
    try tables.map { try GRDB.Row.fetchAll(database, sql: "SELECT * FROM \($0)") }
  }
}

// What is asked about other batches.
extension Ledger {
  func precedent(of batch: Batch, since start: Timestamp) throws -> Precedent {
    try precedent(of: batch, scope(batch.operation, address: batch.address, since: start, besides: [batch]))
  }

  /// By the places of the rows, as `check` asks.
  func samePayments(
    as rows: [PackedRow],
    _ operation: Operations.Operation,
    address: String,
    since start: Timestamp
  ) throws -> [Int: Repeat] {
    let identities = rows.map(operation.identity)
    let hashes = identities.compactMap { $0.map(IdentityHash.hash) }
    let known = try payments(like: hashes, scope(operation, address: address, since: start))
    var found: [Int: Repeat] = [:]
    for (place, identity) in identities.enumerated() { if let identity { found[place] = known[identity] } }
    return found
  }

  private func scope(
    _ operation: Operations.Operation,
    address: String,
    since start: Timestamp,
    besides: [Batch] = []
  ) -> PaymentScope {
    PaymentScope(operation, address: address, since: start, besides: besides)
  }
}

extension Precedent {
  init(sameSheet: String? = nil, samePayments: [Int: Repeat] = [:]) {
    let nothing = PaymentScope(allOperations[0], address: sandbox, since: now)
    self.init(nothing, sameSheet: sameSheet, samePayments: samePayments)
  }
}

extension [Event] {
  /// Without what an entry says besides, of what was recorded also without who did it.
  var plain: [Event] {
    map { event in
      let by = event.kind == .recorded ? "" : event.by
      return Event(at: event.at, event.kind, by: by, reason: event.reason, unsent: event.unsent)
    }
  }
}
