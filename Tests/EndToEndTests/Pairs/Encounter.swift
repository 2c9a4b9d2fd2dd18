import Foundation
import Glibc
import TestSupport
import Testing

/// Makes the two sheets of a pair meet, and looks after each step in turn whether it was right.
struct Encounter {
  private let pair: Pair
  private let office: Office
  private let provider: HeldProvider
  private var random: SeededGenerator
  /// What the ledger's batches have come to, oldest first, when it was looked at last.
  private var standings: [Standing] = []
  private var cancelled: Set<String> = []
  /// Nobody has put the first sheet's batch in order since its process was killed.
  private var firstIsKilled = false
  /// What sheet each batch is of.
  private var papers: [String: Paper] = [:]
  /// What each batch's files said when the ledger's list said this of it.
  private var exported: [String: (listed: JSON, files: Standing.Files)] = [:]

  init(_ pair: Pair, _ office: Office, _ provider: HeldProvider) {
    self.pair = pair
    self.office = office
    self.provider = provider
    random = pair.random
  }

  private var comment: Comment { "\(pair)" }

  mutating func run() async throws {
    if let earlier = pair.earlier { try await sendInTurn(earlier) }
    switch pair.meeting {
    case .after: try await sendInTurn(pair.first)
    case .atOnce: try await meetAtOnce()
    case .atThePrompt: try await meetAtThePrompt()
    case .halted: try await halt()
    case .killed: try await kill()
    case .resolved:
      try await sendInTurn(pair.first)
      try await resolveDoubts()
    case .cancelled:
      try await halt()
      try await cancel()
    case .restored: try await restore()
    }
    if pair.meeting.isInTurn { try await sendInTurn(pair.second) }
    try await settle()
    try PairAudit(comment, standings, try office.requests).check()
  }

  // MARK: - Steps

  private static let concurrency = 8

  private func arguments(_ paper: Paper, isAsked: Bool = false) throws -> [String] {
    try office.write(paper.name, paper.bytes)
    let send = office.sending("payout", paper.name, ["--concurrency", "\(Self.concurrency)"])
    return isAsked ? send.filter { $0 != "--yes" } : send + ["--json"]
  }

  /// Sends a sheet while nobody else is at work, which can only end in one way.
  private mutating func sendInTurn(_ paper: Paper) async throws {
    let before = try office.requests.count
    let known = papers
    let ended = try await office.start(arguments(paper)).ended()
    try await note()
    let sent = try office.requests.dropFirst(before).map(Payment.identity)
    let own = standings.first { known[$0.batch] == nil && $0.paper.role == paper.role }
    let turn = Turn(comment, paper, ended, sent: sent, own: own, others: standings.filter { $0.batch != own?.batch })
    try turn.check(office)
  }

  /// The first sheet is on its way, or both begin at one moment.
  private mutating func meetAtOnce() async throws {
    let isOnItsWay = Bool.random(using: &random)
    let passing = Int.random(in: 0...8, using: &random)
    if isOnItsWay { provider.pass(provider.arrived + passing) }
    let wanted = provider.arrived + passing + Self.concurrency
    let first = try office.start(arguments(pair.first))
    if isOnItsWay { await provider.arrivals(wanted, of: first) }
    let second = try office.start(arguments(pair.second))
    if isOnItsWay { await provider.arrivals(wanted + 1, of: second) }
    provider.passAll()
    for running in [first, second] {
      let ended = try await running.ended()
      #expect([0, 3, 4, 5, 6, 75].contains(ended.status), "\(comment): \(ended.stderr)")
    }
    try await note()
  }

  /// One waits for an answer of its person while the other is paid.
  private mutating func meetAtThePrompt() async throws {
    let secondWaits = Bool.random(using: &random)
    let (waiting, other) = secondWaits ? (pair.second, pair.first) : (pair.first, pair.second)
    let terminal = try Terminal(arguments(waiting, isAsked: true), in: office)
    #expect(await terminal.running.hasPrinted("Type yes"), comment)
    try await sendInTurn(other)
    terminal.type("yes\n")
    let ended = try await terminal.running.ended()
    #expect([0, 3, 4, 5, 6].contains(ended.status), "\(comment): \(ended.stdout)")
    try await note()
  }

  private mutating func halt() async throws {
    let ended = try await office.start(arguments(pair.first)).ended()
    #expect(ended.status == 5, "\(comment): \(ended.stderr)")
    try await note()
  }

