import Operations
import Testing

@testable import Ledger

@Suite("What a dead process left, and what people find out")
struct RecoveryTests {
  let folder: Folder
  let ledger: Ledger

  init() throws {
    folder = try Folder()
    ledger = try Ledger(path: folder.ledger)
  }

  @Test("what was on its way is in doubt, and nothing else changes")
  func doubt() throws {
    let batch = try ledger.record(newBatch(), rows: (2...6).map { newRow($0) } + [newRow(7, isRejected: true)])
    let other = try ledger.record(newBatch(sha256: "dd"))
    try ledger.send(2, batch, .accepted)
    try ledger.send(3, batch, .notSent)
    try ledger.write { journal in
      try journal.intend(4, of: batch, attempt: 1, at: now)
      try journal.intend(5, of: batch, attempt: 1, at: now)
      try journal.settle(settlement(5, .notSent, state: .planned), of: batch)
      try journal.intend(5, of: batch, attempt: 2, at: now)
      try journal.intend(3, of: other, attempt: 1, at: now)
    }
    let later = now.adding(seconds: 60)
    #expect(try ledger.write { try $0.doubtWhatWasSending(in: batch, at: later) } == 2)
    let states = try (2...7).map { try ledger.state($0, batch) }
    #expect(
      states == [.done(.accepted), .done(.notSent), .done(.inDoubt), .done(.inDoubt), .planned, .rejected]
    )
    #expect(try ledger.state(3, other) == .sending)
    let row = try ledger.row(5, batch)
    #expect(row.answer?.at == later && row.tries == 2 && row.answer?.own == [] && row.answer?.httpStatus == nil)
    #expect(row.answer?.message.contains("may have arrived") == true)
    #expect(try ledger.write { try $0.doubtWhatWasSending(in: batch, at: later) } == 0, "a second time finds none")
  }

  @Test("an intent is there for another opening of the ledger")
  func reopen() throws {
    let batch = try ledger.record(newBatch())
    try ledger.write { try $0.intend(3, of: batch, attempt: 1, at: now) }
    let second = try Ledger(path: folder.ledger)
    #expect(try second.state(3, batch) == .sending)
    #expect(try second.read { try $0.batch(named: batch.name) }.id == batch.id)
  }

  @Test("what failed inside a transaction is not kept")
  func rollback() throws {
    struct Stop: Error {}
    let batch = try ledger.record(newBatch())
    #expect(throws: Stop.self) {
      try ledger.write { journal in
        try journal.intend(3, of: batch, attempt: 1, at: now)
        throw Stop()
      }
    }
    #expect(try ledger.state(3, batch) == .planned)
    #expect(try ledger.row(3, batch).tries == 0)
  }

  static let decisions: [(operation: String, paid: Bool, state: RowState)] = [
    ("payout", true, .done(.accepted)), ("payout", false, .done(.notSent)), ("pan-new", true, .done(.success)),
    ("pan-new", false, .done(.notSent)), ("transfer-otp", true, .done(.success)),
    ("transfer-otp", false, .done(.notSent)),
  ]

  @Test("a decision moves a row in doubt, and says who, when and why", arguments: decisions)
  func resolve(operation: String, paid: Bool, state: RowState) throws {
    let batch = try ledger.record(newBatch(operation))
    try ledger.send(3, batch, .inDoubt)
    try ledger.write {
      try $0.resolve(
        3,
        of: batch,
        Resolution(paid: paid, reference: "UTR1", reason: "bank said", decidedBy: "asha", decidedAt: now)
      )
    }
    let row = try ledger.row(3, batch)
    #expect(row.state == state)
    #expect(row.resolution?.paid == paid)
    #expect(row.resolution?.reference == "UTR1" && row.resolution?.reason == "bank said")
    #expect(row.resolution?.decidedBy == "asha" && row.resolution?.decidedAt == now)
    #expect(row.answer?.message == "the words of in_doubt", "the answer stays")
  }

  static let notInDoubt: [Outcome?] = [nil, .accepted, .failed, .notSent]

  @Test("only a row in doubt can be decided", arguments: notInDoubt)
  func resolveWrongly(outcome: Outcome?) throws {
    let batch = try ledger.record(newBatch())
    if let outcome { try ledger.send(3, batch, outcome) }
    let before = try ledger.state(3, batch)
    let problem = #expect(throws: LedgerProblem.self) {
      try ledger.write {
        try $0.resolve(
          3,
          of: batch,
          Resolution(paid: true, reference: nil, reason: "r", decidedBy: "a", decidedAt: now)
        )
      }
    }
    #expect(problem?.code == .state)
    #expect(try ledger.state(3, batch) == before)
    #expect(try ledger.ask("SELECT reason FROM resolution") == [])
  }

  @Test("the last decision about a row is shown, and the earlier one is kept")
  func decideTwice() throws {
    let batch = try ledger.record(newBatch())
    try ledger.send(3, batch, .inDoubt)
    try ledger.write {
      try $0.resolve(
        3,
        of: batch,
        Resolution(paid: false, reference: nil, reason: "one", decidedBy: "a", decidedAt: now)
      )
      try $0.moveAll(of: batch, from: .done(.notSent), to: .planned)
    }
    try ledger.send(3, batch, .inDoubt, attempt: 2)
    try ledger.write {
      try $0.resolve(
        3,
        of: batch,
        Resolution(paid: true, reference: nil, reason: "two", decidedBy: "b", decidedAt: now)
      )
    }
    #expect(try ledger.row(3, batch).resolution?.reason == "two")
    #expect(try ledger.ask("SELECT reason FROM resolution ORDER BY id") == ["one", "two"])
  }

  @Test("events are kept in their order, each with its batch")
  func events() throws {
    let batch = try ledger.record(newBatch())
    let other = try ledger.record(newBatch(sha256: "dd"))
    try ledger.write { journal in
      try journal.note("recorded by asha", about: batch, at: now)
      try journal.note("of the other", about: other, at: now)
      try journal.note("finished", about: batch, at: now.adding(seconds: -5))
    }
    let events = try ledger.read { try $0.events(of: batch) }
    #expect(events.map(\.what) == ["recorded by asha", "finished"])
    #expect(events.map(\.at) == [now, now.adding(seconds: -5)])
  }
}
