import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A batch that was not finished")
struct GoingOnTests {
  /// Halts at its first row: nothing is sent.
  private static let halting = ["1.03", "2.00", "3.00"]

  private func halted(_ office: Office, _ sheet: String = Sheets.payout(halting)) async throws -> String {
    try office.write("pay.csv", sheet)
    let run = try await office.send("payout", "pay.csv", "--concurrency", "1", "--json")
    #expect(run.status == 5)
    return try #require(try run.json.text("batch"))
  }

  /// What a refusal says, which must have sent nothing.
  private func refusal(_ office: Office, _ arguments: String...) async throws -> (status: Int32, code: String?) {
    let before = try office.requests.count
    let ended = try await office.start(arguments + ["--json"]).ended()
    #expect(try office.requests.count == before, "nothing was sent")
    return (ended.status, try ended.json.text("code"))
  }

  static let otherPlans: [(name: String, change: @Sendable (String) -> String, options: [String])] = [
    ("another amount", { $0.replacing("2.00", with: "20.00") }, []),
    ("one row more", { $0 + Sheets.payoutRow(account: Sheets.account(9), amount: "9.00") + "\n" }, []),
    ("a limit that rejects a row", { $0 }, ["--max-amount", "2.50"]),
  ]

  @Test(
    "goes on only if the sheet would still send the same; cancelled, the sheet as it is now begins",
    arguments: otherPlans
  )
  func otherPlan(name: String, change: @Sendable (String) -> String, options: [String]) async throws {
    try await withOffice { office in
      let batch = try await halted(office)
      try office.write("pay.csv", change(Sheets.payout(Self.halting)).replacing("1.03", with: "1.04"))
      for command in ["check", "run"] {
        let sheet = [command, "payout", "pay.csv", "--base-url", office.url] + (command == "run" ? ["--yes"] : [])
        let ended = try await office.start(sheet + options + ["--json"]).ended()
        #expect(ended.status == 6)
        #expect(try ended.json.text("code") == "sheet.otherPlan")
      }
      #expect(try await office.run("cancel", batch, "--reason", "another plan").status == 0)
      let run = try await office.start(["run", "payout", "pay.csv", "--yes", "--base-url", office.url] + options)
        .ended()
      #expect(run.status == (options.isEmpty ? 0 : 3))
    }
  }

  @Test("is given up once, with a reason, and never goes on")
  func cancelled() async throws {
    try await withOffice { office in
      let batch = try await halted(office)
      #expect(try await refusal(office, "cancel", batch, "--reason", " ").status == 64)
      let cancel = try await office.run("cancel", batch, "--reason", "wrong month", "--json")
      #expect(cancel.status == 0)
      #expect(try cancel.json.number("notSent") == 3)
      #expect(try await refusal(office, "resume", batch, "--yes") == (1, "batch.cancelled"))
      #expect(try await refusal(office, "cancel", batch, "--reason", "again") == (1, "batch.cancelled"))
      #expect(try await office.run("show", batch).stdout.contains("wrong month"))
    }
  }

  @Test("asks before it goes on, and sends what was approved")
  func asks() async throws {
    try await withOffice { office in
      let batch = try await halted(office, Sheets.payout(["5.00", "1.03", "2.00"]))
      #expect(try await refusal(office, "resume", batch) == (64, "usage"))
      #expect(try await refusal(office, "resume", batch, "--approve", "sha256:00") == (65, "plan.other"))
      let declined = try await office.runOnTerminal(["resume", batch], typing: "no\n")
      #expect(declined.status == 64)
      #expect(declined.stdout.contains("2 rows, ₹3.03"), "what is left")
      let digest = try #require(try await office.run("show", batch, "--json").json.text("digest"))
      let before = try office.requests.count
      #expect(try await office.run("resume", batch, "--approve", digest, "--concurrency", "1").status == 5)
      #expect(try office.requests.count == before + 1, "the first row halts again")
    }
  }

  @Test("that was given up is paid once more with a reason, all of it, and without one only what is left")
  func againAfterCancel() async throws {
    try await withOffice { office in
      let batch = try await halted(office, Sheets.payout(["5.00", "1.03"]))
      #expect(try await office.run("cancel", batch, "--reason", "x").status == 0)
      let rest = try await office.send("payout", "pay.csv", "--json")
      #expect(try rest.json.counts("errors") == ["row.repeat": 1])
      let other = try #require(try rest.json.text("batch"))
      #expect(try await office.run("cancel", other, "--reason", "x").status == 0)
      let all = try await office.send("payout", "pay.csv", "--again", "really all", "--concurrency", "1", "--json")
      #expect(try all.json.counts("errors") == [:])
      #expect(try office.requests.map(\.body).filter { $0.contains("5.00") }.count == 2)
    }
  }

