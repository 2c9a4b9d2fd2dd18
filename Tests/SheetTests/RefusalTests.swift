import Testing

@testable import Sheet

@Suite("Refused sheets")
struct RefusalTests {
  @Test(
    "what is not CSV is named, with the way to save as CSV",
    arguments: [
      ([0x50, 0x4B, 0x03, 0x04] + Array("....[Content_Types].xml".utf8), "sheet.xlsx", "Excel workbook (.xlsx)"),
      ([0x50, 0x4B, 0x03, 0x04] + Array("mimetypeapplication/vnd.oasis.opendocument".utf8), "sheet.ods", ".ods"),
      ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0, 0], "sheet.xls", "(.xls)"),
      (Array("%PDF-1.7\n%\u{E2}".utf8), "sheet.pdf", "PDF"),
      (Array("<html><body>".utf8), "sheet.html", "HTML"),
      (Array(" \r\n\t<!DOCTYPE html>\n<p>it's \"so".utf8), "sheet.html", "HTML"),
      ([0xEF, 0xBB, 0xBF] + Array("<TABLE border=1>\n".utf8), "sheet.html", "HTML"),
      (Array("<?xml version=\"1.0\"?>\n<Workbook>".utf8), "sheet.html", "XML"),
      (Array("<meta charset=\"x\">caf".utf8) + [0xE9], "sheet.html", "HTML"),
      (utf16("<html>\n", bigEndian: false), "sheet.html", "HTML"),
    ]
  )
  func foreignFormats(bytes: [UInt8], code: String, name: String) throws {
    let refusal = try refusal(of: bytes)
    #expect(refusal.code == code)
    #expect(refusal.sentence.contains(name))
    for program in ["Excel", "Google Sheets", "LibreOffice"] { #expect(refusal.remedy.contains(program)) }
  }

  @Test("UTF-16 without a mark is suggested, not guessed", arguments: [TextEncoding.utf8, .windows1252, nil])
  func zeroBytes(asked: TextEncoding?) throws {
    let bytes = utf16("account,amount\n1,2\n", bigEndian: false, mark: false)
    let refusal = try refusal(of: bytes, ReadingOptions(encoding: asked))
    #expect(refusal.code == "sheet.utf16")
    #expect(refusal.remedy.contains("--encoding utf-16"))
  }

  @Test(
    "a sheet without a header is refused",
    arguments: [
      ("", "sheet.empty"), ("\n\n", "sheet.header"), (" ,, \n;\n", "sheet.header"), ("sep=;", "sheet.header"),
      ("\u{FEFF}", "sheet.header"), ("\u{FEFF}\r\n", "sheet.header"),
    ]
  )
  func noHeader(text: String, code: String) throws {
    #expect(try refusal(of: text).code == code)
  }

  @Test(
    "a quote that never closes or stands illegally is refused with its row",
    arguments: [
      ("a,b\n1,2\n3,\"4\n5,6\n7,8\n", 3, "Row 3, cell 2: the cell opens with a quote"),
      ("a,b\n1,\"", 2, "never closes"),
      ("\n\n\"a,b\n1,2\n", 3, "Row 3, cell 1: the cell opens"),
      ("a,b\n\n\"x\ny\",2\n1,5\" pipe\n", 4, "Row 4, cell 2: a quote (\") stands inside"),
      ("a,b\n1,\"x\"y\n", 2, "Row 2, cell 2: text follows"),
      ("a,b\n\"x\" ,1\n", 2, "Row 2, cell 1: text follows"),
      ("a,b\n1, \"x\"\n", 2, "stands inside"),
      ("a\"b\n1\n", 1, "Row 1, cell 1"),
      ("a\r\n1\r\n\r\n2\r\"", 5, "never closes"),
    ]
  )
  func quotes(text: String, row: Int, words: String) throws {
    for blockBytes in [1, 2, 3, 7, 1000] {
      let refusal = try refusal(of: text, blocks(of: blockBytes))
      #expect(refusal.code == "sheet.quote")
      #expect(refusal.row == row)
      #expect(refusal.sentence.contains(words))
    }
  }

  @Test("a row after the first illegal quote cannot hide it, and the rows before it come first", arguments: 1...20)
  func errorAfterRows(blockBytes: Int) throws {
    let folder = try Folder()
    try DurableFile.write(Array("a\n1\n\nx\"y\n2\n\"z\n".utf8).span, to: folder.path("s.csv"))
    let file = try SheetFile(path: folder.path("s.csv"))
    var reader = try SheetReader(descriptor: file.descriptor, options: blocks(of: blockBytes))
    var rows: [Int] = []
    let error = #expect(throws: SheetError.self) {
      try reader.forEachBatch { batch in for index in 0..<batch.count { rows.append(batch.row(index).number) } }
    }
    guard case .refused(let refusal) = error else { throw NoRefusal() }
    #expect(rows == [2])
    #expect(refusal.row == 4)
  }

  @Test("a parser that met an error reads the next chunk as if nothing had been")
  func parserStartsAnew() throws {
    var parser = RowParser(delimiter: UInt8(ascii: ","), limits: Self.small)
    var (chunk, batch) = (SheetChunk(), RowBatch())
    for bad in ["a\n\"b", "a\nb\"", "a\n\"b\"c", "a\n1,2,3,4,5", "a\n123456789", "a\n\"1\n2\n3\n4\n5\n6"] {
      chunk.text = Array(bad.utf8)
      chunk.end = .sheet
      parser.parse(chunk, into: &batch)
      #expect(batch.count == 1)
      #expect(batch.error != nil, "\(bad)")
      chunk.text = Array("x,y\n\nz\n".utf8)
      chunk.end = .row
      parser.parse(chunk, into: &batch)
      #expect(batch.error == nil)
      var sheet = ReadSheet()
      sheet.add(batch)
      #expect(sheet.cells == [["x", "y"], ["z"]], "\(bad)")
      #expect(batch.lines == 3)
      #expect(batch.emptyLines == 1)
    }
  }

  static let small = SheetLimits(fieldBytesMax: 8, rowBytesMax: 20, columnsMax: 4)

  @Test(
    "a sheet at the limits is fine",
    arguments: [
      "a\n12345678\n", "a\n\"12345678\"\n", "a\n\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\n", "a\n12345678,12345678,1234\n",
      "a\n1,2,3,4\n", "a\n,,,\n",
    ]
  )
  func atLimits(text: String) throws {
    for blockBytes in 1...text.utf8.count {
      var limits = Self.small
      limits.blockBytes = blockBytes
      #expect(try read(text, ReadingOptions(limits: limits)).rows.count == 1)
    }
  }

  @Test(
    "a sheet above a limit is refused with the row and the limit",
    arguments: [
      ("a\n1\n123456789\n", "sheet.field-size", 3, "8 bytes"),
      ("a\n1\n\"123456789\"\n", "sheet.field-size", 3, "8 bytes"),
      ("a\n\"1\n2\n3\n4\n5\n6\n7\n", "sheet.field-size", 2, "opens with a quote"),
      ("a\n\n12345678,12345678,12345\n", "sheet.row-size", 3, "20 bytes"),
      ("a\n1,2,3,4,5\n", "sheet.columns", 2, "4 cells"),
      ("a\n,,,,\n", "sheet.columns", 2, "4 cells"),
      ("1,2,3,4,5\n", "sheet.columns", 1, "4 cells"),
      ("a\n1\n123456789123456789", "sheet.field-size", 3, "8 bytes"),
    ]
  )
  func aboveLimits(text: String, code: String, row: Int, words: String) throws {
    for blockBytes in 1...text.utf8.count {
      var limits = Self.small
      limits.blockBytes = blockBytes
      let refusal = try refusal(of: text, ReadingOptions(limits: limits))
      #expect(refusal.code == code)
      #expect(refusal.row == row)
      #expect(refusal.sentence.contains(words))
    }
  }

  @Test(
    "the default limits are the ones of the documentation",
    arguments: [
      (65_536, 1, "none"), (65_537, 1, "64 KiB"), (65_536, 16, "none"), (65_536, 17, "1 MiB"), (1, 512, "none"),
      (1, 513, "512 cells"),
    ]
  )
  func defaultLimits(fieldBytes: Int, fields: Int, limit: String) throws {
    let field = String(repeating: "x", count: fieldBytes)
    let text = "a\n" + Array(repeating: field, count: fields).joined(separator: ",") + "\n"
    if limit == "none" {
      #expect(try read(text).rows.first?.cells.count == fields)
    } else {
      #expect(try refusal(of: text).sentence.contains(limit))
    }
  }

  @Test("an endless header line does not fill the memory")
  func endlessHeader() throws {
    let refusal = try refusal(of: String(repeating: "x", count: 3 << 20))
    #expect(refusal.code == "sheet.field-size")
    #expect(refusal.row == 1)
  }

  @Test("a refusal says what, where and what to do")
  func description() {
    let refusal = SheetRefusal(code: "sheet.test", sentence: "Row 7 is wrong.", row: 7, remedy: "Mend it.")
    #expect(SheetError.refused(refusal).description == "Row 7 is wrong. Mend it.")
  }
}
