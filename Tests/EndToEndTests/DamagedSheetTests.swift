import Foundation
import TestSupport
import Testing

/// Bytes that are no good sheet, and what a person must be told about them.
struct Damage: Sendable, CustomStringConvertible {
  let description: String
  let bytes: [UInt8]
  /// Words that the message must have: what it is, where, and what to do.
  let words: [String]
  var options: [String] = []

  init(_ description: String, _ bytes: [UInt8], _ words: [String], _ options: [String] = []) {
    self.description = description
    self.bytes = bytes
    self.words = words
    self.options = options
  }

  init(_ description: String, _ text: String, _ words: [String], _ options: [String] = []) {
    self.init(description, Array(text.utf8), words, options)
  }

  private static let good = Sheets.payout(["1.00", "2.00"])
  static let utf16 = good.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  /// `Asha` with an e acute as Windows-1252 has it: the byte E9 in the second data row.
  static let windows1252: [UInt8] = {
    var bytes = Array(good.utf8)
    let name = Array("Asha".utf8)
    let places = bytes.indices.filter { bytes[$0...].starts(with: name) }
    bytes[places[1]] = 0xE9
    return bytes
  }()

  static let refused = [
    Damage("a workbook", [0x50, 0x4B, 0x03, 0x04] + Array("xl/workbook.xml".utf8), ["Excel", "save", "CSV"]),
    Damage("an old workbook", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], ["Excel", "CSV"]),
    Damage("a web page", "<!DOCTYPE html>\n<html><table></table></html>\n", ["HTML", "CSV"]),
    Damage("a PDF", "%PDF-1.7\n", ["PDF", "CSV"]),
    Damage("UTF-16 without a mark", utf16, ["UTF-16", "--encoding utf-16"]),
    Damage("Windows-1252", windows1252, ["row 3", "byte", "--encoding windows-1252"]),
    Damage("a quote that never closes", good.replacing("2.00", with: "\"2.00"), ["Row 3", "quote", "closes"]),
    Damage("a quote inside a cell", good.replacing("2.00", with: "2\"00"), ["Row 3", "quote"]),
    Damage("a header alone", Sheets.payoutHeader + "\n", ["header", "no rows"]),
    Damage("nothing", "", ["empty"]),
    Damage("blank lines", "\n\n\n", ["header"]),
    Damage(
      "missing columns",
      good.replacing("beneficiaryIFSC", with: "benficiaryIFC").replacing("mobileNo", with: "x"),
      ["beneficiaryIFSC", "benficiaryIFC", "mobileNo", "template"]
    ),
    Damage("paise or rupees", good.replacing("amount", with: "Payout Amount"), ["Payout Amount", "paise", "rename"]),
    Damage("a field twice", good.replacing("emailID", with: "IFSC Code"), ["IFSC Code", "beneficiaryIFSC"]),
    Damage("another number of rows", good, ["2 rows", "3", "--expect-rows"], ["--expect-rows", "3"]),
    Damage("another total", good, ["3.00", "4.00", "--expect-total"], ["--expect-total", "4.00"]),
    Damage("more than the own limit", good, ["3.00", "2.50", "--max-total"], ["--max-total", "2.50"]),
    Damage(
      "a cell that is too long",
      good.replacing("Asha", with: String(repeating: "A", count: 70_000)),
      ["Row 2", "64 KiB"]
    ),
    Damage(
      "a row that is too long",
      good + String(repeating: String(repeating: "a", count: 60_000) + ",", count: 20),
      ["Row 4", "1 MiB"]
    ),
    Damage("too many columns", good + String(repeating: ",", count: 600) + "\n", ["Row 4", "512"]),
  ]

  static let fine = [
    Damage("UTF-16 without a mark, when told", utf16, [], ["--encoding", "utf-16"]),
    Damage("UTF-16 with its mark", [0xFF, 0xFE] + utf16, []),
    Damage("Windows-1252, when told", windows1252, [], ["--encoding", "windows-1252"]),
    Damage("semicolons", good.replacing(",", with: ";"), []),
    Damage("tabs", good.replacing(",", with: "\t"), []),
    Damage("bars, when told", good.replacing(",", with: "|"), [], ["--delimiter", "|"]),
    Damage("a separator line", "sep=;\n" + good.replacing(",", with: ";"), []),
    Damage("blank lines above the header", "\n,,,\n" + good, []),
    Damage("control totals that hold", good, [], ["--expect-rows", "2", "--expect-total", "3.00"]),
    Damage("no line end at the end", String(good.dropLast()), []),
  ]
}

