import AOPay
import Operations
import Testing

@testable import Validation

@Suite("Every code that a row can get is in the list")
struct CodeTests {
  /// Cells that break rules in many ways, put into every column in turn.
  static let cells: [String] = [
    "", " ", "x", "\u{1}", "a\tb", "=A1", "#REF!", "####", "1.23457E+11", "1234E10", "12.0", "12345.0", "XX1234XX",
    "**",
    "12 34", "a b", "123", "12345678901234567890123456789012345678901234567890", "0", "-5", "(5)", "१२३", "12.345",
    "1,0,0", "99999999999999999999", "$5", "5 USD", ".5", "500001", "60000000", "99999999.99", "CASH", "IMPS", "NEFT",
    "SBIN", "SBINO000300", "SB1N0000300", "ZZZZ0ZZZZZZ", "SBIN0000300", "9999999999", "1234567890", "98765432101",
    "987654321.0", "+91-98765-43210", "Dean Jon", "D@vid", String(repeating: "n", count: 60),
    String(repeating: "n", count: 130), String(repeating: "n", count: 1200), "a@b", "a..b@c.in", "a@@b.in",
    String(repeating: "e", count: 260) + "@b.in", "110045", "010045", "29/02/2023", "20/08/2090", "20/08/1800",
    "2000-08-20", "28.6", "77.2", "95", "181", "1e3", "7", "01", "100", "é", String(repeating: "1", count: 70),
    "12345678901234500", "1234567890123450000000",
  ]

  @Test("errors and warnings of all columns", arguments: Operation.aopay.map(\.name))
  func listed(name: String) throws {
    let operation = try Operation.require(name)
    let (errors, warnings) = (Set(operation.errorCodes), Set(operation.warningCodes))
    var seen: Set<String> = []
    for (place, column) in operation.columns.enumerated() {
      for row in try rows(operation, place) {
        let cell = row.kept.last ?? ""
        #expect(errors.isSuperset(of: row.errorCodes), "\(column.name) = \(cell)")
        #expect(warnings.isSuperset(of: row.warningCodes), "\(column.name) = \(cell)")
        seen.formUnion(row.errorCodes + row.warningCodes)
      }
    }
    #expect(seen.count >= 2 * operation.columns.count, "the cells must break many rules: \(seen.sorted())")
  }

  /// The samples with each of the cells in one column, under lenient and strict rules.
  private func rows(_ operation: Operation, _ place: Int) throws -> [ReadRow] {
    var lines = [line(operation.columns.map(\.name) + ["note"])]
    for cell in Self.cells {
      for var sample in operation.samples {
        sample[place] = cell
        lines.append(line(sample + [cell]))
      }
    }
    return try [true, false].flatMap { strict in
      try read(lines.joined(separator: "\n"), operation.name, rules(strict: strict, amountMax: 50_000_000))
    }
  }

  @Test("lists are sorted and without doubles", arguments: Operation.aopay.map(\.name))
  func sorted(name: String) throws {
    let operation = try Operation.require(name)
    for codes in [operation.errorCodes, operation.warningCodes] {
      #expect(codes == Set(codes).sorted())
      #expect(codes.allSatisfy { $0.split(separator: ".").count == 2 })
    }
  }

  @Test("codes that programs rely on")
  func named() throws {
    let payout = try Operation.require("payout")
    let errors = [
      "row.fields", "row.duplicate", "row.control", "amount.required", "amount.decimals", "amount.limit",
      "amount.maximum", "beneficiaryIFSC.length", "beneficiaryIFSC.unknown", "mobileNo.required",
    ]
    #expect(Set(payout.errorCodes).isSuperset(of: errors))
    #expect(Set(payout.warningCodes).isSuperset(of: ["row.repeat", "amount.large", "beneficiaryIFSC.unknown"]))
    // Look-ups may be repeated.
    for operation in Operation.aopay {
      #expect(operation.errorCodes.contains("row.repeat") == (operation.effect != .lookUp))
      #expect(operation.warningCodes.contains("row.repeat") == (operation.effect != .lookUp))
    }
    #expect(try Operation.require("transfer-otp").errorCodes.contains("Latitude.swapped"))
  }
}
