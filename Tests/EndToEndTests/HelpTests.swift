import Foundation
import Sandbox
import TestSupport
import Testing

private let commands = [
  "check", "run", "resume", "cancel", "batches", "show", "doubts", "export", "resolve", "journal", "verify", "backup",
  "template",
  "operations", "sandbox", "metrics",
]

@Suite("Help", .timeLimit(.minutes(60)))
struct HelpTests {
  @Test("every command's help has an example of itself", arguments: commands)
  func example(_ command: String) async throws {
    try await withOffice { office in
      let help = try await office.run(command, "--help")
      #expect(help.status == 0 && help.stderr.isEmpty)
      #expect(help.stdout.contains("Example:"))
      #expect(help.stdout.contains("aopbatch \(command)"))
      for option in ["--json", "--quiet", "--help"] { #expect(help.stdout.contains(option)) }
    }
  }

  @Test("the root lists every command, and has a version")
  func root() async throws {
    try await withOffice { office in
      let help = try await office.run("--help").stdout
      for command in commands { #expect(help.contains("  \(command) ")) }
      let version = try await office.run("--version")
      #expect(version.status == 0)
      #expect(version.stdout.wholeMatch(of: /\d+\.\d+\.\d+ \(.*commit.*\)\n/) != nil)
    }
  }

  @Test("a build that nobody told its commit says so")
  func commit() async throws {
    try await withOffice { office in
      let json = try await office.run("--version", "--json").json
      #expect(json.keys == ["version", "commit", "ifscDirectory", "ifscDate"] && json.text("commit") == "unknown")
      #expect(json.text("ifscDate")?.wholeMatch(of: /\d{4}-\d\d-\d\d/) != nil)
      #expect(try await office.run("--version").stdout.contains("commit unknown"))
    }
  }

  @Test(
    "every option of the contract is in the help",
    arguments: [
      (
        "check",
        "--out --encoding --delimiter --expect-rows --expect-total --allow-duplicates --all-or-nothing "
          + "--ifsc-directory --strict-ifsc --max-amount --max-total --ledger --no-ledger --base-url --config --again "
          + "--allow-repeats"
      ),
      (
        "run",
        "--ledger --concurrency --keep-connections --rate --timeout --attempts --base-url --config --yes --approve --again "
          + "--allow-repeats --after-restore --halt-after-in-doubt --skip-final --until-final --every --for"
      ),
      (
        "resume",
        "--yes --approve --ledger --out --concurrency --keep-connections --rate --timeout --attempts "
          + "--halt-after-in-doubt --config --base-url --after-restore"
      ),
      ("cancel", "--reason --ledger"), ("export", "--out --ledger"), ("show", "--ledger"), ("doubts", "--ledger"),
      ("metrics", "--ledger"),
      ("journal", "--rows --ledger"), ("verify", "--ledger"),
      ("batches", "--ledger --operation --since --open --limit"), ("backup", "--ledger"),
      ("resolve", "--row --paid --not-paid --reason --reference --ledger"),
      ("sandbox", "--port --latency --jitter --log --registration-id"),
    ]
  )
  func options(_ command: String, _ options: String) async throws {
    try await withOffice { office in
      let help = try await office.run(command, "--help").stdout
      let missing = options.split(separator: " ").filter { !help.contains($0) }
      #expect(missing.isEmpty)
    }
  }

  @Test("the sandbox's help lists its magic values")
  func magicValues() async throws {
    try await withOffice { office in
      let help = try await office.run("sandbox", "--help").stdout
      for value in [".03", ".09", ".12", ".22", ".29", ".50", ".53", ".55", ".57", ".58", ".59", ".61", ".70"] {
        #expect(help.contains("\(value)  "))
      }
      for value in ["403", "500", "202", "555", "557", "559", "561"] { #expect(help.contains(value)) }
    }
  }

  @Test("there are completions for every shell", arguments: ["bash", "zsh", "fish"])
  func completions(_ shell: String) async throws {
    try await withOffice { office in
      let script = try await office.run("--generate-completion-script", shell)
      #expect(script.status == 0)
      for word in ["check", "resolve", "halt-after-in-doubt"] { #expect(script.stdout.contains(word)) }
    }
  }

  @Test("bash can read its completions")
  func bash() async throws {
    try await withOffice { office in
      try office.write("completion", try await office.run("--generate-completion-script", "bash").stdout)
      let parsed = try Running("/bin/bash", ["-n", "completion"], environment: [:], folder: office.work.path())
      let ended = try await parsed.ended()
      #expect(ended.status == 0 && ended.stderr.isEmpty, "\(ended.stderr)")
    }
  }

  @Test("shells are told the batches of the ledger that is named, and nothing of what is wrong with one")
  func batchNames() async throws {
    try await withOffice { office in
      let asking = ["---completion", "show", "--", "positional@0", "2", "0", "aopbatch", "show", ""]
      let none = try await office.start(asking).ended()
      #expect((none.status, none.stdout, none.stderr) == (0, "", ""))
      try office.write("ask.csv", Sheets.rechargeStatus(["1000"]))
      let batch = try #require(try await office.send("recharge-status", "ask.csv", "--json").json.text("batch"))
      #expect(try await office.start(asking).ended().stdout == "\(batch)\n")
      for ledger in [["--ledger", "other.sqlite"], ["--ledger=other.sqlite"]] {
        let ended = try await office.start(asking + ledger).ended()
        #expect((ended.status, ended.stdout, ended.stderr) == (0, "", ""))
      }
    }
  }

  @Test("operations lists the columns, which are required, and every error code that check gives")
  func operations() async throws {
    try await withOffice { office in
      let list = try await office.run("operations", "--json").json.list("operations")
      #expect(list.map { $0.text("name") } == ["payout", "recharge-status", "pan-status", "pan-new", "transfer-otp"])
      let required = try list[0].list("columns").filter { $0.truth("required") == true }.map { $0.text("name") }
      #expect(
        required == ["accountNumber", "amount", "transactionType", "beneficiaryIFSC", "beneficiaryName", "mobileNo"]
      )
      let words = try await office.run("operations").stdout
      for code in ["beneficiaryIFSC.length", "amount.decimals", "row.fields", "row.duplicate"] {
        #expect(try await office.run("operations", "--json").stdout.contains("\"\(code)\""))
      }
      #expect(words.contains("IFSC Code") && words.contains("Payout Amount (in Rupees)"))
    }
  }

  @Test(
    "a word that is no command or operation is bad usage",
    arguments: [["pay"], ["check", "payuot", "x.csv"], ["run", "payout"]]
  )
  func usage(_ arguments: [String]) async throws {
    try await withOffice { office in
      let ended = try await office.start(arguments).ended()
      #expect(ended.status == 64)
      #expect(ended.stdout.isEmpty && !ended.stderr.isEmpty)
    }
  }
}
