import Ledger
import Operations
import Payments
import Sheet
import TestSupport
import Testing

@testable import Validation

@Suite("Plain rows")
struct PlainRowTests {
  /// What the fast way and the slow one make of each row of a sheet.
  private func compare(
    _ text: String,
    _ operation: String,
    _ rules: Rules,
    _ choice: ColumnChoice = ColumnChoice()
  ) throws -> (plain: Int, rows: Int) {
    var found = (plain: 0, rows: 0)
    try forEachBatch(text, operation, choice) { layout, batch in
      var reader = RowReader(layout: layout, rules: rules)
      var plainRows = PlainRows(reader)
      plainRows.look(at: batch)
      found.rows += batch.count
      for index in 0..<batch.count where plainRows[index].isPlain {
        found.plain += 1
        var record: [UInt8] = []
        plainRows.appendRecord(index, of: batch, to: &record)
        compare(batch.row(index), plainRows[index], PlanDigest.fields(of: record.span), &reader)
        let identity = layout.operation.identity(reader.fields).map(IdentityHash.hash)
        #expect(identity == nil || identity == plainRows.identityHash(index, of: batch))
      }
    }
    return found
  }

  private func compare(
    _ row: borrowing Row,
    _ plain: PlainRows.PlainRow,
    _ fields: PackedRow,
    _ reader: inout RowReader
  ) {
    let (verdict, cells) = (reader.read(row), PackedRow(row).strings)
    #expect(verdict == .valid, "\(cells)")
    #expect(reader.errors.isEmpty && reader.warnings.isEmpty, "\(cells)")
    #expect(reader.values.amount == plain.values.amount, "\(cells)")
    #expect(reader.values.mode == plain.values.mode, "\(cells)")
    #expect(reader.emptyColumns == plain.emptyColumns, "\(cells)")
    #expect(reader.fields == fields, "\(cells)")
    let identity = reader.layout.trimmedCells(row).strings
    #expect(!plain.isItsCells || identity == cells, "\(cells)")
  }

