import Foundation
import Glibc
import TestSupport
import Testing

/// Every end says what it is: by its status, in one line, and in one object.
@Suite("Ends", .timeLimit(.minutes(60)))
struct EndTests {
  /// Nobody listens there.
  private static let nowhere = "http://127.0.0.1:1"

  @Test(
    "no answer to any row ends with 69, in one line: nobody there, or every connection closed",
    arguments: [("1.00", nowhere), ("1.57", ""), ("1.58", "")]
  )
  func unreachable(_ amount: String, _ url: String) async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout([amount, amount]))
      let url = url.isEmpty ? office.url : url
      let run = try await office.run("run", "payout", "pay.csv", "--yes", "--quiet", "--json", "--base-url", url)
      #expect(run.status == 69)
      let json = try run.json
      #expect(json.text("code") == "provider.unreachable" && json.number("status") == 69)
      #expect(run.stderr == "aopbatch: \(try #require(json.text("reason")))\n")
      #expect(run.stderr.contains("No row got any answer"))
      let resume = try await office.run("resume", try #require(json.text("batch")), "--yes", "--quiet")
      #expect(resume.status == 69)
    }
  }

  @Test("without an answer to the question is one line, whoever ends it", arguments: [[], ["--quiet"]])
  func unasked(_ options: [String]) async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      let arguments = ["run", "payout", "pay.csv", "--json", "--base-url", office.url] + options
      let run = try await office.start(arguments).ended()
      #expect(run.status == 64)
      #expect(run.stderr == "aopbatch: \(try #require(try run.json.text("reason")))\n")
    }
  }

  @Test("names commands that find the ledger that was typed")
  func typedLedger() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.57", "2.00"]))
      let run = try await office.send("payout", "pay.csv", "--ledger", "my ledger.sqlite", "--json")
      #expect(run.status == 4)
      let batch = try #require(try run.json.text("batch"))
      for command in ["show \(batch)", "resolve \(batch) --row 2 --paid --reason TEXT"] {
        let named = "`aopbatch \(command) --ledger 'my ledger.sqlite'`"
        #expect(run.stderr.contains(named))
        #expect(try run.json.text("reason")?.contains(named) == true)
      }
      #expect(try await office.run("show", batch, "--ledger", "my ledger.sqlite").status == 0)
      #expect(try await office.run("show", batch).status == 1, "without it, there is no such batch")
    }
  }

  @Test("names commands that find the ledger of the config file, and what prints them on standard output does too")
  func configuredLedger() async throws {
    try await withOffice { office in
      try office.write("settings.json", #"{"ledger": "own.sqlite"}"#)
      #expect(chmod(office.work.appending(path: "settings.json").path(), 0o600) == 0)
      try office.write("pay.csv", Sheets.payout(["1.57", "2.03", "3.00"]))
      let options = ["--config", "settings.json", "--concurrency", "1", "--json"]
      let run = try await office.start(office.sending("payout", "pay.csv", options)).ended()
      #expect(run.status == 5)
      let (batch, reason) = try (#require(run.json.text("batch")), #require(run.json.text("reason")))
      let ledger = "--ledger \(office.work.appending(path: "own.sqlite").path())"
      let commands = [
        "`aopbatch show \(batch) \(ledger)`", "`aopbatch resolve \(batch) --row 2 --paid --reason TEXT \(ledger)`",
        "`aopbatch resume \(batch) \(ledger) --config settings.json`",
      ]
      for command in commands { #expect(reason.contains(command) && run.stderr.contains(command), "\(reason)") }
      #expect(try office.text("pay.report.html").contains("aopbatch resume \(batch) \(ledger) --config settings.json"))
      let show = try await office.run("show", batch, "--ledger", "own.sqlite")
      #expect(show.stdout.contains("`aopbatch resume \(batch) --ledger own.sqlite`"), "\(show.stdout)")
      let set = try await office.run("show", batch, environment: ["AOPBATCH_LEDGER": "own.sqlite"])
      #expect(set.stdout.contains("`aopbatch resume \(batch)`"), "every command finds it by itself")
    }
  }

  @Test("of check is 6 where the sheet itself says that it was paid, with a ledger or without")
  func carriesResults() async throws {
    try await withOffice { office in
      try office.write(
        "pay.csv",
        Sheets.payoutHeader + ",aop_outcome\n" + Sheets.payoutRow(account: Sheets.account(0), amount: "1.00")
          + ",accepted\n"
      )
      for options in [[], ["--no-ledger"]] {
        let check = try await office.start(["check", "payout", "pay.csv", "--json"] + options).ended()
        #expect(check.status == 6, "\(options)")
        #expect(try check.json.text("code") == "sheet.carriesResults", "\(options)")
      }
    }
  }

  @Test("one answer is enough for another status, and so is a person's decision")
  func answered() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.57", "2.00"]))
      #expect(try await office.send("payout", "pay.csv").status == 4)
      try office.write("one.csv", Sheets.payout(["3.57"]))
      let batch = try #require(try await office.send("payout", "one.csv", "--json").json.text("batch"))
      #expect(try await office.run("resolve", batch, "--row", "2", "--paid", "--reason", "seen").status == 0)
      #expect(try await office.run("resume", batch, "--yes").status == 0)
    }
  }

  @Test("of a sweep is that of the rows asked this time; the network down is 69")
  func sweep() async throws {
    try await withOffice { office in
      try office.write("ask.csv", Sheets.rechargeStatus(["11571", "11570", "12000"]))
      #expect(try await office.send("recharge-status", "ask.csv").status == 3, "one of them failed")
      let sweep = try await office.send("recharge-status", "ask.results.csv", "--skip-final", "--json")
      #expect(sweep.status == 0, "only what was pending is asked: \(sweep.stderr)")
      #expect(try sweep.json.counts("outcomes")?["failed"] == 1)
      let down = try await office.run(
        "run",
        "recharge-status",
        "ask.results.csv",
        "--skip-final",
        "--quiet",
        "--base-url",
        Self.nowhere
      )
      #expect(down.status == 69)
      #expect(down.stderr.split(separator: "\n").count == 1)
    }
  }

  @Test(
    "under --quiet is one line for every status but 0, and none for that",
    arguments: [
      ("run", "1.00", 0), ("run", "1.22", 3), ("run", "1.50", 4), ("run", "1.03", 5), ("run", "x", 3),
      ("check", "1.00", 0), ("check", "x", 3), ("check", "", 65),
    ] as [(String, String, Int32)]
  )
  func quiet(_ command: String, _ amount: String, _ status: Int32) async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(amount.isEmpty ? [] : [amount]))
      let arguments = [command, "payout", "pay.csv", "--quiet", "--json", "--base-url", office.url]
      let ended = try await office.start(arguments + (command == "run" ? ["--yes"] : [])).ended()
      #expect(ended.status == status)
      #expect(ended.stderr.split(separator: "\n").count == (status == 0 ? 0 : 1), "\(ended.stderr)")
      let json = try ended.json
      #expect(json.number("status") == Int(status))
      #expect((json.text("code") == nil) == (status == 0) && (json.text("reason") == nil) == (status == 0))
    }
  }

  /// In a shell that does something around the program.
  func inShell(_ office: Office, _ script: String, _ arguments: [String]) async throws -> Ended {
    let running = try Running(
      "/bin/bash",
      ["-c", script, Program.path] + arguments,
      environment: office.environment,
      folder: office.work.path()
    )
    return try await running.ended()
  }

  @Test(
    "after paying is the run's own where nobody takes the answer, and says how to get it",
    arguments: [
      "exec \"$0\" \"$@\" >&-", "exec \"$0\" \"$@\" >/dev/full", "\"$0\" \"$@\" | true; exit ${PIPESTATUS[0]}",
    ]
  )
  func noOutput(_ script: String) async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      let run = try await inShell(office, script, office.sending("payout", "pay.csv", ["--json", "--quiet"]))
      #expect(run.status == 0 && run.stdout.isEmpty)
      let batch = try #require(try await office.run("batches", "--json").json.list("batches").first?.text("batch"))
      #expect(run.stderr.contains("`aopbatch show \(batch) --json`"))
      let view = try await inShell(office, script, ["batches", "--json"])
      #expect(view.status == 1 && view.stderr.contains("ask again"))
    }
  }

  @Test("with all standard files closed writes nothing into any other file")
  func closedFiles() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      let script = "exec \"$0\" \"$@\" <&- >&- 2>&-"
      #expect(try await inShell(office, script, office.sending("payout", "pay.csv", ["--json"])).status == 0)
      #expect(try office.csv("pay.results.csv")["aop_outcome"] == ["accepted"])
      #expect(try await office.run("batches", "--json").json.list("batches").count == 1, "the ledger is whole")
    }
  }

  @Test("without the memory for its threads is 1, and a sentence")
  func noThreads() async throws {
    try await withOffice { office in
      let ended = try await inShell(office, "ulimit -v 110000; exec \"$0\" \"$@\"", ["batches", "--json"])
      #expect(ended.status == 1)
      #expect(try ended.json.text("code") == "machine.threads")
    }
  }

  @Test("of a sheet that is a device, or a pipe without an end, is a refusal")
  func endless() async throws {
    try await withOffice { office in
      for device in ["/dev/zero", "/dev/null"] {
        #expect(try await office.run("check", "payout", device, "--json").json.text("code") == "sheet.device")
      }
      let ended = try await inShell(office, "yes 1,2,3 | \"$0\" \"$@\"", ["check", "payout", "-", "--json"])
      #expect(ended.status == 65)
      #expect(try ended.json.text("code") == "sheet.size")
      try #require(mkfifo(office.work.appending(path: "pipe").path(), 0o600) == 0)
      for place in ["pipe", "/dev/null", "."] {
        let batches = try await office.run("batches", "--ledger", place, "--json")
        #expect(try batches.json.text("code") == "ledger.noFile")
      }
    }
  }

  @Test("of a run is marked as a trial where its address is this machine")
  func trial() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      let check = try await office.run("check", "payout", "pay.csv", "--json")
      #expect(try check.json.truth("test") == false && !check.stderr.contains("TEST"))
      let run = try await office.send("payout", "pay.csv", "--json")
      #expect(try run.json.truth("test") == true && run.json.text("address") == office.url)
      #expect(run.stderr.contains("TEST"))
      #expect(try office.text("pay.report.html").contains("TEST"))
    }
  }

  @Test("shows nothing raw: reasons, names and arguments stay on their line")
  func raw() async throws {
    try await withOffice { office in
      let sheet = "pay\u{1B}[31m\u{202E}.csv"
      try office.write(sheet, Sheets.payout(["1.57", "2.22"]))
      let run = try await office.send("payout", sheet, "--json")
      let batch = try #require(try run.json.text("batch"))
      let reason = "seen\nBATCH 1 forged\u{9B}2J"
      let resolve = try await office.run(
        "resolve",
        batch,
        "--row",
        "2",
        "--paid",
        "--reason",
        reason,
        "--reference",
        "R1\nR2\u{1B}"
      )
      var outputs = [run, resolve]
      outputs.append(try await office.run("show", batch))
      outputs.append(try await office.run("show", batch, "--json"))
      outputs.append(try await office.run("batches"))
      outputs.append(try await office.run("show", "x\n\u{1B}[2J\u{9B}"))
      outputs.append(try await office.run("che\u{1B}ck\nx", "--json"))
      outputs.append(try await office.run("check", "payout", "no\u{7}\u{2066}\nfile"))
      for ended in outputs {
        for text in [ended.stdout, ended.stderr] {
          let raw = text.unicodeScalars.filter { $0 != "\n" && ($0.value < 32 || 0x7F..<0xA0 ~= $0.value) }
          #expect(raw.isEmpty, "\(text.debugDescription)")
          #expect(!text.unicodeScalars.contains("\u{202E}") && !text.unicodeScalars.contains("\u{2066}"))
        }
      }
      #expect(outputs[2].stdout.contains("seen BATCH 1 forged\u{FFFD}2J"), "\(outputs[2].stdout)")
      #expect(!outputs[2].stdout.contains("\nBATCH 1 forged"))
    }
  }

  @Test("with a registration id that is none is 1")
  func registration() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      let run = try office.start(
        office.sending("payout", "pay.csv", ["--json"]),
        environment: ["AOPAY_REGISTRATION_ID": "e"]
      )
      let ended = try await run.ended()
      #expect(ended.status == 1)
      #expect(try ended.json.text("code") == "settings.registrationShort")
    }
  }
}
