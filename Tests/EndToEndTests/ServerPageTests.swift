import Foundation
import Glibc
import TestSupport
import Testing

@Suite("The pages about a ledger on a server", .timeLimit(.minutes(60)))
struct ServerPageTests {
  @Test("say what can be done just so: set up, send together, audit, back up, fail over")
  func pages() async throws {
    let (page, audit) = (try Page("LedgerOnAServer"), try Page("AuditingTheLedger"))
    try await withHeldOffice { office, provider in
      let walk = try await ServerWalk(office)
      try await setUp(walk, page)
      try office.write("november.csv", Sheets.payout(Self.november))
      try await walk.walk(page, "5. Daily use")
      try await checkAddresses(walk, page)
      try await walk.askToAudit(audit)
      try await walk.sendTogether(page, audit, provider)
      try await walk.checkAudit(audit)
      try await walk.checkProgramRole()
      try await walk.walk(page, "Backups")
      try await standBy(walk, page)
      try await failOver(walk, page)
      let payouts = try office.requests.count { $0.operation == "payout" }
      #expect(payouts == Self.november.count + 6, "nothing was sent twice")
      let walked = Set(page.blocks.filter { $0.language == "console" }.map(\.section))
      #expect(walked == Self.sections)
    }
  }

  private static let sections: Set = [
    "1. The server", "2. Roles and the database", "4. The tables", "5. Daily use", "Sending a batch together",
    "Backups", "A standby that takes over", "After a failover",
  ]
  /// One of them in doubt.
  private static let november = (1..<40).map { "\(100 + $0).00" } + ["900.57"]

  private func setUp(_ walk: ServerWalk, _ page: Page) async throws {
    try await walk.walk(page, "1. The server")
    try await walk.configure(page)
    try await walk.walk(page, "2. Roles and the database")
    try await walk.givePasswords()
    try await walk.walk(page, "3. Each machine")
    // What is not sent because of an answer ends with 64.
    try await walk.walk(page, "4. The tables", expecting: [0, 64])
  }

  /// Those that stand in the text.
  private func checkAddresses(_ walk: ServerWalk, _ page: Page) async throws {
    let addresses = Set(page.text.matches(of: /postgresql:\/\/\/\?service=[\w&=]+/).map(\.output))
    #expect(addresses.count == 4)
    for address in addresses {
      let end = try await walk.run("aopbatch batches --ledger '\(address)'")
      #expect(end.status == 0, "\(address): \(end.stderr)")
    }
  }

  private func standBy(_ walk: ServerWalk, _ page: Page) async throws {
    let section = "A standby that takes over"
    let steps = page.blocks.filter { $0.section == section && $0.language == "console" }.flatMap(\.steps)
    try #require(steps.count == 4)
    try await walk.walk(steps[0])
    try await walk.givePasswords()
    try await walk.walk(steps[1])
    try await walk.startStandby()
    for step in steps[2...] { try await walk.walk(step) }
    for block in page.blocks where block.section == section { try walk.write(block) }
    try await awaitStandby(walk)
  }

  /// While no standby is there, all stands still, and goes on by itself.
  private func awaitStandby(_ walk: ServerWalk) async throws {
    try walk.office.write("late.csv", Sheets.payout(["4.00"]))
    let sent = try walk.office.requests.count
    try await walk.killStandby()
    let late = try walk.start(Tour.Step(command: "aopbatch run payout late.csv", printed: ""))
    #expect(try await walk.hasWaitingCommit())
    #expect(try walk.office.requests.count == sent)
    try await walk.startStandby()
    #expect(try await late.ended().status == 0)
    #expect(try walk.office.requests.count == sent + 1)
  }

  private func failOver(_ walk: ServerWalk, _ page: Page) async throws {
    let given = try await halt(walk, "given up.csv", ["19.00", "18.70", "17.00"])
    walk.batch = try await halt(walk, "december.csv", ["9.00", "8.70", "7.00"])
    try await walk.server.kill()
    try walk.isOnServer(folder: walk.standby.folder, port: walk.standby.port)
    let steps = page.blocks.filter { $0.section == "After a failover" }.flatMap(\.steps)
    try #require(steps.count == 5)
    for step in steps[..<2] { try await walk.walk(step) }
    let held = try await walk.run("aopbatch resume \(walk.batch ?? "") --yes --json")
    #expect(held.status == 1 && held.stdout.contains("batch.failedOver"), "\(held.stdout)")
    for step in steps[2..<4] { try await walk.walk(step) }
    #expect(try await walk.run("aopbatch cancel \(given) --reason 'paid by hand'").status == 0)
    // One row has failed for lack of funds.
    try await walk.walk(steps[4], expecting: [3])
  }

  /// A batch that its second row has stopped.
  private func halt(_ walk: ServerWalk, _ sheet: String, _ amounts: [String]) async throws -> String {
    try walk.office.write(sheet, Sheets.payout(amounts))
    let halted = try await walk.run("aopbatch run payout '\(sheet)' --yes --concurrency 1 --json")
    #expect(halted.status == 5, "\(halted.stdout)")
    return try await walk.newestBatch()
  }
}

extension ServerWalk {
  /// Gives the servers what the page's commands have made, and its settings.
  fileprivate func configure(_ page: Page) async throws {
    for step in page.blocks.filter({ $0.section == "1. The server" }).flatMap(\.steps).dropFirst() {
      let other = Tour.Step(command: step.command.replacing("ledger-a", with: "ledger-b"), printed: "")
      try await walk(other)
    }
    for file in ["ledger-ca.pem", "ledger-a.crt", "ledger-a.key"] {
      try write(office.text(file), to: server.folder[file], mode: 0o600)
    }
    let settings = page.blocks.filter { $0.language == "conf" }
    let access = settings.filter { $0.file == "pg_hba.conf" }.map(\.text).joined()
    let trust = "local all all trust\nlocal replication all trust\n"
    try server.folder.write(trust + local(access), to: "data/pg_hba.conf")
    let others = settings.filter { $0.file != "pg_hba.conf" }.map(\.text).joined()
    try server.folder.write(server.folder.read("data/postgresql.conf") + local(others), to: "data/postgresql.conf")
    try FileManager.default.createDirectory(atPath: server.folder["archive"], withIntermediateDirectories: true)
    let passwords = "*:*:*:*:\(PostgresServer.password)\n"
    try write(passwords, to: server.folder["pgpass"], mode: 0o600)
    try await server.kill()
    try await server.start()
  }

  fileprivate func askToAudit(_ audit: Page) async throws {
    try await walk(audit, "The role")
    try await givePasswords()
    // As for the others.
    for file in ["~/.pg_service.conf", "~/.pgpass"] {
      let text = try read(file)
      try write(file, text + text.replacing("aopbatch_owner", with: "aopbatch_auditor"))
    }
  }

  fileprivate func sendTogether(_ page: Page, _ audit: Page, _ provider: HeldProvider) async throws {
    let steps = page.blocks.filter { $0.section == "Sending a batch together" }.flatMap(\.steps)
    try #require(steps.count == 2)
    let run = try start(steps[0])
    await provider.arrivals(32, of: run)
    batch = try await newestBatch()
    let join = try start(steps[1])
    // But for the one that gets no answer.
    await provider.arrivals(39, of: join)
    let working = try await ask(audit, "who-works-now.sql")
    #expect(working.split(separator: "\n").count == 2, "\(working)")
    provider.passAll()
    for (running, step, status) in [(run, steps[0], 4), (join, steps[1], 0)] {
      let end = try await shown(running, step)
      #expect(end.status == status, "\(step.command)\n\(end.screen)")
    }
  }
}
