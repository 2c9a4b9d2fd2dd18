import Operations
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("A transaction reference that comes twice", .everyLedger)
struct ReferenceTests {
  let place: TestedPlace
  let ledger: any TestedLedger

  init() throws {
    place = try .current()
    ledger = try place.ledger()
  }

  static let reference = "505914786331"

  /// Expects that row 3 of a batch is in doubt because another row has the reference.
  private func expectDoubt(_ result: TurnResult, _ batch: HeldBatch, naming other: String) throws {
    #expect(result.hasReferenceTwice && result.unsettled.isEmpty && result.claimed.isEmpty)
    let settled = try #require(result.settled.last)
    #expect(settled.number == 3 && settled.state == .done(.inDoubt) && settled.judgement.outcome == .inDoubt)
    let row = try ledger.row(3, of: batch)
    #expect(row.state == .done(.inDoubt))
    let words = "the provider gave the transaction reference of \(other) to this row too; the words of accepted"
    #expect(row.answer?.message == words)
    #expect(try ledger.totals(of: batch.batch) == ledger.recount(batch))
  }

  private func second(_ batch: HeldBatch) throws -> TurnResult {
    try ledger.send(3, of: batch)
    return try ledger.settle(settlement(3, .accepted, reference: Self.reference), of: batch, wanted: 1)
  }

  @Test("in the same turn: the first row stays, the second is in doubt, and nothing is handed out")
  func sameTurn() throws {
    let batch = try ledger.record(newBatch())
    try ledger.send(2, 3, of: batch)
    let result = try ledger.settle(
      settlement(2, .accepted, reference: Self.reference),
      settlement(3, .accepted, reference: Self.reference),
      of: batch,
      wanted: 1
    )
    try expectDoubt(result, batch, naming: "row 2")
    #expect(try ledger.row(2, of: batch).state == .done(.accepted))
    #expect(try ledger.row(4, of: batch).state == .planned)
  }

  @Test("in the same batch, later, also after another process opened it")
  func sameBatch() throws {
    let batch = try ledger.record(newBatch())
    try ledger.finish(2, of: batch, .accepted, reference: Self.reference)
    try ledger.open(batch)
    try expectDoubt(second(batch), batch, naming: "row 2")
  }

  @Test("in another batch of the provider, of another operation too")
  func otherBatch() throws {
    let earlier = try ledger.record(newBatch("transfer-otp", address: live))
    try ledger.finish(2, of: earlier, .success, reference: Self.reference)
    let batch = try ledger.record(newBatch(address: "https://api.aopay.co.in"), digests("b"))
    try expectDoubt(second(batch), batch, naming: "row 2 of batch \(earlier.batch.name)")
    #expect(try ledger.row(2, of: earlier).state == .done(.success))
  }

  @Test("in a batch of another provider it is another transaction")
  func otherProvider() throws {
    let earlier = try ledger.record(newBatch(address: "http://127.0.0.1:9090"))
    try ledger.finish(2, of: earlier, .accepted, reference: Self.reference)
    let batch = try ledger.record(newBatch(), digests("b"))
    let result = try second(batch)
    #expect(!result.hasReferenceTwice && result.claimed.map(\.number) == [2])
    #expect(try ledger.row(3, of: batch).state == .done(.accepted))
  }

  @Test("a row in doubt has its reference too, and another reference is another transaction")
  func inDoubt() throws {
    let batch = try ledger.record(newBatch())
    try ledger.finish(2, of: batch, .inDoubt, reference: Self.reference)
    #expect(try !ledger.finish(4, of: batch, .accepted, reference: "505914786332").hasReferenceTwice)
    try expectDoubt(second(batch), batch, naming: "row 2")
  }

  @Test("the same row may get its own reference again")
  func sameRow() throws {
    let batch = try ledger.record(newBatch())
    try ledger.finish(3, of: batch, .inDoubt, reference: Self.reference)
    try ledger.resolve(3, of: batch, resolution(paid: false))
    try ledger.open(batch)
    let result = try ledger.finish(3, of: batch, .accepted, attempt: 2, reference: Self.reference)
    #expect(!result.hasReferenceTwice)
    #expect(try ledger.row(3, of: batch).state == .done(.accepted))
  }

  @Test("a later answer's reference takes the place of an earlier one's; one without a reference leaves it")
  func laterReference() throws {
    let batch = try ledger.record(newBatch(), rows: (2...5).map { newRow($0) })
    func again(_ reference: String?, attempt: Int) throws {
      try ledger.resolve(2, of: batch, resolution(paid: false))
      try ledger.open(batch)
      try ledger.finish(2, of: batch, .inDoubt, attempt: attempt, reference: reference)
    }
    try ledger.finish(2, of: batch, .inDoubt, reference: Self.reference)
    try again("505914786332", attempt: 2)
    #expect(try !second(batch).hasReferenceTwice, "nobody has the first one any more")
    try again(nil, attempt: 3)
    #expect(try ledger.finish(5, of: batch, .accepted, reference: "505914786332").hasReferenceTwice)
  }

  @Test("of a row that cannot be settled nothing is kept, nor is its reference")
  func unsettled() throws {
    let batch = try ledger.record(newBatch())
    let result = try ledger.settle(settlement(2, .accepted, reference: Self.reference), of: batch)
    #expect(result.unsettled == [2])
    #expect(try !second(batch).hasReferenceTwice)
  }
}
