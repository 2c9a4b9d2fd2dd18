import Foundation
import TestSupport
import Testing

@Suite("The files that are written", .timeLimit(.minutes(60)))
struct FileTests {
  private static let kinds = ["results", "failed", "rejected", "warnings"]

  @Test("are private, whole, CRLF and UTF-8, in a folder that is made for them")
  func form() async throws {
    try await withOffice { office in
      let odd = Sheets.payoutRow(account: Sheets.account(9), amount: "\"1,00,000.00\"").replacing(
        "Asha",
        with: "\"Āśa \"\"A\"\""
      )
      .replacing("Rao,", with: "Rao\",")
      try office.write("pay.csv", Sheets.payout(["1.00", "x"]) + odd + "\n")
      let run = try await office.send("payout", "pay.csv", "--out", "out/of/sight")
      #expect(run.status == 3, "\(run.stderr)")
      for kind in Self.kinds {
        let name = "out/of/sight/pay.\(kind).csv"
        #expect(office.mode(name) == 0o600)
        _ = try office.csv(name)
      }
      let results = try office.csv("out/of/sight/pay.results.csv")
      #expect(results["beneficiaryName"] == ["Asha Rao", "Āśa \"A\" Rao"])
      #expect(results["amount"] == ["1.00", "1,00,000.00"])
      #expect(results["aop_amount"] == ["1.00", "100000.00"])
      #expect(try office.names == ["out", "pay.csv"])
    }
  }

  @Test("are always all of them, whatever stood in their places")
  func replaced() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      for kind in Self.kinds { try office.write("pay.\(kind).csv", "left over") }
      #expect(try await office.send("payout", "pay.csv").status == 0)
      #expect(try office.csv("pay.results.csv").rows.count == 1)
      for kind in Self.kinds.dropFirst() { #expect(try office.csv("pay.\(kind).csv").rows.isEmpty) }
      for kind in Self.kinds { #expect(office.mode("pay.\(kind).csv") == 0o600) }
    }
  }

  @Test("keep what a spreadsheet would run as a formula from running, and read back as they were")
  func formulas() async throws {
    try await withOffice { office in
      let header = Sheets.payoutHeader + ",note,aop_row\n"
      let rows = ["=1+1", "+SUM(A1)", "@x", "-5", "plain", "＝1"].enumerated().map { index, note in
        Sheets.payoutRow(account: Sheets.account(index), amount: "bad") + ",\(note),7\n"
      }
      try office.write("pay.csv", header + rows.joined())
      #expect(try await office.run("check", "payout", "pay.csv").status == 3)
      let rejected = try office.csv("pay.rejected.csv")
      #expect(rejected["note"] == ["'=1+1", "'+SUM(A1)", "'@x", "-5", "plain", "'＝1"])
      #expect(rejected.header.filter { $0 == "aop_row" }.count == 1)
      // Mended, it goes round again.
      try office.write("again.csv", try office.text("pay.rejected.csv").replacing(",bad,", with: ",5.00,"))
      #expect(try await office.send("payout", "again.csv").status == 0)
      #expect(try office.csv("again.results.csv")["note"] == rejected["note"])
    }
  }

  @Test("that cannot be written are a trouble with a remedy before anything is sent")
  func inTheWay() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00", "2.00"]))
      let folder = office.work.appending(path: "pay.results.csv/full")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let run = try await office.send("payout", "pay.csv", "--json")
      #expect(run.status == 1)
      #expect(try run.json.text("reason")?.contains("pay.results.csv") == true)
      #expect(run.stderr.contains("folder"))
      #expect(try !office.names.contains { $0.hasPrefix(".aopbatch") }, "nothing half-written")
      #expect(try office.requests.isEmpty)
      #expect(try await office.run("batches", "--json").json.list("batches").isEmpty)

      try FileManager.default.removeItem(at: office.work.appending(path: "pay.results.csv"))
      #expect(try await office.send("payout", "pay.csv").status == 0)
      #expect(try office.csv("pay.results.csv")["aop_outcome"] == ["accepted", "accepted"])
    }
  }

  @Test("in a folder that cannot be made are a trouble that names it, before anything is sent")
  func noFolder() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      let run = try await office.send("payout", "pay.csv", "--out", "pay.csv/below")
      #expect(run.status == 1)
      #expect(run.stderr.contains("pay.csv/below"))
      #expect(try office.requests.isEmpty)
      #expect(try await office.run("batches", "--json").json.list("batches").isEmpty)
    }
  }

  @Test("that cannot be written after paying take nothing back: the batch is named, and so is the way to them")
  func lostFolder() async throws {
    try await withHeldOffice { office, provider in
      try office.write("pay.csv", Sheets.payout(["1.00", "2.00"]))
      let running = try office.start(office.sending("payout", "pay.csv", ["--out", "out", "--json"]))
      await provider.arrivals(2, of: running)
      try FileManager.default.removeItem(at: office.work.appending(path: "out"))
      try office.write("out", "a file")
      provider.passAll()
      let run = try await running.ended()
      #expect(run.status == 1)
      let batch = try #require(try run.json.text("batch"))
      #expect(run.stderr.contains("were sent") && run.stderr.contains("`aopbatch export \(batch) --out FOLDER`"))
      #expect(try await office.run("export", batch, "--out", "else").status == 0)
      #expect(try office.csv("else/pay.results.csv")["aop_outcome"] == ["accepted", "accepted"])
    }
  }

  @Test("of standard input are called stdin, in the current folder")
  func standardInput() async throws {
    try await withOffice { office in
      let sheet = Sheets.rechargeStatus(["1000", "2000"])
      #expect(try await office.run("check", "recharge-status", "-", input: sheet).status == 0)
      #expect(try office.names == ["stdin.rejected.csv", "stdin.warnings.csv"])
      let run = try await office.run("run", "recharge-status", "-", "--base-url", office.url, "--json", input: sheet)
      #expect(run.status == 0)
      #expect(try run.json.text("sheet") == "stdin")
      #expect(try office.csv("stdin.results.csv")["aop_outcome"] == ["success", "success"])
      #expect(try await office.run("check", "payout", "-", input: Sheets.payout(["1.00"])).status == 0)
    }
  }

  @Test("payouts do not come from standard input", arguments: ["payout", "pan-new", "transfer-otp"])
  func noPayoutFromInput(_ operation: String) async throws {
    try await withOffice { office in
      let run = try await office.run(
        "run",
        operation,
        "-",
        "--yes",
        "--base-url",
        office.url,
        input: Sheets.magic(operation, ".00")
      )
      #expect(run.status == 64)
      #expect(try office.requests.isEmpty)
      #expect(try office.names.isEmpty)
    }
  }
}
