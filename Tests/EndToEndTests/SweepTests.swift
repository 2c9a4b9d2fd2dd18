import TestSupport
import Testing

@Suite("A results file that is renewed", .timeLimit(.minutes(60)))
struct SweepTests {
  private func sweep(_ office: Office, _ options: String...) async throws -> Ended {
    try await office.start(office.sending("recharge-status", "ask.results.csv", ["--skip-final"] + options)).ended()
  }

  private func begin(_ office: Office) async throws -> CSV {
    try office.write("ask.csv", "referenceid,note\n1000,007\n1570,=x\n1571, ＝y\n1570001570,z\n")
    #expect(try await office.send("recharge-status", "ask.csv").status == 3)
    return try office.csv("ask.results.csv")
  }

  @Test("keeps a row whose reference was damaged or comes twice, with what it said, and says why it was not asked")
  func rejected() async throws {
    try await withOffice { office in
      _ = try await begin(office)
      let lines = try office.text("ask.results.csv").split(separator: "\r\n", omittingEmptySubsequences: false)
      try office.write(
        "ask.results.csv",
        ([lines[0], lines[1], lines[2].replacing("1570,", with: "15 70,")] + [lines[3], lines[4], lines[4], ""])
          .joined(separator: "\r\n")
      )
      let before = try office.csv("ask.results.csv")
      for _ in 1...2 {
        let run = try await sweep(office, "--json")
        #expect(run.status == 3, "\(run.stderr)")
        let after = try office.csv("ask.results.csv")
        #expect(after["referenceid"] == before["referenceid"])
        for (row, word) in [(1, "referenceid"), (4, "row 5")] {
          #expect(after.rows[row]["aop_message"]?.contains(word) == true, "\(after.rows[row])")
          #expect(after.rows[row]["aop_message"]?.hasPrefix("Not asked: ") == true)
          var (old, new) = (before.rows[row], after.rows[row])
          for name in ["aop_message"] { (old[name], new[name]) = (nil, nil) }
          #expect(old == new)
        }
        #expect(after.lines[0] == before.lines[0] && after.lines[2] == before.lines[2], "final rows: letter for letter")
        let names = try office.names
        #expect(!names.contains { $0.contains("results.kept") }, "\(names)")
      }
    }
  }

  @Test("keeps what was known of a row that got no answer, in sweeps and in later rounds")
  func noAnswer() async throws {
    try await withOffice { office in
      let before = try await begin(office)
      var away = office
      away.url = "http://127.0.0.1:9"
      for _ in 1...2 {
        let run = try await sweep(away, "--attempts", "1", "--json")
        #expect(run.status != 0)
        #expect(try office.csv("ask.results.csv") == before, "letter for letter")
      }
    }
  }

  @Test(
    "carries over what it cannot read as it is typed",
    arguments: ["0000-00-00T00:00:00.000Z", "26/11/26 09:15", "'=1"]
  )
  func asTyped(_ moment: String) async throws {
    try await withOffice { office in
      let before = try await begin(office)
      let sentAt = before["aop_sent_at"][0]
      try office.write("ask.results.csv", try office.text("ask.results.csv").replacing(sentAt, with: moment))
      let typed = try office.csv("ask.results.csv")
      #expect(typed["aop_sent_at"][0] == moment)
      #expect(try await sweep(office).status == 0)
      #expect(try office.csv("ask.results.csv").lines[0] == typed.lines[0])
    }
  }

  @Test("keeps rows of which only our columns are left, and columns of the user's own")
  func emptied() async throws {
    try await withOffice { office in
      _ = try await begin(office)
      let text = try office.text("ask.results.csv")
      try office.write("ask.results.csv", text.replacing("1571, ＝y", with: ",").replacing("1571,' ＝y", with: ","))
      #expect(try await sweep(office).status == 3)
      #expect(try office.csv("ask.results.csv").rows.count == 4)
      #expect(try office.csv("ask.results.csv")["aop_outcome"][2] == "failed")
    }
  }

  @Test("keeps the newest answers when an older sweep, or the run before it, goes on after a newer one")
  func olderResumed() async throws {
    try await withOffice { office in
      var away = office
      away.url = "http://127.0.0.1:9"
      try office.write("ask.csv", "referenceid,note\n1000,007\n1570,=x\n")
      let run = try await away.start(away.sending("recharge-status", "ask.csv", ["--attempts", "1", "--json"])).ended()
      let older = try await sweep(away, "--attempts", "1", "--json")
      try office.write("ask.results.csv", try office.text("ask.results.csv") + "1571,pasted\r\n")
      #expect(try await sweep(office).status == 3)
      let newest = try office.csv("ask.results.csv")
      #expect(newest["aop_outcome"] == ["success", "pending", "failed"])
      for ended in [older, run] {
        let batch = try #require(try ended.json.text("batch"))
        #expect(try await office.run("resume", batch, "--attempts", "1").status != 0)
        #expect(try office.csv("ask.results.csv") == newest, "letter for letter")
      }
    }
  }

  @Test("warns of a pasted row that has the aop_row of another one")
  func pasted() async throws {
    try await withOffice { office in
      try office.write("ask.csv", "referenceid\nre f\n1000\n1571\n")
      #expect(try await office.send("recharge-status", "ask.csv").status == 3)
      let results = try office.text("ask.results.csv")
      let header = try office.csv("ask.results.csv").header.count
      for row in ["1570", "1570,4"] {
        let filled = row + String(repeating: ",", count: header - row.split(separator: ",").count)
        try office.write("ask.results.csv", "\(results)\(filled)\r\n")
        _ = try await sweep(office)
        let warnings = try office.csv("ask.results.warnings.csv")
        #expect(warnings["aop_warning_codes"] == ["row.number"])
        #expect(warnings["aop_warnings"][0].contains("aop_row 4 is also that of row 3"))
      }
    }
  }

  @Test("of an older sweep is not put in the place of a newer one by an export")
  func olderExport() async throws {
    try await withOffice { office in
      _ = try await begin(office)
      let first = try await sweep(office, "--json").json.text("batch") ?? ""
      #expect(try await sweep(office).status == 0)
      let newest = try office.text("ask.results.csv")
      let export = try await office.run("export", first)
      #expect(export.status == 0 && export.stderr.contains("kept"))
      let kept = try office.names.filter { $0.hasPrefix("ask.results.kept-") }
      #expect(try kept.map(office.text) == [newest])
    }
  }
}
