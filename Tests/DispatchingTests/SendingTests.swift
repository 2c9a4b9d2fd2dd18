import Ledger
import Operations
import Payments
import Sheet
import Synchronization
import TestSupport
import Testing
import Transport

@testable import Dispatching
@testable import Reports
@testable import Validation

@Suite("sending", .everyLedger)
struct SendingTests {
  let place: TestedPlace
  let folder: Folder
  let ledger: any Ledger

  init() throws {
    place = try .current()
    (folder, ledger) = (place.folder, try place.ledger())
  }

  private func run(
    _ rows: Int,
    _ transport: ScriptedTransport,
    concurrency: Int = 1,
    _ change: (inout SendingOptions) -> Void = { _ in }
  ) throws -> Run {
    var options = SendingOptions(transport, concurrency: concurrency)
    change(&options)
    return Run(try SheetRequest(folder, Sheets.payouts(rows)), options, ledger: ledger)
  }

  private func newestBatch() throws -> Batch { try #require(ledger.batches().first) }

  @Test("exactly as many requests as asked for are in flight, and each that ends makes room for one")
  func concurrency() async throws {
    let gate = Gate()
    let transport = ScriptedTransport { await gate.pass($0) }
    let run = try run(7, transport, concurrency: 3)
    let report = Task { try await run() }
    #expect(Set(await gate.arrivals(3)) == [2, 3, 4])
    await gate.release(3, Answers.accepted(row: 3))
    #expect(await gate.arrivals(4).last == 5)
    #expect(await gate.rowsHeld == [2, 4, 5], "the others have not moved")
    for (count, row) in [(5, 2), (6, 5), (7, 4)] {
      await gate.release(row, Answers.accepted(row: row))
      _ = await gate.arrivals(count)
      #expect(await gate.rowsHeld.count == 3)
    }
    for row in await gate.rowsHeld { await gate.release(row, Answers.accepted(row: row)) }
    #expect(try await report.value.totals[.accepted].rows == 7)
    #expect(transport.mostInFlight == 3)
  }

  @Test(
    "look-ups keep their connections; what moves money or creates something has one for each request, until told otherwise",
    arguments: [(Effect.money, false), (.creates, false), (.lookUp, true)]
  )
  func connections(_ effect: Effect, _ keeps: Bool) {
    let transport = ScriptedTransport { _ in Answers.lost }
    for isAsked in [false, true] {
      let seen = Mutex<Bool?>(nil)
      var options = SendingOptions(transport)
      options.keepsConnections = isAsked
      options.transport = { settings in
        seen.withLock { $0 = settings.keepsConnections }
        return transport
      }
      _ = options.openTransport(for: effect)
      #expect(seen.withLock { $0 } == (keeps || isAsked))
    }
  }

  @Test("a sheet with fewer rows than slots is sent like any other")
  func fewRows() async throws {
    let transport = ScriptedTransport { Answers.accepted(row: $0) }
    let report = try await run(2, transport, concurrency: 50)()
    #expect(transport.mostInFlight <= 2)
    #expect(report.totals[.accepted].rows == 2)
    #expect(report.ending == .good)
  }

  @Test("when a request is made, another connection to the ledger already reads the row's intent", arguments: [1, 4])
  func intentBeforeSend(_ concurrency: Int) async throws {
    let witness = try place.ledger()
    let unseen = Mutex<[Int]>([])
    let transport = ScriptedTransport { row in
      var isSeen = false
      _ = try? witness.batches().first.map { batch in
        try witness.forEachRow(of: batch, .inState(.sending)) {
          if $0.number == row, $0.sentAt != nil { isSeen = true }
        }
      }
      if !isSeen { unseen.withLock { $0.append(row) } }
      return Answers.accepted(row: row)
    }
    let report = try await run(12, transport, concurrency: concurrency)()
    #expect(report.totals[.accepted].rows == 12)
    #expect(unseen.withLock { $0 } == [])
  }

  @Test("every answer goes to its own row, in whatever order they come")
  func answersToRows() async throws {
    let gate = Gate()
    let run = try run(5, ScriptedTransport { await gate.pass($0) }, concurrency: 5)
    let report = Task { try await run() }
    _ = await gate.arrivals(5)
    for row in [6, 2, 5, 3] { await gate.release(row, Answers.accepted(row: row)) }
    await gate.release(4, Answers.failed)
    _ = try await report.value
    let results = try CSV(folder.read("pay.results.csv")).rows
    #expect(results.map { $0["aop_outcome"] } == ["accepted", "accepted", "failed", "accepted", "accepted"])
    #expect(
      results.map { $0["aop_transaction_reference"] }
        == ["R50591472", "R50591473", "", "R50591475", "R50591476"]
    )
  }

