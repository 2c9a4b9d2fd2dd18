import Foundation
import TestSupport
import Testing

/// Values that are easy to find again wherever they went.
private enum Marked {
  static let registrationID = "AOP-MARKED-REG-7f3a"
  static let nepKey = "NEP-MARKED-KEY-11"
  static let account = "987650012345674"
  static let mobile = "9812345678"

  static let environment = ["AOPAY_REGISTRATION_ID": registrationID, "AOPAY_NEP_KEY": nepKey]
}

/// What a careless provider says.
struct Echo: Sendable, CustomStringConvertible {
  let description: String
  let status: String
  let answer: @Sendable (String) -> String

  static let all = [
    Echo(description: "a refusal", status: "422 Unprocessable Entity") {
      #"{"status":"ERROR","subCode":"422","message":"bad request: \#($0)"}"#
    },
    Echo(description: "a halt", status: "403 Forbidden") {
      #"{"status":"ERROR","subCode":"\#($0)","message":"\#($0)"}"#
    },
    Echo(description: "a doubt", status: "200 OK") { #"{"status":"\#($0)","message":"what is \#($0)?"}"# },
    Echo(description: "a success", status: "200 OK") {
      """
      {"status":true,"response_code":1,"data":{"url":"https://x/?q=\($0)","encdata":"\($0)"},"stateresp":"\($0)",
      "message":"done: \($0)"}
      """
    },
    Echo(description: "a payout's success", status: "200 OK") {
      """
      {"initiateAuthGenericFundTransferAPIResp":{"metaData":{"status":"SUCCESS","message":"\($0)"},"resourceData":
      {"status":"ACPT","transactionReferenceNo":"505914786331","transactionID":"\($0)","beneficiaryName":"\($0)"}}}
      """
    },
  ]
}

@Suite("Secrets in what is written", .timeLimit(.minutes(60)))
struct SecretTests {
  private static let sheets = [
    "payout": """
    \(Sheets.payoutHeader)
    \(Marked.account),12.00,IMPS,HDFC0000001,Asha Rao,asha@example.com,+91 98123 45678

    """,
    "pan-new": "mobileno,lastname,refid,email,title\n+91 98123 45678,Rao,REF1,rao@example.com,1\n",
    "recharge-status": "referenceid\nREF1\n",
  ]

