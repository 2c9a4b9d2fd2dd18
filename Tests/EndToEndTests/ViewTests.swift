import Foundation
import Glibc
import TestSupport
import Testing

@Suite("What batches, show and doubts say", .timeLimit(.minutes(60)))
struct ViewTests {
  private func show(_ office: Office, _ batch: String) async throws -> JSON {
    try await office.run("show", batch, "--json").json
  }

  /// The newest batch as `batches` has it.
  private func newest(_ office: Office, _ options: String...) async throws -> JSON {
    try #require(try await office.start(["batches", "--json"] + options).ended().json.list("batches").first)
  }

  @Test("a batch is running while its process lives, then stopped, and in doubt what was on its way")
  func killed() async throws {
    try await withHeldOffice(passing: 2) { office, provider in
      try office.write("pay.csv", Sheets.payout((1...20).map { "\($0).00" }))
      let running = try office.start(office.sending("payout", "pay.csv", ["--concurrency", "3"]))
      await provider.arrivals(5, of: running)
      let before = try await newest(office)
      let batch = try #require(before.text("batch"))
      #expect(before.text("state") == "running")
      #expect(before.counts("outcomes")?.values.reduce(0, +) == 20)
      #expect(before.counts("outcomes")?["in_doubt"] == 0)
      #expect(try await office.run("doubts", "--json").json.list("doubts").isEmpty)
      #expect(try await office.run("show", batch).stdout.contains("Another aopbatch is working on this batch."))

      running.send(signal: SIGKILL)
      #expect(try await running.ended().status == -SIGKILL)
      let after = try await show(office, batch)
      #expect(after.text("state") == "stopped")
      #expect(after.counts("outcomes") == ["accepted": 2, "failed": 0, "in_doubt": 3, "not_sent": 15])
      let words = try await office.run("show", batch).stdout
      #expect(words.contains("In doubt: 3 rows") && words.contains("Not sent: 15 rows"))
      let doubts = try await office.run("doubts", "--json").json.list("doubts")
      #expect(doubts.count == 3 && doubts.allSatisfy { $0.text("batch") == batch })
      #expect(doubts.allSatisfy { $0.text("message")?.contains("may have arrived") == true })

      provider.passAll()
      #expect(try await office.run("resume", batch, "--yes").status == 4)
      #expect(try await newest(office).text("state") == "in_doubt")
      #expect(try await office.run("doubts", "--json").json.list("doubts").count == 3)
    }
  }

  @Test("after a second signal, show says in doubt, not not sent, of what was on its way")
  func secondSignal() async throws {
    try await withHeldOffice { office, provider in
      try office.write("pay.csv", Sheets.payout((1...30).map { "\($0).00" }))
      let running = try office.start(office.sending("payout", "pay.csv", ["--concurrency", "3"]))
      await provider.arrivals(3, of: running)
      running.send(signal: SIGINT)
      #expect(await running.hasSaid("in doubt"))
      running.send(signal: SIGINT)
      let ended = try await running.ended()
      #expect(ended.status == 130)
      #expect(ended.stderr.contains("3 rows are in doubt and may have been paid, and 27 rows were not sent."))
      let batch = try await newest(office)
      #expect(batch.counts("outcomes") == ["accepted": 0, "failed": 0, "in_doubt": 3, "not_sent": 27])
      #expect(batch.texts("amounts")?["in_doubt"] == "6.00")
      #expect(batch.texts("amounts")?["not_sent"] == "459.00")
    }
  }

