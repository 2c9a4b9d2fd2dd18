import Foundation
import TestSupport
import Testing

@Suite("resume, resolve, show, export", .timeLimit(.minutes(60)))
struct LedgerCommandTests {
  /// Sends a payout sheet and gives the batch's name.
  private func batch(_ office: Office, _ amounts: [String], _ options: String...) async throws -> String {
    try office.write("pay.csv", Sheets.payout(amounts))
    let run = try await office.start(office.sending("payout", "pay.csv", options + ["--json"])).ended()
    return try #require(try run.json.text("batch"))
  }

  @Test("a row that was paid is resolved, with its reference, and the batch is finished")
  func paid() async throws {
    try await withOffice { office in
      let batch = try await batch(office, ["1.00", "2.57"])
      let before = try office.data("pay.results.csv")
      let resolve = try await office.run(
        "resolve",
        batch,
        "--row",
        "3",
        "--paid",
        "--reason",
        "seen on the statement",
        "--reference",
        "505914786331"
      )
      #expect(resolve.status == 0)
      #expect(try office.data("pay.results.csv") == before, "resolve leaves the files alone")
      #expect(try await office.run("export", batch).status == 0)
      let results = try office.csv("pay.results.csv")
      #expect(results["aop_outcome"] == ["accepted", "accepted"])
      #expect(results["aop_transaction_reference"][1] == "505914786331")
      #expect(results["aop_message"][1].contains("seen on the statement"))
      let resume = try await office.run("resume", batch, "--yes")
      #expect(resume.status == 0)
      #expect(resume.stderr.contains("Batch \(batch) is finished: nothing of it is left to be sent."))
      #expect(try office.requests.count == 2)
      #expect(try await office.send("payout", "pay.csv").status == 6)
    }
  }

