import Foundation
import GRDB
import Glibc
import TestSupport
import Testing

@Suite("The journal", .timeLimit(.minutes(60)))
struct JournalTests {
  /// The page's own program, which needs nothing but a shell and `sha256sum`.
  private func check(_ journal: String, in office: Office) async throws -> Ended {
    let block = try Page("TheJournal").blocks.first { $0.file == "check-journal.sh" }
    return try await Running(
      "/bin/sh",
      ["-c", try #require(block).text],
      environment: office.environment,
      folder: office.work.path(),
      input: journal
    ).ended()
  }

  private func sha256(_ text: String, in office: Office) async throws -> String {
    let ended = try await Running(
      "/usr/bin/sha256sum",
      [],
      environment: office.environment,
      folder: office.work.path(),
      input: text
    ).ended()
    return String(ended.stdout.prefix(64))
  }

  /// A month: a batch with a doubt that a person resolves, one that is given up, a sweep.
  private func work(_ office: Office) async throws -> String {
    try office.write("pay.csv", Sheets.payout(["100.00", "200.55", "300.00"]))
    let sent = try await office.send("payout", "pay.csv", "--timeout", "1", "--json")
    let batch = try #require(try sent.json.text("batch"))
    let reason = "the bank's \"statement\" says\nso"
    let words = ["resolve", batch, "--row", "3", "--paid", "--reason", reason, "--reference", "UTR9"]
    #expect(try await office.start(words).ended().status == 0)
    try office.write("ask.csv", Sheets.rechargeStatus(["8001", "8002"]))
    #expect(try await office.send("recharge-status", "ask.csv").status == 0)
    return batch
  }

  @Test("is checked by an auditor with a shell and sha256sum, as the page says")
  func auditor() async throws {
    try await withOffice { office in
      let batch = try await work(office)
      let journal = try await office.run("journal").stdout
      let checked = try await check(journal, in: office)
      #expect(checked.status == 0, "\(checked.stdout)")
      let verified = try await office.run("verify", "--json")
      let head = try #require(try verified.json.text("head"))
      #expect(verified.status == 0 && checked.stdout.contains(head))
      let last = try #require(journal.split(separator: "\n").last)
      #expect(try await sha256(String(last), in: office) == head)

      let lines = try await office.run("journal", batch).stdout.split(separator: "\n")
      let rows = try await office.run("journal", batch, "--rows").stdout
      #expect(rows.split(separator: "\n").count == 4)
      #expect(try await lines.last?.contains("\"rows\":\"\(sha256(rows, in: office))\"") == true)
      #expect(lines.contains { $0.contains("\"reason\":\"the bank's \\\"statement\\\" says so\"") })

      let changed = journal.replacing("\"by\":\"\(NSUserName())\"", with: "\"by\":\"nobody\"")
      let found = try await check(changed, in: office)
      #expect(found.status == 1 && found.stdout.contains("does not follow the one before"))
      let cut = journal.split(separator: "\n").enumerated().filter { $0.offset != 2 }.map(\.element)
      #expect(try await check(cut.joined(separator: "\n") + "\n", in: office).status == 1)
    }
  }

  @Test("`verify` is quiet, or names the first thing that was changed; nothing is sent then")
  func changed() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["100.00", "200.00", "300.70", "400.00"]))
      let halted = try await office.send("payout", "pay.csv", "--concurrency", "1", "--json")
      let batch = try #require(try halted.json.text("batch"))
      #expect(halted.status == 5)
      #expect(try await office.run("verify").stderr.contains("is as the journal says"))
      #expect(try await office.run("verify", batch, "--quiet").stderr.isEmpty)
      let database = try DatabaseQueue(path: office.ledger.path())
      try await database.write { try $0.execute(sql: "UPDATE row SET amount = 1 WHERE number = 5") }
      try database.close()
      let sent = try office.requests.count
      for words in [["verify"], ["verify", batch], ["resume", batch, "--yes"], office.sending("payout", "pay.csv")] {
        let refused = try await office.start(words + ["--json"]).ended()
        #expect(refused.status == 1, "\(words)")
        #expect(try refused.json.text("code") == "ledger.tampered", "\(words)")
        #expect(refused.stderr.contains(batch), "\(refused.stderr)")
      }
      #expect(try office.requests.count == sent)
    }
  }

  @Test(
    "what was changed before the first digest of the rows is not sent either: it is not what was approved",
    arguments: [
      "UPDATE row SET amount = 1 WHERE number = 4",
      "UPDATE row SET fields = (SELECT fields FROM row AS other WHERE other.number = 3) WHERE number = 4",
      "UPDATE journal SET batch = NULL WHERE number > 2; UPDATE row SET amount = 1 WHERE number = 4",
    ]
  )
  func changedBefore(sql: String) async throws {
    try await withHeldOffice { office, provider in
      try office.write("pay.csv", Sheets.payout(["100.00", "200.00", "300.00"]))
      let running = try office.start(office.sending("payout", "pay.csv", ["--concurrency", "1"]))
      await provider.arrivals(1, of: running)
      running.send(signal: SIGKILL)
      #expect(try await running.ended().status == -SIGKILL)
      provider.passAll()
      #expect(try await office.run("verify").status == 0)
      let batch = try #require(try await office.run("batches", "--json").json.list("batches").first?.text("batch"))
      let database = try DatabaseQueue(path: office.ledger.path())
      try await database.write { database in
        for name in try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'trigger'") {
          try database.execute(sql: "DROP TRIGGER \(name)")
        }
        for one in sql.split(separator: ";") { try database.execute(sql: String(one)) }
        // The sums are changed with it.
        try database.execute(
          sql: """
            UPDATE total SET paise = (SELECT CAST(sum(amount) AS TEXT) FROM row WHERE row.state = total.state)
            WHERE rows > 0
            """
        )
      }
      try database.close()
      for words in [["verify"], ["verify", batch], ["resume", batch, "--yes"], office.sending("payout", "pay.csv")] {
        let refused = try await office.start(words + ["--json"]).ended()
        #expect(try refused.json.text("code") == "ledger.tampered", "\(words): \(refused.stderr)")
      }
      #expect(try office.requests.count == 1)
    }
  }

  @Test("`--rows` needs a batch, and a batch that is there")
  func usage() async throws {
    try await withOffice { office in
      #expect(try await office.run("journal").status == 1, "no ledger")
      _ = try await work(office)
      let bare = try await office.run("journal", "--rows")
      #expect(bare.status == 64 && bare.stderr.contains("--rows needs a batch"))
      #expect(try await office.run("journal", "20200101-xxxxx").status == 1)
      #expect(try await office.run("verify", "20200101-xxxxx").status == 1)
      // `--json` changes nothing of the lines.
      #expect(try await office.run("journal", "--json").stdout == office.run("journal").stdout)
    }
  }
}
