import Foundation
import Testing

@Suite("House rules")
struct HouseRulesTests {
  @Test("hold in every source file", arguments: HouseRule.all)
  func hold(_ rule: HouseRule) throws {
    let files = try Code.sources.get()
    #expect(files.count > 100, "the sources were found")
    for file in files {
      let breaches = rule.breaches(file)
      #expect(breaches.isEmpty, "\(file.path): \(breaches)")
    }
  }

  @Test("hold in every test: none sleeps")
  func tests() throws {
    let files = try Code.all(in: "Tests")
    #expect(files.count > 50, "the tests were found")
    for file in files {
      let breaches = HouseRule.noSleep.breaches(file)
      #expect(breaches.isEmpty, "\(file.path): \(breaches)")
    }
  }

  /// A file that breaks a rule, and one that looks like it and does not.
  struct Sample: Sendable {
    let rule: HouseRule
    let room: String
    let bad: String
    /// Nil where nothing could be good.
    let good: String?

    init(_ rule: HouseRule, in room: String = "Payments", bad: String, good: String?) {
      self.rule = rule
      self.room = room
      self.bad = bad
      self.good = good
    }
  }

  static let samples = [
    Sample(.imports, bad: "import Foundation", good: "// import Foundation\nimport CIFSCDirectory"),
    Sample(.imports, in: "Dispatching", bad: "public import GRDB", good: "public import Ledger"),
    Sample(.imports, in: "Sandbox", bad: "@testable import Operations", good: "import NIOCore"),
    Sample(.imports, in: "Commands", bad: "  import struct AsyncHTTPClient.HTTPClient", good: "import Dispatching"),
    Sample(.imports, in: "Transport", bad: "internal import Sheet", good: "import NIOSSL"),
    Sample(.imports, in: "NewRoom", bad: "let x = 1", good: nil),
    Sample(.imports, in: "AOPay", bad: "import Ledger", good: "import Operations"),
    Sample(.imports, in: "Ledger/SQL", bad: "import GRDB", good: "import Sheet"),
    Sample(.imports, in: "Ledger/SQLite", bad: "import NIOCore", good: "import GRDB\nimport GRDBSQLite"),
    Sample(.imports, in: "Ledger/Postgres", bad: "internal import GRDB", good: "import CPQ"),
    Sample(.providerWords, bad: "let a = \"AOPAY_DOMAIN\"", good: "// AOPAY_DOMAIN"),
    Sample(.providerWords, in: "Commands", bad: "let a = \"Duplicate RefID\"", good: "let a = aopay.all"),
    Sample(.noFloatingPoint, bad: "let rupees: Double", good: "let isDoubled = true // Double"),
    Sample(.noFloatingPoint, bad: "let rupees = 0.5", good: "let a = (0...5, [1.self], \"0.5\")"),
    Sample(.noFloatingPoint, in: "Ledger", bad: "Float32(1)", good: "static let busySecondsMax = 60.0"),
    Sample(.noFloatingPoint, in: "Ledger", bad: "Decimal(string: text)", good: "let decimals = 2"),
    Sample(.noForce, bad: "let a = try! read()", good: "let a = try? read() // try!"),
    Sample(.noForce, bad: "let a = b as! Int", good: "let a = \"as! Int\""),
    Sample(.noForce, bad: "let a = b!", good: "let a = !b && c != d"),
    Sample(.noForce, bad: "let a = f()!.x", good: "let a = f() != x"),
    Sample(.noForce, bad: "let a = list[0]!", good: "let a = \"Stop!\""),
    Sample(.noForce, bad: "let a = \"\\(b!)\"", good: "let a = \"\\(b)!\""),
    Sample(.noForce, bad: "var a: Int!", good: "let a = #\"it\\(b!)\"#"),
    Sample(.noTraps, bad: "fatalError(\"no\")", good: "preconditionFailure(\"fatalError\")"),
    Sample(.noUncheckedSendable, bad: "final class A: @unchecked Sendable {}", good: "struct A: Sendable {}"),
    Sample(.noUncheckedSendable, bad: "nonisolated(unsafe) var a = 1", good: "nonisolated func a() {}"),
    Sample(
      .length,
      bad: String(repeating: "let a = 1\n", count: 300),
      good: String(repeating: "let a = 1\n", count: 299)
    ),
    Sample(.noOptions, bad: "say(\"Give --ledger.\")", good: "say(\"a -- b\") // Give --ledger."),
    Sample(.noOptions, bad: "say(\"(--expect-rows)\")", good: "count -= other--expected"),
    Sample(.noOptions, in: "Ledger", bad: "\"use `aopbatch show \\(name)`\"", good: "\"aopbatch was stopped\""),
    Sample(.noOptions, in: "Ledger", bad: "#\"then `resume`\"#", good: "/// Then `resume`.\nlet a = \"resume\""),
    Sample(.noOptions, bad: "\"\\(f(\"--yes\"))\"", good: "let page = \"<!-- a -->\""),
    Sample(.noSleep, bad: "try await Task.sleep(for: .seconds(1))", good: "// sleep\nlet sleepers = 1"),
    Sample(.noSleep, bad: "while !isDone { usleep(1000) }", good: "say(\"usleep\")"),
    Sample(.noMachinePaths, bad: "let a = \"/home/asha/x\"", good: "let a = \"/api/V6/Payout/AOPPayout\""),
    Sample(.noMachinePaths, bad: "// see /Users/asha/notes", good: "// see Tests/home/"),
  ]

