import Operations
import Sheet
import Synchronization

// While rows are sent: one commit and one round trip for the outcomes of the last group and the intents of the next.
extension PostgresLedger {
  func turn(_ turn: Turn, of batch: HeldBatch) throws -> TurnResult {
    if turn.isEmpty, turn.stopping == nil { return TurnResult() }
    let worker = try worker(on: batch.batch)
    let statements = PostgresTurn(batch: batch.batch, worker: worker.id, now: turn.now)
    for settlement in turn.settlements { statements.demandWay(of: settlement) }
    do {
      if let end = worker.end { throw end }
      return try whole(turn, statements)
    } catch let failure as Failure where [.ledgerTakenOver, .batchFailedOver].contains(failure.code) {
      workers.withLock { $0[worker.batch]?.end = failure }
      try naming { try settleLate(turn.settlements, statements) }
      throw failure
    }
  }

  /// Nearly always all is as this process believes, and one round trip will do; if not, nothing of that was written.
  private func whole(_ turn: Turn, _ statements: PostgresTurn) throws -> TurnResult {
    do {
      var result = TurnResult()
      result.settled = turn.settlements
      result.claimed = try stocked(turn, statements)
      result.stopping = try lasting(
        statements.batch,
        { try self.pipelined(turn, result.claimed, statements) },
        // What took effect, and whose answer was lost.
        { _ in .some(nil) }
      )
      changeStock(of: statements.batch) { $0.handOut(result.claimed.count, answered: turn.settlements.count) }
      return result
    } catch let failure as Failure where failure.code == .ledgerConflict {
      changeStock(of: statements.batch) { $0.restart(after: turn.cursor) }
      return try naming {
        try lasting(statements.batch, { try self.oneByOne(turn, statements) }, { _ in nil as TurnResult? })
      }
    }
  }

  /// The rows that a turn wants, taken out of the server's where this worker holds too few. That need not be durable: who
  /// loses it holds a few rows less.
  private func stocked(_ turn: Turn, _ statements: PostgresTurn) throws -> [PlannedRow] {
    let stock = changeStock(of: statements.batch) { stock in
      if stock.cursor != turn.cursor { stock.restart(after: turn.cursor) }
      return stock
    }
    if stock.rows.count < turn.wanted {
      let taken = try lasting(statements.batch) {
        let steps = [
          ("SET LOCAL synchronous_commit = off", []), beginTurn(statements, starts: true),
          statements.hold(stock.size(for: turn.wanted), after: stock.rows.last?.number ?? turn.cursor),
        ]
        return try connection.pipeline(steps).last?.map(PlannedRow.init) ?? []
      }
      changeStock(of: statements.batch) { $0.add(taken) }
    }
    return changeStock(of: statements.batch) { Array($0.rows.prefix(turn.wanted)) }
  }

  @discardableResult
  private func changeStock<T>(of batch: Batch, _ change: (inout PostgresStock) -> T) -> T {
    workers.withLock { workers in
      var stock = workers[batch.id]?.stock ?? PostgresStock()
      defer { workers[batch.id]?.stock = stock }
      return change(&stock)
    }
  }

  /// Gives why nothing more is to be started, if somebody said so.
  ///
  /// - Throws: `ledgerConflict` if something is not as this process believes.
  private func pipelined(_ turn: Turn, _ claimed: [PlannedRow], _ statements: PostgresTurn) throws -> Stopping? {
    let intents = turn.retries + claimed.map(\.intent)
    var steps = [beginTurn(statements, starts: !intents.isEmpty)]
    if let reason = turn.stopping { steps.append(statements.stopAll(reason)) }
    let again = turn.settlements.filter { $0.attempt > 1 && $0.judgement.reference != nil }
    if !again.isEmpty { steps.append(statements.leaveReferences(again)) }
    // All of it in one statement, unless a look-up was answered more than once.
    for group in turn.settlements.withoutRepeats.dropLast() { steps.append(statements.write(group, demanding: true)) }
    let change = statements.change(turn.settlements, intents)
    let last = turn.settlements.withoutRepeats.last ?? []
    steps.append(statements.write(last, intents, change, demanding: true))
    return try connection.pipeline(steps).first?.stopping
  }

  /// The next turn's number: who loses the answer finds out by it whether the turn took effect.
  private func beginTurn(_ statements: PostgresTurn, starts: Bool) -> PostgresStep {
    let turn = workers.withLock { workers -> Int64 in
      workers[statements.batch.id]?.turn += 1
      return workers[statements.batch.id]?.turn ?? 0
    }
    return statements.begin(turn: turn, starts: starts)
  }

  /// The same row by row: what cannot be settled is named, and holds back no other.
  private func oneByOne(_ turn: Turn, _ statements: PostgresTurn) throws -> TurnResult {
    let begin = beginTurn(statements, starts: false)
    return try connection.write { database in
      var result = TurnResult()
      let begun = try database.rows(begin)
      result.stopping = try begun.stopping
      if let reason = turn.stopping { try database.run(statements.stopAll(reason)) }
      for settlement in turn.settlements { try statements.settle(settlement, &result, database) }
      var intents: [Intent] = []
      if result.mayClaim, try begun.mayStart {
        intents = try statements.start(turn, &result, database)
      } else if result.mayClaim, result.stopping == nil {
        // Somebody changed the batch by hand.
        result.unsettled = turn.retries.map(\.number)
      }
      try LedgerTransaction(database: database, worker: statements.worker)
        .add(statements.change(result.settled, intents), batch: statements.batch.id)
      return result
    }
  }
}

