import Operations
import Payments
import Sheet

// The journal is checked against itself, and the tables against the journal.
extension SQLLedger {
  func forEachJournalLine(of batch: Batch?, _ visit: (String) throws -> Void) throws {
    try read { connection in
      try connection.walk(
        "SELECT line FROM journal WHERE coalesce(?1, batch, 0) = coalesce(batch, 0) ORDER BY number",
        [batch?.id]
      ) { try visit($0.text(0)) }
    }
  }

  func journalDigest(of number: Int64) throws -> String? {
    let line: String? = try read { try $0.value("SELECT line FROM journal WHERE number = ?", [number]) }
    return line.map(RunningSHA256.hex(of:))
  }

  func journalTime() throws -> Timestamp {
    try read { try $0.value("SELECT at FROM journal ORDER BY number DESC LIMIT 1") } ?? Timestamp(milliseconds: 0)
  }

  func journalHead() throws -> JournalHead { try read { try $0.journalHead() } }

  func discrepancy(in batch: Batch?) throws -> String? {
    do {
      let noted = try notedHead
      try read { connection in
        let entries = try connection.checkedEntries()
        if let noted { try connection.demandKnown(noted) }
        let batches: [Int64] =
          try batch.map { [$0.id] } ?? connection.values("SELECT id FROM batch WHERE status <> 'draft' ORDER BY id")
        for id in batches { try check(self.batch(id, connection), entries[id] ?? [], connection) }
        if try !connection.hasOwnTriggers() { throw Discrepancy(otherTriggers) }
        guard batch == nil, let unknown = Set(entries.keys).subtracting(batches).min() else { return }
        throw Discrepancy("batch \(entries[unknown]?.first?.batch ?? "") is in the journal and not in the ledger")
      }
      return nil
    } catch let found as Discrepancy { return found.words }
  }

  /// - Throws: `ledgerTampered` if what is written may become something else.
  func demandOwnTriggers(_ connection: Connection) throws {
    if try connection.hasOwnTriggers() { return }
    throw Failure(.ledgerTampered, [.path: place, .cause: otherTriggers])
  }

  /// A row that would be sent against what is known of it is named before all else. There is none where the sums are right
  /// and nothing is left to send.
  private func check(_ batch: Batch, _ entries: [JournalEntry], _ connection: Connection) throws {
    let found = Result { try compare(batch, entries, connection) }
    let isRight = if case .success = found { true } else { false }
    if try !isRight || connection.totals(of: batch.id).unfinished.rows > 0 {
      try demandNoContradiction(in: batch, connection)
    }
    try found.get()
  }

  /// Compares a batch with its entries, and its rows with what else is known of them.
  private func compare(_ batch: Batch, _ entries: [JournalEntry], _ connection: Connection) throws {
    func demand(_ isSo: Bool, _ words: @autoclosure () throws -> String) throws {
      if !isSo { throw Discrepancy("batch \(batch.name): \(try words())") }
    }
    let events = entries.map(\.event)
    guard let recorded = events.first(where: { $0.kind == .recorded }) else {
      throw Discrepancy("batch \(batch.name) is in the ledger and not in the journal")
    }
    // Entries of earlier versions say less.
    for (name, value) in batch.texts {
      guard recorded.facts.contains(where: { $0.key == name }) else { continue }
      try demand(recorded.fact(name) ?? "" == value, "its \(name) is not the one that was recorded")
    }
    try demand(recorded.by.isEmpty || recorded.by == batch.createdBy, "who recorded it is not who it was")
    let provider: String? = try connection.value("SELECT provider FROM batch WHERE id = ?", [batch.id])
    try demand(provider == Provider.key(of: batch.address), "its provider is not that of its address")
    let again = events.first { $0.kind == .again }?.reason
    try demand(again == batch.again, "why it was processed again is not what was recorded")
    let status = events.compactMap(\.status).last ?? .open
    try demand(status == batch.status, "it is \(batch.status.rawValue), and was \(status.rawValue) at its last entry")
    let decisions = try connection.list(
      "SELECT number, \(Resolution.columns) FROM resolution WHERE batch = ? ORDER BY id",
      [batch.id]
    ) { (number: try $0.cell(0) as Int, resolution: try Resolution($0, from: 1)) }
    let said = events.filter { $0.kind == .resolved }
    // Of those of before the journal it says how many they were.
    let known = said.count + (recorded.fact("decisions").flatMap { Int($0) } ?? 0)
    try demand(known == decisions.count, "its decisions are not those that were recorded")
    for (decision, event) in zip(decisions.suffix(said.count), said) {
      let isSame = decision.resolution.event(decision.number).isSame(as: event)
      try demand(isSame, "the decision about row \(decision.number) is another one")
    }
    if events.contains(where: { $0.kind == .pruned }) { return }
    var paid = Total()
    for next in try events.compactMap(\.paid) + [connection.totals(of: batch.id).paid] {
      try demand(next.rows >= paid.rows && next.paise >= paid.paise, "less of it is paid than before")
      paid = next
    }
    var audit = try RowAudit(batch, isConverted: recorded.by.isEmpty, decisions, connection)
    let found = try connection.rowsDigest(of: batch.id) { row, tries in
      if let words = try audit.fault(row, tries) { try demand(false, "row \(try row.integer(0)) \(words)") }
    }
    if let words = try audit.fault(connection) { try demand(false, words) }
    guard events.areSealed, let sealing = events.last(where: { $0.rows != nil }), let rows = sealing.rows else {
      return
    }
    try demand(rows == found, "its rows are not those that it had when it was \(sealing.kind.rawValue)")
  }
}

