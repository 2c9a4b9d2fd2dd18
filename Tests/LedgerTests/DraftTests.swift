import Glibc
import Operations
import Payments
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("A draft is its own process's alone, and goes whole", .everyLedger)
struct DraftTests {
  let place: TestedPlace
  let ledger: any TestedLedger

  init() throws {
    place = try .current()
    ledger = try place.ledger()
  }

  /// Rows with the number of a batch, by table; only of tables that have any.
  private func traces(of batch: Batch) throws -> [String: Int] {
    let tables = try ledger.tablesOfBatches()
    #expect(tables.count >= 8, "all tables but one know batches: \(tables)")
    var counts: [String: Int] = [:]
    for (table, column) in tables.map({ ($0, "batch") }) + [("batch", "id")] {
      let count = try ledger.ask("SELECT count(*) || '' FROM \(table) WHERE \(column) = \(batch.id)")
      if count != ["0"] { counts[table] = Int(count[0]) }
    }
    return counts
  }

  @Test("has a name that is never taken for an account's number, which would be masked")
  func name() throws {
    for _ in 0..<20 {
      let draft = try ledger.draft(newBatch(), at: now)
      #expect(draft.batch.name.wholeMatch(of: /\d{8}-[a-z][a-z0-9]{4}/) != nil, "\(draft.batch.name)")
      try ledger.discard(draft)
    }
  }

  /// A draft that leaves something in every table that a draft can have rows in.
  private func fullDraft() throws -> HeldBatch {
    var rows = [
      newRow(2, operation: "pan-new", carried: carried(.success)), newRow(3, operation: "pan-new", isRejected: true),
      newRow(4, operation: "pan-new"),
    ]
    rows[2].warnings = [Finding(code: "lastname.long", sentence: "Long.")]
    return try ledger.recordDraft(newBatch("pan-new"), rows: rows)
  }

  static let full = ["batch": 1, "row": 3, "payments": 1, "total": 3, "finding": 2, "attempt": 1, "answer": 1]

  @Test("nobody sees it, not even the process that made it, in lists, by its name, or as a precedent")
  func unseen() throws {
    let draft = try ledger.recordDraft(newBatch())
    let other = try place.ledger()
    for ledger in [ledger, other] {
      #expect(try ledger.batches().isEmpty)
      expect(.batchUnknown) { try ledger.batch(named: draft.batch.name) }
      let found = try ledger.samePayments(
        as: [fields("HDFC 2 12.00")],
        .require("payout"),
        address: sandbox,
        since: longAgo
      )
      #expect(found.isEmpty)
    }
    let second = try other.recordDraft(newBatch())
    #expect(try other.precedent(of: second.batch, since: longAgo) == Precedent())
    #expect(try ledger.precedent(of: draft.batch, since: longAgo) == Precedent())
    #expect(try other.approve(second, knowing: Precedent(), with: [], at: now).batch.status == .open)
  }

  @Test("who holds it knows all of it: rows, totals, findings, digests")
  func known() throws {
    let draft = try fullDraft()
    #expect(draft.batch.status == .draft && draft.batch.digests == digests())
    #expect(try ledger.states(of: draft) == [.done(.success), .rejected, .planned])
    #expect(try ledger.totals(of: draft.batch) == ledger.recount(draft))
    #expect(try ledger.totals(of: draft.batch).blank == 2)
    let found = Total(rows: 1, paise: 1200)
    let counts = FindingCounts(errors: ["amount.zero": found], warnings: ["lastname.long": found])
    #expect(try ledger.findings(of: draft.batch) == counts)
    #expect(try ledger.identities(of: draft.batch).map { $0.map(\.number) } == [[2, 4]])
    #expect(try ledger.events(of: draft.batch).isEmpty)
  }

