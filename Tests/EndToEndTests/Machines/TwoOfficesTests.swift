import Foundation
import TestSupport
import Testing

@Suite("Two offices with one ledger", .blocking, .timeLimit(.minutes(60)))
struct TwoOfficesTests {
  @Test(
    "approve sheets that overlap in the same second: one pays, the other's rows are repeats",
    arguments: [true, false]
  )
  func sameSecond(atThePrompt: Bool) async throws {
    try await withCompany(.shared, passing: .max) { company in
      let rows = Audit.sheet(rows: 30).split(separator: "\n").map { "\($0)\n" }
      let folder = try Folder(isOnDisk: true)
      var other = company.office
      other.folder = folder
      for place in [other.work, other.scratch] {
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      }
      let offices = [company.office, other]
      try company.office.write("mumbai.csv", rows[0...20].joined())
      try other.write("pune.csv", (rows[...0] + rows[11...]).joined())
      let words = ["mumbai.csv", "pune.csv"].map { ["run", "payout", $0, "--base-url", company.office.url] }

      if atThePrompt {
        let terminals = try zip(offices, words).map { try Terminal($1, in: $0) }
        for terminal in terminals { #expect(await terminal.running.hasPrinted("Type yes")) }
        for terminal in terminals { terminal.type("yes\n") }
        try await check(terminals.map(\.running), offices, words)
      } else {
        try await check(try zip(offices, words).map { try $0.start($1 + ["--yes"]) }, offices, words)
      }
      let asked = try company.office.accountsAsked
      #expect(asked.count == 30 && Set(asked) == Set((0..<30).map(Sheets.account)), "each payment once")
    }
  }

  /// The slower one gives the command again if it was told to, and its rows that the other one has are rejected.
  private func check(_ running: [Running], _ offices: [Office], _ words: [[String]]) async throws {
    var repeats = 0
    for place in running.indices {
      var ended = try await running[place].ended()
      if ended.status == 6 {
        for other in running { _ = try await other.ended() }
        ended = try await offices[place].start(words[place] + ["--yes"]).ended()
      }
      #expect([0, 3].contains(ended.status), "\(ended.stderr)")
      let rejected = try offices[place].csv(words[place][2].replacing(".csv", with: ".rejected.csv"))
      #expect(rejected.rows.count == (ended.status == 0 ? 0 : 10))
      #expect(rejected["aop_error_codes"].allSatisfy { $0 == "row.repeat" })
      repeats += rejected.rows.count
    }
    #expect(repeats == 10)
  }
}
