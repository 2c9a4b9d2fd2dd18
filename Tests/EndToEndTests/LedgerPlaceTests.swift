import Foundation
import TestSupport
import Testing

@Suite("The ledger's place", .timeLimit(.minutes(60)))
struct LedgerPlaceTests {
  private func config(_ office: Office, _ ledger: String) throws {
    try office.write("settings.json", #"{"ledger": "\#(ledger)"}"#)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600],
      ofItemAtPath: office.work.appending(path: "settings.json").path()
    )
  }

  @Test("is the option's, else the environment's, else the config file's, else the usual one")
  func order() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      try config(office, "config.sqlite")
      func ledger(_ options: [String], _ environment: String) async throws -> String? {
        let run = try office.start(
          office.sending("payout", "pay.csv", ["--json"] + options),
          environment: ["AOPBATCH_LEDGER": environment]
        )
        let ended = try await run.ended()
        #expect(ended.status == 0, "each ledger is new: \(ended.stderr)")
        #expect(ended.stderr.contains("which is new"))
        try FileManager.default.removeItem(at: office.work.appending(path: "pay.results.csv"))
        return try ended.json.text("ledger")
      }
      func place(_ name: String) -> String { office.work.appending(path: name).path() }
      let file = ["--config", "settings.json"]
      #expect(try await ledger(file + ["--ledger", "typed.sqlite"], "set.sqlite") == place("typed.sqlite"))
      #expect(try await ledger(file, "set.sqlite") == place("set.sqlite"))
      #expect(try await ledger(file, "") == place("config.sqlite"))
      #expect(try await ledger([], "") == office.ledger.path())

      let again = try await office.send("payout", "pay.csv")
      #expect(again.status == 6, "the usual ledger knows the sheet by now")
      let set = ["AOPBATCH_LEDGER": "set.sqlite"]
      #expect(try await office.run("batches", "--json", environment: set).json.list("batches").count == 1)
      let batch = try #require(
        try await office.run("batches", "--json", "--ledger", "config.sqlite").json.list("batches").first?.text("batch")
      )
      let resume = ["resume", batch, "--config", "../\(office.work.lastPathComponent)/settings.json"]
      #expect(try await office.start(resume, folder: office.scratch).ended().status == 0, "from the file's own folder")
    }
  }

  @Test("is named in the plan, and is new until it has a batch")
  func plan() async throws {
    try await withOffice { office in
      try office.write("bad.csv", "no column of ours\nvalue\n")
      #expect(try await office.send("payout", "bad.csv").status == 65)
      for (name, isNew) in [("one.csv", true), ("two.csv", false)] {
        try office.write(name, Sheets.payout([isNew ? "1.00" : "2.00"]))
        let check = try await office.run("check", "payout", name, "--json")
        #expect(check.status == 0)
        #expect(try check.json.text("ledger") == office.ledger.path())
        let run = try await office.send("payout", name)
        for words in [check.stderr, run.stderr] {
          #expect(words.contains("Ledger \(office.ledger.path())"))
          #expect(words.contains("which is new") == isNew, "\(words)")
        }
      }
    }
  }

  @Test("must be there for all but run, and is named")
  func missing() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      for command in [
        ["batches"], ["doubts"], ["metrics"], ["show", "2026"], ["export", "2026"], ["resume", "2026"],
        ["cancel", "2026", "--reason", "no"],
        ["resolve", "2026", "--row", "2", "--paid", "--reason", "seen"], ["check", "payout", "pay.csv"],
      ] {
        let ended = try await office.start(command + ["--ledger", "none.sqlite", "--json"]).ended()
        #expect(ended.status == 1, "\(command)")
        #expect(try ended.json.text("code") == "ledger.missing")
        #expect(ended.stderr.contains(office.work.appending(path: "none.sqlite").path()))
      }
      #expect(try office.names == ["pay.csv"], "nothing was made")
      #expect(try await office.run("doubts").status == 1, "also where it usually is")
    }
  }

  @Test("is no empty word: bad usage when it is typed, trouble when it is set")
  func empty() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      try config(office, "")
      let run = office.sending("payout", "pay.csv")
      for command in [run, ["check", "payout", "pay.csv"], ["batches"], ["doubts"], ["show", "2026"]] {
        #expect(try await office.start(command + ["--ledger", ""]).ended().status == 64)
      }
      let file = try await office.start(run + ["--config", "settings.json", "--json"]).ended()
      #expect(file.status == 1)
      #expect(try file.json.text("code") == "settings.ledgerEmpty")
      let away = "postgresql://clerk:S3cret@127.0.0.1:1/pay"
      try config(office, away)
      for command in [run + ["--quiet"], ["check", "payout", "pay.csv"]] {
        let server = try await office.start(command + ["--config", "settings.json", "--json"]).ended()
        #expect(server.status == 1 && !(server.stdout + server.stderr).contains("S3cret"))
        #expect(try server.json.text("code") == "ledger.away")
        let typed = try await office.start(command + ["--ledger", away, "--json"]).ended()
        #expect(typed.status == 64 && !(typed.stdout + typed.stderr).contains("S3cret"))
      }
      let set = try Running(
        "/usr/bin/env",
        ["AOPBATCH_LEDGER=", Program.path, "doubts"],
        environment: office.environment,
        folder: office.work.path()
      )
      let ended = try await set.ended()
      #expect(ended.status == 1 && ended.stderr.contains("AOPBATCH_LEDGER"))
      #expect(try office.requests.isEmpty)
    }
  }
}
