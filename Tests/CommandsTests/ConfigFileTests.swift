import Engine
import Foundation
import Testing

@testable import Commands

@Suite("The config file")
struct ConfigFileTests {
  /// Reads a config file with these bytes, from a fresh folder that is removed again.
  private func read(_ text: String, mode: Int = 0o600) throws -> [String: String] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "aopbatch-config-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "settings.json").path()
    try Data(text.utf8).write(to: URL(filePath: file))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    return try ConfigFile.read(file)
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
    let refusal = #expect(throws: Refusal.self) { try read("{\"\(key)\": \"value\"}") }
    #expect(refusal?.status == .trouble)
    #expect(refusal?.sentence.contains("\"\(key)\"") == true)
    #expect(refusal?.sentence.contains("registrationId") == true, "the known ones are listed")
    #expect(refusal?.sentence.contains("value") == false, "a value may be a secret")
  }

  @Test(
    "is refused when it is no object of texts",
    arguments: ["", "[]", "null", "{\"domain\":1}", "{\"domain\":null}", "domain=x"]
  )
  func malformed(_ text: String) {
    let refusal = #expect(throws: Refusal.self) { try read(text) }
    #expect(refusal?.status == .trouble)
  }

  @Test("is refused when others can read or write it", arguments: [0o644, 0o640, 0o620, 0o602, 0o601])
  func open(_ mode: Int) {
    let refusal = #expect(throws: Refusal.self) { try read("{}", mode: mode) }
    #expect(refusal?.sentence.contains("chmod 600") == true)
  }

  @Test("may be closed even to writing", arguments: [0o600, 0o400])
  func closed(_ mode: Int) throws {
    #expect(try read("{}", mode: mode) == [:])
  }

  @Test("that is missing or too large is named")
  func missing() {
    let refusal = #expect(throws: Refusal.self) { try ConfigFile.read("no-such-file.json") }
    #expect(refusal?.sentence.contains("no-such-file.json") == true)
    let large = #expect(throws: Refusal.self) { try read("{}" + String(repeating: " ", count: 70_000)) }
    #expect(large?.sentence.contains("64 KiB") == true)
  }
}
