import Ledger
import Sheet
import Synchronization
import TestSupport
import Testing

@testable import Dispatching
@testable import Validation

@Suite("What a policy demands", .everyLedger)
struct ApprovalTests {
  @Test("is demanded before a person is asked, and once more after that: then nothing is sent, and no batch is left")
  func replacedMeanwhile() async throws {
    let place = try TestedPlace.current()
    let ledger = try place.ledger()
    let transport = ScriptedTransport { Answers.accepted(row: $0) }
    var options = SendingOptions(transport, concurrency: 1)
    let wasAsked = Mutex([Bool]())
    let isReplaced = Atomic(false)
    options.demandApprovals = { _, _ in
      wasAsked.withLock { $0.append(isReplaced.load(ordering: .relaxed)) }
      if isReplaced.load(ordering: .relaxed) { throw Failure(.approvalMissing) }
      return []
    }
    let run = Run(try SheetRequest(place.folder, Sheets.payouts(2)), options, ledger: ledger)
    await #expect(throws: Failure.self) {
      _ = try await run(approve: { _ in isReplaced.store(true, ordering: .relaxed) })
    }
    #expect(wasAsked.withLock { $0 } == [false, true])
    #expect(transport.bodies.isEmpty)
    #expect(try ledger.batches().isEmpty)
  }
}
