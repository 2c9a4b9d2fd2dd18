import Operations
import Payments
import Sheet
import Synchronization
import TestSupport
import Testing
import Transport

@testable import Dispatching
@testable import Ledger
@testable import Reports
@testable import Validation

@Suite("resume and resolve", .everyLedger)
struct ResumeTests {
  let place: TestedPlace
  let folder: Folder
  let ledger: any Ledger

  init() throws {
    place = try .current()
    (folder, ledger) = (place.folder, try place.ledger())
  }

  /// A batch of the same payment as a row, which was recorded beside it, and has paid it.
  private func pay(_ row: RecordedRow, of batch: Batch) throws {
    let fields = try #require(row.fields)
    let identity = try #require(batch.operation.identity(fields))
    let new = NewBatch(
      operation: batch.operation,
      sheet: "other.csv",
      path: "/other.csv",
      folder: "/",
      renews: false,
      address: batch.address,
      header: batch.header,
      createdBy: "asha",
      again: nil
    )
    let draft = try ledger.draft(new, at: .now)
    let copy = NewRow(
      number: 9,
      cells: row.cells,
      fields: fields,
      amount: Amount(paise: row.paise),
      identity: IdentityHash.hash(identity)
    )
    try ledger.append([copy], to: draft, at: .now)
    let digests = SheetDigests(sha256: "other", rowsSHA256: "other", plan: "other", blankRows: 0)
    let complete = try ledger.complete(draft, digests)
    let known = try ledger.precedent(of: complete.batch, .of(complete.batch))
    let held = try ledger.approve(complete, knowing: known, with: [], at: .now)
    defer { held.release() }
    var turn = Turn(now: .now)
    turn.wanted = 1
    _ = try ledger.turn(turn, of: held)
    turn = Turn(now: .now)
    turn.settlements = [
      Settlement(
        number: 9,
        attempt: 1,
        sentAt: .now,
        answeredAt: Timestamp.now.adding(seconds: 1),
        judgement: Judgement(outcome: .accepted),
        state: .done(.accepted),
        paise: row.paise
      )
    ]
    _ = try ledger.turn(turn, of: held)
  }

  @Test("a row that another batch has paid since is not sent, however long ago")
  func paidMeanwhile() async throws {
    let batch = try await killedBatch(4)
    var rows: [RecordedRow] = []
    try ledger.forEachRow(of: batch, .inState(.planned)) { rows.append($0) }
    #expect(rows.map(\.number) == [4, 5])
    try pay(rows[0], of: batch)
    func age(days: Int) throws {
      try place.change("UPDATE batch SET created_at = created_at - \(days * 86_400_000)")
      try place.change("UPDATE row SET since = since - \(days * 86_400_000)")
    }
    try age(days: 40)
    #expect(try ledger.remaining(of: ledger.batch(named: batch.name)).heldBack.keys.sorted() == [4])
    try age(days: -40)
    let transport = ScriptedTransport { Answers.accepted(row: $0) }
    let end = try await Resume(batch, SendingOptions(transport), ledger: ledger)()
    #expect(transport.bodies.count == 1)
    #expect(try states(batch, ledger) == [2: "in_doubt", 3: "in_doubt", 4: "not_sent", 5: "accepted"])
    #expect(end.heldBack.keys.sorted() == [4] && end.heldBack[4]?.row == 9)
    let message = try CSV(folder.read("pay.results.csv"))["aop_message"][2]
    #expect(message == "Not sent; another batch has made the same payment since, or may have.")
  }

  /// A batch whose rows 2 and 3 were on their way when a process died, and the others still to be sent.
  private func killedBatch(_ rows: Int) async throws -> Batch {
    let (stop, dying) = (StopFlag(), try place.ledger())
    let transport = ScriptedTransport { Answers.accepted(row: $0) }
    let request = try SheetRequest(folder, Sheets.payouts(rows))
    let monitor = Monitor(begins: { _, _ in stop.stop(.terminated) }, stop: stop)
    let end = try await Run(request, SendingOptions(transport), ledger: dying)(monitor)
    #expect(transport.bodies.isEmpty)
    let held = try dying.demandHold(end.batch)
    _ = try dying.open(held, askingAgain: [], holdingBack: [:], pace: nil, with: [], by: "", at: .now)
    var turn = Turn(now: .now)
    turn.wanted = 2
    #expect(try dying.turn(turn, of: held).claimed.map(\.number) == [2, 3])
    held.release()
    try place.kill(dying)
    return end.batch
  }

  @Test("what was on its way when a process died is in doubt and is not sent; the rest is")
  func sending() async throws {
    let batch = try await killedBatch(5)
    let transport = ScriptedTransport { Answers.accepted(row: $0) }
    let report = try await Resume(batch, SendingOptions(transport), ledger: ledger)()
    #expect(transport.rows == [4, 5, 6])
    let expected = [2: "in_doubt", 3: "in_doubt", 4: "accepted", 5: "accepted", 6: "accepted"]
    #expect(try states(batch, ledger) == expected)
    #expect(report.ending == .inDoubt)
  }

