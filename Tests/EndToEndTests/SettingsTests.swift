import Foundation
import TestSupport
import Testing

@Suite("Settings", .timeLimit(.minutes(60)))
struct SettingsTests {
  @Test(
    "a missing registration id stops a run before anything is sent, and is named",
    arguments: ["payout", "recharge-status"]
  )
  func registrationID(_ operation: String) async throws {
    try await withOffice { office in
      try office.write("sheet.csv", Sheets.magic(operation, operation == "payout" ? ".00" : "000"))
      let arguments = office.sending(operation, "sheet.csv", ["--json"])
      let run = try await office.start(arguments, environment: ["AOPAY_REGISTRATION_ID": ""]).ended()
      #expect(run.status == 1)
      #expect(try run.json.text("reason")?.contains("AOPAY_REGISTRATION_ID") == true)
      #expect(try office.requests.isEmpty)
      // The refused run left nothing behind that would stand in the way of the next.
      #expect(try await office.start(arguments).ended().status == 0)
    }
  }

  @Test(
    "a PAN operation needs all three of its settings",
    arguments: ["AOPAY_NEP_KEY", "AOPAY_DOMAIN", "AOPAY_PARTNER_ID"]
  )
  func panSettings(_ setting: String) async throws {
    try await withOffice { office in
      for operation in ["pan-status", "pan-new"] {
        try office.write("sheet.csv", Sheets.magic(operation, "000"))
        let run = try await office.start(office.sending(operation, "sheet.csv"), environment: [setting: ""]).ended()
        #expect(run.status == 1)
        #expect(run.stderr.contains(setting))
      }
      #expect(try office.requests.isEmpty)
    }
  }

  @Test("a column stands in for a setting")
  func columns() async throws {
    try await withOffice { office in
      try office.write("pan.csv", "refid,nep_id,nep_key,domain,partnerId\nR1000,N1,KEY1,dom1,PART1\n")
      let none = ["AOPAY_NEP_KEY": "", "AOPAY_DOMAIN": "", "AOPAY_PARTNER_ID": ""]
      let run = try await office.start(office.sending("pan-status", "pan.csv"), environment: none).ended()
      #expect(run.status == 0, "\(run.stderr)")
      let body = try #require(try office.requests.first)
      #expect(try body.value("nep_key") == "KEY1")
      #expect(try body.value("domain") == "dom1")
      #expect(try body.value("partnerId") == "PART1")
      // The key does not go round with the results.
      #expect(try !office.text("pan.results.csv").contains("KEY1"))
    }
  }

  private func config(_ office: Office, _ text: String, mode: Int = 0o600) throws {
    try office.write("settings.json", text)
    try FileManager.default.setAttributes(
      [.posixPermissions: mode],
      ofItemAtPath: office.work.appending(path: "settings.json").path()
    )
  }

  @Test("a config file that others can read is refused", arguments: [0o644, 0o640, 0o604, 0o660])
  func openConfig(_ mode: Int) async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      try config(office, #"{"registrationId": "AOP-FILE"}"#, mode: mode)
      let run = try await office.send("payout", "pay.csv", "--config", "settings.json")
      #expect(run.status == 1)
      #expect(run.stderr.contains("chmod 600"))
      #expect(try office.requests.isEmpty)
    }
  }

  @Test(
    "the config file is used, and the environment wins over it",
    arguments: [("", "AOP-FILE"), ("AOP-ENV", "AOP-ENV")]
  )
  func environmentWins(_ environment: String, _ sent: String) async throws {
    try await withOffice { office in
      try office.write("pan.csv", Sheets.magic("pan-status", "000"))
      try config(
        office,
        """
        {"registrationId":"AOP-FILE","nepKey":"KEY-FILE","domain":"dom","partnerId":"P","apiUrl":"\(office.url)"}
        """
      )
      let none = ["AOPAY_NEP_KEY": "", "AOPAY_REGISTRATION_ID": environment]
      let arguments = ["run", "pan-status", "pan.csv", "--config", "settings.json"]
      let run = try await office.start(arguments, environment: none).ended()
      #expect(run.status == 0, "\(run.stderr)")
      #expect(try office.requests.first?.value("RegistrationID") == sent)
      #expect(try office.requests.first?.value("nep_key") == "KEY-FILE")
    }
  }

  @Test(
    "a config file that cannot be understood is refused by name",
    arguments: [
      (#"{"registrationID2": "x"}"#, "registrationID2"), (#"{"registrationId": 5}"#, "settings.json"),
      ("registrationId=x", "settings.json"), ("", "settings.json"),
    ]
  )
  func badConfig(_ text: String, _ named: String) async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      try config(office, text)
      let run = try await office.send("payout", "pay.csv", "--config", "settings.json")
      #expect(run.status == 1)
      #expect(run.stderr.contains(named))
      #expect(try office.requests.isEmpty)
    }
  }

  @Test(
    "plain http goes to this machine only",
    arguments: ["http://payout.aopay.co.in", "http://127.0.0.1.example.com"]
  )
  func plainHTTP(_ address: String) async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      let run = try await office.run("run", "payout", "pay.csv", "--yes", "--base-url", address)
      #expect(run.status == 1)
      #expect(run.stderr.contains("https://"))
      let set = try await office.run("run", "payout", "pay.csv", "--yes", environment: ["AOPAY_PAYOUT_URL": address])
      #expect(set.status == 1)
    }
  }

  @Test("a slash at the end of the address is fine, and means the same address")
  func trailingSlash() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      let run = try await office.run("run", "payout", "pay.csv", "--yes", "--base-url", office.url + "/")
      #expect(run.status == 0)
      #expect(try office.requests.map(\.path) == ["/api/V6/Payout/AOPPayout"])
      #expect(try await office.send("payout", "pay.csv").status == 6)
    }
  }

  @Test("an address where something else says that it knows no such page stops the run at once, with no row in doubt")
  func wrongAddress() async throws {
    let server = try EchoServer(status: "404 Not Found") { _ in #"{"status":404,"error":"Not Found"}"# }
    defer { server.stop() }
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout((1...30).map { "\($0).00" }))
      let run = try await office.run("run", "payout", "pay.csv", "--yes", "--base-url", server.url, "--json")
      #expect(run.status == 5)
      #expect(try run.json.counts("outcomes") == ["accepted": 0, "failed": 0, "in_doubt": 0, "not_sent": 30])
    }
  }

  @Test("--base-url stands for both hosts, whatever the settings say")
  func baseURL() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      let elsewhere = ["AOPAY_PAYOUT_URL": "http://127.0.0.1:9", "AOPAY_API_URL": "http://127.0.0.1:9"]
      let run = try await office.start(office.sending("payout", "pay.csv"), environment: elsewhere).ended()
      #expect(run.status == 0)
    }
  }

  @Test("more requests in flight than this machine allows files for are refused, before anything is recorded or sent")
  func openFiles() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      let refused = try await office.run(filesMax: 263, office.sending("payout", "pay.csv"))
      #expect(refused.status == 1)
      #expect(refused.stderr.contains("264 open files"))
      let allowed = try await office.run(filesMax: 264, office.sending("payout", "pay.csv"))
      #expect(allowed.status == 0)
      #expect(try office.requests.count == 1)
    }
  }
}
