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
      return try lasting(
        statements.batch,
        { try self.pipelined(turn, statements) },
        { try self.recovered(turn, statements, $0) }
      )
    } catch let failure as Failure where failure.code == .ledgerConflict {
      return try naming {
        try lasting(statements.batch, { try self.oneByOne(turn, statements) }, { _ in nil as TurnResult? })
      }
    }
  }

  /// - Throws: `ledgerConflict` if something is not as this process believes.
  private func pipelined(_ turn: Turn, _ statements: PostgresTurn) throws -> TurnResult {
    var steps = [beginTurn(statements)]
    if let reason = turn.stopping { steps.append(statements.stopAll(reason)) }
    for group in turn.settlements.withoutRepeats {
      let referring = group.filter { $0.judgement.reference != nil }
      let again = referring.filter { $0.attempt > 1 }
      if !again.isEmpty { steps.append(statements.leaveReferences(again)) }
      steps.append(statements.settle(group, demanding: true))
      if !referring.isEmpty { steps.append(statements.takeReferences(referring)) }
    }
    let change = statements.change(turn.settlements)
    let sums = LedgerTransaction.adding(change, batch: statements.batch.id, worker: statements.worker)
    steps += sums.map { [$0] } ?? []
    if statements.isJournalled, !turn.retries.isEmpty { steps.append(statements.intend(turn.retries, demanding: true)) }
    if turn.wanted > 0 { steps.append(statements.claim(turn.wanted, after: turn.cursor)) }
    let results = try connection.pipeline(steps)
    var result = TurnResult()
    result.settled = turn.settlements
    result.stopping = try results.first?.stopping
    if turn.wanted > 0, let rows = results.last { result.claimed = try rows.map(PlannedRow.init) }
    return result
  }

  /// What a turn gave that took effect, but whose answer was lost.
  private func recovered(_ turn: Turn, _ statements: PostgresTurn, _ database: PostgresTransaction) throws -> TurnResult
  {
    var result = TurnResult()
    result.settled = turn.settlements
    if turn.wanted > 0 {
      let step = statements.claimed(after: turn.cursor)
      let retried = Set(turn.retries.map(\.number))
      result.claimed = try database.rows(step.sql, step.parameters).map(PlannedRow.init)
        .filter { !retried.contains($0.number) }
    }
    return result
  }

  /// The next turn's number: who loses the answer finds out by it whether the turn took effect.
  private func beginTurn(_ statements: PostgresTurn) -> PostgresStep {
    let turn = workers.withLock { workers -> Int64 in
      workers[statements.batch.id]?.turn += 1
      return workers[statements.batch.id]?.turn ?? 0
    }
    return statements.begin(turn: turn)
  }

  /// The same row by row: what cannot be settled is named, and holds back no other.
  private func oneByOne(_ turn: Turn, _ statements: PostgresTurn) throws -> TurnResult {
    let begin = beginTurn(statements)
    return try connection.write { database in
      var result = TurnResult()
      result.stopping = try database.rows(begin.sql, begin.parameters).stopping
      if let reason = turn.stopping { try database.run(statements.stopAll(reason)) }
      for settlement in turn.settlements { try statements.settle(settlement, &result, database) }
      try LedgerTransaction(database: database, worker: statements.worker)
        .add(statements.change(result.settled), batch: statements.batch.id)
      if result.mayClaim, statements.isJournalled {
        for intent in turn.retries {
          let isSent = try database.count(statements.intend([intent], demanding: false)) == 1
          if !isSent { result.unsettled.append(intent.number) }
        }
      }
      if result.mayClaim, turn.wanted > 0 { try statements.claim(turn, &result, database) }
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

  fileprivate func change(_ settlements: [Settlement]) -> TotalsChange {
    var change = TotalsChange()
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
    guard try database.count(settle([settlement], demanding: false)) == 1 else {
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
    if try database.run(takeReferences([settlement], unlessTaken: true)) == 0 {
      if let other = try owner(of: reference, besides: settlement.number, database) { return other }
    }
    try database.run(leaveReferences([settlement], besides: reference))
    return nil
  }

  fileprivate func claim(_ turn: Turn, _ result: inout TurnResult, _ database: PostgresTransaction) throws {
    if isJournalled {
      // All of them before the first is handed out: none of these requests is then made.
      let wrong = contradicted(turn.wanted, after: turn.cursor)
      result.unsettled += try database.rows(wrong.sql, wrong.parameters).map { try $0.decode(atIndex: 0) }
      if !result.unsettled.isEmpty { return }
    }
    let step = claim(turn.wanted, after: turn.cursor)
    result.claimed = try database.rows(step.sql, step.parameters).map(PlannedRow.init)
  }
}

extension PostgresTransaction {
  /// The number that a statement gives.
  func count(_ step: PostgresStep) throws -> Int { try value(step.sql, step.parameters) ?? 0 }

  /// Runs a statement; gives how many rows it wrote.
  @discardableResult
  func run(_ step: PostgresStep) throws -> Int { try run(step.sql, step.parameters) }
}

extension PostgresRows {
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
}

extension PlannedRow {
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
