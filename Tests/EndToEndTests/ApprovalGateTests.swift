import Foundation
import TestSupport
import Testing

@Suite("Signed approvals", .timeLimit(.minutes(60)))
struct ApprovalGateTests {
  private let sheet = Sheets.payout(["3000.00", "8000.00"])

  @Test(
    "two signatures let a sheet be paid once; the plan, `show` and the journal say whose",
    arguments: Firm.Place.allCases
  )
  func paid(_ place: Firm.Place) async throws {
    try await withFirm(place) { firm in
      let office = firm.office
      try office.write("pay.csv", sheet)
      let check = ["check", "payout", "pay.csv", "--base-url", office.url]
      #expect(try await firm.run(check).json.number("approvals") == 2)
      try await firm.ask("ask", check)
      let run = office.sending("payout", "pay.csv").filter { $0 != "--yes" }
      try await firm.expectRefused("approval.missing", run + ["--yes"])
      try await firm.expectRefused("approval.missing", run + firm.signed("ask", by: "ravi"))
      try await firm.expectRefused("approval.samePerson", run + firm.signed("ask", by: "ravi", "ravi"))
      try await firm.expectRefused("approval.byMaker", run + firm.signed("ask", by: "ravi", "asha"))
      let both = try await firm.signed("ask", by: "ravi", "meena")
      let other = ["AOPAY_REGISTRATION_ID": "AOP-OTHER-1"]
      try await firm.expectRefused("approval.differs", run + both, other)
      let paid = try await firm.run(run + both)
      #expect(paid.status == 0 && paid.stderr.contains("Approved by ravi@firm.in (SHA256:"), "\(paid.stderr)")
      #expect(try firm.sent == 3)
      let batch = try #require(try paid.json.text("batch"))
      let shown = try await office.run("show", batch, "--json").json
      #expect(try shown.list("approvals").compactMap { $0.text("principal") } == ["ravi@firm.in", "meena@firm.in"])
      let journal = try await office.run("journal", batch).stdout
      #expect(journal.contains("\"event\":\"approved\"") && journal.contains("\"event\":\"recorded\""))
      #expect(try await office.run("verify").status == 0)

      // Once more for a reason is something else, and needs its own.
      try await firm.expectRefused("approval.differs", run + both + ["--again", "lost"])
      try await firm.ask("again", check + ["--again", "lost", "--allow-repeats", "the bank lost both"])
      let again = try await firm.signed("again", by: "ravi", "meena")
      let reasons = ["--again", "lost", "--allow-repeats", "the bank lost both"]
      let repeated = try await firm.run(run + again + reasons)
      #expect(try firm.sent == 5, "\(repeated.stderr)")
    }
  }