  @Test("rows in doubt are named with a command that settles one")
  func namedDoubts() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"] + Array(repeating: "2.57", count: 12)))
      let run = try await office.send("payout", "pay.csv", "--halt-after-in-doubt", "21")
      let batch = try #require(try await office.run("batches", "--json").json.list("batches").first?.text("batch"))
      let rows = "rows 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 2 more; `aopbatch show \(batch)`"
      #expect(run.stderr.contains(rows), "\(run.stderr)")
      let command = try #require(run.stderr.firstMatch(of: /`aopbatch (resolve [^`]* --not-paid [^`]*)`/)).output.1
      #expect(try await office.start(command.split(separator: " ").map(String.init)).ended().status == 0)
      let words = try await office.run("show", batch).stdout
      #expect(words.contains("In doubt: 11 rows, ₹28.27") && words.contains("rows 4, 5, "), "\(words)")
    }
  }

  @Test("a row that was not paid is sent once more by resume, and only that one")
  func notPaid() async throws {
    try await withOffice { office in
      let batch = try await batch(office, ["1.00", "2.58", "3.58"])
      #expect(try office.requests.count == 1)
      let resolve = try await office.run("resolve", batch, "--row", "3", "--not-paid", "--reason", "bank: no debit")
      #expect(resolve.status == 0)
      let resume = try await office.run("resume", batch, "--yes", "--json")
      #expect(resume.status == 69)
      #expect(try resume.json.counts("outcomes") == ["accepted": 1, "failed": 0, "in_doubt": 2, "not_sent": 0])
      let results = try office.csv("pay.results.csv")
      #expect(results["aop_attempts"] == ["1", "2", "1"])
      #expect(results["aop_message"][1].contains("bank: no debit"))
    }
  }

  @Test("a pan-new row that was done becomes success")
  func paidCreating() async throws {
    try await withOffice { office in
      try office.write("pan.csv", Sheets.magic("pan-new", "557"))
      let batch = try #require(try await office.send("pan-new", "pan.csv", "--json").json.text("batch"))
      #expect(try await office.run("resolve", batch, "--row", "2", "--paid", "--reason", "seen").status == 0)
      #expect(try await office.run("export", batch).status == 0)
      #expect(try office.csv("pan.results.csv")["aop_outcome"] == ["success"])
    }
  }

  @Test(
    "resolving what is not in doubt is bad usage",
    arguments: [
      ["--row", "2", "--paid", "--reason", "x"], ["--row", "99", "--paid", "--reason", "x"],
      ["--row", "0", "--paid", "--reason", "x"], ["--row", "-3", "--paid", "--reason", "x"],
      ["--row", "3", "--paid", "--reason", " "], ["--row", "3", "--paid"], ["--row", "3", "--reason", "x"],
      ["--row", "3", "--paid", "--not-paid", "--reason", "x"],
    ]
  )
  func wrongRow(_ options: [String]) async throws {
    try await withOffice { office in
      let batch = try await batch(office, ["1.00", "2.57"])
      let resolve = try await office.start(["resolve", batch] + options).ended()
      #expect(resolve.status == 64, "\(resolve.stderr)")
      #expect(!resolve.stderr.isEmpty)
      #expect(try await office.run("resume", batch, "--yes").status == 4, "the row is still in doubt")
    }
  }

  @Test("a batch that nobody knows, or that could be two, is named", arguments: ["show", "resume", "export"])
  func unknownBatch(_ command: String) async throws {
    try await withOffice { office in
      for name in ["one.csv", "two.csv"] {
        try office.write(name, Sheets.payout([name == "one.csv" ? "1.00" : "2.00"]))
        _ = try await office.send("payout", name)
      }
      let unknown = try await office.run(command, "19990101-nobody", "--json")
      #expect(unknown.status == 1)
      #expect(unknown.stderr.contains("19990101-nobody"))
      #expect(try unknown.json.number("status") == 1)
      // Both were made in this century.
      let ambiguous = try await office.run(command, "20")
      #expect(ambiguous.status == 1)
      #expect(ambiguous.stderr.lowercased().contains("several"))
      #expect(try office.requests.count == 2)
    }
  }

  @Test("the beginning of a batch's name is enough")
  func prefix() async throws {
    try await withOffice { office in
      let batch = try await batch(office, ["1.00"])
      let show = try await office.run("show", String(batch.prefix(10)), "--json")
      #expect(show.status == 0)
      #expect(show.stdout.contains(batch))
    }
  }

  @Test("show names the rows in doubt, with their accounts masked")
  func show() async throws {
    try await withOffice { office in
      let batch = try await batch(office, ["1.00", "2.57", "3.57"])
      let json = try await office.run("show", batch, "--json")
      let doubts = try json.json.list("doubts")
      #expect(doubts.map { $0.number("row") } == [3, 4])
      #expect(doubts.map { $0.text("amount") } == ["2.57", "3.57"])
      let words = try await office.run("show", batch)
      for output in [json.stdout, json.stderr, words.stdout, words.stderr] {
        #expect(!output.contains(Sheets.account(1)))
        #expect(!output.contains("9876543210"))
      }
    }
  }

  @Test("resume refuses another address, whoever names it")
  func otherAddress() async throws {
    try await withOffice { office in
      let batch = try await batch(office, ["1.00", "2.03", "3.00"], "--concurrency", "1")
      try await withSecondOffice { other in
        let typed = try await office.run("resume", batch, "--yes", "--base-url", other.url)
        #expect(typed.status == 1)
        let set = try await office.run("resume", batch, "--yes", environment: ["AOPAY_PAYOUT_URL": other.url])
        #expect(set.status == 1)
        #expect(set.stderr.contains(other.url) && set.stderr.contains(office.url), "both are named: \(set.stderr)")
        #expect(try other.requests.isEmpty)
      }
      #expect(
        try await office.run("resume", batch, "--yes", "--concurrency", "1", "--base-url", office.url + "/").status == 5
      )
      #expect(try office.requests.count == 3)
    }
  }

  @Test(
    "resume of a finished batch sends nothing and exits as the batch did",
    arguments: [("1.00", 0), ("1.22", 3), ("1.50", 4), ("1.57", 69)]
  )
  func finished(_ amount: String, _ status: Int32) async throws {
    try await withOffice { office in
      let batch = try await batch(office, [amount])
      #expect(try await office.run("resume", batch, "--yes").status == status)
      #expect(try office.requests.count == 1)
    }
  }

  @Test("resume asks again for look-ups without an answer, and for no others")
  func lookUpErrors() async throws {
    try await withOffice { office in
      try office.write("ask.csv", Sheets.rechargeStatus(["1000", "1429", "1571"]))
      let run = try await office.send("recharge-status", "ask.csv", "--attempts", "1", "--json")
      #expect(run.status == 3)
      let resume = try await office.run("resume", try #require(try run.json.text("batch")), "--yes", "--json")
      #expect(try resume.json.counts("outcomes")?["success"] == 2)
      #expect(try resume.json.counts("outcomes")?["failed"] == 1)
      #expect(try office.requests.count == 4)
    }
  }

  @Test("export writes the same files again, anywhere")
  func export() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00", "2.57", "3.22", "bad"]) + "\n")
      let run = try await office.send("payout", "pay.csv", "--json")
      let batch = try #require(try run.json.text("batch"))
      let export = try await office.run("export", batch, "--out", "again/below", "--json")
      #expect(export.status == 0)
      #expect(try export.json.object("files").text("results") == "again/below/pay.results.csv")
      for kind in ["results", "rejected", "warnings"] {
        #expect(try office.data("pay.\(kind).csv") == office.data("again/below/pay.\(kind).csv"))
      }
    }
  }

  @Test("export and resume find the folder of a batch from anywhere, also if the run had to make it")
  func fromElsewhere() async throws {
    try await withOffice { office in
      let batch = try await batch(office, ["1.00"], "--out", "results")
      #expect(try office.names == ["pay.csv", "results"])
      try FileManager.default.removeItem(at: office.work.appending(path: "results/pay.results.csv"))
      for command in ["export", "resume"] {
        let ended = try await office.run(command, batch, folder: office.scratch)
        #expect(ended.status == 0)
        #expect(try office.csv("results/pay.results.csv").rows.count == 1)
        try FileManager.default.removeItem(at: office.work.appending(path: "results/pay.results.csv"))
      }
    }
  }
}
