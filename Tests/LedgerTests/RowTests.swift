import Operations
import Payments
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("Rows with everything that is known of them", .everyLedger)
struct RowTests {
  let place: TestedPlace
  let ledger: any TestedLedger

  init() throws {
    place = try .current()
    ledger = try place.ledger()
  }

  static let awkward: [[String]] = [
    [], [""], ["", "", ""], ["a,b", "\"quoted\"", "line\r\nbreak", "tab\t"], ["'=1+1", "@x", "-5", "+5"],
    ["आशा", "₹", "😀", "\u{200E}x\u{A0}", "\u{FEFF}"], ["\u{0}", "\u{1}", "\u{7F}"], ["NULL", "0", "1.0", "007"],
    [String(repeating: "x", count: 65_536), String(repeating: "é", count: 200)], [String](repeating: "c", count: 512),
  ]

  @Test("cells, fields and own values come back byte for byte", arguments: awkward)
  func roundTrip(cells: [String]) throws {
    var row = newRow(2, paise: .max)
    row.cells = PackedRow(cells)
    row.fields = PackedRow(cells.reversed())
    row.identity = nil
    let batch = try ledger.record(newBatch(), rows: [row])
    // Text, unlike cells, ends at a NUL.
    let words = cells.joined(separator: ";").replacing("\0", with: "")
    var settled = settlement(2, .accepted, paise: .max)
    settled.judgement.own = cells
    settled.judgement.message = words
    settled.judgement.httpStatus = 200
    settled.judgement.providerStatus = "ACPT"
    settled.judgement.providerCode = "1"
    try ledger.send(2, of: batch)
    try ledger.settle(settled, of: batch)
    let recorded = try ledger.row(2, of: batch)
    #expect(recorded.cells.strings == cells && recorded.fields?.strings == cells.reversed())
    #expect(recorded.paise == .max && recorded.tries == 1 && recorded.resolution == nil)
    let answer = try #require(recorded.answer)
    #expect(answer.own == cells && answer.message == words)
    #expect(answer.httpStatus == 200 && answer.providerStatus == "ACPT" && answer.providerCode == "1")
    #expect(answer.at == now.adding(seconds: 1) && recorded.sentAt == now)
  }

  @Test("findings stand with their row, each code once")
  func findings() throws {
    let (zero, limit) = (Finding(code: "amount.zero", sentence: "a"), Finding(code: "amount.limit", sentence: "b"))
    var rows = [newRow(2), newRow(3, isRejected: true), newRow(4)]
    rows[0].warnings = [limit]
    rows[1].errors = [zero, limit, zero]
    rows[1].warnings = [limit]
    let recorded = try ledger.rows(of: ledger.record(newBatch(), rows: rows))
    #expect(recorded.map(\.errorCodes) == ["", "amount.zero;amount.limit", ""])
    #expect(recorded.map(\.errors) == ["", "a b a", ""])
    #expect(recorded.map(\.warningCodes) == ["amount.limit", "amount.limit", ""])
    #expect(recorded.map(\.warnings) == ["b", "b", ""])
    #expect(recorded.map(\.state) == [.planned, .rejected, .planned])
    #expect(recorded.map { $0.fields == nil } == [false, true, false])
  }

  @Test("rows come in the sheet's order, all, of one state, or with findings, with the totals of that moment")
  func order() throws {
    var rows = [30, 2, 11, 3].map { newRow($0) } + [newRow(4, isRejected: true)]
    let limit = Finding(code: "amount.limit", sentence: "b")
    for index in [0, 3] { rows[index].warnings = [limit] }
    let batch = try ledger.record(newBatch(), rows: rows)
    try ledger.finish(11, of: batch, .inDoubt)
    func numbers(_ selection: RowSelection) throws -> [Int] { try ledger.rows(of: batch, selection).map(\.number) }
    #expect(try numbers(.all) == [2, 3, 4, 11, 30])
    #expect(try numbers(.inState(.done(.inDoubt))) == [11])
    #expect(try numbers(.inState(.planned)) == [2, 3, 30])
    #expect(try numbers(.inState(.done(.failed))) == [])
    #expect(try numbers(.withFindings) == [3, 4, 30])
    for selection in [RowSelection.all, .inState(.planned), .inState(.done(.failed)), .withFindings] {
      #expect(try ledger.forEachRow(of: batch.batch, selection) { _ in } == ledger.totals(of: batch.batch))
    }
  }

  @Test("a row of one batch is not a row of another")
  func otherBatch() throws {
    let first = try ledger.record(newBatch())
    let second = try ledger.record(newBatch(), digests("b"))
    try ledger.finish(3, of: first, .accepted)
    #expect(try ledger.states(of: second) == [.planned, .planned, .planned])
    try ledger.stop(second, .finished, reason: "", at: now)
    #expect(try ledger.states(of: first) == [.planned, .done(.accepted), .planned])
  }

  @Test("what the caller throws while rows are shown comes through as it is, and the ledger goes on")
  func stopLooking() throws {
    struct Enough: Error {}
    let batch = try ledger.record(newBatch())
    var seen = 0
    #expect(throws: Enough.self) {
      _ = try ledger.forEachRow(of: batch.batch, .all) { _ in
        seen += 1
        throw Enough()
      }
    }
    #expect(seen == 1)
    #expect(try ledger.rows(of: batch).count == 3)
  }

  @Test("all rows are of one moment, whatever another process writes meanwhile")
  func oneMoment() throws {
    let batch = try ledger.record(newBatch())
    let other = try place.ledger()
    var states: [RowState] = []
    let totals = try ledger.forEachRow(of: batch.batch, .all) { row in
      states.append(row.state)
      if row.number == 2 { try other.stop(batch, .finished, reason: "", at: now) }
    }
    #expect(states == [.planned, .planned, .planned])
    #expect(totals[.planned].rows == 3)
    #expect(try ledger.totals(of: batch.batch)[.notSent].rows == 3)
  }

  @Test("a look-up's result that is carried over is there with its try, its answer and its state")
  func carriedOver() throws {
    let result = carried(.refunded, tries: 4)
    let rows = (2...3).map { newRow($0, operation: "recharge-status", carried: $0 == 2 ? result : nil) }
    let batch = try ledger.record(newBatch("recharge-status"), rows: rows)
    let row = try ledger.row(2, of: batch)
    #expect(row.state == .done(.refunded) && row.tries == 4 && row.sentAt == now.adding(seconds: -3600))
    #expect(row.answer?.at == now.adding(seconds: -3599) && row.answer?.message == "carried")
    #expect(row.answer?.own == ["7"] && row.answer?.httpStatus == 200)
    #expect(try ledger.totals(of: batch.batch)[.refunded].rows == 1)
    #expect(try ledger.ask("SELECT number || ' ' || since FROM row WHERE number = 2") == ["2 \(now.milliseconds)"])
  }
}
