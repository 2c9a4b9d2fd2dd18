import Operations
import Payments
import Sheet
import Testing

@testable import Ledger

@Suite("Sums, codes and rows of a batch")
struct TallyTests {
  let folder: Folder
  let ledger: Ledger

  init() throws {
    folder = try Folder()
    ledger = try Ledger(path: folder.ledger)
  }

  @Test("rows and paise by state")
  func sums() throws {
    let batch = try ledger.record(
      newBatch(),
      rows: (2...8).map { newRow($0, paise: 100 + Int64($0)) } + [newRow(9, paise: 7, isRejected: true)]
    )
    _ = try ledger.record(newBatch(sha256: "dd"))
    try ledger.send(2, batch, .accepted)
    try ledger.send(3, batch, .accepted)
    try ledger.send(4, batch, .failed)
    try ledger.send(5, batch, .inDoubt)
    try ledger.send(6, batch, .notSent)
    try ledger.write { try $0.intend(7, of: batch, attempt: 1, at: now) }
    let tally = try ledger.read { try $0.tally(of: batch) }
    #expect(tally[.accepted].rows == 2 && tally[.accepted].paise == 102 + 103)
    #expect(tally[.failed].paise == 104 && tally[.inDoubt].paise == 105 && tally[.notSent].paise == 106)
    #expect(tally[RowState.sending].paise == 107 && tally[RowState.planned].paise == 108)
    #expect(tally[RowState.rejected].rows == 1 && tally[RowState.rejected].paise == 7)
    #expect(tally[.success] == Tally.Sum())
    #expect(tally.read == 8 && tally.valid == 7 && tally.unfinished == 3)
    #expect(tally.unfinishedPaise == 106 + 107 + 108)
    #expect(tally.validPaise == 102 + 103 + 104 + 105 + 106 + 107 + 108)
  }

  @Test("a batch without rows has nothing")
  func noRows() throws {
    let batch = try ledger.record(newBatch(), rows: [])
    let tally = try ledger.read { try $0.tally(of: batch) }
    #expect(tally == Tally())
    #expect(tally.read == 0 && tally.validPaise == 0)
  }

  @Test("sums that do not fit are refused, not wrapped")
  func overflow() throws {
    let batch = try ledger.record(newBatch(), rows: [newRow(2, paise: .max), newRow(3, paise: 1)])
    #expect(throws: LedgerProblem.self) { try ledger.read { try $0.tally(of: batch) } }
  }

  @Test("codes are counted by row: errors of rejected rows, warnings of valid ones")
  func codes() throws {
    let (zero, limit) = (Finding(code: "amount.zero", sentence: "a"), Finding(code: "amount.limit", sentence: "b"))
    let (large, long) = (
      Finding(code: "amount.large", sentence: "c"), Finding(code: "beneficiaryName.long", sentence: "d")
    )
    var rows = [newRow(2), newRow(3), newRow(4), newRow(5, isRejected: true), newRow(6, isRejected: true)]
    rows[0].warnings = [large, long]
    rows[1].warnings = [large]
    rows[3].errors = [zero, limit, zero]
    rows[3].warnings = [long]
    rows[4].errors = [limit]
    let batch = try ledger.record(newBatch(), rows: rows)
    #expect(try ledger.read { try $0.codes(of: batch, rejected: true) } == ["amount.zero": 1, "amount.limit": 2])
    #expect(
      try ledger.read { try $0.codes(of: batch, rejected: false) } == ["amount.large": 2, "beneficiaryName.long": 1]
    )
    #expect(try ledger.read { try $0.warnedRows(of: batch) } == 2)
    let row = try ledger.row(5, batch)
    #expect(row.errorCodes == "amount.zero;amount.limit;amount.zero" && row.errors == "a b a")
    #expect(row.warningCodes == "beneficiaryName.long" && row.fields == nil && row.state == .rejected)
  }

  static let awkward: [[String]] = [
    [], [""], ["", "", ""], ["a,b", "\"quoted\"", "line\r\nbreak", "tab\t"], ["'=1+1", "@x", "-5", "+5"],
    ["आशा", "₹", "😀", "\u{200E}x\u{A0}", "\u{FEFF}"], ["\u{0}", "\u{1}", "\u{7F}"], ["NULL", "0", "1.0", "007"],
    [String(repeating: "x", count: 65_536), String(repeating: "é", count: 200)], [String](repeating: "c", count: 512),
  ]

  @Test("cells, fields and own values come back byte for byte", arguments: awkward)
  func roundTrip(cells: [String]) throws {
    var row = newRow(2, paise: 9_223_372_036_854_775_807)
    row.cells = PackedRow(cells)
    row.fields = PackedRow(cells.reversed())
    let batch = try ledger.record(newBatch(), rows: [row])
    // Text, unlike cells, ends at a NUL.
    let words = cells.joined(separator: ";").replacing("\0", with: "")
    var settled = settlement(2, .accepted)
    settled.judgement.own = cells
    settled.judgement.message = words
    settled.judgement.httpStatus = 200
    settled.judgement.providerStatus = "ACPT"
    settled.judgement.providerCode = "1"
    try ledger.write { journal in
      try journal.intend(2, of: batch, attempt: 1, at: now)
      try journal.settle(settled, of: batch)
    }
    let recorded = try ledger.row(2, batch)
    #expect(recorded.cells.strings == cells && recorded.fields?.strings == cells.reversed())
    #expect(recorded.paise == 9_223_372_036_854_775_807)
    #expect(recorded.answer?.own == cells && recorded.answer?.message == words)
    #expect(recorded.answer?.httpStatus == 200 && recorded.answer?.providerStatus == "ACPT")
    #expect(recorded.answer?.at == now.adding(seconds: 1) && recorded.sentAt == now)
  }

  @Test("rows come in the sheet's order, all of them or those of one state")
  func order() throws {
    let batch = try ledger.record(newBatch(), rows: [30, 2, 11, 3].map { newRow($0) })
    try ledger.send(11, batch, .inDoubt)
    func numbers(_ state: RowState?) throws -> [Int] {
      var numbers: [Int] = []
      try ledger.read { try $0.forEachRow(of: batch, in: state) { numbers.append($0.number) } }
      return numbers
    }
    #expect(try numbers(nil) == [2, 3, 11, 30])
    #expect(try numbers(.done(.inDoubt)) == [11])
    #expect(try numbers(.planned) == [2, 3, 30])
    #expect(try numbers(.done(.failed)) == [])
    #expect(try ledger.read { try $0.row(4, of: batch) } == nil)
  }
}

