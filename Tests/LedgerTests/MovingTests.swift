import Operations
import Testing

@testable import Ledger

@Suite("Rows go from state to state")
struct MovingTests {
  let folder: Folder
  let ledger: Ledger

  init() throws {
    folder = try Folder()
    ledger = try Ledger(path: folder.ledger)
  }

  @Test("an intent makes a planned row sending, and is an attempt")
  func intend() throws {
    let batch = try ledger.record(newBatch())
    try ledger.write { try $0.intend(3, of: batch, attempt: 1, at: now) }
    let row = try ledger.row(3, batch)
    #expect(row.state == .sending && row.tries == 1 && row.sentAt == now && row.answer == nil)
    #expect(try ledger.state(2, batch) == .planned)
  }

  static let wrong: [Outcome] = [.accepted, .failed, .inDoubt, .notSent]

  @Test("a row that was answered is never sent again by an intent", arguments: wrong)
  func intendTwice(outcome: Outcome) throws {
    let batch = try ledger.record(newBatch())
    try ledger.send(3, batch, outcome)
    let problem = #expect(throws: LedgerProblem.self) {
      try ledger.write { try $0.intend(3, of: batch, attempt: 2, at: now) }
    }
    #expect(problem?.code == .state)
    #expect(try ledger.state(3, batch) == .done(outcome))
    #expect(try ledger.ask("SELECT try FROM attempt") == ["1"])
  }

  @Test("a row on its way cannot go on its way again")
  func sendingTwice() throws {
    let batch = try ledger.record(newBatch())
    try ledger.write { try $0.intend(3, of: batch, attempt: 1, at: now) }
    let problem = #expect(throws: LedgerProblem.self) {
      try ledger.write { try $0.intend(3, of: batch, attempt: 2, at: now) }
    }
    #expect(problem?.code == .state)
    #expect(problem?.description.contains(batch.name) == true)
  }

  @Test("an answer needs an intent")
  func settleWithoutIntent() throws {
    let batch = try ledger.record(newBatch())
    let problem = #expect(throws: LedgerProblem.self) {
      try ledger.write { try $0.settle(settlement(3, .accepted), of: batch) }
    }
    #expect(problem?.code == .state)
    #expect(try ledger.state(3, batch) == .planned)
    #expect(try ledger.ask("SELECT number FROM answer") == [], "nothing of it is kept")
  }

  @Test("a rejected row and a row that is not there cannot be sent", arguments: [9, 99])
  func rejected(number: Int) throws {
    let batch = try ledger.record(newBatch(), rows: [newRow(2), newRow(9, isRejected: true)])
    let problem = #expect(throws: LedgerProblem.self) {
      try ledger.write { try $0.intend(number, of: batch, attempt: 1, at: now) }
    }
    #expect(problem?.code == .state)
  }

  @Test("a row of one batch is not a row of another")
  func otherBatch() throws {
    let first = try ledger.record(newBatch())
    let second = try ledger.record(newBatch(sha256: "dd"))
    try ledger.send(3, first, .accepted)
    #expect(try ledger.state(3, second) == .planned)
    try ledger.write { _ = try $0.moveAll(of: second, from: .planned, to: .done(.notSent)) }
    #expect(try ledger.state(2, first) == .planned)
    #expect(try ledger.state(3, first) == .done(.accepted))
  }

  @Test("a way that the state table does not have ends the program")
  func noWay() async {
    // The folder is this process's, for the other one does not live to remove it.
    let path = folder.ledger
    await #expect(processExitsWith: .failure) { [path = path as String] in
      let ledger = try Ledger(path: path)
      let batch = try ledger.record(newBatch())
      try ledger.write { try $0.move(3, of: batch, from: .planned, to: .done(.accepted)) }
    }
    await #expect(processExitsWith: .failure) { [path = path as String] in
      let ledger = try Ledger(path: path)
      let batch = try ledger.record(newBatch("recharge-status"))
      try ledger.write { _ = try $0.doubtWhatWasSending(in: batch, at: now) }
    }
  }

  @Test("a retry keeps every attempt and answer; the newest one is shown")
  func retry() throws {
    let batch = try ledger.record(newBatch())
    try ledger.write { journal in
      try journal.intend(3, of: batch, attempt: 1, at: now)
      try journal.settle(settlement(3, .notSent, state: .planned), of: batch)
    }
    #expect(try ledger.state(3, batch) == .planned)
    try ledger.send(3, batch, .accepted, attempt: 2, reference: "505914786331")
    let row = try ledger.row(3, batch)
    #expect(row.state == .done(.accepted) && row.tries == 2)
    #expect(row.answer?.message == "the words of accepted")
    #expect(try ledger.ask("SELECT try || ':' || state FROM answer ORDER BY try") == ["1:planned", "2:accepted"])
    #expect(try ledger.ask("SELECT try FROM attempt ORDER BY try") == ["1", "2"])
  }

  @Test("an attempt is inserted once: the same number again is refused and nothing changes")
  func attemptTwice() throws {
    let batch = try ledger.record(newBatch())
    try ledger.write { journal in
      try journal.intend(3, of: batch, attempt: 1, at: now)
      try journal.settle(settlement(3, .notSent, state: .planned), of: batch)
    }
    #expect(throws: LedgerProblem.self) {
      try ledger.write { try $0.intend(3, of: batch, attempt: 1, at: now.adding(seconds: 9)) }
    }
    let row = try ledger.row(3, batch)
    #expect(row.state == .planned && row.sentAt == now)
  }

  @Test("a look-up is recorded when it is answered, and asked again until it is final")
  func lookUp() throws {
    let batch = try ledger.record(newBatch("recharge-status"))
    try ledger.write { journal in
      try journal.settle(settlement(3, .error, state: .planned), of: batch)
      try journal.settle(settlement(3, .pending, attempt: 2), of: batch)
    }
    #expect(try ledger.state(3, batch) == .done(.pending))
    try ledger.write { _ = try $0.moveAll(of: batch, from: .done(.pending), to: .planned) }
    try ledger.send(3, batch, .success, attempt: 3)
    let row = try ledger.row(3, batch)
    #expect(row.state == .done(.success) && row.tries == 3)
    #expect(throws: LedgerProblem.self) { try ledger.send(3, batch, .failed, attempt: 4) }
    #expect(try ledger.state(3, batch) == .done(.success))
  }

  @Test("planned rows come in the sheet's order, behind a row, and no more than asked for")
  func planned() throws {
    let batch = try ledger.record(newBatch(), rows: [10, 2, 7, 3].map { newRow($0) } + [newRow(5, isRejected: true)])
    func planned(_ after: Int, _ most: Int) throws -> [Int] {
      try ledger.read { try $0.planned(in: batch, after: after, most: most).map(\.number) }
    }
    #expect(try planned(0, 10) == [2, 3, 7, 10])
    #expect(try planned(2, 2) == [3, 7])
    #expect(try planned(10, 5) == [])
    try ledger.write { try $0.intend(3, of: batch, attempt: 1, at: now) }
    #expect(try planned(0, 10) == [2, 7, 10])
    let row = try #require(try ledger.read { try $0.planned(in: batch, after: 0, most: 1) }.first)
    #expect(row.fields.strings == ["00110012345678", "12.00"] && row.paise == 1200 && row.tries == 0)
  }

  @Test("a later answer's reference takes the place of an earlier one's")
  func laterReference() throws {
    let batch = try ledger.record(newBatch())
    try ledger.send(3, batch, .inDoubt, reference: "505914786331")
    let decision = Resolution(paid: false, reference: nil, reason: "bank said", decidedBy: "asha", decidedAt: now)
    try ledger.write { journal in
      try journal.resolve(3, of: batch, decision)
      try journal.moveAll(of: batch, from: .done(.notSent), to: .planned)
    }
    try ledger.send(3, batch, .accepted, attempt: 2, reference: "505914786332")
    #expect(try ledger.read { try $0.row(of: batch, withReference: "505914786332") } == 3)
    #expect(try ledger.read { try $0.row(of: batch, withReference: "505914786331") } == nil)
  }

  @Test("only a reference of this batch is taken")
  func references() throws {
    let first = try ledger.record(newBatch())
    let second = try ledger.record(newBatch(sha256: "dd"))
    try ledger.send(3, first, .accepted, reference: "505914786331")
    #expect(try ledger.read { try $0.row(of: first, withReference: "505914786331") } == 3)
    #expect(try ledger.read { try $0.row(of: first, withReference: "505914786332") } == nil)
    #expect(try ledger.read { try $0.row(of: second, withReference: "505914786331") } == nil)
  }
}