  @Test(
    "a drain lets those in flight end, starts no other, and says so in the status",
    arguments: [(StopFlag.Reason.interrupted, Ending.interrupted), (.terminated, .terminated)]
  )
  func drain(_ reason: StopFlag.Reason, _ status: Ending) async throws {
    let (gate, stop) = (Gate(), StopFlag())
    let transport = ScriptedTransport { await gate.pass($0) }
    let run = try run(6, transport, concurrency: 2)
    let report = Task { try await run(Monitor(stop: stop)) }
    _ = await gate.arrivals(2)
    stop.stop(reason)
    await gate.open()
    await gate.release(2, Answers.accepted(row: 2))
    await gate.release(3, Answers.lost)
    let batch = try await report.value
    #expect(batch.ending == status)
    #expect(transport.rows.sorted() == [2, 3])
    let expected = [2: "accepted", 3: "in_doubt", 4: "not_sent", 5: "not_sent", 6: "not_sent", 7: "not_sent"]
    #expect(try states(batch.batch, ledger) == expected)
  }

  @Test("a row that waits for its next try when the run is stopped is not sent, and not in doubt")
  func drainWhileWaiting() async throws {
    let stop = StopFlag()
    let transport = ScriptedTransport { _ in
      stop.stop(.terminated)
      return Answers.tooFast(600)
    }
    let report = try await run(1, transport)(Monitor(stop: stop))
    #expect(transport.bodies.count == 1)
    #expect(try states(report.batch, ledger) == [2: "not_sent"])
  }

