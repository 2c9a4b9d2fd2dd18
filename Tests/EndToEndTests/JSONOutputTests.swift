import Testing

@Suite("What --json says", .timeLimit(.minutes(10)))
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
      #expect(json.counts("rows") == ["read": 8, "blank": 1, "valid": 5, "rejected": 3, "warned": 1])
      #expect(json.texts("amounts") == ["read": "1210.79", "valid": "1060.79", "rejected": "150.00"])
      #expect(json.counts("errors")?["row.duplicate"] == 1)
      #expect(json.counts("errors")?["beneficiaryIFSC.length"] == 1)
      #expect(json.counts("errors")?.values.reduce(0, +) == 3)
      #expect(json.counts("warnings")?.count == 1)
      #expect(json.number("status") == 3)
      #expect(check.status == 3)
      #expect(check.stderr.isEmpty == !quiet.isEmpty, "\(check.stderr)")
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
    let files = try #require(json.texts("files"))
    #expect(Set(files.keys) == ["results", "rejected", "warnings"])
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

  @Test("a refusal is an object with the status and the reason, and the same words go to people")
  func refusal() async throws {
    try await withOffice { office in
      let check = try await office.run("check", "payout", "missing.csv", "--json", "--quiet")
      let json = try check.json
      #expect(check.status == 1)
      #expect(json.number("status") == 1)
      #expect(json.text("reason")?.contains("missing.csv") == true)
      #expect(check.stderr.contains("missing.csv"))
    }
  }

  @Test("every command that has data gives one object", arguments: ["operations", "batches"])
  func others(_ command: String) async throws {
    try await withOffice { office in
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
      #expect(batches.allSatisfy { $0.keys.isSuperset(of: ["batch", "operation", "sheet", "created", "status"]) })
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
