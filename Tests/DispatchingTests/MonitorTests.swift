import Ledger
import Operations
import Sheet
import Synchronization
import TestSupport
import Testing
import Validation

@testable import Dispatching

@Suite("who watches is told how tries ended", .everyLedger)
struct MonitorTests {
  private let place: TestedPlace
  private let ledger: any Ledger
  private let told = Told()

  /// The states of the tries that were told, by row, as they came.
  private final class Told: Sendable {
    private let states = Mutex<[(row: Int, state: String)]>([])

    func add(_ settled: [Settlement]) {
      states.withLock { $0 += settled.map { ($0.number, $0.state.text) } }
    }

    subscript(row: Int) -> [String] { states.withLock { $0.filter { $0.row == row }.map(\.state) } }
    var rows: [Int] { states.withLock { $0.map(\.row) }.sorted() }
  }

  init() throws {
    place = try .current()
    ledger = try place.ledger()
  }

  private func run(_ rows: Int, _ transport: ScriptedTransport) async throws {
    let request = try SheetRequest(place.folder, Sheets.payouts(rows))
    _ = try await Run(request, SendingOptions(transport), ledger: ledger)(Monitor(settles: told.add))
  }

  @Test("once of each, when another connection to the ledger already reads it, and of tries that come again")
  func durable() async throws {
    let witness = try place.ledger()
    let unread = Mutex<[Int]>([])
    let tries = Mutex(0)
    let transport = ScriptedTransport { row in
      row == 3
        && tries.withLock({ tries in
          tries += 1
          return tries == 1
        }) ? Answers.tooFast() : Answers.accepted(row: row)
    }
    let request = try SheetRequest(place.folder, Sheets.payouts(5))
    let monitor = Monitor(settles: { [told] settled in
      told.add(settled)
      let known = try? witness.batches().first.map { try states($0, witness) }
      for one in settled where known?[one.number] != one.state.text { unread.withLock { $0.append(one.number) } }
    })
    _ = try await Run(request, SendingOptions(transport), ledger: ledger)(monitor)
    #expect(told.rows == [2, 3, 3, 4, 5, 6])
    #expect(told[3] == ["planned", "accepted"])
    #expect(unread.withLock { $0 } == [])
  }

  @Test("and of nothing that could not be committed")
  func uncommitted() async throws {
    let transport = ScriptedTransport { row in
      if row == 2 { try? place.fill(when: "new.state = 'accepted' AND new.number = 4") }
      return Answers.accepted(row: row)
    }
    await #expect(throws: Failure.self) { try await run(6, transport) }
    #expect(transport.rows == [2, 3, 4])
    #expect(told.rows == [2, 3], "the provider has accepted row 4, but the ledger does not know it")
  }
}
