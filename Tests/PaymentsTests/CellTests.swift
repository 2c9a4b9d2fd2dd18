import Payments
import TestSupport
import Testing

@Suite("Cells of a sheet")
struct CellTests {
  static let samples = MoneyTables.all + BankTables.all + PersonTables.all + PlaceTables.all

  @Test("a cell is sent, warned of or rejected as the table says", arguments: samples)
  func table(_ sample: Sample) {
    var text = Array("before".utf8)
    let findings = sample.rule.read(Array(sample.cell.utf8), into: &text)
    #expect(findings.errors.map(\.code) == [sample.error].compactMap { $0 })
    #expect(findings.warnings.map(\.code) == sample.warnings)
    #expect(String(decoding: text, as: UTF8.self) == "before" + (sample.sent ?? ""))
    #expect(findings.isValid == (sample.sent != nil))
  }

  @Test("the codes that a rule lists are those that its cells give", arguments: Rule.families)
  func codes(_ family: [Rule]) throws {
    var errors: Set<String> = []
    var warnings: Set<String> = []
    for sample in Self.samples where family.contains(sample.rule) {
      if let error = sample.error { errors.insert(error) }
      warnings.formUnion(sample.warnings)
    }
    // What shows only in another directory, or beside another cell.
    if family.contains(.ifsc) { warnings.insert("neft") }
    if family.contains(.latitude) { errors.insert("swapped") }
    if family.contains(.amount) { errors.formUnion(["account", "mobile"]) }
    if family.contains(.name) { errors.insert("account") }
    let listed = try #require(family.first).codes
    #expect(Set(listed.errors) == errors)
    #expect(Set(listed.warnings) == warnings)
    #expect(listed.errors.count == errors.count)
    #expect(listed.warnings.count == warnings.count)
  }

  @Test("sentences are whole, and hold no run of nine digits", arguments: samples)
  func sentences(_ sample: Sample) {
    var text: [UInt8] = []
    let findings = sample.rule.read(Array(sample.cell.utf8), into: &text)
    for problem in findings.errors + findings.warnings {
      #expect(problem.sentence.hasSuffix("."))
      #expect(problem.sentence.count > 20)
      #expect(Masking.masked(words: problem.sentence) == problem.sentence)
    }
  }

  @Test("random bytes and mangled cells crash no rule", arguments: Rule.allCases)
  func fuzz(_ rule: Rule) {
    var random = SeededGenerator()
    let seeds = Self.samples.filter { $0.rule == rule }.map { Array($0.cell.utf8) }
    let spices: [UInt8] = [0, 9, 32, 39, 43, 44, 45, 46, 48, 57, 61, 69, 88, 0x80, 0xA0, 0xC2, 0xE2, 0xEF, 0xF0, 0xFF]
    for round in 0..<20_000 {
      var bytes = round % 2 == 0 ? [] : seeds.randomElement(using: &random) ?? []
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        let spice =
          Bool.random(using: &random)
          ? spices.randomElement(using: &random) ?? 0 : UInt8.random(in: 0...255, using: &random)
        bytes.insert(spice, at: Int.random(in: 0...bytes.count, using: &random))
      }
      // An empty cell is no rule's matter.
      if bytes.span.cleaned().isEmpty { continue }
      var text: [UInt8] = []
      let findings = rule.read(bytes, into: &text)
      #expect(findings.isValid != text.isEmpty)
      #expect(Set(findings.errors.map(\.code)).isSubset(of: rule.codes.errors))
      #expect(Set(findings.warnings.map(\.code)).isSubset(of: rule.codes.warnings))
    }
  }

  @Test("a cell that passes at a glance is valid, with nothing to say about it, and sent as it stands")
  func plain() {
    // An amount's limits are looked at afterwards, and it is sent with two decimals.
    let limits: [Rule] = [.impsAmount, .neftAmount, .limitedAmount]
    let plain = Self.samples.filter { $0.isPlain && !limits.contains($0.rule) && $0.error != "tooLarge" }
    #expect(plain.count > 40)
    for sample in plain {
      #expect(sample.error == nil && sample.warnings.isEmpty, "\(sample)")
      #expect(sample.rule == .amount || sample.sent == sample.cell, "\(sample)")
    }
  }

  @Test("what is sent is read again as itself", arguments: samples.filter { $0.sent != nil })
  func canonical(_ sample: Sample) {
    let sent = Array((sample.sent ?? "").utf8)
    var text: [UInt8] = []
    let findings = sample.rule.read(sent, into: &text)
    #expect(findings.isValid)
    #expect(text == sent)
  }
}