  /// Nobody looks at the ledger before the second sheet comes. All requests that are on their way have arrived: none
  /// comes late and is taken for the second sheet's.
  private mutating func kill() async throws {
    let answered = pair.first.valid.filter { !MagicPaise.closing.contains($0.paise % 100) }.count
    let passing = Int.random(in: 0..<answered, using: &random)
    let wanted = provider.arrived + min(passing + Self.concurrency, answered)
    provider.pass(provider.arrived + passing)
    let running = try office.start(arguments(pair.first))
    await provider.arrivals(wanted, of: running)
    running.send(signal: SIGKILL)
    #expect(try await running.ended().status == -SIGKILL, comment)
    firstIsKilled = true
    provider.passAll()
  }

  private mutating func cancel() async throws {
    for standing in standings where standing.paper.role == .first && standing.isUnfinished {
      let ended = try await office.run("cancel", standing.batch, "--reason", "another sheet comes")
      #expect(ended.status == 0, "\(comment): \(ended.stderr)")
      cancelled.insert(standing.batch)
    }
  }

  /// With the ledger of before the first sheet nothing may be sent; with its own all goes on.
  private mutating func restore() async throws {
    let files = FileManager.default
    let (newest, old) = (office.ledger.path() + ".newest", office.ledger.path() + ".old")
    try files.copyItem(atPath: office.ledger.path(), toPath: old)
    try await sendInTurn(pair.first)
    try files.moveItem(atPath: office.ledger.path(), toPath: newest)
    try files.moveItem(atPath: old, toPath: office.ledger.path())
    let before = try office.requests.count
    let ended = try await office.start(arguments(pair.second)).ended()
    #expect(ended.status == 1, "\(comment): \(ended.stderr)")
    #expect(try office.requests.count == before, comment)
    for end in ["", "-wal", "-shm"] { try? files.removeItem(atPath: office.ledger.path() + end) }
    try files.moveItem(atPath: newest, toPath: office.ledger.path())
  }

  // MARK: - Afterwards

  /// What is unfinished goes on, doubts are resolved, who was refused comes again, and somebody is impatient.
  private mutating func settle() async throws {
    try await resumeAll()
    firstIsKilled = false
    if pair.meeting == .killed {
      try await note()
      try await resolveDoubts()
      try await resumeAll()
    }
    let refused = [pair.first, pair.second].filter { !isKnown($0.role) }
    for paper in refused { try await sendInTurn(paper) }
    if !refused.isEmpty { try await resumeAll() }
    // What was given up may be begun once more.
    let isReplaced = pair.second.name == pair.first.name || pair.meeting == .cancelled
    let impatient = isReplaced ? [pair.second] : [pair.first, pair.second]
    for paper in impatient { _ = try await office.start(arguments(paper)).ended() }
    try await note()
    let verified = try await office.run("verify")
    #expect(verified.status == 0, "\(comment): \(verified.stderr)")
  }

  private func resumeAll() async throws {
    for batch in papers.keys.sorted() where exported[batch]?.listed.text("state") != "finished" {
      // What one row's answer halted goes on at the second time; what is forbidden never ends.
      for _ in 0..<3 {
        if try await office.start(["resume", batch, "--yes"]).ended().status != 5 { break }
      }
    }
  }

  /// As somebody resolves them who reads the bank's statement.
  private func resolveDoubts() async throws {
    try await office.letTimePass()
    let paid = try Set(office.requests.filter { $0.booked != false }.map(Payment.identity))
    for standing in standings {
      for row in standing.outcomes.filter({ $0.value == "in_doubt" }).keys.sorted() {
        let finding = paid.contains(standing.paper.payment(row: row).identity) ? "--paid" : "--not-paid"
        let words = ["resolve", standing.batch, "--row", "\(row)", finding, "--reason", "statement"]
        #expect(try await office.start(words).ended().status == 0, comment)
      }
    }
  }

  /// Looks which batches there are, what sheets they are of, and what has become of those: of two with one name the older
  /// one is of the first.
  private mutating func note() async throws {
    let listed = try await office.run("batches", "--json").json.list("batches").reversed()
    let batches = try listed.map { try #require($0.text("batch")) }
    for (batch, sheet) in zip(batches, listed.map { $0.text("sheet") }) where papers[batch] == nil {
      let unknown = [pair.earlier, pair.first, pair.second].compactMap { $0 }.filter { !isKnown($0.role) }
      let paper: Paper = try #require(unknown.first { $0.name == sheet }, "\(comment): \(batch)")
      papers[batch] = paper
    }
    standings = []
    for (batch, listed) in zip(batches, listed) {
      let paper = try #require(papers[batch], comment)
      if exported[batch]?.listed != listed {
        exported[batch] = (listed, try await Standing.Files(batch, paper, office))
      }
      let files = try #require(exported[batch]?.files)
      let isKilled = firstIsKilled && paper.role == .first
      standings.append(
        Standing(batch, paper, files, isCancelled: cancelled.contains(batch), isKilled: isKilled)
      )
    }
  }

  private func isKnown(_ role: Paper.Role) -> Bool { papers.values.contains { $0.role == role } }
}
