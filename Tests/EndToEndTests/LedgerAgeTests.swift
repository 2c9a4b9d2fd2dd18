import Foundation
import Glibc
import TestSupport
import Testing

@Suite("The ledger is the newest there is, or nothing is sent", .timeLimit(.minutes(60)))
struct LedgerAgeTests {
  private static let sheet = Sheets.payout(["1.00", "2.00", "3.00"])

  /// The file that a name in the ledger's folder stands for.
  private func path(_ office: Office, _ suffix: String = "") -> String { office.ledger.path() + suffix }

  private func expectRefused(_ ended: Ended, _ code: String) throws {
    #expect(ended.status == 1, "\(ended.stderr)")
    #expect(try ended.json.text("code") == code)
  }

  /// The way out that the message names: nothing is paid that the ledger knows of.
  private func goOn(_ office: Office, _ options: String...) async throws -> Ended {
    try await office.start(
      office.sending("payout", "pay.csv", ["--after-restore", "compared with the bank", "--json"] + options)
    ).ended()
  }

  @Test("a run that was killed and has lost its log pays nobody again, until somebody has compared")
  func lostLog() async throws {
    try await withHeldOffice { office, provider in
      try office.write("pay.csv", Self.sheet)
      let running = try office.start(office.sending("payout", "pay.csv"))
      await provider.arrivals(3, of: running)
      running.send(signal: SIGKILL)
      _ = try await running.ended()
      for suffix in ["-wal", "-shm"] { unlink(path(office, suffix)) }
      provider.passAll()
      let before = try Data(contentsOf: office.ledger)
      let again = try await office.send("payout", "pay.csv", "--json")
      try expectRefused(again, "ledger.logLost")
      #expect(try Data(contentsOf: office.ledger) == before)
      #expect(try office.requests.count == 3)
      // Read or not, it stays refused.
      _ = try await office.run("batches")
      try expectRefused(try await office.send("payout", "pay.csv", "--json"), "ledger.logLost")
      #expect(try await goOn(office).status == 0, "a person decided that all of it be paid")
      #expect(try await office.send("payout", "pay.csv").status == 6)
    }
  }

