import TestSupport
import Testing

@Suite("Look-ups that are asked again", .timeLimit(.minutes(60)))
struct LookUpTests {
  @Test("--until-final asks for what is pending until it is final, and for nothing else")
  func untilFinal() async throws {
    try await withOffice { office in
      try office.write("ask.csv", Sheets.rechargeStatus(["1000", "1573", "1571"]))
      let options = ["--until-final", "--every", "1ms", "--for", "2h", "--json"]
      let run = try await office.start(office.sending("recharge-status", "ask.csv", options)).ended()
      #expect(run.status == 3, "\(run.stderr)")
      #expect(try office.requests.count == 5)
      #expect(try office.csv("ask.results.csv")["aop_outcome"] == ["success", "success", "failed"])
    }
  }

  @Test("--until-final begins no round that the time does not suffice for, and leaves pending what is")
  func giveUp() async throws {
    try await withOffice { office in
      try office.write("ask.csv", Sheets.rechargeStatus(["1570"]))
      let options = ["--until-final", "--every", "2h", "--for", "1h", "--json"]
      let run = try await office.start(office.sending("recharge-status", "ask.csv", options)).ended()
      #expect(run.status == 0, "\(run.stderr)")
      #expect(try run.json.counts("outcomes")?["pending"] == 1)
      #expect(try office.requests.count == 1)
    }
  }

  @Test("--skip-final renews an earlier results file, asking only for rows that are not final")
  func skipFinal() async throws {
    try await withOffice { office in
      try office.write("ask.csv", Sheets.rechargeStatus(["1000", "1573", "1571", "1572"]))
      #expect(try await office.send("recharge-status", "ask.csv").status == 3)
      let before = try office.csv("ask.results.csv")
      let run = try await office.send("recharge-status", "ask.results.csv", "--skip-final")
      #expect(run.status == 0, "only what is asked counts: \(run.stderr)")
      #expect(try office.requests.count == 5)
      let after = try office.csv("ask.results.csv")
      #expect(after.header == before.header)
      #expect(after["aop_outcome"] == ["success", "pending", "failed", "refunded"])
      #expect(after.rows[0] == before.rows[0], "a final row is carried over")
      #expect(try await office.send("recharge-status", "ask.results.csv", "--skip-final").status == 0)
      #expect(try office.csv("ask.results.csv")["aop_outcome"] == ["success", "success", "failed", "refunded"])
    }
  }

  @Test("these options are for recharge-status only", arguments: ["payout", "pan-status", "pan-new", "transfer-otp"])
  func others(_ operation: String) async throws {
    try await withOffice { office in
      try office.write("sheet.csv", Sheets.magic(operation, operation == "payout" ? ".00" : "000"))
      for options in [["--skip-final"], ["--until-final", "--every", "1s", "--for", "5s"]] {
        let run = try await office.start(office.sending(operation, "sheet.csv", options)).ended()
        #expect(run.status == 64)
      }
      #expect(try office.requests.isEmpty)
    }
  }
}