  @Test(
    "none goes on, whatever the provider repeats",
    arguments: ["payout", "pan-new", "recharge-status"],
    Echo.all
  )
  func echoed(_ operation: String, _ echo: Echo) async throws {
    let server = try EchoServer(status: echo.status, answer: echo.answer)
    defer { server.stop() }
    try await withOffice { office in
      try office.write("sheet.csv", try #require(Self.sheets[operation]))
      let arguments = ["run", operation, "sheet.csv", "--yes", "--base-url", server.url, "--json", "--attempts", "1"]
      let run = try await office.start(arguments, environment: Marked.environment).ended()
      let batch = try #require(try run.json.text("batch"), "\(run.stderr)")
      try expectClean(run, "run")
      for command in [
        ["show", batch], ["show", batch, "--json"], ["export", batch, "--json"], ["batches"], ["resume", batch],
      ] {
        let more = command[0] == "resume" ? ["--yes", "--base-url", server.url] : []
        let ended = try await office.start(command + more, environment: Marked.environment).ended()
        try expectClean(ended, command.joined(separator: " "))
      }
      try expectCleanFiles(office)
    }
  }

  private func expectClean(_ ended: Ended, _ command: String) throws {
    for output in [ended.stdout, ended.stderr] {
      for secret in [Marked.registrationID, Marked.nepKey, Marked.account, Marked.mobile, "98123 45678"] {
        #expect(!output.contains(secret), "\(secret) in \(command): \(output)")
      }
    }
  }

  private func expectCleanFiles(_ office: Office) throws {
    let results = try office.csv("sheet.results.csv")
    for (name, column) in results.header.map({ ($0, results[$0]) }) where name.hasPrefix("aop_") {
      for secret in [Marked.registrationID, Marked.nepKey, Marked.account, Marked.mobile] {
        #expect(!column.contains { $0.contains(secret) }, "\(secret) in \(name): \(column)")
      }
    }
    for name in try FileManager.default.contentsOfDirectory(atPath: office.ledger.deletingLastPathComponent().path()) {
      let data = try Data(contentsOf: office.ledger.deletingLastPathComponent().appending(path: name))
      for secret in [Marked.registrationID, Marked.nepKey] {
        #expect(data.range(of: Data(secret.utf8)) == nil, "\(secret) in \(name)")
      }
    }
  }

  @Test("the ledger and its folder are for its owner alone")
  func ledgerMode() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      #expect(try await office.send("payout", "pay.csv").status == 0)
      for (file, mode) in [(office.ledger, 0o600), (office.ledger.deletingLastPathComponent(), 0o700)] {
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path())
        #expect(attributes[.posixPermissions] as? Int == mode)
      }
    }
  }

  @Test("is shown where it is a header, a name, or an argument of the command line")
  func elsewhere() async throws {
    try await withOffice { office in
      let rows =
        "\(Sheets.payoutHeader),\(Marked.registrationID),\(Marked.mobile)\n"
        + Sheets.payoutRow(account: Sheets.account(1), amount: "2.00").replacing(
          "Asha Rao",
          with: Marked.registrationID
        )
      try office.write("pay.csv", rows + ",a,b\n")
      for arguments in [
        ["check", "payout", "pay.csv"], ["check", "payout", "pay.csv", "--json"],
        ["run", "payout", "pay.csv", "--yes", "--base-url", office.url],
        ["check", "payout", "pay.csv", "--column", "amount=\(Marked.account)"],
        ["check", "payout", "pay.csv", "--column", "\(Marked.account)=amount"],
        ["check", "payout", "pay.csv", "--column", "amount=\(Marked.registrationID)", "--column", "emailID=amount"],
        ["show", Marked.account], ["resolve", "2", "--row", Marked.account, "--paid", "--reason", "x"],
      ] {
        let ended = try await office.start(arguments, environment: Marked.environment).ended()
        try expectClean(ended, arguments.joined(separator: " "))
      }
    }
  }

  @Test("is shown of a batch whose payee's name is the registration id, also where no setting tells it")
  func recorded() async throws {
    try await withOffice { office in
      let rows = ["1.57", "2.03", "3.00"].enumerated().map { number, amount in
        Sheets.payoutRow(account: Sheets.account(number), amount: amount)
          .replacing("Asha Rao", with: "\(Marked.registrationID) Traders")
      }
      try office.write("pay.csv", ([Sheets.payoutHeader] + rows).joined(separator: "\n"))
      let run = ["run", "payout", "pay.csv", "--yes", "--base-url", office.url, "--concurrency", "1"]
      #expect(try await office.start(run, environment: Marked.environment).ended().status == 5)
      let batch = try #require(try await office.run("batches", "--json").json.list("batches").first?.text("batch"))
      for arguments in [["show", batch], ["show", batch, "--json"], ["doubts"], ["doubts", "--json"]] {
        let ended = try await office.start(arguments).ended()
        #expect(ended.status == 0 && ended.stdout.contains("Traders"))
        try expectClean(ended, arguments.joined(separator: " "))
      }
      #expect(try !office.text("pay.report.html").contains(Marked.registrationID))
      let resumed = try await office.start(["resume", batch, "--yes"], environment: Marked.environment).ended()
      #expect(resumed.stderr.contains("Traders"))
      try expectClean(resumed, "resume")
    }
  }

  @Test("messages about bad cells mask what they quote")
  func rejectedCells() async throws {
    try await withOffice { office in
      let rows = [
        Sheets.payoutRow(account: Marked.account + ".5", amount: "1.00"),
        Sheets.payoutRow(account: Sheets.account(1), amount: "2.00").replacing("9876543210", with: "1\(Marked.mobile)"),
      ]
      try office.write("pay.csv", ([Sheets.payoutHeader] + rows).joined(separator: "\n"))
      let check = try await office.run("check", "payout", "pay.csv", "--json")
      #expect(check.status == 3)
      try expectClean(check, "check")
    }
  }
}