  @Test("can fail, and let pass what only looks like a breach", arguments: samples.indices)
  func canFail(_ index: Int) {
    let sample = Self.samples[index]
    let bad = Code(path: "\(sample.room)/Sample.swift", text: sample.bad)
    #expect(!sample.rule.breaches(bad).isEmpty, "\(sample.rule): \(sample.bad)")
    let good = sample.good.map { Code(path: "\(sample.room)/Sample.swift", text: $0) }
    #expect(good.map(sample.rule.breaches) ?? [] == [], "\(sample.rule): \(sample.good ?? "")")
  }

  @Test("about rooms hold in Package.swift too: no target depends on what it may not import")
  func package() throws {
    let manifest = try String(contentsOf: Code.project.appending(path: "Package.swift"), encoding: .utf8)
    let dependencies = Self.dependencies(manifest)
    let outside = ["CCommit", "CIFSCDirectory", "CPQ", "CWriteLimit", "TestSupport"]
    #expect(Set(dependencies.keys) == Set(HouseRule.rooms.keys).union(outside))
    for (room, allowed) in HouseRule.rooms {
      let found = try #require(dependencies[room])
      #expect(found.isSubset(of: allowed), "\(room): \(found.subtracting(allowed))")
    }
  }

  @Test("about Package.swift can fail")
  func packageCanFail() {
    let manifest = """
      .target(name: "Sheet", dependencies: ["CLibCSV", .product(name: "GRDB", package: "GRDB.swift")]),
      .testTarget(name: "SheetTests", dependencies: ["Sheet"]),
      """
    #expect(Self.dependencies(manifest) == ["Sheet": ["CLibCSV", "GRDB"]])
  }

  /// What each target depends on, as the manifest writes it.
  private static func dependencies(_ manifest: String) -> [String: Set<String>] {
    let starts = manifest.matches(of: /\.(target|executableTarget|testTarget|systemLibrary)\(\s*name: "(\w+)"/)
    var dependencies: [String: Set<String>] = [:]
    for (index, start) in starts.enumerated() where ["target", "executableTarget"].contains(start.output.1) {
      let end = index + 1 < starts.count ? starts[index + 1].range.lowerBound : manifest.endIndex
      let rest = manifest[start.range.upperBound..<end]
      let list = rest.range(of: "dependencies:").map { rest[$0.upperBound...].prefix { $0 != "]" } } ?? ""
      let products = list.matches(of: /\.product\(name: "(\w+)"/).map { String($0.output.1) }
      let plain = list.replacing(/\.product\([^)]*\)/, with: "").matches(of: /"(\w+)"/).map { String($0.output.1) }
      dependencies[String(start.output.2)] = Set(products + plain)
    }
    return dependencies
  }
}
