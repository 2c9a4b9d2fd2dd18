import AOPay
import Ledger
import Operations
import Payments
import Sheet
import Testing

@testable import Validation

@Suite("A sheet on several threads")
struct ThreadsTests {
  /// What a sheet came to, in one value for comparing.
  private struct Outcome: Equatable {
    var summary = ""
    var rows: [String] = []
    var refusal: Failure?

    init(_ text: String, keepsEveryRow: Bool, threads: Int, blockBytes: Int) {
      do {
        let validated = try validate(text, keepsEveryRow: keepsEveryRow, threads: threads) {
          $0.reading.limits.blockBytes = blockBytes
        }
        summary = "\(validated.summary.comparable)"
        rows = validated.rows.map(\.text)
      } catch {
        refusal = error as? Failure
      }
    }
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
    for _ in 0..<2 {
      let text = Self.messy(600, &random)
      let all = Outcome(text, keepsEveryRow: true, threads: 1, blockBytes: 1 << 20)
      #expect(all.refusal == nil)
      #expect(all.rows.count > 100)
      for threads in 1...4 {
        #expect(Outcome(text, keepsEveryRow: true, threads: threads, blockBytes: blockBytes) == all)
        let some = Outcome(text, keepsEveryRow: false, threads: threads, blockBytes: blockBytes)
        #expect(some.summary == all.summary)
        #expect(some.rows.count > 50)
        #expect(some.rows == all.rows.filter { !$0.hasSuffix("[] ") }, "the rows with something to say about them")
      }
    }
  }

  @Test("is refused for the first thing that is wrong with it", arguments: [1, 40, 1000])
  func refusals(blockBytes: Int) throws {
    let quote = "20000000098,1\"2,NEFT,HDFC0000001,Asha Rao,9876543210\n"
    let text = Sheets.payouts(200) + quote + Sheets.payout(203) + "\n" + quote
    for threads in 1...3 {
      let outcome = Outcome(text, keepsEveryRow: false, threads: threads, blockBytes: blockBytes)
      #expect(outcome.refusal?.code == .sheetQuoteInField)
      #expect(outcome.refusal?.facts[.row] == "202" && outcome.refusal?.facts[.cell] == "2")
    }
  }

  @Test("asks for a credential if one plain row of many lacks it", arguments: [true, false])
  func credentials(isLacking: Bool) throws {
    let rows = (2..<200).map { "\(Sheets.payout($0)),\($0 == 100 && isLacking ? "" : "AOP-TEST-7")" }
    let text = Sheets.sheet(rows).replacing("mobileNo", with: "mobileNo,registrationID")
    let summary = try validate(text) { $0.reading.limits.blockBytes = 200 }.summary
    #expect(summary.totals.valid.rows == 198)
    #expect(summary.neededCredentials == (isLacking ? [.registrationID] : []))
  }

  @Test("ends for all of them when the one that takes the rows fails", arguments: 1...3)
  func failing(threads: Int) throws {
    var request = try request()
    request.reading.limits.blockBytes = 100
    var validator = Validator(request, keepsEveryRow: true)
    validator.threads = threads
    let sheet = try openSheet(Array(Sheets.payouts(500).utf8))
    for failing in [2, 100, 501] {
      expectFailure(.ledgerFull) {
        _ = try validator.validate(sheet) { rows in
          if rows.contains(where: { $0.number == failing }) { throw Failure(.ledgerFull) }
        }
      }
    }
  }
}

extension SheetSummary {
  /// Everything but the layout.
  fileprivate var comparable: [String] {
    let codes = [findings.errors, findings.warnings].map { counts in
      counts.sorted { $0.key < $1.key }.map { "\($0) \($1)" }
    }
    return ["\(digests)", "\(totals[.planned]) \(totals.rejected) \(totals.blank) \(totals.warned)"]
      + [
        "\(codes)", "\(contents.modes[.neft] ?? Total()) \(contents.modes[.imps] ?? Total())", "\(contents.largest)",
        "\(neededCredentials)",
      ]
  }
}
