import Foundation
import Glibc
import TestSupport
import Testing

/// In Debian's package `prometheus`, which is too large to be asked for by the tests: `Exposition` knows its rules.
private let promtool = "/usr/bin/promtool"

@Suite("What metrics says", .timeLimit(.minutes(60)))
struct MetricsTests {
  @Test("rows in doubt and their age, batches, rows and the journal, as doubts and batches say")
  func figures() async throws {
    try await withOffice { office in
      try office.write("doubt.csv", Sheets.payout(["1.00", "2.57", "3.22", "x"]))
      try office.write("halt.csv", Sheets.payout(["4.03", "5.00"]))
      try office.write("pan.csv", Sheets.magic("pan-new", "557"))
      _ = try await office.send("payout", "doubt.csv", "--concurrency", "1")
      _ = try await office.send("payout", "halt.csv", "--concurrency", "1")
      _ = try await office.send("pan-new", "pan.csv")
      let exposition = try await exposition(office)
      for (series, value) in [
        ("aopbatch_ledger_up", 1),
        (#"aopbatch_rows_in_doubt{operation="payout"}"#, 1), (#"aopbatch_rows_in_doubt{operation="pan-new"}"#, 1),
        (#"aopbatch_rows_in_doubt{operation="transfer-otp"}"#, 0),
        (#"aopbatch_oldest_doubt_age_seconds{operation="transfer-otp"}"#, 0),
        (#"aopbatch_batches{operation="payout",state="in_doubt"}"#, 1),
        (#"aopbatch_batches{operation="payout",state="halted"}"#, 1),
        (#"aopbatch_batches{operation="payout",state="running"}"#, 0),
        (#"aopbatch_rows{operation="payout",outcome="accepted"}"#, 1),
        (#"aopbatch_rows{operation="payout",outcome="failed"}"#, 1),
        (#"aopbatch_rows{operation="payout",outcome="in_doubt"}"#, 1),
        (#"aopbatch_rows{operation="payout",outcome="not_sent"}"#, 2),
        (#"aopbatch_rows{operation="payout",outcome="rejected"}"#, 1),
        (#"aopbatch_rows{operation="recharge-status",outcome="success"}"#, 0),
      ] { #expect(exposition.values[series] == value, "\(series) in \(exposition.text)") }
      #expect(!exposition.text.contains(#"oldest_doubt_timestamp_seconds{operation="transfer-otp"}"#))

      let doubts = try await office.run("doubts", "--json").json.list("doubts")
      let since = try #require(try doubts.first?.text("since").map { try Date($0, strategy: .iso8601WithMillis) })
      let oldest = exposition.values[#"aopbatch_oldest_doubt_timestamp_seconds{operation="payout"}"#]
      #expect(oldest == Int(since.timeIntervalSince1970))
      let journal = try await office.run("journal").stdout.split(separator: "\n")
      #expect(exposition.values["aopbatch_journal_entries_total"] == journal.count)
    }
  }

  @Test("the same numbers as JSON, and nothing that is a payee's or a secret")
  func json() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00", "2.57"]))
      _ = try await office.send("payout", "pay.csv")
      let values = try await exposition(office).values
      let ended = try await office.run("metrics", "--json")
      let metrics = try ended.json.list("metrics")
      #expect(metrics.count == values.count)
      let rows = try metrics.first { metric in
        try metric.text("name") == "aopbatch_rows"
          && metric.object("labels") == JSON(#"{"operation":"payout","outcome":"accepted"}"#)
      }
      #expect(rows?.number("value") == 1)
      #expect(metrics.last?.text("name") == "aopbatch_ledger_up")
      for secret in ["Asha", "50100", "9876543210", Office.registrationID] {
        #expect(!ended.stdout.contains(secret) && values.keys.allSatisfy { !$0.contains(secret) })
      }
    }
  }

  @Test("a run that is under way, beside it, and what it leaves when it dies")
  func running() async throws {
    try await withHeldOffice(passing: 1) { office, provider in
      try office.write("pay.csv", Sheets.payout((1...9).map { "\($0).00" }))
      let running = try office.start(office.sending("payout", "pay.csv", ["--concurrency", "2"]))
      await provider.arrivals(3, of: running)
      let during = try await exposition(office).values
      #expect(during[#"aopbatch_batches{operation="payout",state="running"}"#] == 1)
      #expect(during[#"aopbatch_rows{operation="payout",outcome="sending"}"#] == 2)
      #expect(during[#"aopbatch_rows_in_doubt{operation="payout"}"#] == 0)
      running.send(signal: SIGKILL)
      _ = try await running.ended()
      let after = try await exposition(office).values
      #expect(after[#"aopbatch_batches{operation="payout",state="stopped"}"#] == 1)
      #expect(after[#"aopbatch_rows{operation="payout",outcome="sending"}"#] == 0)
      #expect(after[#"aopbatch_rows{operation="payout",outcome="in_doubt"}"#] == 2)
      #expect(after[#"aopbatch_rows_in_doubt{operation="payout"}"#] == 2)
      #expect(after[#"aopbatch_rows{operation="payout",outcome="not_sent"}"#] == 6)
    }
  }

  @Test("a sweep's last good run is one that came to its end and got answers, not one that asked in vain")
  func sweeps() async throws {
    try await withOffice { office in
      try office.write("ask.csv", Sheets.rechargeStatus(["1000", "1570", "1557"]))
      _ = try await office.send("recharge-status", "ask.csv")
      #expect(try await exposition(office).sweeps.isEmpty, "once is no sweep")
      func sweep(_ office: Office) async throws -> Int32 {
        let options = ["--skip-final", "--attempts", "1"]
        return try await office.start(office.sending("recharge-status", "ask.results.csv", options)).ended().status
      }
      #expect(try await sweep(office) == 3)
      let good = try #require(try await exposition(office).sweeps.first)
      #expect(good.lastGood > 0 && good.lastRun > 0 && good.left == 2)

      var away = office
      away.url = "http://127.0.0.1:9"
      #expect(try await sweep(away) == 69)
      let bad = try #require(try await exposition(office).sweeps.first)
      #expect(bad.lastGood == good.lastGood && bad.lastRun >= good.lastRun)
      // Not by the clock, which may stand in the same second.
      let batches = try await office.run("batches", "--json").json.list("batches").compactMap { $0.text("created") }
      #expect(bad.lastRun == Int(try Date(#require(batches.first), strategy: .iso8601WithMillis).timeIntervalSince1970))
    }
  }

  @Test("a sweep that never got an answer, and sheets whose names would break a line")
  func never() async throws {
    try await withOffice { office in
      let name = #"a "b"\c.csv"#
      try office.write(name, Sheets.rechargeStatus(["1557"]))
      for _ in 1...2 { _ = try await office.send("recharge-status", name, "--attempts", "1") }
      let sweep = try #require(try await exposition(office).sweeps.first)
      #expect(sweep.lastGood == 0 && sweep.left == 1)
      #expect(sweep.sheet.hasSuffix(#"/a \"b\"\\c.csv"#), "\(sweep.sheet)")
    }
  }

  @Test("a ledger that cannot be read: the figures say so, standard error why, and it ends with 1")
  func away() async throws {
    try await withOffice { office in
      try office.write("text.sqlite", String(repeating: "no ledger\n", count: 1000))
      try office.write("empty.sqlite", "")
      for (place, code) in [
        ("none.sqlite", "ledger.missing"), ("text.sqlite", "ledger.damaged"), ("empty.sqlite", "ledger.missing"),
        (".", "ledger.noFile"), ("none/none.sqlite", "ledger.missing"), ("postgresql://127.0.0.1:1/pay", "ledger.away"),
      ] {
        let ended = try await office.run("metrics", "--ledger", place, "--quiet")
        #expect(ended.status == 1 && ended.stderr.split(separator: "\n").count == 1, "\(place): \(ended.stderr)")
        let exposition = try Exposition(ended.stdout)
        #expect(exposition.values["aopbatch_ledger_up"] == 0)
        #expect(Set(exposition.values.keys) == ["aopbatch_ledger_up", "aopbatch_collected_timestamp_seconds"])
        let json = try await office.run("metrics", "--ledger", place, "--json").json
        #expect(json.text("code") == code, "\(place)")
        #expect(try json.list("metrics").last?.number("value") == 0 && json.number("status") == 1)
      }
      let typed = try await office.run("metrics", "--ledger", "postgresql://clerk:S3cret@127.0.0.1/pay")
      #expect(typed.status == 64 && !(typed.stdout + typed.stderr).contains("S3cret"))
      #expect(try office.names == ["empty.sqlite", "text.sqlite"], "nothing was made")
    }
  }

  @Test("a disk that is full: the last line is missing, and the old file of the collector stays")
  func renewed() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      _ = try await office.send("payout", "pay.csv")
      let script = Tour.project.appending(path: "samples/watching/aopbatch-textfile").path()
      let programs = URL(filePath: Program.path).deletingLastPathComponent().path()
      func renew(_ options: String..., limit: String = "unlimited") async throws -> Ended {
        // A file that must not become longer is a disk that is full.
        let command = #"ulimit -f \#(limit); exec "$0" "$@""#
        return try await Running(
          "/bin/bash",
          ["-c", command, script, "pay.prom"] + options,
          environment: office.environment.merging(["PATH": "\(programs):/usr/bin:/bin"]) { $1 },
          folder: office.work.path()
        ).ended()
      }
      #expect(try await renew().status == 0)
      let whole = try office.text("pay.prom")
      #expect(try Exposition(whole).values["aopbatch_ledger_up"] == 1)
      #expect(office.mode("pay.prom") == 0o644)
      #expect(try await renew(limit: "1").status != 0)
      #expect(try office.text("pay.prom") == whole)
      #expect(try await renew("--ledger", "none.sqlite").status == 1)
      #expect(try Exposition(office.text("pay.prom")).values["aopbatch_ledger_up"] == 0)
      #expect(try office.names.filter { $0.contains("prom") } == ["pay.prom"], "nothing is left beside it")
    }
  }

  @Test("is well formed in promtool's own eyes, where it is installed", .enabled(if: access(promtool, X_OK) == 0))
  func wellFormed() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00", "2.57"]))
      _ = try await office.send("payout", "pay.csv")
      let text = try await exposition(office).text
      let samples = Tour.project.appending(path: "samples/watching").path()
      for (words, input) in [
        (["check", "metrics"], text), (["check", "rules", "aopbatch.rules.yml"], ""),
        (["test", "rules", "aopbatch.test.yml"], ""),
      ] {
        let ended = try await Running(promtool, words, environment: [:], folder: samples, input: input).ended()
        #expect(ended.status == 0 && !ended.stdout.contains("FAILED"), "\(words): \(ended.stdout)\(ended.stderr)")
      }
    }
  }

  @Test("every metric and label that the sample rules ask for is one that the program says")
  func rules() async throws {
    try await withOffice { office in
      try office.write("ask.csv", Sheets.rechargeStatus(["1002"]))
      try office.write("pay.csv", Sheets.payout(["2.57"]))
      _ = try await office.send("payout", "pay.csv")
      for _ in 1...2 { _ = try await office.send("recharge-status", "ask.csv") }
      let names = Set(try await exposition(office).values.keys.map { String($0.prefix { $0 != "{" }) })
      let folder = Tour.project.appending(path: "samples/watching")
      for file in ["aopbatch.rules.yml", "aopbatch.test.yml"] {
        let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
        let asked = Set(text.matches(of: /\baopbatch_\w+/).map { String($0.output) })
        #expect(asked.count > 4 && asked.isSubset(of: names), "\(asked.subtracting(names)) in \(file)")
      }
      let page = try Page("Watching").text
      #expect(names.allSatisfy { page.contains("| `\($0)` |") }, "the page has them all")
    }
  }

  private func exposition(_ office: Office) async throws -> Exposition {
    let ended = try await office.run("metrics")
    #expect(ended.status == 0 && ended.stderr.isEmpty, "\(ended.stderr)")
    return try Exposition(ended.stdout)
  }
}

extension Date.ISO8601FormatStyle {
  fileprivate static var millis: Self { Self(includingFractionalSeconds: true) }
}

extension ParseStrategy where Self == Date.ISO8601FormatStyle {
  fileprivate static var iso8601WithMillis: Self { .millis }
}