extension PostgresTurn {
  /// Two parts of the program disagree otherwise.
  func demandWay(of settlement: Settlement) {
    let (from, to) = (settledFrom, settlement.state)
    let isSame = from == to && !isJournalled
    precondition(isSame || from.successors(batch.operation.effect).contains(to), "no way from \(from.text)")
  }

  fileprivate func change(_ settlements: [Settlement], _ intents: [Intent]) -> TotalsChange {
    var change = TotalsChange()
    if isJournalled {
      for intent in intents { change.add(paise: intent.paise, from: .planned, to: .sending) }
    }
    for settlement in settlements { change.add(paise: settlement.paise, from: settledFrom, to: settlement.state) }
    return change
  }

  fileprivate func settle(
    _ settlement: Settlement,
    _ result: inout TurnResult,
    _ database: PostgresTransaction
  ) throws {
    guard try isThere(settlement, database) else { return result.unsettled.append(settlement.number) }
    var settlement = settlement
    if let other = try takeReference(of: settlement, database) {
      settlement.doubt(sharingReferenceWith: other)
      result.hasReferenceTwice = true
    }
    guard try database.rows(write([settlement], demanding: false)).settled == 1 else {
      return result.unsettled.append(settlement.number)
    }
    result.settled.append(settlement)
  }

  /// Whether a row can be settled; then nobody else changes it before the end of this transaction.
  private func isThere(_ settlement: Settlement, _ database: PostgresTransaction) throws -> Bool {
    let isOwn = isJournalled ? "worker = $4 AND tries = $5" : "coalesce(worker, $4) = $4"
    let attempt: [PostgresParameter] = isJournalled ? [.int(settlement.attempt)] : []
    return try !database.rows(
      "SELECT 1 FROM row WHERE batch = $1 AND number = $2 AND state = $3 AND \(isOwn) FOR UPDATE",
      [.int(batch.id), .int(settlement.number), .text(settledFrom.text), .int(worker)] + attempt
    ).isEmpty
  }

  /// Who has the reference of a settlement already, in words; else it is this row's from now on.
  func takeReference(of settlement: Settlement, _ database: PostgresTransaction) throws -> String? {
    guard let reference = settlement.judgement.reference else { return nil }
    if try database.run(takeReference(reference, of: settlement.number)) == 0 {
      if let other = try owner(of: reference, besides: settlement.number, database) { return other }
    }
    try database.run(leaveReferences([settlement], besides: reference))
    return nil
  }

  /// Retries, and rows that were wanted; gives what is sent of both. A row that is contradicted lets none of them start.
  fileprivate func start(_ turn: Turn, _ result: inout TurnResult, _ database: PostgresTransaction) throws -> [Intent] {
    let rows = try database.rows(hold(turn.wanted, after: turn.cursor)).map(PlannedRow.init)
    guard isJournalled else {
      result.claimed = rows
      return []
    }
    let wrong = try database.rows(contradicted(turn.retries.map(\.number) + rows.map(\.number)))
    result.unsettled += try wrong.map { try $0.decode(atIndex: 0) }
    if !result.mayClaim { return [] }
    var started: [Intent] = []
    for intent in turn.retries {
      let isSent = try database.rows(write([], [intent], demanding: false)).sent == 1
      if isSent { started.append(intent) } else { result.unsettled.append(intent.number) }
    }
    if !result.mayClaim { return started }
    result.claimed = rows
    try database.run(write([], rows.map(\.intent), demanding: true))
    return started + rows.map(\.intent)
  }
}

extension PostgresTransaction {
  func rows(_ step: PostgresStep) throws -> PostgresRows { try rows(step.sql, step.parameters) }

  /// Runs a statement; gives how many rows it wrote.
  @discardableResult
  func run(_ step: PostgresStep) throws -> Int { try run(step.sql, step.parameters) }
}

extension PostgresRows {
  /// How many rows were settled, as what writes them gives it.
  var settled: Int { get throws { try self[0].decode(atIndex: 0) } }
  fileprivate var sent: Int { get throws { try self[0].decode(atIndex: 1) } }

  /// What the beginning of a turn gives.
  fileprivate var stopping: Stopping? {
    get throws {
      guard let text: String = try first?.decode(atIndex: 1) else { return nil }
      guard let stopping = Stopping(text: text) else {
        throw Failure(.ledgerDamaged, [.cause: "a batch was stopped for a reason that this version does not know"])
      }
      return stopping
    }
  }

  fileprivate var mayStart: Bool { get throws { try self[0].decode(Int.self, atIndex: 2) == 1 } }
}

extension PlannedRow {
  fileprivate var intent: Intent { (number, tries + 1, paise) }

  fileprivate init(_ row: PostgresRow) throws {
    self.init(number: try row.cell(0), tries: try row.cell(1), paise: try row.cell(2), fields: try row.cell(3))
  }
}

extension [Settlement] {
  /// Groups in their order in which no row is there twice: a look-up may be answered more than once in a turn.
  fileprivate var withoutRepeats: [[Settlement]] {
    var (groups, seen): ([[Settlement]], [Int: Int]) = ([], [:])
    for settlement in self {
      let group = seen[settlement.number, default: 0]
      seen[settlement.number] = group + 1
      if group == groups.count { groups.append([]) }
      groups[group].append(settlement)
    }
    return groups
  }
}
