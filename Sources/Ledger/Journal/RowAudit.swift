import Operations
import Payments
import Sheet

/// Looks at the rows of a batch beside what else the ledger holds of them: the plan that was approved, their tries and
/// answers, people's decisions, and the list by which repeats of them are found. So what is changed by hand is found also
/// where no digest of the rows was made yet.
struct RowAudit: ~Copyable {
  typealias Decision = (number: Int, resolution: Resolution)

  private let batch: Batch
  /// Recorded by version 1, of which less is known.
  private let isConverted: Bool
  private let decisions: [Int: [Resolution]]
  private let amount: Int?
  private var identities: IdentityList
  private var plan: PlanDigest
  private var sums: [RowState: Total] = [:]
  private var (tries, answers, decided) = (0, 0, 0)
  private var rowStates = StateReader()
  private var answeredStates = StateReader()
  /// An amount as it would be sent: made again and again in the same memory.
  private var rupees: [UInt8] = []

  init(_ batch: Batch, isConverted: Bool, _ decisions: [Decision], _ connection: some SQLConnection) throws {
    self.batch = batch
    self.isConverted = isConverted
    self.decisions = Dictionary(grouping: decisions, by: \.number).mapValues { $0.map(\.resolution) }
    amount = batch.operation.index(of: .amount)
    identities = try IdentityList(of: batch.id, connection)
    plan = PlanDigest(operation: batch.operation, address: batch.address)
  }

  /// Takes in the next row, and says what is wrong with it.
  ///
  /// - Parameters:
  ///   - row: Its columns as `rowsDigest` shows them.
  ///   - tries: All its tries.
  mutating func fault(_ row: some SQLRow, _ tries: RowTries.Sum) throws -> String? {
    let number: Int = try row.cell(0)
    let state = try rowStates.state(row.text(1))
    let paise = try row.integer(2)
    sums[state, default: Total()].add(paise: paise)
    let (last, isJournalled) = (tries.last, batch.operation.effect.isJournalled)
    self.tries += tries.count
    answers += tries.answers
    decided += decisions[number]?.count ?? 0
    // Of a look-up's tries in an earlier batch only the last one is known.
    if try row.integer(6) != last?.attempt ?? 0 || isJournalled && tries.count != last?.attempt ?? 0 {
      return "says another number of tries than were made"
    }
    if row.isNull(4) {
      return state == .rejected && last == nil && decisions[number] == nil ? nil : "was sent, and has no values"
    }
    if try isJournalled && !states(number, last).contains(state) {
      return "is \(state.text), which does not follow from its answers and decisions"
    }
    let blob = try row.bytes(4)
    plan.add(number: number, blob: blob.span)
    guard let fields = PackedRow(blob: blob), fields.count == batch.operation.columns.count else {
      return "has other values than its operation"
    }
    // By its amount a row is counted.
    if let amount, !isAmount(paise, fields[amount]) { return "would send another amount than it says" }
    guard let identity = batch.operation.identity(fields) else { return nil }
    if !identities.holds(IdentityHash.hash(identity), number) { return "is not in the list by which repeats are found" }
    let isSince = try isSince(row.cell(5), state, number, last)
    return isSince ? nil : "is \(state.text) since another moment than its answer or decision"
  }

  private mutating func isAmount(_ paise: Int64, _ value: Span<UInt8>) -> Bool {
    rupees.removeAll(keepingCapacity: true)
    Amount(paise: paise).appendRupees(to: &rupees)
    return rupees.count == value.count && rupees.indices.allSatisfy { rupees[$0] == value[$0] }
  }

  /// What is wrong with all of them together.
  consuming func fault(_ connection: some SQLConnection) throws -> String? {
    // Each belongs to a row.
    for (table, seen) in [("attempt", tries), ("answer", answers), ("resolution", decided)] {
      let count: Int? = try connection.value("SELECT count(*) FROM \(table) WHERE batch = ?", [batch.id])
      if count != seen { return "some of its tries, answers or decisions are of no row" }
    }
    let kept = try connection.totals(of: batch.id)
    if let wrong = RowState.all.first(where: { kept[$0] != sums[$0] ?? Total() }) {
      return "its sum of rows that are \(wrong.text) is wrong"
    }
    guard batch.operation.effect.isJournalled, !isConverted, plan.finished() != batch.digests.plan else { return nil }
    return "its rows are not those that were approved"
  }

  /// The states that a row may be in, which follow from its last try and what people decided.
  private mutating func states(_ number: Int, _ last: RowTries.Try?) throws -> [RowState] {
    let unsent: [RowState] = [.planned, .done(.notSent)]
    let decisions = decisions[number] ?? []
    if decisions.contains(where: \.paid) { return [batch.operation.paidState] }
    guard let last else { return unsent }
    if last.answeredAt == nil { return [.sending, .done(.inDoubt)] + (decisions.isEmpty ? [] : unsent) }
    let answered = try answeredStates.state(last.state)
    return unsent.contains(answered) || !decisions.isEmpty ? unsent + [answered] : [answered]
  }

  /// Whether a payment counts as one of the right moment: after a time it is no repeat to pay the same once more.
  private func isSince(_ since: Timestamp, _ state: RowState, _ number: Int, _ last: RowTries.Try?) -> Bool {
    guard [.done(.accepted), .done(.success)].contains(state) else { return true }
    let paid = decisions[number]?.first(where: \.paid)?.decidedAt
    guard let moment = paid ?? last?.answeredAt.map(Timestamp.init(milliseconds:)) else { return false }
    // Version 1 did not keep it: it was taken from the newest of all that was known.
    return isConverted ? since >= moment : since == moment
  }
}

/// Reads states, most of which are the same as the one before.
private struct StateReader {
  private var text = ""
  private var known = RowState.planned

  mutating func state(_ text: String) throws -> RowState {
    if text != self.text { (self.text, known) = (text, try RowState(stored: text)) }
    return known
  }
}

/// The list by which repeats of a batch's payments are found, to be gone through in the order of the rows.
private struct IdentityList {
  private var entries: [(number: Int, hash: UInt64)] = []
  private var place = 0

  init(of batch: Int64, _ connection: some SQLConnection) throws {
    try connection.forEachIdentityBlock(of: batch) { block in
      block.forEach { hash, number in entries.append((number, hash)) }
    }
    // As they were added they are in order.
    entries.sort { $0.number < $1.number }
  }

  mutating func holds(_ hash: UInt64, _ number: Int) -> Bool {
    while place < entries.count, entries[place].number < number { place += 1 }
    return entries[place...].prefix { $0.number == number }.contains { $0.hash == hash }
  }
}