@Suite("Damaged sheets", .timeLimit(.minutes(60)))
struct DamagedSheetTests {
  @Test("are refused with what, where and what to do, and nothing is written or sent", arguments: Damage.refused)
  func refused(_ damage: Damage) async throws {
    try await withOffice { office in
      try office.write("pay.csv", damage.bytes)
      let check = try await office.start(["check", "payout", "pay.csv"] + damage.options).ended()
      #expect(check.status == 65)
      for word in damage.words {
        #expect(check.stderr.lowercased().contains(word.lowercased()), "\(word): \(check.stderr)")
      }
      let run = try await office.start(office.sending("payout", "pay.csv", damage.options + ["--json"])).ended()
      #expect(run.status == 65)
      #expect(try run.json.number("status") == 65)
      #expect(try office.requests.isEmpty)
      #expect(try office.names == ["pay.csv"])
      #expect(try await office.run("batches", "--json").json.list("batches").isEmpty)
    }
  }

  @Test("that only look so are read", arguments: Damage.fine)
  func fine(_ damage: Damage) async throws {
    try await withOffice { office in
      try office.write("pay.csv", damage.bytes)
      let check = try await office.start(["check", "payout", "pay.csv", "--json"] + damage.options).ended()
      #expect(check.status == 0, "\(check.stderr)")
      #expect(try check.json.counts("rows")?["valid"] == 2)
      #expect(try check.json.texts("amounts")?["valid"] == "3.00")
    }
  }

  @Test(
    "that are no files are a trouble",
    arguments: [("missing.csv", "missing.csv"), (".", "folder"), ("no/such/pay.csv", "no/such/pay.csv")]
  )
  func noFile(_ sheet: String, _ word: String) async throws {
    try await withOffice { office in
      let check = try await office.run("check", "payout", sheet)
      #expect(check.status == 1)
      #expect(check.stderr.contains(word), "\(check.stderr)")
      #expect(try office.names.isEmpty)
      #expect(try await office.send("payout", sheet).status == 1)
    }
  }

  @Test("with one bad row are refused whole under --all-or-nothing, with the rejected rows written")
  func allOrNothing() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00", "bad"]))
      #expect(try await office.start(["check", "payout", "pay.csv", "--all-or-nothing"]).ended().status == 65)
      let run = try await office.send("payout", "pay.csv", "--all-or-nothing")
      #expect(run.status == 65)
      #expect(try office.requests.isEmpty)
      #expect(try office.csv("pay.rejected.csv")["aop_row"] == ["3"])
      #expect(try office.names == ["pay.csv", "pay.rejected.csv", "pay.warnings.csv"])
    }
  }

  @Test(
    "asked for with options that make no sense are bad usage",
    arguments: [
      ["--expect-rows", "0"], ["--expect-rows", "-1"], ["--expect-total", "1.234"], ["--max-amount", "0"],
      ["--encoding", "latin-9"], ["--delimiter", "x"], ["--concurrency", "0"], ["--concurrency", "1025"],
      ["--rate", "0"], ["--rate", "-1"], ["--timeout", "0"], ["--attempts", "0"], ["--halt-after-in-doubt", "0"],
      ["--no-such-option"],
    ]
  )
  func options(_ options: [String]) async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      let run = try await office.start(office.sending("payout", "pay.csv", options)).ended()
      #expect(run.status == 64, "\(run.stderr)")
      #expect(run.stdout.isEmpty && !run.stderr.isEmpty)
      #expect(try office.requests.isEmpty)
    }
  }
}
