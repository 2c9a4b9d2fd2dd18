import Operations
import Payments
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("What shows beside other batches is added to a draft", .everyLedger)
struct AmendTests {
  let place: TestedPlace
  let ledger: any TestedLedger

  init() throws {
    place = try .current()
    ledger = try place.ledger()
  }

  static let finding = Finding(code: "row.repeat", sentence: "Paid on Monday.")

  /// Rows 2 to 4 are planned, the third with a warning; row 5 is rejected.
  private func draft() throws -> HeldBatch {
    var rows = (2...4).map { newRow($0, paise: Int64($0)) } + [newRow(5, paise: 5, isRejected: true)]
    rows[2].warnings = [Finding(code: "name.long", sentence: "Long.")]
    return try ledger.recordDraft(newBatch(), rows: rows)
  }

  @Test("an error rejects its row, a warning stands behind those that the row has, and all is counted")
  func amended() throws {
    let draft = try draft()
    let later = now.adding(seconds: 7)
    try ledger.amend(draft, errors: [2: Self.finding], warnings: [3: Self.finding, 4: Self.finding], at: later)
    let rows = try ledger.rows(of: draft)
    #expect(rows.map(\.state) == [.rejected, .planned, .planned, .rejected])
    #expect(rows.map(\.errorCodes) == ["row.repeat", "", "", "amount.zero"])
    #expect(rows[0].errors == "Paid on Monday." && rows[0].fields == nil)
    #expect(rows.map(\.warningCodes) == ["", "row.repeat", "name.long;row.repeat", ""])
    #expect(rows.map(\.warnings) == ["", "Paid on Monday.", "Long. Paid on Monday.", ""])
    #expect(rows[1].fields == newRow(3).fields, "what is sent stays")
    let times = [later, now, now, now].map { "\($0.milliseconds)" }
    #expect(try ledger.ask("SELECT since || '' FROM row ORDER BY number") == times)
    #expect(try ledger.totals(of: draft.batch) == ledger.recount(draft))

    let completed = try ledger.complete(draft, digests())
    let counts = FindingCounts(
      errors: ["row.repeat": Total(rows: 1, paise: 2), "amount.zero": Total(rows: 1, paise: 5)],
      warnings: ["row.repeat": Total(rows: 2, paise: 7), "name.long": Total(rows: 1, paise: 4)]
    )
    #expect(try ledger.findings(of: completed.batch) == counts)
    #expect(completed.batch.warnedRows == 2)
    let approved = try ledger.approve(completed, knowing: Precedent(), with: [], at: now)
    #expect(try ledger.totals(of: approved.batch) == ledger.recount(approved))
    var turn = Turn(now: now)
    turn.wanted = 9
    #expect(try ledger.turn(turn, of: approved).claimed.map(\.number) == [3, 4])
  }

  @Test("a row that was rejected so is nobody's payment any more, those beside it are")
  func payments() throws {
    let draft = try draft()
    try ledger.amend(draft, errors: [2: Self.finding], warnings: [3: Self.finding], at: now)
    let batch = try ledger.approve(
      ledger.complete(draft, digests()),
      knowing: Precedent(),
      with: [],
      at: now
    ).batch
    let found = [3, 4].map { Repeat(batch: batch.name, row: $0, state: .planned, since: now) }
    let next = try ledger.recordDraft(newBatch(path: ""), digests("b"))
    #expect(try ledger.precedent(of: next.batch, since: longAgo).samePayments == [3: found[0], 4: found[1]])
    let rows = (2...4).compactMap { newRow($0).fields }
    let same = try ledger.samePayments(as: rows, .require("payout"), address: sandbox, since: longAgo)
    #expect(same == [1: found[0], 2: found[1]])
  }

  @Test("a row that is not planned, or not there, is refused, and nothing of the others is kept", arguments: [5, 99])
  func refused(number: Int) throws {
    let draft = try draft()
    let all = [2: Self.finding, number: Self.finding]
    for (errors, warnings) in [(all, [:]), ([:], all), ([3: Self.finding], all)] {
      let failure = expect(.rowState) { try ledger.amend(draft, errors: errors, warnings: warnings, at: now) }
      #expect(failure?[.row] == "\(number)" && failure?[.batch] == draft.batch.name && failure?[.state] == "planned")
    }
    #expect(try ledger.rows(of: draft).map(\.errorCodes) == ["", "", "", "amount.zero"])
    #expect(try ledger.rows(of: draft).map(\.warningCodes) == ["", "", "name.long", ""])
    #expect(try ledger.totals(of: draft.batch) == ledger.recount(draft))
  }

  @Test("what was approved is not changed, though somebody still takes it for a draft")
  func approved() throws {
    let draft = try draft()
    let batch = try ledger.approve(draft, knowing: Precedent(), with: [], at: now)
    for (errors, warnings) in [([2: Self.finding], [:]), ([:], [2: Self.finding])] {
      expect(.rowState) { try ledger.amend(draft, errors: errors, warnings: warnings, at: now) }
    }
    #expect(try ledger.states(of: batch) == [.planned, .planned, .planned, .rejected])
    #expect(try ledger.row(2, of: batch).warningCodes == "")
  }
}
