import Foundation
import Glibc
import TestSupport
import Testing

/// A firm whose policy asks for signatures, in a folder that only this user can write.
private struct Firm {
  let office: Office
  let folder: URL

  /// `sent`: the requests that reached the provider.
  var sent: Int { get throws { try office.requests.count } }

  func path(_ name: String) -> String { folder.appending(path: name).path() }

  func write(_ name: String, _ text: String, mode: mode_t = 0o644) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
    chmod(path(name), mode)
  }

  func keygen(_ arguments: [String]) async throws -> Ended {
    try await Running("/usr/bin/ssh-keygen", arguments, environment: [:], folder: folder.path()).ended()
  }

  /// Gives people keys, and lets them sign.
  func hire(_ people: String...) async throws {
    var signers = ""
    for person in people {
      #expect(try await keygen(["-q", "-t", "ed25519", "-N", "", "-f", path(person), "-C", person]).status == 0)
      let key = try String(contentsOf: folder.appending(path: "\(person).pub"), encoding: .utf8).split(separator: " ")
      signers += "\(person)@firm.in namespaces=\"aopbatch-approve\" \(key[0]) \(key[1])\n"
    }
    try write("allowed_signers", signers)
  }

  func adopt(_ members: String) throws {
    let user = String(cString: getpwuid(getuid()).pointee.pw_name)
    let makers = "\"makers\":{\"\(user)\":\"asha@firm.in\"}"
    try write("policy.json", "{\"allowedSigners\":\"\(path("allowed_signers"))\",\(makers),\(members)}")
    try write("config.json", "{\"policy\":\"\(path("policy.json"))\"}", mode: 0o600)
  }

  func run(_ words: [String], environment: [String: String] = [:]) async throws -> Ended {
    try await office.start(words + ["--json", "--config", path("config.json")], environment: environment).ended()
  }

  /// Writes the text that is to be signed.
  func ask(_ name: String, _ words: [String]) async throws {
    let asked = try await run(words + ["--approval-request", path(name)])
    #expect(asked.status == 0, "\(asked.stderr)")
  }

  /// Gives the options with a text and signatures of it.
  func signed(_ name: String, by people: String..., as given: String? = nil) async throws -> [String] {
    var options = ["--approval", path(given ?? name)]
    for person in people {
      try? FileManager.default.removeItem(atPath: path("\(name).sig"))
      let ended = try await keygen(["-Y", "sign", "-n", "aopbatch-approve", "-f", path(person), path(name)])
      #expect(ended.status == 0, "\(ended.stderr)")
      let signature = path("\(name).\(person).sig")
      try? FileManager.default.removeItem(atPath: signature)
      try FileManager.default.moveItem(atPath: path("\(name).sig"), toPath: signature)
      options += ["--signature", signature]
    }
    return options
  }

  func expectRefused(_ code: String, _ words: [String], _ environment: [String: String] = [:]) async throws {
    let before = try sent
    let refused = try await run(words, environment: environment)
    #expect(refused.status == 77, "\(words): \(refused.stderr)")
    #expect(try refused.json.text("code") == code, "\(words): \(refused.stderr)")
    #expect(try sent == before, "\(words)")
  }
}

/// Where the firm's ledger is.
private enum Place: CaseIterable { case file, server }

private func withFirm(_ place: Place = .file, _ work: (Firm) async throws -> Void) async throws {
  try await withOffice { office in
    var office = office
    if place == .server { office.database = try await (.shared, PostgresServer.shared.makeDatabase()) }
    // No folder above it may be everybody's.
    let home = URL(filePath: String(cString: getpwuid(getuid()).pointee.pw_dir))
    let folder = home.appending(path: ".aopbatch-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    chmod(folder.path(), 0o700)
    defer { try? FileManager.default.removeItem(at: folder) }
    let firm = Firm(office: office, folder: folder)
    try await firm.hire("ravi", "meena", "asha")
    try firm.adopt(#""bands":[{"upTo":"500.00","signatures":0},{"upTo":"10000.00","signatures":1},{"signatures":2}]"#)
    try office.write("small.csv", Sheets.payout(["100.00"]))
    #expect(try await firm.run(office.sending("payout", "small.csv")).status == 0, "below the first band")
    try await work(firm)
  }
}

@Suite("Signed approvals", .timeLimit(.minutes(60)))
struct ApprovalGateTests {
  private let sheet = Sheets.payout(["3000.00", "8000.00"])

  @Test(
    "two signatures let a sheet be paid once; the plan, `show` and the journal say whose",
    arguments: Place.allCases
  )
  fileprivate func paid(_ place: Place) async throws {
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

  @Test("what was changed since, at whatever place, is not what was approved", arguments: Place.allCases)
  fileprivate func changed(_ place: Place) async throws {
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

  @Test("`resume` and `resolve --not-paid` ask for their own", arguments: Place.allCases)
  fileprivate func goingOn(_ place: Place) async throws {
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

  @Test("an approval is good for one of two that use it at once", arguments: Place.allCases)
  fileprivate func atOnce(_ place: Place) async throws {
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
