import TestSupport
import Testing

@Suite("The failed file", .timeLimit(.minutes(60)))
struct FailedFileTests {
  @Test("has the rows with a definite no as they stand in the sheet; corrected, it is a sheet that can be run")
  func correctAndRun() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00", "2.22", "3.22", "4.57", "x"]))
      let run = try await office.send("payout", "pay.csv", "--json")
      #expect(run.status == 4, "\(run.stderr)")
      #expect(run.stderr.contains("pay.failed.csv"))
      let failed = try office.csv("pay.failed.csv")
      let columns = Sheets.payoutHeader + ",aop_row,aop_outcome,aop_message"
      #expect(failed.header == columns.split(separator: ",").map(String.init))
      #expect(failed["amount"] == ["2.22", "3.22"])
      #expect(failed["aop_row"] == ["3", "4"])
      #expect(failed["aop_outcome"] == ["failed", "failed"])
      #expect(failed["aop_message"].allSatisfy { !$0.isEmpty })
      #expect(office.mode("pay.failed.csv") == 0o600)

      try office.write("pay.failed.csv", try office.text("pay.failed.csv").replacing(",2.22,", with: ",2.00,"))
      let again = try await office.send("payout", "pay.failed.csv")
      #expect(again.status == 3, "\(again.stderr)")
      #expect(try office.csv("pay.failed.results.csv")["aop_outcome"] == ["accepted", "failed"], "no row is a repeat")
      #expect(try office.csv("pay.failed.failed.csv")["amount"] == ["3.22"])
    }
  }

  @Test("is header-only when no row failed, for every operation, and is renewed by an export")
  func headerOnly() async throws {
    try await withOffice { office in
      for operation in ["payout", "recharge-status", "pan-status", "pan-new", "transfer-otp"] {
        try office.write("\(operation).csv", Sheets.magic(operation, operation == "payout" ? ".00" : "000"))
        let run = try await office.send(operation, "\(operation).csv", "--json")
        #expect(try office.csv("\(operation).failed.csv").rows.isEmpty, "\(run.stderr)")
        let out = "again/\(operation)"
        #expect(try await office.run("export", run.json.text("batch") ?? "", "--out", out).status == 0)
        #expect(try office.data("\(out)/\(operation).failed.csv") == office.data("\(operation).failed.csv"))
      }
    }
  }
}