  @Test("to run the sheet again goes on with its unfinished batch, and never begins another")
  func runAgain() async throws {
    let batch = try await killedBatch(4)
    let transport = ScriptedTransport { Answers.accepted(row: $0) }
    let request = try SheetRequest(folder, Sheets.payouts(4))
    let report = try await Run(request, SendingOptions(transport), ledger: ledger)()
    #expect(report.batch.name == batch.name)
    #expect(transport.rows == [4, 5])
  }

  @Test("what a halt left is sent by resume, once each")
  func afterHalt() async throws {
    let request = try SheetRequest(folder, Sheets.payouts(4))
    let first = ScriptedTransport { $0 == 3 ? Answers.forbidden : Answers.accepted(row: $0) }
    let halted = try await Run(request, SendingOptions(first), ledger: ledger)()
    let second = ScriptedTransport { Answers.accepted(row: $0) }
    let report = try await Resume(halted.batch, SendingOptions(second), ledger: ledger)()
    #expect(second.rows == [3, 4, 5])
    #expect(report.ending == .good)
    #expect(try CSV(folder.read("pay.results.csv")).rows.map { $0["aop_attempts"] } == ["1", "2", "1", "1"])
  }

  @Test(
    "resume of a finished batch sends nothing and exits as the batch did",
    arguments: [
      (Answers.accepted("R1"), Ending.good), (Answers.failed, .rowsToLookAt), (Answers.lost, .inDoubt),
    ]
  )
  func finished(_ observation: Observation, _ status: Ending) async throws {
    let request = try SheetRequest(folder, Sheets.payouts(1))
    let first = try await Run(request, SendingOptions(ScriptedTransport { _ in observation }), ledger: ledger)()
    #expect(first.ending == status)
    let again = ScriptedTransport { Answers.accepted(row: $0) }
    let report = try await Resume(first.batch, SendingOptions(again), ledger: ledger)()
    #expect(again.bodies.isEmpty)
    #expect(report.ending == status)
  }

  @Test("look-ups without a usable answer are asked again, answered ones are not")
  func lookUps() async throws {
    let request = try SheetRequest(folder, Sheets.lookUps(3), operation: "recharge-status", name: "ask.csv")
    let undocumented = Answers.answer(402, #"{"status":false,"response_code":9,"message":"?"}"#)
    let first = ScriptedTransport { body, _ in Sheets.lookUpRow(of: body) == 3 ? undocumented : Answers.found }
    let report = try await Run(request, SendingOptions(first), ledger: ledger)()
    #expect(try states(report.batch, ledger) == [2: "success", 3: "error", 4: "success"])
    #expect(report.ending == .rowsToLookAt)
    let second = ScriptedTransport { _, _ in Answers.found }
    let resumed = try await Resume(report.batch, SendingOptions(second), ledger: ledger)()
    #expect(second.bodies.map(Sheets.lookUpRow) == [3])
    #expect(resumed.ending == .good)
  }

  @Test("a look-up is tried again after a doubtful answer", arguments: [Answers.lost, Answers.broken, Answers.html])
  func lookUpRetries(_ observation: Observation) async throws {
    let request = try SheetRequest(folder, Sheets.lookUps(1), operation: "recharge-status", name: "ask.csv")
    let tries = Mutex(0)
    let transport = ScriptedTransport { _, _ in
      tries.withLock { tries in
        tries += 1
        return tries == 1 ? observation : Answers.found
      }
    }
    #expect(try await Run(request, SendingOptions(transport), ledger: ledger)().ending == .good)
    #expect(transport.bodies.count == 2)
  }

  @Test("a row in doubt that a person found unpaid is sent exactly once more")
  func notPaid() async throws {
    let batch = try await killedBatch(3)
    // On a server the process might only be cut off: an hour later it sends nothing any more.
    if place.address != nil { try place.change("UPDATE worker SET acted_at = acted_at - 3600000") }
    let resolution = Resolution(paid: false, reference: nil, reason: "statement", decidedBy: "me", decidedAt: .now)
    try resolve(3, of: batch, resolution, ledger)
    #expect(try states(batch, ledger) == [2: "in_doubt", 3: "not_sent", 4: "planned"])
    let transport = ScriptedTransport { Answers.accepted(row: $0) }
    for _ in 0..<2 { _ = try await Resume(batch, SendingOptions(transport), ledger: ledger)() }
    #expect(transport.rows == [3, 4])
    #expect(try states(batch, ledger) == [2: "in_doubt", 3: "accepted", 4: "accepted"])
    let row = try #require(try CSV(folder.read("pay.results.csv")).rows.first { $0["aop_row"] == "3" })
    #expect(row["aop_attempts"] == "2")
    #expect(row["aop_message"]?.contains("statement") == true)
  }

  @Test("a row in doubt that a person found paid is never sent, and carries the person's reference")
  func paid() async throws {
    let batch = try await killedBatch(2)
    let resolution = Resolution(paid: true, reference: "UTR77", reason: "bank", decidedBy: "me", decidedAt: .now)
    try resolve(2, of: batch, resolution, ledger)
    let transport = ScriptedTransport { Answers.accepted(row: $0) }
    _ = try await Resume(batch, SendingOptions(transport), ledger: ledger)()
    #expect(transport.bodies.isEmpty)
    let row = try CSV(folder.read("pay.results.csv")).rows[0]
    #expect(row["aop_outcome"] == "accepted")
    #expect(row["aop_transaction_reference"] == "UTR77")
  }

  @Test("only a row in doubt can be resolved", arguments: [4, 99])
  func resolveOthers(_ row: Int) async throws {
    let batch = try await killedBatch(3)
    let resolution = Resolution(paid: false, reference: nil, reason: "x", decidedBy: "me", decidedAt: .now)
    let failure = #expect(throws: Failure.self) {
      try resolve(row, of: batch, resolution, ledger)
    }
    #expect(failure?.code == (row == 4 ? .rowNotInDoubt : .rowUnknown))
    #expect(try states(batch, ledger)[4] == "planned")
  }

