import TestSupport
import Testing

@Suite("Nothing is sent without a yes", .timeLimit(.minutes(60)))
struct ApprovalTests {
  @Test("without a terminal and without --yes it is bad usage", arguments: ["payout", "pan-new", "transfer-otp"])
  func noTerminal(_ operation: String) async throws {
    try await withOffice { office in
      try office.write("sheet.csv", Sheets.magic(operation, operation == "payout" ? ".00" : "000"))
      let run = try await office.run("run", operation, "sheet.csv", "--base-url", office.url, input: "yes\n")
      #expect(run.status == 64)
      #expect(run.stderr.contains("--yes"))
      #expect(try office.requests.isEmpty)
      #expect(try office.names == ["sheet.csv"])
    }
  }

  @Test("a look-up needs none")
  func lookUp() async throws {
    try await withOffice { office in
      try office.write("ask.csv", Sheets.rechargeStatus(["1000"]))
      #expect(try await office.run("run", "recharge-status", "ask.csv", "--base-url", office.url).status == 0)
    }
  }

  @Test("the plan's digest that check printed is a yes for the same sheet, and for no other")
  func digest() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00", "2.00"]))
      let check = try await office.run("check", "payout", "pay.csv", "--base-url", office.url, "--json")
      let plan = try #require(try check.json.text("plan"))
      let send = ["run", "payout", "pay.csv", "--base-url", office.url, "--json", "--approve", plan]

      try office.write("pay.csv", Sheets.payout(["1.00", "2.01"]))
      let changed = try await office.start(send).ended()
      #expect(changed.status == 65)
      #expect(try changed.json.number("status") == 65)
      #expect(try office.requests.isEmpty)

      try office.write("pay.csv", Sheets.payout(["1.00", "2.00"]))
      let run = try await office.start(send).ended()
      #expect(run.status == 0, "\(run.stderr)")
      #expect(try run.json.text("plan") == plan)
      #expect(try office.requests.count == 2)
    }
  }

  @Test("--yes does not overrule a digest that is wrong")
  func yesAndWrongDigest() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      #expect(try await office.send("payout", "pay.csv", "--approve", "sha256:0000").status == 65)
      #expect(try office.requests.isEmpty)
    }
  }

  @Test("whatever changes what would be sent changes the digest")
  func digestChanges() async throws {
    try await withOffice { office in
      try office.write(
        "pay.csv",
        Sheets.payout(["1.00", "2.00"]) + Sheets.payoutRow(account: "50100100000000", amount: "1.00")
      )
      var plans: [String] = []
      for options in [[], ["--max-amount", "1.50"], ["--allow-duplicates"]] {
        let check = try await office.start(["check", "payout", "pay.csv", "--json"] + options).ended()
        plans.append(try #require(try check.json.text("plan")))
      }
      #expect(plans[0] != plans[1])
    }
  }

  @Test(
    "a person on a terminal is asked, and only yes is a yes",
    arguments: [("yes\n", 0), ("y\n", 64), ("no\n", 64), ("\n", 64)]
  )
  func asked(_ keys: String, _ status: Int32) async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["12.00"]))
      let run = try await office.runOnTerminal(["run", "payout", "pay.csv", "--base-url", office.url], typing: keys)
      #expect(run.status == status, "\(run.stdout)")
      #expect(run.stdout.contains("12.00") && run.stdout.contains("sha256:"), "the plan is shown: \(run.stdout)")
      #expect(try office.requests.count == (status == 0 ? 1 : 0))
      // A no leaves nothing behind.
      if status != 0 { #expect(try await office.run("batches", "--json").json.list("batches").isEmpty) }
    }
  }
}
