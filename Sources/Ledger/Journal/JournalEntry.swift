import Operations
import Sheet

/// An entry of the journal: an event, chained to the entry before by the digest of that one's line.
struct JournalEntry: Equatable {
  /// From 1.
  let number: Int64
  /// SHA-256 of the line before, in lower-case hex; zeros before the first.
  let previous: String
  let event: Event
  /// The name of the batch that it is about; nil for the whole ledger.
  let batch: String?

  /// What stands in the place of the digest before the first entry.
  static let nothing = String(repeating: "0", count: 64)

  /// As `journal` prints it: a JSON object, without the line's end.
  var line: String {
    var members: [JSONValue.Pair] = [
      .init("number", .number("\(number)")), .init("event", .string(event.kind.rawValue)),
      .init("at", .string(event.at.text)), .init("previous", .string(previous)),
    ]
    for (name, text) in [("batch", batch ?? ""), ("by", event.by), ("reason", event.reason)] where !text.isEmpty {
      members.append(.init(name, .string(text)))
    }
    if event.unsent > 0 { members.append(.init("unsent", .number("\(event.unsent)"))) }
    return JSONValue.object(members + event.facts).json
  }

  init(number: Int64, previous: String, _ event: Event, batch: String?) {
    (self.number, self.previous, self.event, self.batch) = (number, previous, event, batch)
  }

  /// - Throws: `ledgerDamaged`
  init(reading line: String) throws(Failure) {
    guard let entry = JournalEntry(line: line) else {
      throw Failure(.ledgerDamaged, [.cause: "an entry of the journal cannot be read"])
    }
    self = entry
  }

  /// Nil if the line is none that `line` would write.
  init?(line: String) {
    guard case .object(let pairs)? = JSONReader.read(Array(line.utf8)) else { return nil }
    let root = JSONValue.object(pairs)
    guard let number = root.text("number").flatMap({ Int64($0) }), let previous = root.text("previous"),
      let at = root.text("at").flatMap(Timestamp.init(text:))
    else { return nil }
    let known = ["number", "event", "at", "previous", "batch", "by", "reason", "unsent"]
    let event = Event(
      at: at,
      root.text("event").flatMap(Event.Kind.init) ?? .other,
      by: root.text("by") ?? "",
      reason: root.text("reason") ?? "",
      unsent: root.text("unsent").flatMap { Int($0) } ?? 0,
      facts: pairs.filter { !known.contains($0.key) }
    )
    self.init(number: number, previous: previous, event, batch: root.text("batch"))
    guard self.line == line else { return nil }
  }
}

extension Ledger {
  /// Shows what happened to the ledger and all its batches, in its order, each with the name of the batch that it is about.
  public func forEachEvent(_ visit: (Event, _ batch: String?) throws -> Void) throws {
    try forEachJournalLine(of: nil) { line in
      let entry = try JournalEntry(reading: line)
      try visit(entry.event, entry.batch)
    }
  }
}

/// The newest entry of a journal: its number, and the SHA-256 of its line in lower-case hex.
public typealias JournalHead = (number: Int64, digest: String)

// The journal is one chain over the whole ledger.
extension SQLConnection {
  /// The number of the newest entry, and the digest of its line.
  func journalHead() throws -> JournalHead {
    try first("SELECT number, line FROM journal ORDER BY number DESC LIMIT 1") {
      (try $0.integer(0), RunningSHA256.hex(of: try $0.text(1)))
    } ?? (0, JournalEntry.nothing)
  }

  /// What happened to a batch; to the whole ledger, if none is named.
  func events(of batch: Int64?) throws -> [Event] {
    try list("SELECT line FROM journal WHERE batch IS NOT DISTINCT FROM ? ORDER BY number", [batch]) { row in
      try JournalEntry(reading: row.text(0)).event
    }
  }

  /// Adds an entry. Nobody else adds one before this transaction has ended.
  ///
  /// - Throws: `approvalUsed` if it is an approval that was used before.
  func append(_ event: Event, batch: Int64?) throws {
    try holdJournal()
    // A policy holds for all of the ledger.
    let batch = event.kind == .policy ? nil : batch
    let approval = event.fact(Event.approval)
    if let approval, try exists("journal WHERE approval = ?", [approval]) { throw Failure(.approvalUsed, [:]) }
    let head = try journalHead()
    guard head.number < Int64.max else { throw Failure(.ledgerDamaged, [.cause: "the journal has no number left"]) }
    let name: String? = try batch.flatMap { try value("SELECT name FROM batch WHERE id = ?", [$0]) }
    let entry = JournalEntry(number: head.number + 1, previous: head.digest, event, batch: name)
    try run(
      "INSERT INTO journal (number, batch, at, line, approval) VALUES (?, ?, ?, ?, ?)",
      [
        entry.number, batch, event.at, entry.line, approval,
      ]
    )
  }

  /// The first entry, of a ledger that has none.
  func beginJournal(at now: Timestamp) throws {
    let mark = (0..<4).map { _ in String(UInt32.random(in: 0x1000_0000...UInt32.max), radix: 16) }.joined()
    try append(Event(at: now, .made, facts: [.init("mark", .string(mark))]), batch: nil)
  }
}
