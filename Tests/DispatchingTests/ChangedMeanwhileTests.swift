import Ledger
import Sheet
import TestSupport
import Testing

@testable import Dispatching
@testable import Validation

@Suite("What is changed by hand while a person looks at the plan", .everyLedger)
struct ChangedMeanwhileTests {
  let place: TestedPlace
  let ledger: any Ledger
  let transport = ScriptedTransport { Answers.accepted(row: $0) }

  init() throws {
    place = try .current()
    ledger = try place.ledger()
  }

  private func run(_ monitor: Monitor = Monitor(), approve: @Sendable @escaping () throws -> Void) async throws {
    let request = try SheetRequest(place.folder, Sheets.payouts(3))
    _ = try await Run(request, SendingOptions(transport), ledger: ledger)(monitor) { _ in try approve() }
  }

  private func exchangePayees() throws {
    try place.change(
      """
      UPDATE row SET fields = (SELECT fields FROM row AS other WHERE other.number = 5 - row.number)
      WHERE number IN (2, 3)
      """
    )
  }

  @Test("is not sent, and stays for whoever looks into it")
  func run() async throws {
    let failure = await #expect(throws: Failure.self) { try await run { try exchangePayees() } }
    #expect(failure?.code == .ledgerTampered && transport.bodies.isEmpty)
    #expect(try ledger.batches().count == 1)
  }

  @Test("is not sent by who goes on either")
  func resume() async throws {
    let stop = StopFlag()
    try await run(Monitor(begins: { _, _ in stop.stop(.terminated) }, stop: stop)) {}
    let batch = try #require(ledger.batches().first)
    let resume = Resume(batch, SendingOptions(transport), ledger: ledger)
    let failure = await #expect(throws: Failure.self) {
      _ = try await resume(approve: { _ in try exchangePayees() })
    }
    #expect(failure?.code == .ledgerTampered && transport.bodies.isEmpty)
    try #require(try ledger.hold(batch), "it is let go").release()
  }

  @Test("is not sent when all is changed with it, down to the plan, nor when only triggers were added")
  func wholly() async throws {
    let changes = [
      "UPDATE batch SET plan = 'sha256:0' WHERE status = 'draft'",
      "UPDATE batch SET sha256 = 'other' WHERE status = 'draft'", "UPDATE batch SET created_by = 'x'",
    ]
    for change in changes {
      let failure = await #expect(throws: Failure.self) { try await run { try place.change(change) } }
      #expect(failure?.code == .ledgerTampered, "\(change)")
      #expect(try ledger.batches().isEmpty)
    }
    let failure = await #expect(throws: Failure.self) { try await run { try place.fill(when: "new.number > 77") } }
    #expect(failure?.code == .ledgerTampered && transport.bodies.isEmpty)
  }

  @Test("by nobody is sent", arguments: [false, true])
  func unchanged(othersWrite: Bool) async throws {
    try await run { if othersWrite { try place.change("UPDATE batch SET name = name") } }
    #expect(transport.bodies.count == 3)
  }
}
