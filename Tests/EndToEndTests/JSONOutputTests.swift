import TestSupport
import Testing

@Suite("What --json says", .timeLimit(.minutes(60)))
struct JSONOutputTests {
  /// Two accepted, one failed, one in doubt, one rejected with a readable amount, one without, a blank row, a repeat.
  private static let mixed =
    Sheets.payout(["100.00", "200.00", "300.22", "400.57"])
    + Sheets.payoutRow(account: Sheets.account(10), amount: "50.00", ifsc: "HDFC000001") + "\n"
    + ",,,,,,\n"
    + Sheets.payoutRow(account: Sheets.account(11), amount: "ten") + "\n"
    + Sheets.payoutRow(account: Sheets.account(0), amount: "100.00") + "\n"
    + Sheets.payoutRow(account: Sheets.account(12), amount: "60.00", ifsc: "HDFC0ZZZZZ9") + "\n"

  private static let members: Set = [
    "operation", "sheet", "sha256", "plan", "rows", "amounts", "errors", "warnings", "files", "seconds", "status",
    "ledger", "columns", "address", "test", "code", "reason", "rejected_amounts",
  ]

  @Test("check says what it found in one object", arguments: [[], ["--quiet"]])
  func check(_ quiet: [String]) async throws {
    try await withOffice { office in
      try office.write("pay.csv", Self.mixed)
      let check = try await office.start(["check", "payout", "pay.csv", "--json"] + quiet).ended()
      let json = try check.json
      #expect(json.keys == Self.members)
      #expect(json.text("operation") == "payout")
      #expect(json.text("sheet") == "pay.csv")
      #expect(try json.object("columns").texts("used")?["amount"] == "amount")
      #expect(json.counts("rows") == ["read": 8, "blank": 1, "valid": 5, "rejected": 3, "warned": 1])
      #expect(json.texts("amounts") == ["read": "1210.79", "valid": "1060.79", "rejected": "150.00"])
      #expect(json.counts("errors")?["row.duplicate"] == 1)
      #expect(json.counts("errors")?["beneficiaryIFSC.length"] == 1)
      #expect(json.counts("errors")?.values.reduce(0, +) == 3)
      #expect(json.texts("rejected_amounts")?["row.duplicate"] == "100.00")
      #expect(json.texts("rejected_amounts")?["beneficiaryIFSC.length"] == "50.00")
      #expect(json.counts("warnings")?.count == 1)
      #expect(json.number("status") == 3)
      #expect(check.status == 3)
      #expect((check.stderr.split(separator: "\n").count == 1) == !quiet.isEmpty, "\(check.stderr)")
    }
  }