  @Test(
    "a halt sends no further row, and exits 5",
    arguments: [
      (Answers.forbidden, "not_sent", Halt.credentials),
      (
        Answers.answer(412, #"{"status":"ERROR","subCode":"412","message":"Post data is empty"}"#), "not_sent",
        .ourRequest
      ),
      (Answers.answer(404, "<html>"), "not_sent", .wrongAddress),
      (
        Answers.answer(422, #"{"status":"ERROR","subCode":"422","message":"ACCT WILL BE OVERDRAWN"}"#), "failed", .funds
      ),
      (.trouble(Trouble(.untrusted, detail: "x", bodyMayHaveLeft: false)), "not_sent", .untrusted),
    ]
  )
  func halts(_ observation: Observation, _ outcome: String, _ halt: Halt) async throws {
    let transport = ScriptedTransport { $0 == 3 ? observation : Answers.accepted(row: $0) }
    let report = try await run(5, transport)()
    #expect(report.halt == halt)
    #expect(report.ending == .halted)
    #expect(transport.rows == [2, 3])
    let expected = [2: "accepted", 3: outcome, 4: "not_sent", 5: "not_sent", 6: "not_sent"]
    #expect(try states(report.batch, ledger) == expected)
  }

  @Test("a halt stops the rows of its own group, too, but lets those in flight end")
  func haltInGroup() async throws {
    let gate = Gate()
    let transport = ScriptedTransport { await gate.pass($0) }
    let run = try run(9, transport, concurrency: 3)
    let report = Task { try await run() }
    _ = await gate.arrivals(3)
    await gate.open()
    await gate.release(2, Answers.forbidden)
    while try states(newestBatch(), ledger)[2] != "not_sent" { await Task.yield() }
    await gate.release(3, Answers.accepted(row: 3))
    await gate.release(4, Answers.accepted(row: 4))
    let tally = try await report.value.totals
    #expect(tally[.accepted].rows == 2)
    #expect(tally[.inDoubt].rows == 0)
    // Those who were handed out before the refusal came in were sent; the refused one and all others were not.
    #expect(tally[.notSent].rows == 7)
    #expect(transport.rows.count == 3)
  }

  @Test("doubts stop the run after as many as were asked for")
  func doubts() async throws {
    let transport = ScriptedTransport { _ in Answers.lost }
    let report = try await run(9, transport) { $0.limits.haltAfterInDoubt = 3 }()
    #expect(report.halt == .tooManyInDoubt)
    #expect(report.totals[.inDoubt].rows == 3)
    #expect(report.totals[.notSent].rows == 6)
  }

  @Test("a transaction reference that comes twice puts the later row in doubt, names the other, and halts")
  func referenceTwice() async throws {
    let transport = ScriptedTransport { Answers.accepted($0 == 4 ? "R50591472" : "R5059147\($0)") }
    let report = try await run(5, transport)()
    #expect(report.halt == .referenceTwice)
    let expected = [2: "accepted", 3: "accepted", 4: "in_doubt", 5: "not_sent", 6: "not_sent"]
    #expect(try states(report.batch, ledger) == expected)
    let results = try CSV(folder.read("pay.results.csv")).rows
    #expect(results[2]["aop_message"]?.contains("row 2") == true)
  }

  @Test(
    "what is proven unsent, or refused as too fast, is sent again",
    arguments: [Answers.tooFast(), Answers.refused, Answers.lateUnsent]
  )
  func retried(_ first: Observation) async throws {
    let tries = Mutex(0)
    let transport = ScriptedTransport { row in
      let isFirst = tries.withLock { tries in
        tries += 1
        return tries == 1
      }
      return isFirst ? first : Answers.accepted(row: row)
    }
    let report = try await run(1, transport)()
    #expect(transport.bodies.count == 2)
    #expect(transport.bodies[0] == transport.bodies[1])
    #expect(report.ending == .good)
    #expect(try CSV(folder.read("pay.results.csv")).rows[0]["aop_attempts"] == "2")
  }

  @Test(
    "what may have arrived is never sent again",
    arguments: [Answers.lost, Answers.broken, Answers.html, Answers.answer(408, ""), Answers.answer(502, "<html>")]
  )
  func neverTwice(_ observation: Observation) async throws {
    let transport = ScriptedTransport { _ in observation }
    let report = try await run(1, transport)()
    #expect(transport.bodies.count == 1)
    #expect(report.ending == .inDoubt)
  }

  @Test("no try is left: what is proven unsent is not sent")
  func triesEnd() async throws {
    let transport = ScriptedTransport { _ in Answers.refused }
    let report = try await run(1, transport) { $0.limits.attempts = 2 }()
    #expect(transport.bodies.count == 2)
    #expect(try states(report.batch, ledger) == [2: "not_sent"])
    #expect(report.ending == .rowsToLookAt)
  }

  @Test("an intent that cannot be recorded is not sent, and neither is anything after it")
  func noIntent() async throws {
    let transport = ScriptedTransport { row in
      if row == 2 { try? place.fill(when: "new.state = 'sending' AND new.number >= 4") }
      return Answers.accepted(row: row)
    }
    await #expect(throws: Failure.self) { _ = try await run(6, transport)() }
    #expect(transport.rows == [2, 3])
  }

  @Test("an outcome that cannot be recorded stops the run: what is in flight stays on its way, and nothing follows")
  func noOutcome() async throws {
    let transport = ScriptedTransport { row in
      if row == 3 { try? place.change("UPDATE row SET state = 'in_doubt' WHERE state = 'sending'") }
      return Answers.accepted(row: row)
    }
    await #expect(throws: Failure.self) { _ = try await run(6, transport)() }
    #expect(transport.rows == [2, 3])
    let states = try states(newestBatch(), ledger)
    #expect(states[3] == "in_doubt")
    #expect(states[4] == "planned")
  }
}