  @Test("are read as valid, with nothing to say about them and the same values", arguments: 1...20)
  func random(part: Int) throws {
    let pools: [[String]] = [
      [
        "20123456789", "123456789", "12345678", "123456789012345", "1234567890123456", "1234567890123450",
        "123456789012345678", "123456789012345000", "1234567890123456789", "0012345678X", "12 34", "abcde",
        "'20123456789", "1234567890.", "९८७६५४३२१",
      ],
      [
        "1", "12", "12.5", "12.50", "12.505", "0", "0.00", "0.01", "500000.00", "500000.01", "50000000.01", "1.", ".5",
        "999999999999999", "9999999999999999", "₹5", "007", "00.10", "+5", "5 ", "-5", "1e5", "\"1,000\"",
      ],
      ["NEFT", "IMPS", "neft", "Imps", "RTGS", "NEFTX", "NEF", "IMPS ", ""],
      ["HDFC0000001", "hdfc0000001", "SBIN0000300", "SBINO000300", "ZZZZ0000001", "YESB0KLMDCB", "SBIN000030", ""],
      [
        "Asha Rao", "A", "'Asha", "D'Souza (HUF)", "M/s. A_b-c 1", "Ašha", "A\u{7}sha", "#REF!", "=A1", "Rao ", "a@b",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ ABCDEFGHIJKLMNOPQRSTUVW", "ABCDEFGHIJKLMNOPQRSTUVWXYZ ABCDEFGHIJKLMNOPQRSTUVWX",
      ],
      [
        "", "a@b.co", "a.b@c-d.co.in", "a..b@c.co", "a@b", "a@.co", "a@b.", "a@-b.co", "a@b-.co", "a@b..co", "a@b@c.co",
        "A!#$%&'*+/=?^_`{|}~-@b.co", "é@b.co", "a @b.co", "@b.co",
      ],
      [
        "9876543210", "6000000000", "5999999999", "9999999999", "987654321", "98765432101", "+919876543210",
        "98765 43210", "0987654321a", "98765432é",
      ],
    ]
    let good = ["20123456789", "12.50", "NEFT", "HDFC0000001", "Asha Rao", "a.b@c-d.co.in", "9876543210"]
    var random = SeededGenerator(part: part)
    var text = "accountNumber,amount,transactionType,beneficiaryIFSC,beneficiaryName,emailID,mobileNo,note\n"
    for _ in 0..<500 {
      var cells = good
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        let column = pools.indices.randomElement(using: &random) ?? 0
        cells[column] = pools[column].randomElement(using: &random) ?? ""
      }
      cells += [["", "x", " x", "\t", "a\u{7F}", "\"a\nb\""].randomElement(using: &random) ?? ""]
      if Int.random(in: 0..<10, using: &random) == 0 { cells += [["", "x", " "].randomElement(using: &random) ?? ""] }
      if Int.random(in: 0..<10, using: &random) == 0 { cells.removeLast() }
      text += cells.joined(separator: ",") + "\n"
    }
    let most = part.isMultiple(of: 2) ? try rules(strict: true, amountMax: 1_200) : try rules()
    let found = try compare(text, "payout", most)
    #expect(found.rows >= 490)
    #expect(part.isMultiple(of: 2) || found.plain > 20)
  }

  @Test("the samples of every operation but for its rarer rules are plain, and limits are kept")
  func plain() throws {
    let header = "accountNumber,amount,transactionType,beneficiaryIFSC,beneficiaryName,mobileNo\n"
    let row = "20123456789,500000.00,IMPS,HDFC0000001,Asha Rao,9876543210\n"
    #expect(try compare(header + row, "payout", rules()).plain == 1)
    #expect(try compare(header + row, "payout", rules(amountMax: 500_000_00)).plain == 1)
    #expect(try compare(header + row, "payout", rules(amountMax: 499_999_99)).plain == 0)
    #expect(try compare(header + row.replacing("00.00", with: "00.01"), "payout", rules()).plain == 0)
    #expect(try compare("referenceid\nR1\n1E+10\n\"R 1\"\n=1\n", "recharge-status", rules()).plain == 1)
  }

  @Test("with values that all rows have are read so too", arguments: [0, 1, 2, 4, 6], ["5.00", "1250.50"])
  func values(column: Int, amount: String) throws {
    let all = ["20123456789", amount, "NEFT", "HDFC0000001", "Asha Rao", "", "9876543210"]
    let names = [
      "accountNumber", "amount", "transactionType", "beneficiaryIFSC", "beneficiaryName", "emailID", "mobileNo",
    ]
    let others = names.indices.filter { $0 != column }
    let header = others.map { names[$0] }.joined(separator: ",")
    let row = others.map { all[$0] }.joined(separator: ",")
    let choice = ColumnChoice(values: [column: all[column]])
    let found = try compare("\(header)\n\(row)\n\(row.lowercased())\n", "payout", rules(), choice)
    #expect(found == (1, 2))
  }

  @Test("say nothing in the columns that are watched")
  func watched() throws {
    let plain = ["INR,Active,No,Y,25/12/2019", ",,,,", "Rs.,unpaid,-,N/A,soon", "₹,,,,21/11/2026"]
    let others = ["USD,,,,", ",paid,,,", ",,Yes,,", ",,,No,", ",,,,22-Nov-2026"]
    func sheet(_ header: String, _ row: String) -> String {
      "\(header),Currency,Status,Hold,Approved,Value Date\n" + (plain + others).map { "\(row),\($0)\n" }.joined()
    }
    let payouts = sheet(Sheets.header, Sheets.payout(2))
    // A cell that begins or ends beyond ASCII is never plain.
    #expect(try compare(payouts, "payout", rules()).plain == plain.count - 1)
    let read = try read(payouts, "payout")
    #expect(read.prefix(4).allSatisfy { $0.verdict == .valid && $0.warnings.isEmpty })
    #expect(
      read.suffix(5).map { $0.errorCodes + $0.warningCodes } == [
        ["row.currency"], ["row.onHold"], ["row.onHold"], ["row.onHold"], ["row.later"],
      ]
    )
    let asked = try ValidationTests.read(
      "referenceid,Approved,Date,Status\nR1,No,22-Nov-2026,Rejected\n",
      "recharge-status"
    )
    #expect(asked.allSatisfy { $0.verdict == .valid && $0.warnings.isEmpty }, "a question pays nobody")
  }
}