  @Test("what was changed since, at whatever place, is not what was approved", arguments: Firm.Place.allCases)
  func changed(_ place: Firm.Place) async throws {
    try await withFirm(place) { firm in
      let office = firm.office
      try office.write("pay.csv", sheet)
      let check = ["check", "payout", "pay.csv", "--base-url", office.url]
      try await firm.ask("ask", check)
      let both = try await firm.signed("ask", by: "ravi", "meena")
      let run = office.sending("payout", "pay.csv")

      try office.write("pay.csv", Sheets.payout(["3000.00", "8000.01"]))
      try await firm.expectRefused("approval.differs", run + both)
      try office.write("pay.csv", sheet)
      let text = try String(contentsOf: firm.folder.appending(path: "ask"), encoding: .utf8)
      try firm.write("forged", text.replacing("rows 2", with: "rows 3"))
      try await firm.expectRefused("approval.differs", run + ["--approval", firm.path("forged")] + both.dropFirst(2))
      try firm.write("forged", text.replacing(/head (\d+)/) { "head 0\($0.output.1)" })
      try await firm.expectRefused("approval.otherText", run + ["--approval", firm.path("forged")] + both.dropFirst(2))
      try firm.write("torn", String(text.dropLast(9)))
      try await firm.expectRefused("approval.text", run + ["--approval", firm.path("torn")] + both.dropFirst(2))
      try await firm.expectRefused("approval.file", run + ["--approval", firm.path("absent")] + both.dropFirst(2))
      // Another ledger, which has none of this one's journal.
      try await firm.expectRefused("approval.differs", run + both + ["--ledger", "other.sqlite"])
      // The policy was replaced: by one that asks for less, too.
      try firm.adopt(#""bands":[{"signatures":1}]"#)
      try await firm.expectRefused("approval.differs", run + both)
    }
  }

  @Test("`resume` and `resolve --not-paid` ask for their own", arguments: Firm.Place.allCases)
  func goingOn(_ place: Firm.Place) async throws {
    try await withFirm(place) { firm in
      let office = firm.office
      try office.write("pay.csv", Sheets.payout(["700.55", "300.70", "900.00"]))
      try await firm.ask("ask", ["check", "payout", "pay.csv", "--base-url", office.url])
      let first = try await firm.signed("ask", by: "ravi")
      let options = ["--concurrency", "1", "--timeout", "1"]
      let halted = try await firm.run(office.sending("payout", "pay.csv") + first + options)
      #expect(halted.status == 5, "\(halted.stderr)")
      let batch = try #require(try halted.json.text("batch"))

      let resume = ["resume", batch, "--yes"]
      try await firm.expectRefused("approval.missing", resume)
      try await firm.expectRefused("approval.differs", resume + first)
      let words = ["resolve", batch, "--row", "2", "--not-paid", "--reason", "no debit"]
      try await firm.expectRefused("approval.missing", words)
      try await firm.ask("unpaid", words)
      let unpaid = try await firm.signed("unpaid", by: "meena")
      let elsewhere = ["resolve", batch, "--row", "2", "--not-paid", "--reason", "another"]
      try await firm.expectRefused("approval.differs", elsewhere + unpaid)
      let resolved = try await firm.run(words + unpaid)
      #expect(resolved.status == 0, "\(resolved.stderr)")

      try await firm.ask("rest", ["resume", batch])
      let rest = try await firm.signed("rest", by: "meena")
      try await firm.expectRefused(
        "approval.otherText",
        resume + ["--approval", firm.path("rest")] + unpaid.dropFirst(2)
      )
      _ = try await firm.run(resume + rest + options)
      let sent = try firm.sent
      #expect(sent > 3)
      #expect(try await firm.run(resume + rest).status == 4, "nothing is left, and nobody is asked")
      #expect(try firm.sent == sent)
    }
  }

  @Test("who helps with a batch is under the policy that it was begun under, whatever held elsewhere since")
  func joins() async throws {
    try await withFirm(.server) { firm in
      let office = firm.office
      let batch = try #require(try await office.run("batches", "--json").json.list("batches").first?.text("batch"))
      let first = try String(contentsOf: firm.folder.appending(path: "policy.json"), encoding: .utf8)
      #expect(try await firm.run(["join", batch]).status == 0)
      try firm.adopt(#""bands":[{"signatures":0}]"#)
      try await firm.expectRefused("approval.policy", ["join", batch])
      try office.write("other.csv", Sheets.payout(["7.00"]))
      #expect(try await firm.run(office.sending("payout", "other.csv")).status == 0)
      try await firm.expectRefused("approval.policy", ["join", batch])
      try firm.write("policy.json", first)
      #expect(try await firm.run(["join", batch]).status == 0)
    }
  }

  @Test("nobody is asked to sign what would be refused anyhow")
  func asksInVain() async throws {
    try await withFirm { firm in
      let office = firm.office
      try office.write("pay.csv", Sheets.payout(["10.00", "300.70", "20.00"]))
      let halted = try await firm.run(office.sending("payout", "pay.csv") + ["--concurrency", "1"])
      let batch = try #require(try halted.json.text("batch"))
      let resume = ["resume", batch, "--approval-request", firm.path("rest")]
      func expectRefused(_ code: String, _ more: [String] = [], _ environment: [String: String] = [:]) async throws {
        let refused = try await firm.run(resume + more, environment: environment)
        #expect(try refused.json.text("code") == code, "\(refused.stderr)")
        #expect(!FileManager.default.fileExists(atPath: firm.path("rest")))
      }
      try await expectRefused("batch.address", ["--base-url", "http://127.0.0.1:9"])
      try await expectRefused("batch.registration", [], ["AOPAY_REGISTRATION_ID": "another"])
      #expect(try await office.run("cancel", batch, "--reason", "no").status == 0)
      try await expectRefused("batch.cancelled")
    }
  }

  @Test("of a sheet that goes on, what is left is signed, with the reason that repeats were let through for")
  func goingOnWithRepeats() async throws {
    try await withFirm { firm in
      let office = firm.office
      try office.write("before.csv", Sheets.payout(["50.00", "100.00"]))
      #expect(try await firm.run(office.sending("payout", "before.csv")).status == 0)
      try office.write("pay.csv", Sheets.payout(["300.70", "100.00", "90.00"]))
      let reason = ["--allow-repeats", "a second delivery"]
      let check = ["check", "payout", "pay.csv", "--base-url", office.url] + reason
      let run = office.sending("payout", "pay.csv") + reason
      try await firm.ask("ask", check)
      let halted = try await firm.run(run + firm.signed("ask", by: "ravi") + ["--concurrency", "1"])
      #expect(halted.status == 5, "\(halted.stderr)")

      let batch = try #require(try halted.json.text("batch"))
      try await firm.ask("left", check)
      try await firm.ask("rest", ["resume", batch])
      let texts = try ["left", "rest"].map { name in
        try String(contentsOf: firm.folder.appending(path: name), encoding: .utf8).split(separator: "\n")
          .filter { !$0.hasPrefix("expires ") && !$0.hasPrefix("registration ") }
      }
      #expect(texts[0] == texts[1] && texts[0].contains("repeats-reason a second delivery"))
      let paid = try await firm.run(run + firm.signed("left", by: "meena"))
      #expect(paid.status == 3 || paid.status == 0, "\(paid.stderr)")
      #expect(try firm.sent >= 6)
    }
  }

  @Test("an approval is good for one of two that use it at once", arguments: Firm.Place.allCases)
  func atOnce(_ place: Firm.Place) async throws {
    try await withFirm(place) { firm in
      let office = firm.office
      try office.write("pay.csv", Sheets.payout(["900.00"]))
      try await firm.ask("ask", ["check", "payout", "pay.csv", "--base-url", office.url])
      let signed = try await firm.signed("ask", by: "ravi")
      let words = office.sending("payout", "pay.csv") + signed + ["--json", "--config", firm.path("config.json")]
      let running = try (0..<3).map { _ in try office.start(words) }
      var statuses: [Int32] = []
      for one in running { statuses.append(try await one.ended().status) }
      #expect(statuses.count { $0 == 0 } == 1, "\(statuses)")
      #expect(try firm.sent == 2)
    }
  }

  @Test("the policy's own limits hold for everybody, whatever options say")
  func limits() async throws {
    try await withFirm { firm in
      let office = firm.office
      try firm.adopt(#""bands":[{"signatures":0}],"maxAmount":"5000.00","maxTotal":"9000.00""#)
      try office.write("pay.csv", sheet)
      let options = ["--max-amount", "90000.00", "--max-total", "90000.00"]
      let over = try await firm.run(office.sending("payout", "pay.csv") + options)
      #expect(over.status == 3, "\(over.stderr)")
      #expect(try office.text("pay.rejected.csv").contains("amount."))
      try office.write("many.csv", Sheets.payout(["4000.00", "4100.00", "4200.00"]))
      let total = try await firm.run(office.sending("payout", "many.csv") + options)
      #expect(total.status == 65, "\(total.stderr)")
      #expect(try firm.sent == 2)
    }
  }
}
