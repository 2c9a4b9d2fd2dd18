import Dispatch
import Operations
import Sheet
import Synchronization
import TestSupport
import Testing

@testable import Ledger

@Suite("A draft becomes the batch if nothing has come before it meanwhile", .everyLedger)
struct ApprovalTests {
  let place: TestedPlace
  /// Two people at two terminals.
  let mine: any TestedLedger
  let other: any TestedLedger

  init() throws {
    place = try .current()
    mine = try place.ledger()
    other = try place.ledger()
  }

  private func precedent(of draft: HeldBatch) throws -> Precedent {
    try mine.precedent(of: draft.batch, since: longAgo)
  }

  /// Expects that a draft cannot be approved with what its plan knew, but can with what is known now.
  private func expectRefusal(of draft: HeldBatch, knowing known: Precedent) throws {
    let failure = expect(.sheetRecordedMeanwhile) {
      try mine.approve(draft, knowing: known, with: [], at: now)
    }
    #expect(failure?[.sheet] == "pay.csv")
    expect(.batchUnknown) { try other.batch(named: draft.batch.name) }
    #expect(try mine.events(of: draft.batch).isEmpty)
    #expect(try mine.totals(of: draft.batch) == mine.recount(draft))
    let approved = try mine.approve(draft, knowing: precedent(of: draft), with: [], at: now)
    #expect(approved.batch.status == .open && approved.batch.name == draft.batch.name)
  }

  @Test("approved, it is there for everybody, held by the same process")
  func approved() throws {
    let draft = try mine.recordDraft(newBatch(again: "bank lost it"))
    let batch = try mine.approve(draft, knowing: precedent(of: draft), with: [], at: now).batch
    #expect(batch.name == draft.batch.name && batch.status == .open && batch.digests == digests())
    #expect(try other.batch(named: batch.name).status == .open)
    #expect(try other.events(of: batch).map(\.kind) == [.recorded, .again])
    #expect(try other.hold(batch) == nil)
  }

  @Test("what other sheets record meanwhile does not matter")
  func others() throws {
    let draft = try mine.recordDraft(newBatch())
    let known = try precedent(of: draft)
    let elsewhere = [try newBatch("pan-new"), try newBatch(address: live), try newBatch(path: "/srv/asha/other.csv")]
    for new in elsewhere {
      let row = newRow(2, identity: "ICIC 9 1.00", operation: new.operation.name)
      _ = try other.record(new, rows: [row], digests("b"))
    }
    #expect(try mine.approve(draft, knowing: known, with: [], at: now).batch.status == .open)
  }

  @Test("the same sheet that another one recorded meanwhile: by its bytes, its rows, or its path", arguments: 0..<3)
  func sameSheet(way: Int) throws {
    let draft = try mine.recordDraft(newBatch())
    let known = try precedent(of: draft)
    let others: [(path: String, digests: SheetDigests)] = [
      ("/elsewhere/pay.csv", digests("a", rows: "b")), ("/elsewhere/pay.csv", digests("b", rows: "a")),
      ("/srv/asha/pay.csv", digests("b")),
    ]
    let rows = [newRow(2, identity: "ICIC 9 1.00")]
    let same = try other.record(newBatch(path: others[way].path), rows: rows, others[way].digests)
    #expect(try precedent(of: draft) == Precedent(sameSheet: same.batch.name))
    try expectRefusal(of: draft, knowing: known)
  }

  @Test("a same payment that another sheet recorded meanwhile")
  func samePayment() throws {
    let draft = try mine.recordDraft(newBatch())
    let known = try precedent(of: draft)
    let rows = [newRow(7, identity: "HDFC 3 12.00")]
    let same = try other.record(newBatch(path: "/srv/asha/other.csv"), rows: rows, digests("b"))
    let found = Repeat(batch: same.batch.name, row: 7, state: .planned, since: now)
    #expect(try precedent(of: draft) == Precedent(samePayments: [3: found]))
    try expectRefusal(of: draft, knowing: known)
  }

  @Test("a same payment that was refused when the plan was made, and is sent once more meanwhile")
  func samePaymentMoved() throws {
    let rows = [newRow(7, identity: "HDFC 3 12.00"), newRow(8, identity: "HDFC 4 12.00")]
    let same = try other.record(newBatch(path: "/srv/asha/other.csv"), rows: rows, digests("b"))
    try other.finish(7, of: same, .failed)
    let draft = try mine.recordDraft(newBatch())
    let known = try precedent(of: draft)
    #expect(known.samePayments.keys.sorted() == [4])
    try other.finish(8, of: same, .accepted)
    try expectRefusal(of: draft, knowing: known)
  }

  @Test("a draft of the same sheet does not matter before it is approved; then the second one is refused")
  func twoDrafts() throws {
    let first = try mine.recordDraft(newBatch())
    let second = try other.recordDraft(newBatch())
    let known = try precedent(of: first)
    #expect(try other.precedent(of: second.batch, since: longAgo) == known)
    let batch = try other.approve(second, knowing: known, with: [], at: now).batch
    expect(.sheetRecordedMeanwhile) { try mine.approve(first, knowing: known, with: [], at: now) }
    try mine.discard(first)
    #expect(try mine.batches().map(\.name) == [batch.name])
  }

  @Test("of many who approve the same sheet at once, one can")
  func atOnce() throws {
    let drafts = try (0..<4).map { _ in
      let ledger = try place.ledger()
      return (ledger: ledger, draft: try ledger.recordDraft(newBatch()))
    }
    let ends = Mutex<[Failure.Code?]>([])
    DispatchQueue.concurrentPerform(iterations: drafts.count) { index in
      let (ledger, draft) = drafts[index]
      var code: Failure.Code?
      do { _ = try ledger.approve(draft, knowing: Precedent(), with: [], at: now) } catch {
        code = (error as? Failure)?.code ?? .unexpected
      }
      ends.withLock { $0.append(code) }
    }
    let codes = ends.withLock { $0 }
    #expect(codes.count { $0 == nil } == 1 && codes.count { $0 == .sheetRecordedMeanwhile } == 3)
    #expect(try mine.batches().count == 1)
  }
}