  @Test("a restored backup is refused by run and resume, until somebody has compared")
  func restoredBackup() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00", "2.70"]))
      let first = try await office.send("payout", "pay.csv", "--json", "--concurrency", "1")
      let batch = try #require(try first.json.text("batch"))
      #expect(try await office.run("backup", "old.sqlite").status == 0)
      try office.write("other.csv", Sheets.payout(["7.00"]))
      #expect(try await office.send("payout", "other.csv").status == 0)
      let requests = try office.requests.count
      try FileManager.default.removeItem(at: office.ledger)
      try FileManager.default.moveItem(at: office.work.appending(path: "old.sqlite"), to: office.ledger)
      try expectRefused(try await office.send("payout", "other.csv", "--json"), "ledger.behind")
      try office.write("new.csv", Sheets.payout(["8.00"]))
      let check = try await office.run("check", "payout", "new.csv", "--json")
      try expectRefused(check, "ledger.behind")
      #expect(try check.json.number("status") == 1 && check.json.text("reason")?.contains("--after-restore") == true)
      #expect(try check.json.object("rows").number("valid") == 1 && office.names.contains("new.rejected.csv"))
      let (paid, bad) = (try await office.run("check", "payout", "pay.csv", "--json"), "no column of ours\nvalue\n")
      try expectRefused(paid, "ledger.behind")
      try office.write("bad.csv", bad)
      let refused = try await office.run("check", "payout", "bad.csv", "--json")
      try expectRefused(refused, "ledger.behind")
      #expect(refused.stderr.contains("these are missing"), "the sheet is judged all the same")
      #expect(try await office.run("check", "payout", "new.csv", "--no-ledger").status == 0)
      #expect(check.stderr.contains("`run` will send nothing from this ledger as it is. "), "\(check.stderr)")
      #expect(check.stderr.contains("--after-restore"), "\(check.stderr)")
      let resume = try await office.run("resume", batch, "--json")
      try expectRefused(resume, "ledger.behind")
      #expect(resume.stderr.contains("1 request that "), "\(resume.stderr)")
      #expect(try await office.run("show", batch).status == 0, "it may be looked at")
      #expect(try office.requests.count == requests)
      let blank = try await office.run("resume", batch, "--after-restore", " ")
      #expect(blank.status == 64)
      #expect(try await office.run("resume", batch, "--after-restore", "compared with the bank").status == 3)
      #expect(try await office.run("check", "payout", "new.csv").status == 0)
      #expect(try await office.run("show", batch).stdout.contains("gone on with: "), "a decision is in the history")
      #expect(try await office.run("resume", batch).status == 3, "from then on without it")
    }
  }

  @Test(
    "a copy of the file alone is whole after every end of a run",
    arguments: [
      ("1.00", 0), ("1.22", 3), ("1.57", 4), ("1.70", 5), ("x", 3),
    ]
  )
  func copyAlone(amount: String, status: Int32) async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout([amount, "2.00"]))
      #expect(try await office.send("payout", "pay.csv", "--concurrency", "1").status == status)
      for refused in [65, 6] as [Int32] {
        let options = refused == 65 ? ["--expect-rows", "9"] : []
        let ended = try await office.start(office.sending("payout", "pay.csv", options + ["--concurrency", "1"]))
          .ended()
        // A batch that was halted goes on: its first row has failed, the second is sent.
        #expect(ended.status == (status == 5 && refused == 6 ? 3 : refused), "\(ended.stderr)")
        try await expectWhole(office)
      }
      let requests = try office.requests.count
      let copied = try await office.send("payout", "pay.csv", "--json", "--ledger", "copy.sqlite")
      try expectRefused(copied, "ledger.copy")
      #expect(try office.requests.count == requests)
    }
  }

  private func expectWhole(_ office: Office) async throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: office.ledger.deletingLastPathComponent().path())
    #expect(names.sorted() == ["ledger.sqlite", "ledger.sqlite.lock"])
    let copy = office.work.appending(path: "copy.sqlite")
    try? FileManager.default.removeItem(at: copy)
    try FileManager.default.copyItem(at: office.ledger, to: copy)
    let own = try await office.run("batches", "--json").stdout
    #expect(try await office.run("batches", "--json", "--ledger", "copy.sqlite").stdout == own)
  }

  @Test("it is whole too when a signal has drained a run, and when what was found out is recorded")
  func drained() async throws {
    try await withHeldOffice { office, provider in
      try office.write("pay.csv", Self.sheet)
      let running = try office.start(office.sending("payout", "pay.csv", ["--concurrency", "1"]))
      await provider.arrivals(1, of: running)
      running.send(signal: SIGTERM)
      #expect(await running.hasSaid("finishing the requests"))
      provider.passAll()
      #expect(try await running.ended().status == 143)
      try await expectWhole(office)
      #expect(try await office.send("payout", "pay.csv").status == 0)
      try await expectWhole(office)
      #expect(try office.requests.count == 3)
    }
  }

  @Test("a link to the ledger, or a lost lock file, lets nobody work on a batch beside its run", arguments: 1...3)
  func otherNames(way: Int) async throws {
    try await withHeldOffice { office, provider in
      try office.write("pay.csv", Self.sheet)
      let running = try office.start(office.sending("payout", "pay.csv", ["--concurrency", "1"]))
      await provider.arrivals(1, of: running)
      let other = office.work.appending(path: "other.sqlite").path()
      switch way {
      case 1: try #require(symlink(path(office), other) == 0)
      case 2: try #require(link(path(office), other) == 0)
      default: unlink(path(office, ".lock"))
      }
      let ledger = way == 3 ? path(office) : other
      let second = try await office.send("payout", "pay.csv", "--json", "--ledger", ledger)
      #expect(second.status == (way == 1 ? 75 : 1), "\(second.stderr)")
      provider.passAll()
      #expect(try await running.ended().status == 0)
      let third = try await office.send("payout", "pay.csv", "--json", "--ledger", ledger)
      #expect(third.status == (way == 2 ? 1 : 6), "\(third.stderr)")
      #expect(try office.requests.count == 3)
    }
  }

  @Test("a row that somebody put back is not sent, and is named")
  func contradicted() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Self.sheet)
      let batch = try #require(try await office.send("payout", "pay.csv", "--json").json.text("batch"))
      let sql = "UPDATE row SET state = 'planned' WHERE number = 3; UPDATE batch SET status = 'open'"
      let sqlite = try Running("/usr/bin/sqlite3", [path(office), sql], environment: [:], folder: office.work.path())
      try #require(try await sqlite.ended().status == 0)
      let resume = try await office.run("resume", batch, "--yes", "--json")
      try expectRefused(resume, "row.contradicted")
      #expect(resume.stderr.contains("Row 3 of batch \(batch)"))
      // Given up, its rows would be the next sheet's.
      try expectRefused(try await office.run("cancel", batch, "--reason", "x", "--json"), "row.contradicted")
      #expect(try office.requests.count == 3)
    }
  }

  @Test("on a medium that cannot be written to, batches, show, export and check read it; what would write says so")
  func readOnlyMedium() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Self.sheet)
      let batch = try #require(try await office.send("payout", "pay.csv", "--json").json.text("batch"))
      func readOnly(_ arguments: [String]) async throws -> Ended {
        let folder = office.ledger.deletingLastPathComponent().path()
        let mount = "mount --bind \(folder) \(folder) && mount -o remount,ro,bind \(folder) && exec \"$0\" \"$@\""
        return try await office.trace("/usr/bin/unshare", ["-m", "/bin/sh", "-c", mount], arguments)
      }
      for arguments in [["batches"], ["show", batch], ["export", batch], ["backup", "copy.sqlite"]] {
        let ended = try await readOnly(arguments)
        #expect(ended.status == 0, "\(arguments): \(ended.stderr)")
      }
      let check = try await readOnly(["check", "payout", "pay.csv", "--ledger", path(office), "--base-url", office.url])
      #expect(check.status == 6, "\(check.stderr)")
      try office.write("new.csv", Sheets.payout(["9.00"]))
      let new = try await readOnly(["check", "payout", "new.csv", "--base-url", office.url])
      #expect(new.status == 0, "whoever may only read the ledger can check: \(new.stderr)")
      let run = try await readOnly(office.sending("payout", "pay.csv", ["--json"]))
      #expect(run.status == 1)
    }
  }

  @Test("a backup can be made while a run is going on, for its owner alone, and replaces nothing")
  func backup() async throws {
    try await withHeldOffice { office, provider in
      try office.write("pay.csv", Self.sheet)
      let running = try office.start(office.sending("payout", "pay.csv", ["--concurrency", "1"]))
      await provider.arrivals(1, of: running)
      let backup = try await office.run("backup", "copy.sqlite", "--json")
      #expect(backup.status == 0, "\(backup.stderr)")
      #expect(try backup.json.text("file") == "copy.sqlite" && backup.json.text("ledger") == path(office))
      #expect(office.mode("copy.sqlite") == 0o600)
      let second = try await office.run("backup", "copy.sqlite")
      #expect(second.status == 1 && second.stderr.contains("give another name"), "\(second.stderr)")
      #expect(try await office.run("backup", "another.sqlite").status == 0)
      provider.passAll()
      #expect(try await running.ended().status == 0)
      #expect(try await office.run("batches", "--json", "--ledger", "copy.sqlite").json.list("batches").count == 1)
      #expect(try office.names.filter { $0.hasPrefix(".") }.isEmpty)
    }
  }

  @Test("a ledger in memory is refused", .enabled(if: access("/dev/shm", W_OK) == 0))
  func inMemory() async throws {
    try await withOffice { office in
      let memory = try Folder()
      try office.write("pay.csv", Self.sheet)
      let run = try await office.send("payout", "pay.csv", "--json", "--ledger", memory["l.sqlite"])
      try expectRefused(run, "ledger.memory")
      #expect(memory.names.isEmpty)
      #expect(try await office.send("payout", "pay.csv", "--ledger", "l.sqlite").status == 0, "on a disk it goes")
    }
  }
}
