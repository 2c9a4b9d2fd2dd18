import Foundation
import Glibc
import TestSupport
import Testing

@Suite("The page about two people", .timeLimit(.minutes(60)))
struct TwoPeoplePageTests {
  @Test("says what three can do just so, and what is refused")
  func page() async throws {
    try await withOffice { office in
      let page = try Page("TwoPeople")
      let people = try People(office)
      defer { people.leave() }
      try office.write("november.csv", try #require(page.blocks.first { $0.language == "csv" }).text)
      for block in page.blocks {
        if block.section == "Asha pays" { try await checkUnsigned(people) }
        try people.write(block)
        if block.language == "console" { for step in block.steps { try await people.walk(step) } }
        if block.section == "What an auditor sees" { try await checkUsed(people) }
      }
      try await checkRevoked(people)
      try await checkPolicy(people, page)
      #expect(try office.requests.count == 4, "three rows, and one of them again")
    }
  }

  private static let run = "aopbatch run payout november.csv --config ~/aopbatch.json"
  private static let approved = "\(run) --approval november.approval"
  private static let ravi = "--signature november.ravi.sig"

  private func checkUnsigned(_ people: People) async throws {
    #expect(try await people.code("\(Self.run) --yes", 77) == "approval.missing")
    #expect(try await people.code("\(Self.approved) \(Self.ravi)", 77) == "approval.missing")
    #expect(try await people.code("\(Self.approved) \(Self.ravi) \(Self.ravi)", 77) == "approval.samePerson")
    let sheet = try people.office.text("november.csv")
    try people.office.write("november.csv", sheet.replacing("415000.00", with: "415000.01"))
    let both = "\(Self.ravi) --signature november.meera.sig"
    #expect(try await people.code("\(Self.approved) \(both)", 77) == "approval.differs")
    try people.office.write("november.csv", sheet)
    #expect(try people.office.requests.isEmpty)
  }

  private static let resolve =
    "aopbatch resolve \(People.batchOfPage) --row 4 --not-paid --reason 'no debit, ticket 4711' --config ~/aopbatch.json"

  private func checkUsed(_ people: People) async throws {
    let again = "\(Self.resolve) --approval row-4.approval --signature row-4.ravi.sig"
    #expect(try await people.code(again, 77) == "approval.used")
  }

  private func checkRevoked(_ people: People) async throws {
    #expect(try await people.run("\(Self.resolve) --approval-request late.approval").status == 0)
    for person in ["ravi", "meera"] {
      let sign = "ssh-keygen -Y sign -n aopbatch-approve -f ~/.ssh/aopbatch <late.approval >late.\(person).sig"
      #expect(try await people.run(sign, as: person).status == 0)
    }
    let late = "\(Self.resolve) --approval late.approval --signature late"
    #expect(try await people.code("\(late).ravi.sig", 77) == "approval.revoked")
    // Another policy is one under which nothing was signed.
    try people.changePolicy { $0 + "\n" }
    #expect(try await people.code("\(late).meera.sig", 77) == "approval.differs")
  }

  private func checkPolicy(_ people: People, _ page: Page) async throws {
    try people.changePolicy { $0.replacing("maxTotal", with: "maxTotl") }
    let unknown = try await people.run("\(Self.run) --yes --json")
    #expect(try unknown.status == 1 && unknown.json.text("code") == "policy.unknown")
    let keys = page.text.matches(of: /(?m)^\| `(\w+)` \| [^|]+ \| [^|]+ \|$/).map(\.output.1).joined(separator: ", ")
    let known = try #require(try unknown.json.text("reason")?.firstMatch(of: /known are (.+)\./)).output.1
    #expect(Set(keys.split(separator: ", ")) == Set(known.split(separator: ", ")))

    try #require(chmod(people.guarded.appending(path: "policy.json").path(), 0o664) == 0)
    #expect(try await people.code("\(Self.run) --yes", 1) == "policy.mode")
    try FileManager.default.removeItem(at: people.guarded.appending(path: "policy.json"))
    #expect(try await people.code("\(Self.run) --yes", 1) == "policy.missing")
  }
}

/// Asha, Ravi and Meera, each with a home, and a folder in which they hand each other files.
private final class People {
  static let batchOfPage = "20261121-2p2mt"

  let office: Office
  /// What `/etc/aopbatch` is here.
  let guarded: URL
  private let user: String
  private var batch = batchOfPage

  init(_ office: Office) throws {
    self.office = office
    guarded = try Self.guardedPlace().appending(path: "aopbatch-tests-\(UUID().uuidString)")
    user = String(cString: try #require(getpwuid(getuid())).pointee.pw_name)
    for folder in ["bin", "asha", "ravi/.ssh", "meera/.ssh"] {
      let place = office.root.appending(path: folder)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    }
    let link = office.root.appending(path: "bin/aopbatch").path()
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: Program.path)
    // Here root's files are the test's own, and a passphrase is asked of a program.
    try writeProgram("sudo", "exec \"$@\"")
    try writeProgram("passphrase", "echo correct horse battery")
  }

