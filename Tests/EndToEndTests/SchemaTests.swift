import Foundation
import Glibc
import TestSupport
import Testing

@Suite("What is printed for programs is as the JSON Schema says", .blocking, .timeLimit(.minutes(60)))
struct SchemaTests {
  private static let nowhere = "http://127.0.0.1:1"

  @Test("of sheets of payouts, in every way in which they can end")
  func payouts() async throws {
    try await withOffice { office in
      var calls = Calls(office)
      try office.write("pay.csv", Sheets.payout(["1.00", "2.22", "3.57", "4.29", "x"]))
      try office.write("good.csv", Sheets.payout(["11.00"]))
      try office.write("halt.csv", Sheets.payout(["21.00", "22.03", "23.00"]))
      try office.write("empty.csv", "")
      let to = "--base-url \(office.url) --json"
      try await calls.end(0, "check payout good.csv \(to) --default emailID=asha@example.com")
      try await calls.end(3, "check payout pay.csv \(to) --no-ledger")
      try await calls.end(65, "check payout empty.csv \(to)")
      try await calls.end(1, "check payout missing.csv \(to)")
      try await calls.end(64, "check payout \(to)")
      try await calls.end(64, "run payout good.csv \(to)")
      try await calls.end(65, "run payout good.csv \(to) --approve sha256:00")
      try await calls.end(77, "run payout good.csv \(to) --approval good.csv --signature good.csv")
      try await calls.end(69, "run payout good.csv --json --yes --base-url \(Self.nowhere)")
      try await calls.end(4, "run payout pay.csv \(to) --yes")
      try await calls.end(6, "run payout pay.csv \(to) --yes")
      try await calls.end(6, "check payout pay.csv \(to)")
      try await decide(&calls, to)
      try await calls.end(5, "run payout halt.csv \(to) --yes --concurrency 1")
      let halted = try await calls.newest()
      for command in ["show \(halted)", "batches", "journal \(halted)", "journal \(halted) --rows"] {
        try await calls.end(0, "\(command) --json")
      }
      try await calls.end(5, "resume \(halted) --yes \(to)")
      try await calls.end(0, "cancel \(halted) --reason wrong --json")
      try await calls.end(1, "cancel \(halted) --reason wrong --json")
      try await calls.end(1, "resume \(halted) --yes \(to)")
      try FileManager.default.linkItem(at: office.ledger, to: office.root.appending(path: "link"))
      try await calls.end(1, "check payout good.csv \(to)")
      try await calls.expectDocumented()
      for member in ["batch", "outcomes", "read", "since", "previous", "decisions", "tries"] {
        try await calls.expectNoticed(renaming: member)
      }
    }
  }

  /// What is done about a row in doubt.
  private func decide(_ calls: inout Calls, _ to: String) async throws {
    let batch = try await calls.newest()
    for command in [
      "doubts", "metrics", "show \(batch)", "verify", "verify \(batch)", "journal", "journal \(batch) --rows",
    ] {
      try await calls.end(0, "\(command) --json")
    }
    let resolve = "resolve \(batch) --json --reason seen"
    try await calls.end(64, "\(resolve) --row 2 --paid")
    try await calls.end(0, "\(resolve) --row 4 --not-paid")
    try await calls.end(69, "resume \(batch) --yes \(to)")
    try await calls.end(0, "\(resolve) --row 4 --paid --reference UTR1")
    try await calls.end(3, "resume \(batch) \(to)")
    try await calls.end(0, "show \(batch) --json")
    try await calls.end(0, "export \(batch) --json")
    try await calls.end(0, "backup copy --json")
    try await calls.end(1, "backup copy --json")
  }

  @Test("of all other operations, and of what is asked again")
  func otherOperations() async throws {
    try await withOffice { office in
      var calls = Calls(office)
      let to = "--base-url \(office.url) --json"
      for (operation, value) in [("pan-status", "000"), ("pan-new", "000"), ("transfer-otp", "000")] {
        try office.write("\(operation).csv", Sheets.magic(operation, value))
        try await calls.end(0, "check \(operation) \(operation).csv \(to)")
        try await calls.end(0, "run \(operation) \(operation).csv --yes \(to)")
      }
      try office.write("ask.csv", Sheets.rechargeStatus(["11570", "11571", "12000", "1403"]))
      try await calls.end(0, "check recharge-status ask.csv \(to)")
      try await calls.end(5, "run recharge-status ask.csv \(to) --concurrency 1")
      try await calls.end(69, "run recharge-status ask.csv --json --attempts 1 --base-url \(Self.nowhere)")
      try await calls.end(0, "batches --json --operation recharge-status")
      try await calls.end(0, "prune --before 2999-01-01 --json")
      let pruned = try await calls.newest()
      for command in ["export \(pruned)", "resume \(pruned)"] { try await calls.end(1, "\(command) --json") }
      try await calls.end(0, "journal --json")
      try await calls.expectDocumented()
    }
  }

