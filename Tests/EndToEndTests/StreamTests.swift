import Foundation
import Glibc
import TestSupport
import Testing

@Suite("--json-stream", .blocking, .timeLimit(.minutes(60)))
struct StreamTests {
  private static let events = ["batch", "row", "retry", "end"]

  /// The lines that were printed, each a whole object.
  private func lines(_ printed: String) throws -> [JSON] {
    let lines = try printed.split(separator: "\n").map { try JSON(String($0)) }
    #expect(lines.allSatisfy { Self.events.contains($0.text("event") ?? "") }, "\(printed)")
    return lines
  }

  /// In a shell that does something around the program.
  private func inShell(_ office: Office, _ script: String, _ arguments: [String]) throws -> Running {
    try Running(
      "/bin/bash",
      ["-c", script, Program.path] + arguments,
      environment: office.environment,
      folder: office.work.path()
    )
  }

  private func newest(_ office: Office) async throws -> JSON {
    try #require(try await office.run("batches", "--json").json.list("batches").first)
  }

  @Test(
    "tells the batch, each row once with its outcome, and at the end what --json says: with both kinds of ledger",
    arguments: [false, true]
  )
  func rows(_ isOnServer: Bool) async throws {
    let address = isOnServer ? try await PostgresServer.shared.database() : "own.sqlite"
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00", "2.22", "3.57", "4.29", "x", "6.00"]))
      let run = try await office.send("payout", "pay.csv", "--json-stream", "--ledger", address)
      #expect(run.status == 4)
      let lines = try lines(run.stdout)
      let batch = try #require(lines.first)
      #expect(batch.text("event") == "batch" && batch.counts("rows") == ["planned": 5])
      #expect(batch.texts("amounts") == ["planned": "17.08"])
      let rows = lines.filter { $0.text("event") == "row" }
      #expect(rows.compactMap { $0.number("row") }.sorted() == [2, 3, 4, 5, 7])
      let outcomes = Dictionary(uniqueKeysWithValues: rows.map { ($0.number("row") ?? 0, $0.text("outcome") ?? "") })
      #expect(outcomes == [2: "accepted", 3: "failed", 4: "in_doubt", 5: "accepted", 7: "accepted"])
      let retried = try #require(rows.first { $0.number("row") == 5 })
      #expect(retried.number("tries") == 2 && retried.text("amount") == "4.29")
      #expect(lines.count { $0.text("event") == "retry" && $0.number("row") == 5 } == 1)
      let results = try office.csv("pay.results.csv")
      #expect(retried.text("reference") == results.rows[3]["aop_transaction_reference"])
      #expect(retried.text("answered") == results.rows[3]["aop_answered_at"])
      let end = try #require(lines.last)
      #expect(end.text("event") == "end" && end.number("status") == 4 && end.text("batch") == batch.text("batch"))
      #expect(end.counts("outcomes") == ["accepted": 3, "failed": 1, "in_doubt": 1, "not_sent": 0])
      #expect(lines.count { $0.text("event") == "end" } == 1)
      let resume = ["resume", batch.text("batch") ?? "", "--yes", "--ledger", address]
      let again = try await office.start(resume + ["--json-stream"]).ended()
      #expect(again.status == 4)
      #expect(try self.lines(again.stdout).map { $0.text("event") } == ["batch", "end"], "nothing is left to be sent")
      let members = try await office.start(resume + ["--json"]).ended().json.keys
      #expect(try self.lines(again.stdout).last?.keys == members.union(["event"]))
    }
  }

  @Test("a row is told once the ledger has its outcome, and a death leaves whole lines")
  func committed() async throws {
    try await withHeldOffice(passing: 2) { office, provider in
      try office.write("pay.csv", Sheets.payout((1...20).map { "\($0).00" }))
      let running = try office.start(office.sending("payout", "pay.csv", ["--json-stream", "--concurrency", "1"]))
      #expect(await running.hasPrinted("\"row\":3"))
      #expect(try await newest(office).counts("outcomes")?["accepted"] == 2, "another process sees them")
      running.send(signal: SIGKILL)
      let lines = try lines(try await running.ended().stdout)
      #expect(lines.map { $0.text("event") } == ["batch", "row", "row"])
      provider.passAll()
    }
  }

  @Test(
    "a reader who leaves costs nothing: all is paid, and one line says how to get the rows",
    arguments: [[], ["--quiet"]]
  )
  func readerLeaves(_ quiet: [String]) async throws {
    try await withHeldOffice { office, provider in
      try office.write("pay.csv", Sheets.payout((1...20).map { "\($0).00" }))
      let fifo = office.work.appending(path: "fifo").path()
      try #require(mkfifo(fifo, 0o600) == 0)
      let arguments = office.sending("payout", "pay.csv", ["--json-stream"] + quiet)
      let running = try inShell(office, "exec \"$0\" \"$@\" > fifo", arguments)
      // Until the program has the pipe.
      let reader = open(fifo, O_RDONLY | O_CLOEXEC)
      await provider.arrivals(1, of: running)
      close(reader)
      provider.passAll()
      let ended = try await running.ended()
      #expect(ended.status == 0)
      let batch = try await newest(office)
      #expect(batch.counts("outcomes")?["accepted"] == 20)
      let complaints = ended.stderr.split(separator: "\n").filter { $0.hasPrefix("aopbatch:") }
      #expect(complaints.count == 1 && (quiet.isEmpty || ended.stderr.split(separator: "\n").count == 1))
      let name = batch.text("batch") ?? ""
      for command in ["export \(name)", "show \(name) --json", "journal \(name) --rows"] {
        #expect(complaints.first?.contains("`aopbatch \(command)`") == true, "\(ended.stderr)")
      }
    }
  }

  @Test(
    "a reader who never reads, or a disk that is full, changes neither payment nor status",
    arguments: ["fifo", "/dev/full"]
  )
  func nobodyReads(_ output: String) async throws {
    try await withOffice { office in
      // More than a pipe holds.
      try office.write("pay.csv", Sheets.payout(["9.22"] + (1...600).map { "\($0).00" }))
      let fifo = office.work.appending(path: "fifo").path()
      try #require(mkfifo(fifo, 0o600) == 0)
      let reader = open(fifo, O_RDWR | O_CLOEXEC)
      defer { close(reader) }
      let arguments = office.sending("payout", "pay.csv", ["--json-stream", "--concurrency", "32"])
      let ended = try await inShell(office, "exec \"$0\" \"$@\" > \(output)", arguments).ended()
      #expect(ended.status == 3, "the run's own")
      #expect(try await newest(office).counts("outcomes")?["accepted"] == 600)
      #expect(ended.stderr.contains("The lines of --json-stream stop before the end"), "\(ended.stderr)")
    }
  }

  @Test(
    "ends with one line, whatever end that is",
    arguments: [
      (["run", "payout", "pay.csv"], 64, "usage"), (["run", "payout", "pay.csv", "--json", "--yes"], 64, "usage"),
      (["run", "payuot", "pay.csv"], 64, "usage"), (["run", "payout", "no.csv", "--yes"], 1, "file.system"),
      (["run", "payout", "pay.csv", "--approve", "sha256:00"], 65, "plan.other"),
      (["resume", "20261121"], 1, "ledger.missing"), (["join", "20261121"], 1, "ledger.missing"),
      (["check", "payout", "pay.csv"], 64, "usage"),
    ]
  )
  func refusals(_ arguments: [String], _ status: Int, _ code: String) async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      let ended = try await office.start(arguments + ["--json-stream"]).ended()
      let json = try ended.json
      #expect(ended.status == status && json.number("status") == status && json.text("code") == code)
      #expect(json.text("event") == "end")
    }
  }

  @Test("a drain tells the rows that were on their way, and who helps tells its own")
  func drainAndHelp() async throws {
    let address = try await PostgresServer.shared.database()
    try await withHeldOffice { office, provider in
      try office.write("pay.csv", Sheets.payout((1...30).map { "\($0).00" }))
      let options = ["--json-stream", "--concurrency", "4", "--ledger", address]
      let leader = try office.start(office.sending("payout", "pay.csv", options))
      await provider.arrivals(4, of: leader)
      let batches = try await office.run("batches", "--json", "--ledger", address).json.list("batches")
      let helper = try office.start(["join", batches.first?.text("batch") ?? ""] + options)
      await provider.arrivals(8, of: helper)
      leader.send(signal: SIGINT)
      #expect(await leader.hasSaid("once more"))
      provider.passAll()
      let ends = (try await leader.ended(), try await helper.ended())
      #expect(ends.0.status == 130 && ends.1.status == 0, "\(ends.1.stderr)")
      var rows: [Int] = []
      for ended in [ends.0, ends.1] {
        let lines = try lines(ended.stdout)
        #expect(lines.first?.text("event") == "batch" && lines.last?.text("event") == "end")
        #expect(lines.last?.number("status") == Int(ended.status))
        rows += lines.dropFirst().dropLast().compactMap { $0.number("row") }
      }
      #expect(try Set(rows).count == rows.count && rows.count == office.requests.count, "\(rows)")
    }
  }

  @Test("a sweep tells each round's rows")
  func sweep() async throws {
    try await withOffice { office in
      try office.write("ask.csv", Sheets.rechargeStatus(["11570", "11571"]))
      let sweep = ["--until-final", "--every", "1ms", "--for", "300ms", "--json-stream", "--concurrency", "1"]
      let run = try await office.start(office.sending("recharge-status", "ask.csv", sweep)).ended()
      let lines = try lines(run.stdout)
      let rounds = lines.filter { $0.text("event") == "batch" }.compactMap { $0.counts("rows")?["planned"] }
      #expect(
        rounds.first == 2 && rounds.dropFirst().allSatisfy { $0 == 1 },
        "what is pending is asked again: \(rounds)"
      )
      #expect(lines.count { $0.text("event") == "row" } == rounds.reduce(0, +))
    }
  }
}
