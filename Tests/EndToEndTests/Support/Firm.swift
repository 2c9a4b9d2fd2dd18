import Foundation
import Glibc
import TestSupport
import Testing

/// A firm whose policy asks for signatures, in a folder that only this user can write.
struct Firm {
  /// Where its ledger is.
  enum Place: CaseIterable { case file, server }

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

func withFirm(_ place: Firm.Place = .file, _ work: (Firm) async throws -> Void) async throws {
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