  @Test("run balances every row and every paisa", arguments: [[], ["--quiet"]])
  func run(_ quiet: [String]) async throws {
    try await withOffice { office in
      try office.write("pay.csv", Self.mixed)
      let run = try await office.start(office.sending("payout", "pay.csv", ["--json"] + quiet)).ended()
      let json = try run.json
      #expect(run.status == 4)
      #expect(json.number("status") == 4)
      #expect(json.keys == Self.members.union(["batch", "outcomes"]))
      #expect(json.counts("rows") == ["read": 8, "blank": 1, "valid": 5, "rejected": 3, "warned": 1])
      #expect(json.counts("outcomes") == ["accepted": 3, "failed": 1, "in_doubt": 1, "not_sent": 0])
      #expect(
        json.texts("amounts") == [
          "read": "1210.79", "valid": "1060.79", "rejected": "150.00", "accepted": "360.00", "failed": "300.22",
          "in_doubt": "400.57", "not_sent": "0.00",
        ]
      )
      try expectBalance(json, office)
    }
  }

  private func expectBalance(_ json: JSON, _ office: Office) throws {
    let rows = try #require(json.counts("rows"))
    let outcomes = try #require(json.counts("outcomes")).values.reduce(0, +)
    #expect(rows["read"] == (rows["valid"] ?? 0) + (rows["rejected"] ?? 0))
    #expect(rows["read"] == outcomes + (rows["rejected"] ?? 0))
    let amounts = try #require(json.texts("amounts"))
    let parts = try ["accepted", "failed", "in_doubt", "not_sent"].reduce(0) { try $0 + paise(amounts[$1]) }
    #expect(try paise(amounts["valid"]) == parts)
    #expect(try paise(amounts["read"]) == parts + paise(amounts["rejected"]))
    let files = try json.object("files")
    #expect(files.keys == ["results", "failed", "rejected", "warnings", "report", "kept"])
    #expect(files.strings("kept") == [])
    #expect(try office.csv("pay.results.csv").rows.count == outcomes)
    #expect(try office.csv("pay.rejected.csv").rows.count == rows["rejected"])
    #expect(try office.csv("pay.rejected.csv")["aop_row"] == ["6", "8", "9"])
    #expect(try office.csv("pay.warnings.csv")["aop_row"] == ["10"])
  }

  @Test("look-ups have no amounts")
  func lookUp() async throws {
    try await withOffice { office in
      try office.write("ask.csv", Sheets.rechargeStatus(["11570", "11571", "11572", "12000"]))
      let json = try await office.send("recharge-status", "ask.csv", "--json").json
      #expect(
        json.counts("outcomes")
          == ["success": 1, "pending": 1, "refunded": 1, "failed": 1, "error": 0, "not_sent": 0]
      )
      #expect(!json.keys.contains("amounts"))
    }
  }

  @Test("the sheet's digest is its own SHA-256")
  func digest() async throws {
    try await withOffice { office in
      // Computed with sha256sum over these very bytes.
      try office.write("ask.csv", "referenceid\n12345678\n")
      let json = try await office.run("check", "recharge-status", "ask.csv", "--json").json
      #expect(json.text("sha256") == "1c33b96fb61e874f6528ff0e72dde36b25745a76a5c780d5ff228c4615d29da8")
      #expect(json.text("plan")?.wholeMatch(of: /sha256:[0-9a-f]{64}/) != nil)
    }
  }

  @Test(
    "what was typed wrongly ends in an object too, and in words for people",
    arguments: [
      ["check", "payout", "--json"], ["check", "--json", "payuot", "pay.csv"], ["pay", "--json"], ["--json"],
      ["run", "payout", "pay.csv", "--json"], ["run", "payout", "-", "--yes", "--json"],
      ["check", "payout", "pay.csv", "--json", "--expect-rows", "0"], ["show", "--json"],
      ["sandbox", "--json", "--prot"],
      ["resolve", "x", "--row", "0", "--paid", "--reason", "y", "--json"],
    ]
  )
  func usage(_ arguments: [String]) async throws {
    try await withOffice { office in
      let ended = try await office.start(arguments).ended()
      #expect(ended.status == 64)
      #expect(try ended.json.number("status") == 64)
      #expect(try ended.json.text("code") == "usage")
      #expect(try ended.json.text("reason")?.contains("aopbatch --help") == true)
      #expect(!ended.stderr.isEmpty)
    }
  }

  @Test("behind -- stands no option: nothing is an object then")
  func behindDashes() async throws {
    try await withOffice { office in
      let ended = try await office.run("check", "payout", "--", "pay.csv", "--json")
      #expect(ended.status == 64 && ended.stdout.isEmpty)
    }
  }

  @Test(
    "a refusal is an object with the status, the code and the reason, and the same words go to people",
    arguments: [
      (["check", "payout", "missing.csv"], 1, "file.system"), (["check", "payout", "empty.csv"], 65, "sheet.empty"),
      (["check", "payout", "pay.csv", "--expect-rows", "7"], 65, "sheet.expectedRows"),
      (["run", "payout", "pay.csv", "--approve", "sha256:00"], 65, "plan.other"),
      (["run", "payout", "pay.csv", "--yes", "--base-url", "nowhere"], 1, "settings.address"),
      (["run", "payout", "pay.csv", "--yes", "--config", "missing.json"], 1, "file.system"),
      (["show", "20261121"], 1, "ledger.missing"),
      (["sandbox", "--port", "0", "--log", "no/such/log"], 1, "sandbox.log"),
    ]
  )
  func refusal(_ arguments: [String], _ status: Int, _ code: String) async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      try office.write("empty.csv", "")
      let ended = try await office.start(arguments + ["--json", "--quiet"]).ended()
      let json = try ended.json
      #expect(ended.status == status && json.number("status") == status)
      #expect(json.text("code") == code)
      let reason = try #require(json.text("reason"))
      #expect(ended.stderr == "aopbatch: \(reason)\n", "one line")
    }
  }

  @Test("a sheet that was processed before is named with its batch, and a brake with its code")
  func codes() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      let batch = try await office.send("payout", "pay.csv", "--json").json.text("batch")
      let again = try await office.send("payout", "pay.csv", "--json").json
      #expect(again.text("code") == "sheet.processed" && again.number("status") == 6)
      #expect(again.text("previous") == batch && batch != nil)
      try office.write("halt.csv", Sheets.payout(["2.03", "3.00"]))
      let halted = try await office.send("payout", "halt.csv", "--json").json
      #expect(halted.text("code") == "halted.credentials" && halted.number("status") == 5)
      #expect(halted.text("reason")?.contains("AOPAY_REGISTRATION_ID") == true)
    }
  }

  @Test("every command that has data gives one object", arguments: ["operations", "batches", "doubts"])
  func others(_ command: String) async throws {
    try await withOffice { office in
      try office.write("ask.csv", Sheets.rechargeStatus(["1000"]))
      _ = try await office.send("recharge-status", "ask.csv")
      let json = try await office.run(command, "--json").json
      #expect(json.keys.contains(command))
    }
  }

  @Test("batches lists the newest first, with what is to be done")
  func batches() async throws {
    try await withOffice { office in
      try office.write("one.csv", Sheets.payout(["1.00"]))
      try office.write("two.csv", Sheets.payout(["2.57"]))
      _ = try await office.send("payout", "one.csv")
      _ = try await office.send("payout", "two.csv")
      let batches = try await office.run("batches", "--json").json.list("batches")
      #expect(batches.map { $0.text("sheet") } == ["two.csv", "one.csv"])
      #expect(batches.map { $0.text("operation") } == ["payout", "payout"])
      let members: Set = ["batch", "operation", "sheet", "created", "state", "status", "outcomes", "amounts"]
      #expect(batches.allSatisfy { $0.keys.isSuperset(of: members) })
    }
  }

  @Test("data goes to standard output, words for people to standard error")
  func separation() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      let check = try await office.run("check", "payout", "pay.csv")
      #expect(check.stdout.isEmpty)
      #expect(check.stderr.contains("sha256:"))
      let run = try await office.send("payout", "pay.csv")
      #expect(run.stdout.isEmpty)
      let batch = try await office.run("batches", "--json").json.list("batches").first?.text("batch") ?? "none"
      #expect(run.stderr.contains(batch), "the batch is named")
      let quiet = try await office.run("check", "payout", "pay.csv", "--quiet")
      #expect(quiet.stdout.isEmpty && quiet.stderr.isEmpty)
      let template = try await office.run("template", "payout")
      #expect(template.stderr.isEmpty && template.stdout.hasPrefix("accountNumber,"))
    }
  }
}
