import Ledger
import Operations
import Payments
import TestSupport
import Testing

@testable import Dispatching
@testable import Reports
@testable import Validation

@Suite("Where a batch stands")
struct StandingTableTests {
  @Test(
    "where a batch stands follows from its rows, from whether somebody works on it, and from how its last work ended",
    arguments: [
      (.closed, [.done(.accepted), .done(.failed), .rejected], .finished, .finished),
      (.closed, [], .finished, .finished), (.closed, [.done(.accepted), .done(.inDoubt)], .finished, .inDoubt),
      (.closed, [.done(.inDoubt), .done(.notSent)], .stopped, .stopped),
      (.open, [.planned, .sending], .opened, .stopped), (.open, [.done(.accepted), .sending], .opened, .inDoubt),
      (.closed, [.done(.notSent)], .halted, .halted), (.closed, [.done(.inDoubt)], .halted, .halted),
      (.closed, [.done(.error)], .halted, .halted),
      // Nothing is left to be done: resolved, or a brake at the last row.
      (.closed, [.done(.accepted), .done(.failed)], .halted, .finished),
      (.closed, [.done(.error)], .finished, .finished),
      (.cancelled, [.done(.notSent), .done(.inDoubt)], .cancelled, .cancelled),
    ] as [(Batch.Status, [RowState], Event.Kind, Standing)]
  )
  func table(_ status: Batch.Status, _ rows: [RowState], _ last: Event.Kind, _ standing: Standing) {
    var totals = BatchTotals()
    for row in rows { totals.add(row, paise: 100) }
    #expect(Standing(status, totals, last: last, isRunning: false) == standing)
    let running = Standing(status, totals, last: last, isRunning: true)
    #expect(running == (status == .cancelled ? .cancelled : .running))
  }
}

@Suite("What is told of batches and rows", .everyLedger)
struct StandingTests {
  let place: TestedPlace
  let folder: Folder
  let ledger: any Ledger

  init() throws {
    place = try .current()
    (folder, ledger) = (place.folder, try place.ledger())
  }

  /// A batch of three rows, the first of which is on its way, and the ledger of who works on it.
  private func batchUnderWay() async throws -> (batch: HeldBatch, ledger: any Ledger) {
    let (stop, ledger) = (StopFlag(), try place.ledger())
    let transport = ScriptedTransport { Answers.accepted(row: $0) }
    let request = try SheetRequest(folder, Sheets.payouts(3))
    let monitor = Monitor(begins: { _, _ in stop.stop(.terminated) }, stop: stop)
    let end = try await Run(request, SendingOptions(transport), ledger: ledger)(monitor)
    #expect(end.report.standing == .stopped, "as the process itself says it, which has the batch until it ends")
    let held = try ledger.demandHold(end.batch)
    _ = try ledger.open(held, askingAgain: [], holdingBack: [:], pace: nil, with: [], by: "", at: .now)
    var turn = Turn(now: .now)
    turn.wanted = 1
    _ = try ledger.turn(turn, of: held)
    return (held, ledger)
  }

  @Test("nothing is on its way in a batch that nobody works on: that is in doubt")
  func totals() async throws {
    let (held, working) = try await batchUnderWay()
    let running = try BatchReport(held.batch, ledger)
    #expect(running.standing == .running)
    #expect(running.totals[.sending].rows == 1 && running.totals[.notSent].rows == 2)
    held.release()
    try place.kill(working)
    let dead = try BatchReport(held.batch, ledger)
    #expect(dead.standing == .stopped)
    #expect(dead.totals[.inDoubt].rows == 1 && dead.totals[.notSent].rows == 2)
    #expect(dead.totals[.sending].rows == 0 && dead.totals.read.rows == 3)
  }

  @Test("its files call in doubt what was on its way, and not sent what was not")
  func files() async throws {
    let (held, working) = try await batchUnderWay()
    let batch = held.batch
    held.release()
    try place.kill(working)
    try BatchFiles(batch, OutputPaths(batch, folder: nil)).write(from: ledger, .test, at: .now)
    let results = try CSV(folder.read("pay.results.csv"))
    #expect(results["aop_outcome"] == ["in_doubt", "not_sent", "not_sent"])
    #expect(results["aop_message"].map { $0.contains("may have arrived") } == [true, false, false])
  }

  private func message() throws -> String {
    try #require(try CSV(folder.read("pay.results.csv"))["aop_message"].first)
  }

  @Test("a row that is in doubt again tells each try in its own words, with the decision between them")
  func inDoubtAgain() async throws {
    let request = try SheetRequest(folder, Sheets.payouts(1))
    let first = ScriptedTransport { _ in Answers.html }
    let batch = try await Run(request, SendingOptions(first), ledger: ledger)().batch
    let before = try message()
    let resolution = Resolution(
      paid: false,
      reference: nil,
      reason: "no debit on 50100123456789",
      decidedBy: "asha",
      decidedAt: Timestamp(milliseconds: 1_795_251_900_123)
    )
    try resolve(2, of: batch, resolution, ledger)
    _ = try await Resume(batch, SendingOptions(ScriptedTransport { _ in Answers.lost }), ledger: ledger)()
    let decision = "resolved as not paid by asha on 2026-11-21T09:05:00.123Z: no debit on XXXXXXXXXX6789"
    let words = try message()
    #expect(words.hasPrefix("try 1: \(before); \(decision); try 2: "))
    #expect(words.contains("reset") && !words.hasSuffix(before))
    let doubt = try #require(try ledger.doubts(of: nil).first)
    #expect(doubt.row.words(\.inIndia).contains("by asha on Sat 21 Nov 2026, 14:35:00 IST: "))
    #expect(doubt.name == "Asha Rao" && doubt.account == "XXXXXXX0002")
  }
}
