import Ledger
import Operations
import Payments
import Sheet
import Testing

@testable import Validation

@Suite("The plan's digest")
struct PlanDigestTests {
  private static let row = [
    "20000000002", "1250.00", "NEFT", "HDFC0000001", "Asha Rao", "a@b.in", "9876543210", "AOP-9",
  ]

  private func plan(_ rows: [[String]], _ change: (inout SheetRequest) -> Void = { _ in }) throws -> String {
    let columns = try Operation.require("payout").columns.map(\.name)
    return try validate(([columns] + rows).map { $0.joined(separator: ",") + "\n" }.joined(), "payout", change).plan
  }

  @Test("is the one of the form that is written down")
  func form() throws {
    let text = Sheets.sheet([
      Sheets.payout(2), ",,,", "20000000004,1250.5,neft,HDFC0000001,\(String(repeating: "Ä", count: 100)),9876543210",
    ])
    // Made by another program: Python's hashlib over bytes put together by hand.
    let form = "sha256:784a3b5b105a871a889de565ece28e8820a3c13dd3dc4089b84e276c06239934"
    #expect(try validate(text).plan == form)
  }

  @Test("is the same when only the sheet's spelling differs")
  func spelling() throws {
    let text = "Name,IFSC,Mode,Amount,Mobile,Account No,note\nAsha,HDFC0000001,NEFT,1250.50,9876543210,20000000002,x\n"
    let plan = try validate(text).plan
    let quoted = text.replacing("1250.50", with: "\"1,250.5\"").replacing("Asha", with: "\"Asha\"")
    let utf16: [UInt8] = [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    for other in [
      "\u{FEFF}" + text, text.replacing("\n", with: "\r\n"), text + "\n\n", quoted, text.replacing(",", with: ";"),
      text.replacing("NEFT", with: "neft").replacing("HDFC", with: "hdfc"),
      text.replacing("Asha", with: " 'Asha ").replacing("9876543210", with: "+91 98765-43210"),
      text.replacing("1250.50", with: "₹ 1250.50/-"), text.replacing(",x\n", with: ",y\n"),
      "Name,IFSC,Mode,Amount,Mobile,Account No\nAsha,HDFC0000001,NEFT,1250.50,9876543210,20000000002\n",
      "Account No,Name,IFSC,Mode,Amount,Mobile,e-mail\n20000000002,Asha,HDFC0000001,NEFT,1250.50,9876543210,\n",
    ] {
      #expect(try validate(other).plan == plan, "\(other)")
    }
    #expect(try validate(utf16, request()).plan == plan)
  }

  @Test("changes with every value that would be sent")
  func values() throws {
    let others = [
      "20000000003", "1250.01", "IMPS", "SBIN0000300", "Asha Raa", "a@b.io", "9876543211", "AOP-8",
    ]
    var plans: Set<String> = [try plan([Self.row])]
    for (column, other) in others.enumerated() {
      var row = Self.row
      row[column] = other
      plans.insert(try plan([row]))
    }
    #expect(plans.count == 1 + others.count)
  }

  @Test("changes with rows, their numbers and their order, the operation and the address")
  func others() throws {
    var second = Self.row
    second[0] = "20000000009"
    let rows = [Self.row, second]
    let blank = [String](repeating: "", count: Self.row.count)
    var plans = [
      try plan(rows), try plan(rows.reversed()), try plan([Self.row]), try plan([second]), try plan([blank] + rows),
      try plan([Self.row, blank, second]), try plan(rows + [Self.row]) { $0.allowsDuplicates = true },
      try plan(rows) { $0.address = "https://example.org" },
    ]
    plans.append(try plan(rows) { $0.address = "https://example.com:8443" })
    let text = "refid,nep_id\nA,B\n"
    plans.append(try validate(text, "pan-status").plan)
    plans.append(try validate(text, "recharge-status").plan)
    #expect(Set(plans).count == plans.count)
  }

  @Test("is the same for rows that are not sent, whatever they hold")
  func rejected() throws {
    let plan = try plan([Self.row, Array(repeating: "", count: 8)])
    for other in ["oops", "0", "", "99999999999999999999999"] {
      var row = Self.row
      row[1] = other
      #expect(try self.plan([Self.row, row]) == plan)
    }
    #expect(try self.plan([Self.row, Self.row]) == plan, "a duplicate")
    var large = Self.row
    large[1] = "1250.01"
    #expect(try self.plan([Self.row, large]) { $0.rules.amountMax = Amount(paise: 125_000) } == plan)
  }

  @Test("is not fooled by what is shifted from one value to the next")
  func shifted() throws {
    func plan(_ cells: [String]) throws -> String {
      var digest = PlanDigest(operation: try .require("payout"), address: "a")
      digest.add(number: 2, fields: PackedRow(cells))
      return digest.finished()
    }
    let rows = [["ab", "c"], ["a", "bc"], ["abc", ""], ["", "abc"], ["abc"], ["", "ab", "c"], ["ab", "c", ""]]
    #expect(try Set(rows.map(plan)).count == rows.count)
  }

  @Test("of the rows that were given out is the sheet's", arguments: [1, 40, 3000])
  func recorded(blockBytes: Int) throws {
    let rows = (2..<3000).map { row -> String in
      switch row % 50 {
      case 7: Sheets.payout(row, amount: "x")
      case 8: Sheets.payout(row - 1)
      case 9: Sheets.payout(row - 5)
      case 10: ""
      case 11: Sheets.payout(row).replacing("HDFC", with: "hdfc")
      default: Sheets.payout(row)
      }
    }
    let validated = try validate(Sheets.sheet(rows), threads: 3) { $0.reading.limits.blockBytes = blockBytes }
    var digest = PlanDigest(operation: try .require("payout"), address: "https://example.com")
    for row in validated.rows { if let fields = row.fields { digest.add(number: row.number, fields: fields) } }
    let plan = digest.finished()
    #expect(validated.plan == plan)
    #expect(validated.totals.rejected.rows > 50)
  }
}