  @Test("is not forgotten for a later one of the same sheet without a valid row, nor for a ledger that is gone")
  func hidden() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      #expect(try await office.send("payout", "pay.csv").status == 0)
      let nothing = try await office.send("payout", "pay.csv", "--again", "x", "--max-amount", "0.50")
      #expect(nothing.status == 3)
      let run = try await office.send("payout", "pay.csv", "--json")
      #expect(run.status == 6)
      #expect(try run.json.text("code") == "sheet.processed")
      try FileManager.default.removeItem(at: office.ledger)
      let check = try await office.run("check", "payout", "pay.csv", "--base-url", office.url, "--json")
      #expect(check.status == 1)
      #expect(try check.json.text("code") == "ledger.gone")
    }
  }

  @Test("is of its registration id alone")
  func registration() async throws {
    try await withOffice { office in
      let batch = try await halted(office)
      let sheet = ["payout", "pay.csv", "--base-url", office.url]
      for command in [["resume", batch, "--yes"], ["run", "--yes"] + sheet, ["check"] + sheet] {
        let ended = try await office.start(
          command + ["--json"],
          environment: ["AOPAY_REGISTRATION_ID": "another-company"]
        ).ended()
        #expect(ended.status == 1)
        #expect(try ended.json.text("code") == "batch.registration")
      }
      let unset = try await office.start(["check"] + sheet, environment: ["AOPAY_REGISTRATION_ID": ""]).ended()
      #expect(unset.status == 0, "check needs no credential")
      #expect(try office.requests.count == 1)
    }
  }

  @Test("is not sent again by a reason while rows of it are in doubt")
  func againInDoubt() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.57", "2.00"]))
      #expect(try await office.send("payout", "pay.csv").status == 4)
      let again = ["run", "payout", "pay.csv", "--yes", "--base-url", office.url, "--again", "why not", "--json"]
      let ended = try await office.start(again).ended()
      #expect(ended.status == 6)
      #expect(try ended.json.text("code") == "sheet.inDoubt")
      #expect(try office.requests.count == 2)
      let batch = try #require(try await office.run("batches", "--json").json.list("batches").first?.text("batch"))
      #expect(try await office.run("resolve", batch, "--row", "2", "--paid", "--reason", "statement").status == 0)
      #expect(try await office.start(again).ended().status == 4)
    }
  }

  @Test("of another ledger shows by its results, and a reason or that ledger helps")
  func unknownResults() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      #expect(try await office.send("payout", "pay.csv").status == 0)
      let other = ["payout", "pay.csv", "--base-url", office.url, "--json", "--ledger", office.folder["other.sqlite"]]
      #expect(try await office.start(["run", "--yes"] + other).ended().json.text("code") == "sheet.unknownResults")
      #expect(try await office.start(["check"] + other).ended().status == 6)
      #expect(try office.requests.count == 1)
      #expect(try await office.start(["run", "--yes", "--again", "a trial"] + other).ended().status == 0)
    }
  }

  @Test("may have been paid if nothing tells what the results beside it say, be it for reading alone")
  func unclearResults() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      #expect(try await office.send("payout", "pay.csv").status == 0)
      let results = try office.text("pay.results.csv")
      let other = ["payout", "pay.csv", "--base-url", office.url, "--json", "--ledger", office.folder["other.sqlite"]]
      let place = office.work.appending(path: "pay.results.csv").path()
      let unclear: [Data] = [
        Data("Paid in November\r\n".utf8) + Data(results.utf8),
        Data(results.replacing("aop_outcome", with: "Outcome").utf8),
        Data(results.utf8.dropFirst(3)).dropLast(2) + Data([0xE9, 0x0D, 0x0A]),
        Data(results.utf16.flatMap { [UInt8($0 & 0xFF), 0] }),
      ]
      for data in unclear {
        try data.write(to: URL(filePath: place))
        for command in [["run", "--yes"], ["check"]] {
          #expect(try await office.start(command + other).ended().json.text("code") == "sheet.unknownResults")
        }
      }
      unlink(place)
      #expect(mkfifo(place, 0o600) == 0)
      #expect(try await office.start(["check"] + other).ended().status == 6)
      unlink(place)
      try office.write("pay.results.csv", "student,result\nAsha,passed\n")
      #expect(try await office.start(["check"] + other).ended().status == 0, "a file that is none of ours")
      #expect(try office.requests.count == 1)
    }
  }

  @Test("is not gone on with from an older state of the ledger that does not know the results beside it")
  func olderState() async throws {
    try await withOffice { office in
      let batch = try await halted(office, Sheets.payout(["1.00", "1.03", "2.00"]))
      #expect(try await office.run("backup", "old.sqlite").status == 0)
      // What is forbidden halts again, and the row beside it is paid.
      #expect(try await office.run("resume", batch, "--yes").status == 5)
      #expect(try office.csv("pay.results.csv")["aop_outcome"] == ["accepted", "not_sent", "accepted"])
      let sent = try office.requests.count
      try FileManager.default.removeItem(at: office.ledger)
      try FileManager.default.copyItem(at: office.work.appending(path: "old.sqlite"), to: office.ledger)
      let word = ["--yes", "--after-restore", "compared", "--json"]
      #expect(try await office.start(["resume", batch] + word).ended().json.text("code") == "sheet.unknownResults")
      let run = ["run", "payout", "pay.csv", "--base-url", office.url] + word
      #expect(try await office.start(run).ended().json.text("code") == "sheet.unknownResults")
      #expect(try office.requests.count == sent)
    }
  }

  @Test("is known by what its results say was sent, wherever sheet and results are now", arguments: [nil, "out"])
  func movedResults(_ out: String?) async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00", "2.22"]))
      let options = out.map { ["--out", $0] } ?? []
      #expect(try await office.start(office.sending("payout", "pay.csv", options)).ended().status == 3)
      let results = try office.text(out.map { "\($0)/pay.results.csv" } ?? "pay.results.csv")
      let files = FileManager.default
      try files.createDirectory(at: office.work.appending(path: "moved"), withIntermediateDirectories: true)
      try office.write("moved/pay.results.csv", results)
      try office.write("moved/pay.csv", Sheets.payout(["1.00", "2.22", "3.00"]))
      let known = try await office.send("payout", "moved/pay.csv", "--json")
      #expect(known.status == 3, "\(known.stderr)")
      #expect(try known.json.counts("errors") == ["row.repeat": 1])
      // Another ledger knows nothing of it, even one that has a batch whose results stand at that place.
      try office.write("moved/pay.csv", Sheets.payout(["4.00"]))
      try files.removeItem(at: office.work.appending(path: "moved/pay.results.csv"))
      let other = ["run", "payout", "moved/pay.csv", "--yes", "--base-url", office.url, "--json", "--ledger"]
      #expect(try await office.start(other + [office.folder["other.sqlite"]]).ended().status == 0)
      try office.write("moved/pay.results.csv", results)
      try office.write("moved/pay.csv", Sheets.payout(["1.00", "5.00"]))
      let refused = try await office.start(other + [office.folder["other.sqlite"]]).ended()
      #expect(try refused.json.text("code") == "sheet.unknownResults", "\(refused.stderr)")
    }
  }

  @Test("does not send what another batch has paid meanwhile")
  func paidMeanwhile() async throws {
    try await withOffice { office in
      let batch = try await halted(office, Sheets.payout(["5.57", "1.03", "2.00"]))
      try office.write("more.csv", Sheets.payout(["5.57", "1.03", "2.00", "4.00"]))
      let more = try await office.send("payout", "more.csv", "--json")
      #expect(try more.json.counts("errors") == ["row.repeat": 3], "in doubt and still to be sent")
      #expect(try await office.run("resolve", batch, "--row", "2", "--not-paid", "--reason", "no debit").status == 0)
      #expect(try await office.run("cancel", batch, "--reason", "the other sheet pays it").status == 0)
      try office.write("last.csv", try office.text("more.rejected.csv").replacing("row.repeat", with: ""))
      #expect(try await office.send("payout", "last.csv", "--concurrency", "1").status == 5)
      #expect(try office.requests.map(\.body).filter { $0.contains("5.57") }.count == 2, "once more, by a decision")
    }
  }
}