  @Test("of what needs no sheet, or no ledger, and of what is typed wrongly")
  func others() async throws {
    try await withOffice { office in
      var calls = Calls(office)
      for words in ["operations", "template payout", "template pan-new", "--version", "--help", "run --help"] {
        try await calls.end(0, "\(words) --json")
      }
      for words in [
        "batches", "show x", "doubts", "metrics", "export x", "verify", "journal", "backup x",
        "prune --before 2999-01-01",
        "resume x --yes", "join x", "cancel x --reason y", "resolve x --row 2 --paid --reason y",
        "sandbox --port 0 --log no/such/log",
      ] { try await calls.end(1, "\(words) --json") }
      for words in [
        "", "pay", "check", "run payuot x.csv", "show", "batches --limit 0", "export", "verify a b", "backup", "prune",
        "template", "operations x", "sandbox --prot", "join", "cancel x", "resolve x", "doubts x",
        "resume x --concurrency 0", "journal --rows",
      ] { try await calls.end(64, "\(words) --json") }
      let sandbox = try calls.start("sandbox --port 0 --json")
      _ = await sandbox.printed()
      sandbox.send(signal: SIGTERM)
      try await calls.end(0, "sandbox --port 0 --json", sandbox)
      try await calls.expectDocumented()
    }
  }

  @Test("of what a signal ends, and of what somebody else is at")
  func signals() async throws {
    try await withHeldOffice { office, provider in
      var calls = Calls(office)
      let to = "--yes --base-url \(office.url)"
      for (sheet, number, status, output) in [
        ("a.csv", SIGINT, Int32(130), "--json"), ("b.csv", SIGTERM, 143, "--json-stream"),
      ] {
        try office.write(sheet, Sheets.payout(["\(status).00", "\(status).01"]))
        let words = "run payout \(sheet) \(to) --concurrency 1 \(output)"
        let running = try calls.start(words)
        await provider.arrivals(provider.arrived + 1, of: running)
        try await calls.end(75, "resume \(try await calls.newest()) \(to) \(output)")
        running.send(signal: number)
        #expect(await running.hasSaid("once more"))
        running.send(signal: number)
        try await calls.end(status, words, running)
      }
      provider.passAll()
      try #require(mkfifo(office.work.appending(path: "pipe").path(), 0o600) == 0)
      let check = "check payout pipe --json --no-ledger"
      let running = try calls.start(check)
      let pipe = open(office.work.appending(path: "pipe").path(), O_WRONLY | O_CLOEXEC)
      defer { close(pipe) }
      running.send(signal: SIGTERM)
      try await calls.end(143, check, running)
      try await calls.expectDocumented()
    }
  }

  @Test("of a ledger on a server, and line by line")
  func serverAndLines() async throws {
    let ledger = "--ledger \(try await PostgresServer.shared.database())"
    try await withOffice { office in
      var calls = Calls(office)
      try office.write("pay.csv", Sheets.payout(["1.00", "2.22", "3.57", "4.29", "x"]))
      try office.write("ask.csv", Sheets.rechargeStatus(["11570", "12000"]))
      let to = "--yes --base-url \(office.url) \(ledger)"
      try await calls.end(4, "run payout pay.csv \(to) --json-stream")
      let batch = try await calls.newest(ledger)
      try await calls.end(6, "run payout pay.csv \(to) --json-stream")
      try await calls.end(4, "resume \(batch) \(to) --json-stream")
      for output in ["--json", "--json-stream"] { try await calls.end(0, "join \(batch) \(ledger) \(output)") }
      try await calls.end(0, "run recharge-status ask.csv \(to) --json-stream")
      try await calls.end(0, "journal \(ledger)")
      try await calls.end(0, "show \(batch) \(ledger) --json")
      try await calls.end(1, "backup copy \(ledger) --json")
      for words in ["run payout pay.csv", "run", "resume", "join x --json"] {
        try await calls.end(64, "\(words) --json-stream")
      }
      try await calls.expectDocumented()
      for member in ["planned", "answered", "outcome", "event"] {
        try await calls.expectNoticed(renaming: member)
      }
    }
  }
}