  @Test("while somebody holds the batch, nobody else sends or resolves")
  func busy() async throws {
    let batch = try await killedBatch(3)
    let held = try ledger.demandHold(batch)
    let transport = ScriptedTransport { Answers.accepted(row: $0) }
    let request = try SheetRequest(folder, Sheets.payouts(3))
    let resolution = Resolution(paid: false, reference: nil, reason: "x", decidedBy: "me", decidedAt: .now)
    for work in [
      { _ = try await Resume(batch, SendingOptions(transport), ledger: ledger)() },
      { _ = try await Run(request, SendingOptions(transport), ledger: ledger)() },
      { try resolve(2, of: batch, resolution, ledger) },
    ] as [() async throws -> Void] {
      let refusal = await #expect(throws: Failure.self) { try await work() }
      #expect(refusal?.code == .batchBusy)
    }
    #expect(transport.bodies.isEmpty)
    #expect(try states(batch, ledger) == [2: "sending", 3: "sending", 4: "planned"])
    withExtendedLifetime(held) {}
  }

  @Test("a batch is free for the next as soon as its run has ended")
  func freed() async throws {
    for round in 0..<(place.address == nil ? 100 : 10) {
      let transport = ScriptedTransport { _ in Answers.failed }
      let request = try SheetRequest(folder, Sheets.payouts(1).replacing("Asha", with: "Asha \(round)"))
      let batch = try await Run(request, SendingOptions(transport), ledger: ledger)().batch
      _ = try await Resume(batch, SendingOptions(transport), ledger: ledger)()
    }
  }

  @Test("a finished sheet is refused until somebody says why, and then is a batch of its own")
  func again() async throws {
    let transport = ScriptedTransport { _ in Answers.failed }
    let request = try SheetRequest(folder, Sheets.payouts(2))
    let first = try await Run(request, SendingOptions(transport), ledger: ledger)()
    let refusal = await #expect(throws: Failure.self) {
      _ = try await Run(request, SendingOptions(transport), ledger: ledger)()
    }
    #expect(refusal?.code == .sheetProcessed)
    #expect(refusal?[.batch] == first.batch.name)
    #expect(transport.bodies.count == 2)
    let second = try await Run(request, SendingOptions(transport), ledger: ledger, again: "they failed")()
    #expect(second.batch.name != first.batch.name)
    #expect(second.batch.again == "they failed")
    #expect(transport.bodies.count == 4)
  }

  @Test("nobody is asked twice, and nothing is sent or recorded when the plan is not approved")
  func notApproved() async throws {
    struct No: Error {}
    let transport = ScriptedTransport { Answers.accepted(row: $0) }
    let run = Run(try SheetRequest(folder, Sheets.payouts(2)), SendingOptions(transport), ledger: ledger)
    await #expect(throws: No.self) { _ = try await run { _ in throw No() } }
    #expect(transport.bodies.isEmpty)
    #expect(try ledger.batches().isEmpty)
  }

  @Test("a sheet is read once: what changes in it while the plan is looked at is not sent")
  func changed() async throws {
    let transport = ScriptedTransport { Answers.accepted(row: $0) }
    let run = Run(try SheetRequest(folder, Sheets.payouts(2)), SendingOptions(transport), ledger: ledger)
    let end = try await run { plan in
      #expect(plan.left.rows == 2)
      try folder.write(Sheets.payouts(3), to: "pay.csv")
    }
    #expect(transport.rows == [2, 3])
    #expect(end.totals.read.rows == 2)
  }
}
