import Foundation
import TestSupport
import Testing

/// The same rows in other bytes.
enum Disguise: String, Sendable, CaseIterable {
  case anotherName, byteOrderMark, lineEnds, quotes, blankLines, utf16

  func bytes(_ text: String) -> [UInt8] {
    switch self {
    case .anotherName: Array(text.utf8)
    case .byteOrderMark: [0xEF, 0xBB, 0xBF] + Array(text.utf8)
    case .lineEnds: Array(text.replacing("\n", with: "\r\n").utf8)
    case .quotes: Array(text.replacing(/[^,\n]+/) { "\"\($0.output)\"" }.utf8)
    case .blankLines: Array(text.replacing("\n", with: "\n\n").utf8)
    case .utf16: [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }
  }
}

@Suite("A sheet that comes again", .timeLimit(.minutes(60)))
struct RepeatTests {
  @Test("is refused in every disguise, names the first batch, and sends nothing", arguments: Disguise.allCases)
  func again(_ disguise: Disguise) async throws {
    try await withOffice { office in
      let sheet = Sheets.payout(["1.00", "2.00"])
      try office.write("pay.csv", sheet)
      let first = try await office.send("payout", "pay.csv", "--json")
      #expect(first.status == 0)
      try office.write("again.csv", disguise.bytes(sheet))
      let second = try await office.send("payout", "again.csv", "--json")
      #expect(second.status == 6)
      #expect(try second.json.number("status") == 6)
      let batch = try #require(try first.json.text("batch"))
      #expect(try second.json.text("reason")?.contains(batch) == true)
      #expect(try office.requests.count == 2)
      #expect(try !office.names.contains("again.results.csv"))
    }
  }

  @Test("is refused too when it creates something")
  func creating() async throws {
    try await withOffice { office in
      try office.write("pan.csv", Sheets.magic("pan-new", "000"))
      #expect(try await office.send("pan-new", "pan.csv").status == 0)
      #expect(try await office.send("pan-new", "pan.csv").status == 6)
      #expect(try office.requests.count == 1)
    }
  }

  @Test("is paid once more with --again, and the reason is kept")
  func withReason() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      _ = try await office.send("payout", "pay.csv")
      let again = try await office.send("payout", "pay.csv", "--again", "the bank returned all", "--json")
      #expect(again.status == 0)
      #expect(try office.requests.count == 2)
      let before = try #require(try await office.run("batches", "--json").json.list("batches").last?.text("batch"))
      let check = try await office.run("check", "payout", "pay.csv", "--base-url", office.url, "--again", "returned")
      let line = try Regex("batch \(before) .*  pay.csv  accepted: 1 row, ₹1.00\n")
      for words in [again.stderr, check.stderr] { #expect(words.firstMatch(of: line) != nil, "\(words)") }
      let batch = try #require(try again.json.text("batch"))
      let show = try await office.run("show", batch)
      #expect((show.stdout + show.stderr).contains("the bank returned all"))
      // Having been paid twice is no leave for a third time.
      #expect(try await office.send("payout", "pay.csv").status == 6)
    }
  }