  @Test("doubts lists the rows of all batches, oldest first, masked, and says what to do")
  func doubts() async throws {
    try await withOffice { office in
      try office.write("one.csv", Sheets.payout(["1.00", "2.57"]))
      _ = try await office.send("payout", "one.csv")
      try office.write("two.csv", Sheets.magic("pan-new", "557"))
      _ = try await office.send("pan-new", "two.csv")
      let found = try await office.run("doubts", "--json")
      let doubts = try found.json.list("doubts")
      #expect(doubts.map { $0.number("row") } == [3, 2])
      #expect(doubts.map { $0.text("amount") } == ["2.57", nil])
      #expect(Set(doubts.compactMap { $0.text("batch") }).count == 2)
      for doubt in doubts {
        #expect(doubt.keys.isSuperset(of: ["batch", "row", "payee", "since", "message"]))
        #expect(doubt.text("since")?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
        #expect(doubt.text("message")?.isEmpty == false)
      }
      #expect(doubts[0].text("payee")?.hasSuffix(", XXXXXXXXXX\(Sheets.account(1).suffix(4))") == true)

      let words = try await office.run("doubts")
      #expect(words.status == 0)
      #expect(words.stdout.contains(" IST, ") && words.stdout.contains("₹2.57"))
      let first = try #require(doubts[0].text("batch"))
      #expect(doubts.map { $0.text("sheet") } == ["one.csv", "two.csv"])
      #expect(doubts.map { $0.text("operation") } == ["payout", "pan-new"])
      #expect(doubts.allSatisfy { $0.text("by")?.isEmpty == false && $0.truth("test") == true })
      for part in [
        "/one.csv: payout, batch \(first), recorded by ", "(TEST: ", "HDFC0000001, IMPS", "refid REF7000557", "row 3",
      ] {
        #expect(words.stdout.contains(part), "\(part) in \(words.stdout)")
      }
      #expect(words.stdout.contains("`aopbatch resolve \(first) --row 3 --paid --reason TEXT`, or --not-paid"))
      #expect(words.stdout.firstMatch(of: /IST, (just now|\d+ minutes? ago)\n/) != nil)
      #expect(words.stderr.contains("In doubt: 2 rows, ₹2.57, which may have happened."))
      #expect(words.stderr.contains("`aopbatch resolve \(first) --row 3 --paid --reason TEXT`"))
      for output in [found.stdout, words.stdout, words.stderr] {
        for secret in [Sheets.account(1), "9876543210"] { #expect(!output.contains(secret)) }
      }

      let name = try #require(doubts[0].text("batch"))
      #expect(try await office.run("resolve", name, "--row", "3", "--paid", "--reason", "seen").status == 0)
      #expect(try await office.run("doubts", "--json").json.list("doubts").map { $0.number("row") } == [2])
    }
  }

  @Test("without a row in doubt, doubts says so")
  func noDoubts() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      _ = try await office.send("payout", "pay.csv")
      let words = try await office.run("doubts")
      #expect(words.status == 0 && words.stdout.isEmpty && words.stderr.contains("No row is in doubt."))
      #expect(try await office.run("doubts", "--json").json.list("doubts").isEmpty)
      #expect(try await office.run("doubts", "--quiet").stderr.isEmpty)
    }
  }

  @Test("show tells every decision, and of a row that is in doubt again each try")
  func decisions() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00", "2.57", "3.57"]))
      let batch = try #require(try await office.send("payout", "pay.csv", "--json").json.text("batch"))
      let no = ["--not-paid", "--reason", "bank: no debit on \(Sheets.account(1))"]
      #expect(try await office.start(["resolve", batch, "--row", "3"] + no).ended().status == 0)
      let yes = ["--paid", "--reason", "on the statement", "--reference", "505914786331"]
      #expect(try await office.start(["resolve", batch, "--row", "4"] + yes).ended().status == 0)
      #expect(try await newest(office).text("state") == "stopped")
      #expect(try await office.run("resume", batch, "--yes").status == 69)

      let shown = try await show(office, batch)
      #expect(shown.text("batch") == batch && shown.text("state") == "in_doubt")
      #expect(shown.text("operation") == "payout" && shown.text("sheet") == "pay.csv")
      let decisions = try shown.list("decisions")
      #expect(decisions.map { $0.number("row") } == [3, 4])
      #expect(decisions.map { $0.truth("paid") } == [false, true])
      #expect(decisions.map { $0.text("reference") } == [nil, "505914786331"])
      #expect(decisions[1].text("reason") == "on the statement")
      #expect(decisions.allSatisfy { $0.text("by") != nil && $0.text("at")?.hasSuffix("Z") == true })
      #expect(try shown.list("approvals").isEmpty)
      let message = try #require(try shown.list("doubts").first?.text("message"))
      let story = /try 1: the .+ arrived; resolved as not paid by .+: bank: no debit on X+\d{4}; try 2: the .+ arrived/
      #expect(message.wholeMatch(of: story) != nil, "\(message)")
      #expect(try office.csv("pay.results.csv")["aop_message"][1] == message)

      let words = try await office.run("show", batch).stdout
      for part in ["Decisions:", "not paid", "505914786331", "History:", " IST", "In doubt:", "try 2: "] {
        #expect(words.contains(part), "\(part) in \(words)")
      }
      #expect(!words.contains("Z: ") && !words.contains(Sheets.account(1)))
    }
  }

  @Test("batches has filters, and the newest comes first")
  func filters() async throws {
    try await withOffice { office in
      try office.write("good.csv", Sheets.payout(["1.00"]))
      try office.write("doubt.csv", Sheets.payout(["2.57"]))
      try office.write("halt.csv", Sheets.payout(["3.03", "4.00"]))
      try office.write("ask.csv", Sheets.rechargeStatus(["1000"]))
      for sheet in ["good.csv", "doubt.csv", "halt.csv"] {
        _ = try await office.send("payout", sheet, "--concurrency", "1")
      }
      _ = try await office.send("recharge-status", "ask.csv")
      func states(_ options: String...) async throws -> [String] {
        try await office.start(["batches", "--json"] + options).ended().json.list("batches").map {
          "\($0.text("sheet") ?? "") \($0.text("state") ?? "")"
        }
      }
      let all = ["ask.csv finished", "halt.csv halted", "doubt.csv in_doubt", "good.csv finished"]
      #expect(try await states() == all)
      #expect(try await states("--open") == [all[1], all[2]])
      #expect(try await states("--operation", "payout") == Array(all[1...]))
      #expect(try await states("--limit", "2") == Array(all[..<2]))
      #expect(try await states("--open", "--limit", "1") == [all[1]])
      #expect(try await states("--since", "2020-01-01") == all)
      #expect(try await states("--since", "2999-01-01") == [])
      let words = try await office.run("batches")
      #expect(words.stdout.firstMatch(of: /AMOUNT +ACCEPTED +SHEET\n/) != nil)
      #expect(words.stdout.firstMatch(of: /finished +1 +₹1\.00 +₹1\.00 +good\.csv/) != nil, "\(words.stdout)")
      #expect(words.stdout.firstMatch(of: /halted +2 +₹7\.03 +₹0\.00 +halt\.csv/) != nil)
      #expect(words.stdout.contains("in doubt") && words.stdout.contains(" IST ") && !words.stdout.contains("Z "))
      #expect(try await newest(office, "--operation", "recharge-status").keys.contains("amounts") == false)
      let halted = try #require(try await newest(office, "--operation", "payout").text("batch"))
      #expect(try await office.run("cancel", halted, "--reason", "paid by hand").status == 0)
      #expect(try await states("--open") == [all[2]])
      #expect(try await show(office, halted).text("state") == "cancelled")
      let cancelled = try await office.run("show", halted).stdout
      #expect(cancelled.contains("and never will be") && !cancelled.contains("aopbatch resume"))
      for wrong in [["--limit", "0"], ["--since", "21-11-2026"], ["--since", "2026-02-30"], ["--operation", "pay"]] {
        #expect(try await office.start(["batches"] + wrong).ended().status == 64, "\(wrong)")
      }
    }
  }
}