  func leave() { try? FileManager.default.removeItem(at: guarded) }

  /// A folder that nobody else can write, nor any above it: a policy is believed in no other. For root the build folder is
  /// one; for others it, or their home, unless their umask lets a group write.
  private static func guardedPlace() throws -> URL {
    let places = [Tour.project.appending(path: ".build"), FileManager.default.homeDirectoryForCurrentUser]
    let place = places.first { place in
      let parts = place.resolvingSymlinksInPath().pathComponents
      return parts.indices.allSatisfy { index in
        var status = stat()
        let path = NSString.path(withComponents: Array(parts[...index]))
        return stat(path, &status) == 0 && [0, getuid()].contains(status.st_uid) && status.st_mode & 0o022 == 0
      } && access(place.path(), W_OK) == 0
    }
    return try #require(place, "others can write the build folder and the home, or what is above: `chmod go-w` it")
  }

  private func writeProgram(_ name: String, _ line: String) throws {
    let file = office.root.appending(path: "bin/\(name)")
    try Data("#!/bin/sh\n\(line)\n".utf8).write(to: file)
    try #require(chmod(file.path(), 0o755) == 0)
  }

  // MARK: What the page's names are here

  private func local(_ text: String) throws -> String {
    var local = text.replacing(Self.batchOfPage, with: batch).replacing("/etc/aopbatch", with: guarded.path())
      .replacing("-o root", with: "-o '\(user)'").replacing("\"asha\":", with: "\"\(user)\":")
      // The test is to work for longer than the page's keys.
      .replacing("\"20271231\"", with: "\"20991231\"")
    for (name, file) in [("ssh-ed25519 RAVIS-KEY", "ravi.pub"), ("ssh-ed25519 MEERAS-KEY", "meera.pub")]
    where local.contains(name) {
      local = local.replacing(name, with: try office.text(file).split(separator: " ").prefix(2).joined(separator: " "))
    }
    return local
  }

  /// Writes what a block of the page has for a file.
  func write(_ block: Page.Block) throws {
    switch block.language {
    case "json" where block.text.contains("allowedSigners"): try office.write("policy.json", local(block.text))
    case "json": try Data(local(block.text).utf8).write(to: office.root.appending(path: "asha/aopbatch.json"))
    case "": try office.write(try #require(block.file), local(block.text))
    default: break
    }
  }

  func changePolicy(_ change: (String) -> String) throws {
    let file = guarded.appending(path: "policy.json")
    try Data(change(String(contentsOf: file, encoding: .utf8)).utf8).write(to: file)
  }

  // MARK: What they type

  /// What has to do with keys is Ravi's, and what is asked of two is also Meera's; all else is Asha's, or root's.
  func walk(_ step: Tour.Step) async throws {
    guard step.command.contains("~/.ssh") else { return try await walk(step, as: "asha") }
    for person in ["ravi", "meera"] {
      let command = step.command.replacing("ravi", with: person)
      try await walk(Tour.Step(command: command, printed: step.printed), as: person)
    }
  }

  private func walk(_ step: Tour.Step, as person: String) async throws {
    let ended = try await run("(\(step.command)) 2>&1", as: person)
    batch = ended.stdout.firstMatch(of: /\nBatch (\S+)\n/)?.output.1.description ?? batch
    let screen = ended.stdout.replacing(batch, with: Self.batchOfPage)
      .replacing(office.url, with: "https://payout.aopay.co.in").replacing(guarded.path(), with: "/etc/aopbatch")
    #expect(ended.status == Self.status(step.command), "\(step.command)\n\(screen)")
    let isShown = try step.printed.isEmpty || step.isShown(by: screen)
    #expect(isShown, "\(step.command)\n\(step.printed)\nis in truth\n\(screen)")
  }

  /// One row of what is sent is in doubt, again and again.
  private static func status(_ command: String) -> Int32 {
    if command.contains("--yes") { return 77 }
    return command.contains("--signature") && !command.hasPrefix("aopbatch resolve") ? 4 : 0
  }

  func run(_ command: String, as person: String = "asha") async throws -> Ended {
    let programs = office.root.appending(path: "bin").path()
    let own = [
      "HOME": office.root.appending(path: person).path(), "PATH": "\(programs):/usr/bin:/bin", "LC_ALL": "C.UTF-8",
      "AOPAY_PAYOUT_URL": office.url, "SSH_ASKPASS": "\(programs)/passphrase", "SSH_ASKPASS_REQUIRE": "force",
    ]
    var environment = office.environment.merging(own) { $1 }
    environment["AOPAY_REGISTRATION_ID"] = nil
    return try await Running("/bin/sh", ["-c", local(command)], environment: environment, folder: office.work.path())
      .ended()
  }

  /// The code of a refusal.
  func code(_ command: String, _ status: Int32) async throws -> String? {
    let ended = try await run("\(command) --json")
    #expect(ended.status == status, "\(command)\n\(ended.stderr)")
    return try ended.json.text("code")
  }
}
