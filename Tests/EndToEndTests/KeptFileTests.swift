import Foundation
import TestSupport
import Testing

@Suite("What is somebody's", .timeLimit(.minutes(60)))
struct KeptFileTests {
  /// The kept files of a kind, with their texts.
  private func kept(_ office: Office, _ kind: String) throws -> [String] {
    let pattern = try Regex("^pay\\.\(kind)\\.kept-[0-9]{8}-[0-9]{6}\\.(csv|html)$")
    return try office.names.filter { $0.wholeMatch(of: pattern) != nil }.map(office.text)
  }

  private func files(_ run: Ended) throws -> [String] {
    try #require(run.json.object("files").strings("kept"), "\(run.stdout)")
  }

  @Test("corrections in a rejected file are kept beside when the sheet is checked or run again, and said")
  func corrections() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00", "x"]))
      #expect(try await office.run("check", "payout", "pay.csv").status == 3)
      let corrected = try office.text("pay.rejected.csv").replacing(",x,", with: ",2.00,")
      try office.write("pay.rejected.csv", corrected)
      let run = try await office.send("payout", "pay.csv", "--json")
      #expect(run.status == 3, "\(run.stderr)")
      #expect(try kept(office, "rejected") == [corrected])
      #expect(try files(run).count == 1)
      #expect(run.stderr.contains("pay.rejected.kept-"))
      #expect(try office.csv("pay.rejected.csv")["amount"] == ["x"])

      try office.write("pay.rejected.csv", corrected + "\n")
      let export = try await office.run("batches", "--json")
      let batch = try #require(try export.json.list("batches").first?.text("batch"))
      let again = try await office.run("export", batch, "--json")
      #expect(again.status == 0, "\(again.stderr)")
      #expect(try Set(kept(office, "rejected")) == [corrected, corrected + "\n"], "no kept file is replaced either")
      #expect(try files(again).count == 1)
    }
  }

  @Test("is not what we wrote and nobody changed: check, run and export replace their own files")
  func ours() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00", "x"]))
      for amount in ["y", "z"] {
        try office.write("pay.csv", Sheets.payout(["1.00", amount]))
        #expect(try await office.run("check", "payout", "pay.csv").status == 3)
      }
      let run = try await office.send("payout", "pay.csv", "--json")
      #expect(run.status == 3)
      let batch = try #require(try run.json.text("batch"))
      #expect(try await office.run("export", batch).status == 0)
      #expect(try await office.run("resume", batch, "--yes", "--base-url", office.url).status == 3)
      let names = try office.names
      #expect(!names.contains { $0.contains("kept") }, "\(names)")
    }
  }

  @Test("are the files of another month's batch, and whatever we did not write, the page too")
  func otherBatches() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00", "x"]))
      #expect(try await office.send("payout", "pay.csv").status == 3)
      let november = try office.text("pay.results.csv")
      let page = try office.text("pay.report.html")
      try office.write("pay.csv", Sheets.payout(["7.00", "8.00", "y"]))
      try office.write("pay.warnings.csv", "my own list")
      let run = try await office.send("payout", "pay.csv", "--json")
      #expect(run.status == 3, "\(run.stderr)")
      #expect(try kept(office, "results") == [november])
      #expect(try kept(office, "report") == [page])
      #expect(try kept(office, "warnings") == ["my own list"])
      #expect(try kept(office, "rejected").count == 1)
      #expect(try office.csv("pay.results.csv")["aop_amount"] == ["7.00", "8.00"])
      let names = try office.names
      for path in try files(run) { #expect(names.contains(String(path.split(separator: "/").last ?? "")), "\(path)") }
    }
  }

  @Test("is kept also when the sheet is refused afterwards, and said then")
  func refusedAfterwards() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00", "x"]))
      try office.write("pay.rejected.csv", "mine")
      for command in [["check", "payout", "pay.csv", "--json"], office.sending("payout", "pay.csv", ["--json"])] {
        try office.write("pay.rejected.csv", "mine")
        let run = try await office.start(command + ["--all-or-nothing"]).ended()
        #expect(run.status == 65)
        #expect(run.stderr.contains("pay.rejected.kept-"))
        #expect(try files(run).count == 1)
      }
      #expect(try kept(office, "rejected") == ["mine", "mine"])
    }
  }

  @Test("is a link in the place of our file, and what it leads to")
  func link() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00", "x"]))
      try office.write("list.csv", "mine")
      let place = office.work.appending(path: "pay.rejected.csv")
      try FileManager.default.createSymbolicLink(atPath: place.path(), withDestinationPath: "list.csv")
      #expect(try await office.run("check", "payout", "pay.csv").status == 3)
      #expect(try office.text("list.csv") == "mine")
      #expect(try kept(office, "rejected") == ["mine"])
    }
  }

  @Test("empty values of options and arguments are bad usage that names the option")
  func emptyOptions() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      let cases = [
        ["check", "payout", "pay.csv", "--out", ""], ["check", "payout", "pay.csv", "--out="],
        ["check", "payout", "pay.csv", "--ledger", ""], ["check", "payout", "pay.csv", "--config", " "],
        ["run", "payout", "pay.csv", "--yes", "--out", ""], ["export", "x", "--out", ""], ["check", "payout", ""],
        ["resume", "x", "--yes", "--out", ""], ["backup", ""], ["sandbox", "--log", ""],
        ["check", "payout", "pay.csv", "--ifsc-directory", ""], ["prune", "--before", ""],
      ]
      for arguments in cases {
        let run = try await office.start(arguments + ["--json"]).ended()
        #expect(run.status == 64, "\(arguments)")
        #expect(try run.json.text("code") == "usage")
        #expect(run.stderr.contains("is empty"), "\(run.stderr)")
      }
      #expect(try office.names == ["pay.csv"])
    }
  }
}
