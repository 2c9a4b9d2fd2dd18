import Glibc
import Sheet
import TestSupport
import Testing

@testable import Commands

@Suite("The config file")
struct ConfigFileTests {
  /// Reads a config file with these bytes.
  private func read(_ text: String, mode: mode_t = 0o600) throws -> [String: String] {
    let folder = try Folder()
    try folder.write(text, to: "settings.json")
    try #require(chmod(folder["settings.json"], mode) == 0)
    return try ConfigFile.read(folder["settings.json"]).settings
  }

  @Test(
    "has the settings' names in lower camel case without the prefix",
    arguments: [
      ("registrationId", "AOPAY_REGISTRATION_ID"), ("nepKey", "AOPAY_NEP_KEY"), ("partnerId", "AOPAY_PARTNER_ID"),
      ("domain", "AOPAY_DOMAIN"), ("payoutUrl", "AOPAY_PAYOUT_URL"), ("apiUrl", "AOPAY_API_URL"),
    ]
  )
  func names(_ key: String, _ setting: String) throws {
    #expect(try read("{\"\(key)\": \"value\"}") == [setting: "value"])
  }

  @Test("may name the ledger, from its own folder")
  func ledger() throws {
    let folder = try Folder()
    for (written, meant) in [
      ("/srv/ledger.sqlite", "/srv/ledger.sqlite"), ("books/pay.sqlite", folder["books/pay.sqlite"]), ("", ""),
      // Refused as what it is, and not shown as a file's name.
      ("postgresql://clerk:S3cret@db/pay", "postgresql://clerk:S3cret@db/pay"),
    ] {
      try folder.write("{\"ledger\": \"\(written)\"}", to: "settings.json")
      try #require(chmod(folder["settings.json"], 0o600) == 0)
      #expect(try ConfigFile.read(folder["settings.json"]).settings == ["AOPBATCH_LEDGER": meant])
    }
  }

  @Test(
    "is refused when a key stands twice, in one spelling or in two",
    arguments: [
      (#"{"domain":"a","domain":"a"}"#, "AOPAY_DOMAIN"), (#"{"domain":"a","Domain":"b"}"#, "AOPAY_DOMAIN"),
      (#"{"columns":{},"columns":{}}"#, "columns"),
    ]
  )
  func twice(_ text: String, _ name: String) {
    #expect(expect(.configTwice) { try read(text) }?[.name] == name)
  }

  @Test("may have all of them, or none")
  func all() throws {
    #expect(try read("{}") == [:])
    #expect(try read(#"{"domain":"d","nepKey":"k"}"#) == ["AOPAY_DOMAIN": "d", "AOPAY_NEP_KEY": "k"])
  }

  @Test(
    "is refused, with the name, for a setting that is not known",
    arguments: ["registration", "aopayDomain", "timeout", ""]
  )
  func unknown(_ key: String) {
    let failure = expect(.configUnknown) { try read("{\"\(key)\": \"value\"}") }
    #expect(failure?[.name] == key)
    #expect(failure?[.names].contains("registrationId") == true, "the known ones are listed")
    #expect(failure?.message.text.contains("value") == false, "a value may be a secret")
  }

  @Test(
    "is refused when it is no object of texts, with the key that is none",
    arguments: [
      ("", ""), ("[]", ""), ("null", ""), ("domain=x", ""), (#"{"domain":1}"#, "domain"),
      (#"{"domain":null}"#, "domain"), (#"{"nepKey":"k","columns":"amount"}"#, "columns"),
      (#"{"defaults":{"amount":1}}"#, "defaults"),
    ]
  )
  func malformed(_ text: String, _ key: String) {
    let failure = expect(.configFile) { try read(text) }
    #expect(failure?[.name] == key)
    #expect(failure?.message.what.contains("\"\(key)\"") == !key.isEmpty)
  }

  @Test("is refused when others can read or write it", arguments: [0o644, 0o640, 0o620, 0o602, 0o601] as [mode_t])
  func open(_ mode: mode_t) {
    expect(.configShared) { try read("{}", mode: mode) }
  }

  @Test("may be closed even to writing", arguments: [0o600, 0o400] as [mode_t])
  func closed(_ mode: mode_t) throws {
    #expect(try read("{}", mode: mode) == [:])
  }

  @Test("that is missing or too large is named")
  func missing() {
    #expect(throws: Failure(file: "no-such-file.json", "open", errno: ENOENT)) {
      try ConfigFile.read("no-such-file.json")
    }
    #expect(expect(.fileSize) { try read("{}" + String(repeating: " ", count: 70_000)) }?[.limit] == "65536")
  }
}
