import Operations
import Payments
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("Rows of other batches that are the same payment", .everyLedger)
struct RepeatTests {
  let place: TestedPlace
  let ledger: any TestedLedger
  /// A week before `now`.
  static let start = now.adding(seconds: -7 * 86_400)

  init() throws {
    place = try .current()
    ledger = try place.ledger()
  }

  /// Asks in both forms, which must say the same: for a sheet's draft by its row, and for rows by themselves.
  private func find(
    _ identity: String = "P",
    _ operation: String = "payout",
    address: String = sandbox,
    since start: Timestamp = start
  ) throws -> Repeat? {
    let rows = [(7, identity), (8, "nobody's")].map { newRow($0, identity: $1, operation: operation) }
    let draft = try ledger.recordDraft(newBatch(operation, path: "", address: address), rows: rows, digests("asked"))
    defer { try? ledger.discard(draft) }
    let byRow = try ledger.precedent(of: draft.batch, since: start)
    let byPlace = try ledger.samePayments(
      as: [identity, "nobody's", identity].map { fields($0, operation) },
      .require(operation),
      address: address,
      since: start
    )
    #expect(byRow.sameSheet == nil)
    #expect(byRow.samePayments.keys.allSatisfy { $0 == 7 } && byPlace[1] == nil)
    #expect(byRow.samePayments[7] == byPlace[0] && byPlace[0] == byPlace[2])
    return byPlace[0]
  }

  /// A batch with one row in a state since some time.
  private func record(
    _ state: RowState,
    since: Timestamp = now,
    _ operation: String = "payout",
    address: String = sandbox,
    identity: String = "P"
  ) throws -> HeldBatch {
    let row = newRow(5, identity: identity, operation: operation)
    let batch = try ledger.record(newBatch(operation, address: address), rows: [row])
    try ledger.force(5, of: batch, state, since: since)
    return batch
  }

  /// Contract, section 2: paid lately, or in doubt, on its way or still to be sent, whenever.
  static let states: [(state: RowState, counts: Bool, everCounts: Bool)] = [
    (.planned, true, true), (.rejected, false, false), (.sending, true, true), (.done(.accepted), true, false),
    (.done(.success), true, false), (.done(.pending), false, false), (.done(.registrationRequired), false, false),
    (.done(.refunded), false, false), (.done(.failed), false, false), (.done(.error), false, false),
    (.done(.inDoubt), true, true), (.done(.notSent), true, true),
  ]

  @Test("what was paid in the last seven days counts, to the millisecond; what may be paid, always", arguments: states)
  func statesAndAge(state: RowState, counts: Bool, everCounts: Bool) throws {
    let justBefore = Timestamp(milliseconds: Self.start.milliseconds - 1)
    for (since, counts) in [(now, counts), (Self.start, counts), (justBefore, everCounts), (longAgo, everCounts)] {
      let batch = try record(state, since: since)
      let found = Repeat(batch: batch.batch.name, row: 5, state: state, since: since)
      #expect(try find() == (counts ? found : nil), "since \(since.text)")
      try ledger.change("DELETE FROM payments")
    }
  }

  @Test("of a batch that was given up, what was not sent does not count; what was or may have been does")
  func cancelled() throws {
    for (state, counts, _) in Self.states {
      let batch = try record(state)
      try ledger.change("UPDATE batch SET status = 'cancelled' WHERE id = \(batch.batch.id)")
      let isToCome = state == .planned || state == .done(.notSent)
      #expect(try (find() != nil) == (counts && !isToCome), "\(state)")
      try ledger.change("DELETE FROM payments")
    }
  }

  @Test("whether a batch's files were written does not matter")
  func closed() throws {
    let batch = try record(.done(.notSent))
    try ledger.close(batch, at: now)
    #expect(try find()?.row == 5)
  }

  @Test("a batch to which nothing has happened lately counts for what may still be paid", arguments: states)
  func quiet(state: RowState, counts: Bool, everCounts: Bool) throws {
    try ledger.close(record(state), at: now)
    #expect(try (find(since: now) != nil) == counts)
    #expect(try (find(since: now.adding(seconds: 1)) != nil) == everCounts)
  }

  @Test("a decision counts from its own moment, however old its batch is")
  func decidedLate() throws {
    let batch = try record(.done(.inDoubt), since: longAgo)
    try ledger.close(batch, at: now)
    try ledger.resolve(5, of: batch, resolution(paid: true))
    #expect(try find(since: now.adding(seconds: 9))?.state == .done(.accepted))
    #expect(try find(since: now.adding(seconds: 10)) == nil)
  }

  static let places: [(address: String, other: String, isSame: Bool)] = [
    (live, live, true), (live, "https://api.aopay.co.in", true), (live, "https://10.0.0.1:8443", true),
    (sandbox, sandbox, true), (sandbox, "http://localhost:8080", true), (sandbox, "http://127.0.0.1:8081", false),
    (sandbox, live, false), (live, sandbox, false),
  ]

  @Test("batches of one provider are compared", arguments: places)
  func providers(address: String, other: String, isSame: Bool) throws {
    _ = try record(.done(.accepted), address: address)
    #expect(try (find(address: other) != nil) == isSame)
  }

