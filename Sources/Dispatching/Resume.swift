public import Ledger
import Operations
import Payments
public import Reports
import Sheet
import Validation

/// Goes on with a batch that was stopped: sends what was not sent, and never what may have been.
public struct Resume: Sendable {
  private let batch: Batch
  private let options: SendingOptions
  private let output: OutputPaths
  private let ledger: any Ledger

  public init(_ batch: Batch, _ options: SendingOptions, output: OutputPaths, ledger: any Ledger) {
    self.batch = batch
    self.options = options
    self.output = output
    self.ledger = ledger
  }

  /// - Parameter approve: Shows the plan and returns if it may be sent, or if nothing is left; throws if not.
  /// - Throws: `Failure` if another process works on the batch, or the ledger fails.
  public func callAsFunction(
    _ monitor: Monitor = Monitor(),
    approve: @Sendable (Plan) async throws -> Void
  ) async throws -> RunEnd {
    let sending = try await onThread { try prepare(monitor) }
    return try await sending(monitor, approve)
  }

  private func prepare(_ monitor: Monitor) throws -> Sending {
    try ledger.demandResumable(batch, registration: options.registration)
    try ledger.demandCredentials(for: batch, options.credentials)
    let held = try ledger.demandHold(batch)
    do {
      try output.probe()
      if batch.operation.effect.isJournalled { try Admission.refuseUnknownResults(at: [output.results], ledger) }
      return try Sending(options, output, ledger, goingOnWith: held, monitor)
    } catch {
      held.release()
      throw error
    }
  }
}

extension Ledger {
  /// - Throws: why a batch cannot go on, whoever works on it.
  public func demandResumable(_ batch: Batch, registration: String?) throws {
    guard batch.status != .cancelled else { throw Failure(.batchCancelled, [.batch: batch.name]) }
    try RegistrationMark.demand(of: batch, registration)
    try demandRows(of: batch)
  }

  /// Looks through the rows only if a setting is missing that some of them may need.
  func demandCredentials(for batch: Batch, _ credentials: Credentials) throws {
    let columns = batch.operation.columns.enumerated().filter { column in
      column.element.credential.map { credentials[$0] == nil } ?? false
    }
    if columns.isEmpty { return }
    var needed: Set<Credential> = []
    try forEachRow(of: batch, .inStates(batch.statesThatAreSent)) { row in
      guard let fields = row.fields else { return }
      for (index, column) in columns where fields[index].isEmpty {
        if let credential = column.credential { needed.insert(credential) }
      }
    }
    try credentials.demand(needed)
  }

  /// What going on with a batch would send now.
  ///
  /// - Returns: The plan, and the rows that stay unsent because another batch has made the payment since this one was
  ///   recorded, or may have.
  public func remaining(of batch: Batch) throws -> (plan: Plan, heldBack: [Int: Repeat]) {
    let found = try repeats(of: batch)
    let heldBack = found.filter { RepeatRule.holdsBack($0.value, from: batch) }
    // What was paid before was allowed when the batch was recorded.
    let allowed = found.filter { heldBack[$0.key] == nil && $0.value.weight == 0 }
    let rows = try PlannedRows(of: batch, in: batch.statesThatAreSent, besides: heldBack, sending: allowed, self)
    return (rows.plan(of: batch, try totals(of: batch), goesOn: true), heldBack)
  }

  private func repeats(of batch: Batch) throws -> [Int: Repeat] {
    let start = min(batch.createdAt, RepeatRule.start(batch.operation, now: .now))
    let scope = PaymentScope(batch.operation, address: batch.address, since: start, besides: [batch])
    return try precedent(of: batch, scope).samePayments
  }

  /// Others may have paid while a person looked at the plan: what was approved is what leaves.
  func demandSame(_ heldBack: [Int: Repeat], of batch: Batch) throws {
    guard try repeats(of: batch).filter({ RepeatRule.holdsBack($0.value, from: batch) }) != heldBack else { return }
    throw Failure(.sheetRecordedMeanwhile, [.sheet: batch.sheet])
  }
}

extension RegistrationMark {
  /// - Throws: `batchRegistration`: it would be paid from another account.
  static func demand(of batch: Batch, _ registration: String?) throws(Failure) {
    guard matches(batch.registration, registration) else { throw Failure(.batchRegistration, [.batch: batch.name]) }
  }
}

extension Batch {
  /// The states of rows that going on sends, for they certainly were not sent, or asks for again.
  fileprivate var statesThatAreSent: [RowState] {
    [.planned, .done(.notSent)] + (operation.effect.isJournalled ? [] : [.done(.error)])
  }
}
