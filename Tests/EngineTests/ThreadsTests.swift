import Operations
import Sheet
import Testing

@testable import Engine

@Suite("a sheet on several threads")
struct ThreadsTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  /// What reading a sheet came to, with every row that was shown on the way.
  fileprivate struct Outcome: Equatable {
    var counts: [String: Int] = [:]
    var texts: [String] = []
    var errors: [String: Int] = [:]
    var warnings: [String: Int] = [:]
    var visited: [String] = []
    var refusal: String?
  }

  private func outcome(_ request: SheetRequest, threads: Int, visiting: Inspector.Visited) throws -> Outcome {
    let sheet = try OpenSheet(request.input)
    var inspector = Inspector(request: request)
    inspector.threads = threads
    var outcome = Outcome()
    do {
      let inspection = try inspector.inspect(sheet, visiting: visiting) { row, reader, verdict in
        let findings = (reader.errors + reader.warnings).map { "\($0.code) \($0.sentence)" }
        outcome.visited.append("\(row.number) \(verdict) \(row.string(0)) \(findings)")
      }
      outcome.add(inspection)
    } catch {
      outcome.refusal = "\(Refusal(error))"
    }
    return outcome
  }

  /// Rows as people's sheets have them, many of them repeated, and blank lines.
  private static func messy(_ count: Int, _ random: inout some RandomNumberGenerator) -> String {
    var text = Sheets.header + ",note\r\n"
    for row in 2..<count + 2 {
      let known = Int.random(in: 2..<count + 2, using: &random)
      let note = ["", "x", "\"two\r\nlines\"", "\"a \"\"b\"\"\""].randomElement(using: &random) ?? ""
      let rows = [
        "\(Sheets.payout(row)),\(note)", "\(Sheets.payout(row, amount: "\(row).50")),\(note)",
        "\(Sheets.payout(known)),",
        "\(Sheets.payout(row, amount: "₹ 1250")),\(note)", "\(Sheets.payout(row, amount: "oops")),\(note)", ",,,,,,",
        "",
        "\(Sheets.payout(row).replacing("HDFC0000001", with: "ZZZZ0000001")),\(note)", " \(Sheets.payout(known)), ",
        "\(Sheets.payout(row)),\(note),beyond",
      ]
      text += (rows.randomElement(using: &random) ?? "") + (["\r\n", "\n"].randomElement(using: &random) ?? "")
    }
    return text
  }

  @Test("comes to the same as on one, whatever the sheet and the size of its blocks", arguments: [1, 50, 300, 4096])
  func same(blockBytes: Int) throws {
    var random = SystemRandomNumberGenerator()
    for name in ["a.csv", "b.csv"] {
      var request = try SheetRequest(folder, Self.messy(600, &random), name: name)
      request.reading.limits.blockBytes = blockBytes
      for visiting in [Inspector.Visited.notable, .all] {
        let alone = try outcome(request, threads: 1, visiting: visiting)
        #expect(alone.refusal == nil)
        #expect(alone.visited.count > 100)
        for threads in 2...4 {
          #expect(try outcome(request, threads: threads, visiting: visiting) == alone, "\(threads) threads")
        }
      }
      // What a plain row is counted by is what a row that is read again is counted by.
      let (notable, all) = (
        try outcome(request, threads: 2, visiting: .notable), try outcome(request, threads: 2, visiting: .all)
      )
      #expect(notable.counts == all.counts)
      #expect(notable.texts == all.texts)
      #expect(notable.errors == all.errors)
      #expect(notable.warnings == all.warnings)
    }
  }

  @Test("is refused for the first thing that is wrong with it", arguments: [1, 40, 1000])
  func refusals(blockBytes: Int) throws {
    let huge = "20000000099,92233720368540000.00,NEFT,HDFC0000001,Asha Rao,9876543210\n"
    let quote = "20000000098,1\"2,NEFT,HDFC0000001,Asha Rao,9876543210\n"
    let parts = [
      Sheets.payouts(200), huge, String(repeating: "20000000097,7,IMPS,HDFC0000001,Asha,9876543210\n", count: 9),
    ]
    for (text, words) in [
      ((parts + [huge.replacing("099", with: "096"), parts[2], quote]).joined(), "with row 212 its amounts"),
      ((parts + [quote, parts[2], huge.replacing("099", with: "096")]).joined(), "Row 212, cell 2"),
      (([parts[0]] + [quote, quote]).joined(), "Row 202, cell 2"),
    ] {
      var request = try SheetRequest(folder, text)
      request.reading.limits.blockBytes = blockBytes
      for threads in 1...3 {
        let refusal = try outcome(request, threads: threads, visiting: .notable).refusal
        #expect(refusal?.contains(words) == true, "\(refusal ?? "none")")
      }
    }
  }

  @Test("asks for a credential if one plain row of many lacks it", arguments: [true, false])
  func credentials(isLacking: Bool) throws {
    let rows = (2..<200).map { "\(Sheets.payout($0)),\($0 == 100 && isLacking ? "" : "AOP-TEST-7")\n" }
    var request = try SheetRequest(folder, Sheets.header + ",registrationID\n" + rows.joined())
    request.reading.limits.blockBytes = 200
    let inspection = try Inspector(request: request).inspect(try OpenSheet(request.input)) { _, _, _ in }
    #expect(inspection.rows.valid == 198)
    #expect(inspection.neededCredentials == (isLacking ? [.registrationID] : []))
  }

  @Test("ends for all of them when the one that shows rows fails", arguments: 1...3)
  func failingVisit(threads: Int) throws {
    var request = try SheetRequest(folder, Sheets.payouts(500))
    request.reading.limits.blockBytes = 100
    var inspector = Inspector(request: request)
    inspector.threads = threads
    let sheet = try OpenSheet(request.input)
    for failing in [2, 100, 501] {
      #expect(throws: Refusal.self) {
        try inspector.inspect(sheet, visiting: .all) { row, _, _ in
          if row.number == failing { throw Refusal(.trouble, "enough") }
        }
      }
    }
  }
}

extension ThreadsTests.Outcome {
  fileprivate mutating func add(_ inspection: Inspection) {
    let rows = inspection.rows
    counts = ["valid": rows.valid, "rejected": rows.rejected, "blank": rows.blank, "warned": rows.warned]
    texts = [
      inspection.sha256, inspection.plan, "\(inspection.amounts)", "\(inspection.highlights)",
      "\(inspection.rowsToSend)",
      "\(inspection.neededCredentials)",
    ]
    (errors, warnings) = (inspection.errors, inspection.warnings)
  }
}