  @Test("batches of one operation are compared", arguments: ["payout", "pan-new", "transfer-otp"])
  func operations(operation: String) throws {
    _ = try record(.done(.inDoubt), operation)
    for other in ["payout", "pan-new", "transfer-otp"] {
      #expect(try (find("P", other) != nil) == (other == operation), "\(other)")
    }
    #expect(try find("p", operation) == nil && find("P ", operation) == nil)
  }

  @Test("what is in doubt is named before what is to come, that before what was paid, and of that the newest")
  func order() throws {
    _ = try record(.done(.accepted), since: now.adding(seconds: -20))
    let newest = try record(.done(.accepted), since: now.adding(seconds: -10))
    _ = try record(.done(.accepted), since: now.adding(seconds: -30))
    #expect(try find()?.batch == newest.batch.name)
    let toCome = try record(.done(.notSent), since: now.adding(seconds: -90))
    #expect(try find()?.batch == toCome.batch.name)
    let doubtful = try record(.done(.inDoubt), since: longAgo)
    _ = try record(.planned)
    #expect(try find()?.batch == doubtful.batch.name)
  }

  @Test("only rows that would be sent are asked about, all that are the same payment by their numbers")
  func rowsAsked() throws {
    let earlier = try record(.done(.accepted))
    let rows = [
      newRow(2, identity: "P"), newRow(3, identity: "Q"), newRow(4, identity: "P"),
      newRow(5, identity: "P", isRejected: true), newRow(6, identity: "R"),
    ]
    let batch = try ledger.record(newBatch(path: ""), rows: rows, digests("b"))
    let found = Repeat(batch: earlier.batch.name, row: 5, state: .done(.accepted), since: now)
    func asked() throws -> [Int: Repeat] { try ledger.precedent(of: batch.batch, since: Self.start).samePayments }
    #expect(try asked() == [2: found, 4: found])
    try ledger.force(2, of: batch, .done(.notSent))
    try ledger.force(4, of: batch, .done(.accepted))
    #expect(try asked()[2] == found, "what was not sent would be sent by the next process")
    try ledger.force(2, of: batch, .done(.accepted))
    #expect(try asked() == [:])
    #expect(
      try ledger.precedent(of: earlier.batch, since: Self.start).samePayments == [:],
      "nothing of it would be sent"
    )
  }

  @Test("nothing is asked about nothing, and look-ups repeat nobody")
  func nothing() throws {
    _ = try record(.done(.accepted))
    #expect(try ledger.samePayments(as: [], .require("payout"), address: sandbox, since: longAgo).isEmpty)
    let row = newRow(2, operation: "recharge-status")
    for mark in ["b", "c"] {
      let batch = try ledger.record(newBatch("recharge-status", path: ""), rows: [row], digests(mark))
      #expect(try ledger.precedent(of: batch.batch, since: longAgo).samePayments.isEmpty)
    }
    let counts = try ledger.batches().map { try ledger.identities(of: $0).joined().count }
    #expect(counts == [0, 0, 1])
  }

  @Test("a hash alone makes no payment the same: another row can have it by chance")
  func sameHash() throws {
    var chance = newRow(2, identity: "Q")
    chance.identity = hash(fields("P"))
    let other = try ledger.record(newBatch(), rows: [chance])
    #expect(try find() == nil)
    let batch = try ledger.record(newBatch(), rows: [chance, newRow(9, identity: "P")], digests("b"))
    #expect(try find()?.row == 9)
    #expect(try find()?.batch == batch.batch.name)
    withExtendedLifetime(other) {}
  }

  @Test("of many payments those are found that are asked for: of one operation, one provider, and no drafts")
  func many() throws {
    let rows = (2...3000).map { newRow($0, identity: "P \($0)") } + [newRow(3001, identity: "no", isRejected: true)]
    let batch = try ledger.record(newBatch(), rows: rows)
    let draft = try ledger.recordDraft(newBatch(path: ""), rows: [newRow(2, identity: "draft")], digests("b"))
    func found(_ identities: [String], _ operation: String = "payout", _ address: String = sandbox) throws -> [Int] {
      let asked = identities.map { fields($0, operation) }
      return try ledger.samePayments(as: asked, .require(operation), address: address, since: longAgo).keys.sorted()
    }
    let asked = ["P 2", "no", "draft", "P 3000", "P 3001"] + (0..<2000).map { "Q \($0)" }
    #expect(try found(asked) == [0, 3])
    #expect(try found(["P 2"], "pan-new").isEmpty && found(["P 2"], "payout", live).isEmpty)
    withExtendedLifetime((batch, draft)) {}
  }

  @Test(
    "identities may hold whatever a cell may",
    arguments: ["\"", "'; --", "\\", "[1]", "1", "null", "é ₹ 😀", "a\tb"]
  )
  func awkward(identity: String) throws {
    let batch = try record(.done(.inDoubt), identity: identity)
    #expect(try find(identity)?.batch == batch.batch.name)
  }
}