/// What is wrong with tables that change or keep something by themselves that this program did not tell them to.
private let otherTriggers = "the triggers of its tables are not those that this program made"

/// What contradicts the journal.
private struct Discrepancy: Error {
  let words: String

  init(_ words: String) { self.words = words }
}

extension SQLConnection {
  /// The entries of batches, by these; each follows the one before it, whatever that is about. All of them are looked at, for
  /// what says which one an entry is about stands beside its line, too.
  fileprivate func checkedEntries() throws -> [Int64: [JournalEntry]] {
    var (entries, last): ([Int64: [JournalEntry]], Int64) = ([:], 0)
    try forEach(
      """
      SELECT entry.number, entry.batch, entry.at, entry.line, batch.name, before.line, entry.approval
      FROM journal AS entry LEFT JOIN batch ON batch.id = entry.batch
      LEFT JOIN journal AS before ON before.number = entry.number - 1
      ORDER BY entry.number
      """,
      []
    ) { row in
      let number: Int64 = try row.cell(0)
      let before: String? = try row.cell(5)
      if number > 1, before == nil { throw Discrepancy("entry \(number - 1) of the journal is missing") }
      guard let entry = JournalEntry(line: try row.cell(3)), entry.number == number, try entry.event.at == row.cell(2)
      else { throw Discrepancy("entry \(number) of the journal was changed") }
      guard entry.previous == before.map(RunningSHA256.hex(of:)) ?? JournalEntry.nothing else {
        throw Discrepancy("entry \(number - 1) of the journal was changed: the next one does not follow it")
      }
      guard try entry.event.fact(Event.approval) == row.cell(6) else {
        throw Discrepancy("entry \(number) of the journal was changed")
      }
      guard try entry.batch == row.cell(4) else { throw Discrepancy("entry \(number) is about another batch") }
      if let batch: Int64 = try row.cell(1) { entries[batch, default: []].append(entry) }
      last = number
    }
    if last == 0 { throw Discrepancy("the journal is empty") }
    return entries
  }

  /// The journal holds an entry that it is known to have come to.
  fileprivate func demandKnown(_ head: JournalHead) throws {
    let line: String? = try value("SELECT line FROM journal WHERE number = ?", [head.number])
    guard let line else {
      throw Discrepancy("entry \(head.number) of the journal is missing, which the lock file knows")
    }
    if RunningSHA256.hex(of: line) == head.digest { return }
    throw Discrepancy("entry \(head.number) of the journal is not the one that the lock file knows")
  }
}

extension [Event] {
  /// Whether a batch's rows are as the last digest says: between its opening and its end they move on, whatever is decided
  /// meanwhile.
  var areSealed: Bool {
    last { $0.kind == .opened || Self.ends.contains($0.kind) }.map { $0.kind != .opened } ?? false
  }

  private static var ends: [Event.Kind] { [.halted, .stopped, .closed, .cancelled] }
}

extension Event {
  /// The digest of the batch's rows.
  var rows: String? { fact("rows") }

  /// How the batch is after it; nil if it changes nothing of that.
  fileprivate var status: Batch.Status? {
    switch kind {
    case .recorded, .opened: .open
    case .closed: .closed
    case .cancelled: .cancelled
    default: nil
    }
  }

  /// What was paid of the batch by then.
  fileprivate var paid: Total? {
    guard let rows = fact("paidRows").flatMap({ Int($0) }), let rupees = fact("paidTotal") else { return nil }
    return Int128(rupees.replacing(".", with: "")).map { Total(rows: rows, paise: $0) }
  }

  /// Whether it says the same but for what it seals.
  func isSame(as other: Event) -> Bool {
    var other = other
    other.facts.removeAll { ["rows", "paidRows", "paidTotal"].contains($0.key) }
    return self == other
  }
}
