import Operations
import Payments
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("Sums of a batch by state", .everyLedger)
struct TotalsTests {
  let place: TestedPlace
  let ledger: any TestedLedger

  init() throws {
    place = try .current()
    ledger = try place.ledger()
  }

  @Test("rows and paise by state")
  func sums() throws {
    let rows = (2...8).map { newRow($0, paise: 100 + Int64($0)) } + [newRow(9, paise: 7, isRejected: true)]
    let batch = try ledger.record(newBatch(), rows: rows)
    _ = try ledger.record(newBatch(), digests("b"))
    let outcomes: [Outcome] = [.accepted, .accepted, .failed, .inDoubt, .notSent]
    for (number, outcome) in zip(2..., outcomes) {
      try ledger.finish(number, of: batch, outcome, paise: 100 + Int64(number))
    }
    try ledger.send(7, of: batch)
    let totals = try ledger.totals(of: batch.batch)
    #expect(totals[.accepted] == Total(rows: 2, paise: 102 + 103))
    #expect(totals[.failed].paise == 104 && totals[.inDoubt].paise == 105 && totals[.notSent].paise == 106)
    #expect(totals[RowState.sending].paise == 107 && totals[RowState.planned].paise == 108)
    #expect(totals.rejected == Total(rows: 1, paise: 7))
    #expect(totals[.success] == Total() && totals.blank == 2)
    #expect(totals.read.rows == 8 && totals.valid == Total(rows: 7, paise: 102 + 103 + 104 + 105 + 106 + 107 + 108))
    #expect(totals.unfinished == Total(rows: 3, paise: 106 + 107 + 108))
  }

  @Test("of all batches at once are those of each, newest first, without drafts")
  func everyBatch() throws {
    let old = try ledger.record(newBatch(sheet: "old.csv"))
    let new = try ledger.record(newBatch(sheet: "new.csv"), digests("b"))
    _ = try ledger.recordDraft(newBatch(sheet: "draft.csv"), rows: [newRow(2)], digests("c"))
    try ledger.finish(2, of: old, .accepted)
    try ledger.finish(3, of: old, .inDoubt)
    try ledger.send(2, of: new)
    let all = try ledger.batchesWithTotals()
    #expect(all.map(\.batch.sheet) == ["new.csv", "old.csv"])
    #expect(try all.map(\.totals) == [ledger.totals(of: new.batch), ledger.totals(of: old.batch)])
    #expect(all[1].totals[.inDoubt].rows == 1 && all[0].totals.blank == 2)
  }

  @Test(
    "a batch of look-ups was answered if one of its own rows was, not if a result was carried over, or nothing said"
  )
  func answered() throws {
    var row = newRow(2, operation: "recharge-status")
    row.carried = carried(.success)
    let rows = [row] + (3...4).map { newRow($0, operation: "recharge-status") }
    let batch = try ledger.record(newBatch("recharge-status"), rows: rows)
    #expect(try !ledger.wasAnswered(batch.batch))
    try ledger.finish(3, of: batch, .error)
    #expect(try !ledger.wasAnswered(batch.batch))
    try ledger.finish(4, of: batch, .pending)
    #expect(try ledger.wasAnswered(batch.batch))
  }

  @Test("a batch without rows has nothing")
  func noRows() throws {
    let batch = try ledger.record(newBatch(), rows: [], digests(blankRows: 0))
    #expect(try ledger.totals(of: batch.batch) == BatchTotals())
  }

  @Test("account numbers in the amount column are summed beyond 64 bits, moved, and harm no other batch")
  func giants() throws {
    let other = try ledger.record(newBatch(), digests("b"))
    let rows = (2...6).map { newRow($0, paise: .max, isRejected: $0 > 4) }
    let batch = try ledger.record(newBatch(), rows: rows)
    func giants(_ count: Int) -> Total { Total(rows: count, paise: Int128(count) * Int128(Int64.max)) }
    #expect(try ledger.totals(of: batch.batch)[RowState.planned] == giants(3))
    #expect(try ledger.totals(of: batch.batch).rejected == giants(2))
    try ledger.finish(2, of: batch, .accepted, paise: .max)
    try ledger.stop(batch, .stopped, reason: "", at: now)
    let totals = try ledger.totals(of: batch.batch)
    #expect(totals[.notSent] == giants(2) && totals[.accepted] == giants(1) && totals.valid == giants(3))
    #expect(try totals == ledger.recount(batch) && totals.read.paise == 5 * Int128(Int64.max))
    #expect(try ledger.totals(of: other.batch)[RowState.planned] == Total(rows: 3, paise: 3600))
    #expect(try ledger.batches().count == 2)
  }

  @Test("a sum that is no number, or a state that nobody knows, is not left out in silence", .onlyFile)
  func damaged() throws {
    let batch = try ledger.record(newBatch())
    try ledger.change("UPDATE total SET paise = 'many'")
    expect(.ledgerDamaged) { try ledger.totals(of: batch.batch) }
    try ledger.change("PRAGMA ignore_check_constraints = ON; UPDATE total SET paise = '0', state = 'plammed'")
    expect(.ledgerNewer) { try ledger.totals(of: batch.batch) }
    try ledger.change("UPDATE row SET state = 'plammed' WHERE number = 3")
    expect(.ledgerNewer) { try ledger.rows(of: batch) }
  }
}