  @Test("is paid a third time with --again, its own batches being no repeats of another's")
  func twiceWithReason() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00", "2.00"]))
      #expect(try await office.send("payout", "pay.csv").status == 0)
      for count in [4, 6] {
        let again = try await office.send("payout", "pay.csv", "--again", "the bank returned all")
        #expect(again.status == 0, "\(again.stderr)")
        #expect(try office.requests.count == count)
      }
    }
  }

  @Test("needs a reason that says something", arguments: ["", "  "])
  func emptyReason(_ reason: String) async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      #expect(try await office.send("payout", "pay.csv", "--again", reason).status == 64)
    }
  }

  @Test(
    "as a results file is refused by what it carries",
    arguments: [("accepted", 6), ("in_doubt", 6), ("failed", 0)]
  )
  func resultsFile(_ outcome: String, _ status: Int32) async throws {
    try await withOffice { office in
      let row = Sheets.payoutRow(account: Sheets.account(1), amount: "5.00")
      try office.write("old.csv", "\(Sheets.payoutHeader),aop_outcome\n\(row),\(outcome)\n")
      #expect(try await office.send("payout", "old.csv").status == status)
      #expect(try office.requests.count == (status == 0 ? 1 : 0))
    }
  }

  @Test("row for row in another sheet is refused; beside a new row it is rejected")
  func rowByRow() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00", "2.00"]))
      _ = try await office.send("payout", "pay.csv")
      let rows = [(1, "2.00"), (0, "1.00")].map { Sheets.payoutRow(account: Sheets.account($0), amount: $1) }
      let turned = ([Sheets.payoutHeader] + rows).joined(separator: "\n").replacing("Asha", with: "A.")
      try office.write("turned.csv", turned)
      #expect(try await office.send("payout", "turned.csv").status == 6)

      let more = Sheets.payoutRow(account: Sheets.account(7), amount: "7.00")
      try office.write("more.csv", "\(turned)\n\(more)\n")
      let run = try await office.send("payout", "more.csv", "--json")
      #expect(run.status == 3)
      #expect(try run.json.counts("errors")?["row.repeat"] == 2)
      #expect(try office.csv("more.rejected.csv")["aop_row"] == ["2", "3"])
      #expect(try office.csv("more.results.csv")["aop_row"] == ["4"])
      #expect(try office.requests.count == 3)
    }
  }

  @Test("that is allowed is named in the plan, by check and by run, and the sum to be paid is the last line")
  func allowed() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00", "2.57"]))
      let batch = try #require(try await office.send("payout", "pay.csv", "--json").json.text("batch"))
      let row = Sheets.payoutRow(account: Sheets.account(7), amount: "7.00")
      try office.write("more.csv", "\(Sheets.payout(["1.00", "2.57"]))\(row)\n\(row)\n")
      let leave = ["--allow-duplicates", "--allow-repeats", "it is meant"]
      let options = ["payout", "more.csv", "--base-url", office.url] + leave
      let screen = try await office.runOnTerminal(["run"] + options, typing: "no\n").stdout
        .replacing("\r\n", with: "\n")
      #expect(screen.contains("\nTo be sent: 3 rows, ₹15.00 (fifteen rupees)\nSend it?"), "\(screen)")
      let check = try await office.start(["check"] + options).ended().stderr
      let run = try await office.start(["run", "--yes"] + options).ended().stderr
      for plan in [check, run] {
        let lines = [
          "an earlier row of the sheet, sent all the same, as you allowed: 1 row, ₹7.00\n  row 5  ₹7.00",
          "a row of another batch, not sent: 1 row, ₹2.57\n  row 3  ₹2.57",
          "a row of another batch, sent all the same, as you allowed: 1 row, ₹1.00\n  row 2  ₹1.00",
        ]
        for line in lines { #expect(plan.contains(line), "\(plan)") }
        #expect(plan.contains("as row 2 of batch \(batch), accepted on "))
      }
      #expect(run.contains("  rejected  ./more.rejected.csv\n  warnings  ./more.warnings.csv\n"))
      #expect(run.contains("Registration id from AOPAY_REGISTRATION_ID\n"))
      #expect(try office.csv("more.rejected.csv")["aop_errors"][0].contains("resolve that row of that batch first"))
    }
  }

  @Test("check looks at the ledger that run would use, unless it must not")
  func checkWithLedger() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00", "2.00"]))
      _ = try await office.send("payout", "pay.csv")
      try office.write("more.csv", Sheets.payout(["1.00", "2.00", "3.00"]))
      func check(_ options: String...) async throws -> Ended {
        try await office.start(["check", "payout", "more.csv", "--json", "--base-url", office.url] + options).ended()
      }
      let without = try await check("--no-ledger")
      #expect(without.status == 0)
      #expect(try without.json.counts("errors") == [:])
      let with = try await check()
      #expect(with.status == 3)
      #expect(try with.json.counts("errors") == ["row.repeat": 2])
      let same = try await office.run("check", "payout", "pay.csv", "--json", "--base-url", office.url)
      #expect(same.status == 6)
      #expect(try same.json.text("code") == "sheet.processed")
      let run = try await office.send("payout", "more.csv", "--json")
      #expect(try run.json.text("plan") == with.json.text("plan"), "check says what run does")
    }
  }

  @Test("at another address was only a trial")
  func anotherAddress() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      #expect(try await office.send("payout", "pay.csv").status == 0)
      try await withSecondOffice { other in
        let run = try await office.run("run", "payout", "pay.csv", "--yes", "--json", "--base-url", other.url)
        #expect(run.status == 0)
        #expect(try run.json.counts("warnings") == [:])
        #expect(try other.requests.count == 1)
      }
    }
  }

  @Test("is fine when it only asks")
  func lookUps() async throws {
    try await withOffice { office in
      try office.write("ask.csv", Sheets.rechargeStatus(["1000", "2000"]))
      for _ in 0..<2 { #expect(try await office.send("recharge-status", "ask.csv").status == 0) }
      #expect(try office.requests.count == 4)
    }
  }

  @Test("is a duplicate in one sheet, and sent if both are meant", arguments: [false, true])
  func sameSheet(hasHistory: Bool) async throws {
    try await withOffice { office in
      if hasHistory {
        try office.write("before.csv", Sheets.payout(["9.00"]))
        _ = try await office.send("payout", "before.csv")
      }
      let row = Sheets.payoutRow(account: Sheets.account(1), amount: "5.00")
      try office.write("pay.csv", "\(Sheets.payoutHeader)\n\(row)\n\(row.replacing("Asha", with: "A."))\n")
      let run = try await office.send("payout", "pay.csv", "--json")
      #expect(run.status == 3)
      #expect(try run.json.counts("errors") == ["row.duplicate": 1])
      let meant = try await office.send(
        "payout",
        "pay.csv",
        "--again",
        "both are meant",
        "--allow-duplicates",
        "--json"
      )
      #expect(meant.status == 0)
      #expect(try meant.json.counts("warnings") == ["accountNumber.names": 1])
    }
  }

  @Test("is remembered by a rejected file, which is refused if nothing else is left of it, until its cell is cleared")
  func remembered() async throws {
    try await withOffice { office in
      let sheet = Sheets.payout(["5.00"])
      try office.write(
        "pay.rejected.csv",
        sheet.replacing(/\n$/, with: ",row.repeat\n").replacing(
          Sheets.payoutHeader,
          with: Sheets.payoutHeader + ",aop_error_codes"
        )
      )
      for command in [["check"], ["run", "--yes", "--allow-repeats", "it is meant"]] {
        let ended = try await office.start(
          command + ["payout", "pay.rejected.csv", "--base-url", office.url, "--json"]
        )
        .ended()
        #expect(ended.status == 6)
        #expect(try ended.json.text("code") == "sheet.repeats")
      }
      #expect(try office.requests.isEmpty)
      try office.write("pay.rejected.csv", try office.text("pay.rejected.csv").replacing("row.repeat", with: ""))
      #expect(try await office.send("payout", "pay.rejected.csv").status == 0)
    }
  }

  @Test("inside itself is rejected, unless both are meant")
  func duplicates() async throws {
    try await withOffice { office in
      let row = Sheets.payoutRow(account: Sheets.account(1), amount: "5.00")
      try office.write("pay.csv", "\(Sheets.payoutHeader)\n\(row)\n \(row)\n")
      let check = try await office.run("check", "payout", "pay.csv")
      #expect(check.status == 3)
      #expect(try office.csv("pay.rejected.csv")["aop_error_codes"] == ["row.duplicate"])
      #expect(try office.csv("pay.rejected.csv")["aop_row"] == ["3"])
      let run = try await office.send("payout", "pay.csv", "--allow-duplicates")
      #expect(run.status == 0)
      #expect(try office.requests.count == 2)
    }
  }

  @Test("goes on with what was not sent, as the same batch")
  func goesOn() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00", "2.03", "3.00"]))
      for _ in 0..<2 {
        let run = try await office.send("payout", "pay.csv", "--concurrency", "1")
        #expect(run.status == 5)
        #expect(run.stderr.contains("is not enabled for it (at row 3)."))
        let message = try office.csv("pay.results.csv")["aop_message"][2]
        #expect(message.hasPrefix("Not sent; batch halted: the provider refused the registration id"), "\(message)")
      }
      #expect(try await office.run("batches", "--json").json.list("batches").count == 1)
      #expect(try office.requests.map(\.answer) == ["200", "403", "403"])
    }
  }
}