  @Test("discarded, no row of it is left in any table, and nothing of another batch goes with it")
  func discarded() throws {
    let batch = try fullDraft()
    let approved = try ledger.approve(batch, knowing: Precedent(), with: [], at: now)
    let draft = try fullDraft()
    #expect(try traces(of: draft.batch) == Self.full)
    try ledger.discard(draft)
    #expect(try traces(of: draft.batch) == [:])
    #expect(try traces(of: approved.batch) == Self.full.merging(["journal": 1]) { $1 })
    #expect(try ledger.hold(draft.batch) != nil, "nobody holds it any more")
  }

  @Test("it may be discarded before it was read to its end")
  func discardedEarly() throws {
    let draft = try ledger.draft(newBatch(), at: now)
    try ledger.append([newRow(2), newRow(3)], to: draft, at: now)
    try ledger.discard(draft)
    #expect(try traces(of: draft.batch) == [:])
  }

  @Test("a batch that was approved is not discarded, though somebody still takes it for a draft")
  func approved() throws {
    let draft = try fullDraft()
    let batch = try ledger.approve(draft, knowing: Precedent(), with: [], at: now)
    let before = try traces(of: batch.batch)
    try ledger.discard(draft)
    #expect(try traces(of: batch.batch) == before)
    #expect(try ledger.totals(of: batch.batch)[.planned].rows == 1)
  }

  @Test("one that nobody holds is dropped at the next opening; one that is held is not, and goes on")
  func orphans() throws {
    var orphan: HeldBatch? = try fullDraft()
    let dropped = try #require(orphan?.batch)
    let held = try ledger.draft(newBatch(), at: now)
    try ledger.append([newRow(2)], to: held, at: now)
    let approved = try ledger.record(newBatch(), digests("b")).batch
    orphan = nil
    #expect(try traces(of: dropped) == Self.full, "until the next opening")
    _ = try place.ledger()
    #expect(try traces(of: dropped) == [:])
    #expect(try ledger.batches().map(\.name) == [approved.name])
    try ledger.append([newRow(3)], to: held, at: now)
    let completed = try ledger.complete(held, digests())
    #expect(try ledger.states(of: completed) == [.planned, .planned])
    _ = try place.ledger()
    let precedent = try ledger.precedent(of: completed.batch, since: now)
    #expect(try ledger.approve(completed, knowing: precedent, with: [], at: now).batch.status == .open)
  }

  @Test("a killed process's draft is dropped at the next opening")
  func killed() async throws {
    let name = place.name
    await #expect(processExitsWith: .signal(SIGKILL)) { [name = name as String] in
      let ledger = try TestedPlace.open(name)
      let draft = try ledger.recordDraft(newBatch())
      withExtendedLifetime(draft) { _ = kill(getpid(), SIGKILL) }
    }
    #expect(try ledger.ask("SELECT status FROM batch") == ["draft"])
    try ledger.waitUntilFree(1)
    let next = try place.ledger()
    #expect(try next.ask("SELECT status FROM batch") == [])
    #expect(try next.ask("SELECT number FROM row UNION ALL SELECT batch FROM payments") == [])
  }

  @Test("a large one is recorded and dropped in several transactions, so that others get their turn", .onlyFile)
  func large() throws {
    let commits = try Commits(ledger)
    let draft = try ledger.draft(newBatch(), at: now)
    // One more than twice what goes into one transaction.
    let rows = (2...40_002).map { newRow($0, identity: "HDFC \($0 * 7919 % 40_001) 1.00") }
    #expect(try commits.during { try ledger.append(rows, to: draft, at: now) } == 3)
    _ = try ledger.complete(draft, digests())
    #expect(try traces(of: draft.batch) == ["batch": 1, "row": 40_001, "payments": 3, "total": 1])
    #expect(try ledger.identities(of: draft.batch).map(\.count) == [20_000, 20_000, 1])
    #expect(try commits.during { try ledger.discard(draft) } >= 4)
    #expect(try traces(of: draft.batch) == [:])
  }
}