@Suite("Payments of other batches to the same payee")
struct RepeatTests {
  let folder: Folder
  let ledger: Ledger
  static let week: Int64 = 7 * 86_400

  init() throws {
    folder = try Folder()
    ledger = try Ledger(path: folder.ledger)
  }

  private func repeats(
    _ payee: String = "P",
    _ paise: Int64 = 1200,
    since start: Timestamp = now.adding(seconds: -week),
    operation: String = "payout",
    address: String = sandbox
  ) throws -> [Repeat] {
    try ledger.read {
      try $0.payments(
        to: payee,
        of: Amount(paise: paise),
        since: start,
        operation: .require(operation),
        address: address
      )
    }
  }

  static let outcomes: [(outcome: Outcome, isRepeat: Bool)] = [
    (.accepted, true), (.inDoubt, true), (.failed, false), (.notSent, true),
  ]

  @Test(
    "a payment that was made, may have been made or is still to come counts, a refused one does not",
    arguments: outcomes
  )
  func states(outcome: Outcome, isRepeat: Bool) throws {
    let batch = try ledger.record(newBatch(), rows: [newRow(5, payee: "P")])
    #expect(try repeats() == [Repeat(batch: batch.name, row: 5, isToCome: true)], "it will be sent")
    try ledger.send(5, batch, outcome)
    let found = Repeat(batch: batch.name, row: 5, isToCome: outcome == .notSent)
    #expect(try repeats() == (isRepeat ? [found] : []))
  }

  @Test("a payment on its way counts")
  func sending() throws {
    let batch = try ledger.record(newBatch(), rows: [newRow(5, payee: "P")])
    try ledger.write { try $0.intend(5, of: batch, attempt: 1, at: now) }
    #expect(try repeats() == [Repeat(batch: batch.name, row: 5, isToCome: false)])
  }

  @Test("payee, amount, time, operation and address must all be the same")
  func sameInAll() throws {
    let batch = try ledger.record(newBatch(), rows: [newRow(5, payee: "P")])
    try ledger.send(5, batch, .accepted)
    #expect(try repeats("Q") == [])
    #expect(try repeats("P", 1201) == [])
    #expect(try repeats(operation: "pan-new") == [])
    #expect(try repeats(address: "https://payout.aopay.co.in") == [])
    #expect(try repeats(since: now).count == 1, "the moment itself is inside")
    #expect(try repeats(since: now.adding(seconds: 1)) == [])
  }

  @Test("one row of each batch, the newest batch first")
  func several() throws {
    let first = try ledger.record(newBatch(), rows: [newRow(5, payee: "P"), newRow(3, payee: "P")])
    let second = try ledger.record(newBatch(sha256: "dd"), rows: [newRow(8, payee: "P")])
    for (number, batch) in [(5, first), (3, first), (8, second)] { try ledger.send(number, batch, .accepted) }
    #expect(try repeats() == [(second, 8), (first, 3)].map { Repeat(batch: $0.name, row: $1, isToCome: false) })
  }

  @Test("whether any payment can be found is known beforehand")
  func hasPayments() throws {
    func has(_ start: Timestamp, _ address: String = sandbox) throws -> Bool {
      try ledger.read { try $0.hasPayments(since: start, operation: .require("payout"), address: address) }
    }
    let batch = try ledger.record(newBatch(), rows: [newRow(5, payee: "P")])
    #expect(try has(now))
    try ledger.send(5, batch, .accepted)
    #expect(try has(now))
    #expect(try !has(now.adding(seconds: 1)))
    #expect(try !has(now, "https://payout.aopay.co.in"))
  }
}
