import TestSupport
import Testing

@testable import Sheet

@Suite("Refused sheets")
struct RefusalTests {
  @Test(
    "what is not CSV is known by its first bytes",
    arguments: [
      ([0x50, 0x4B, 0x03, 0x04] + Array("....[Content_Types].xml".utf8), .sheetXLSX),
      ([0x50, 0x4B, 0x03, 0x04] + Array("mimetypeapplication/vnd.oasis.opendocument".utf8), .sheetODS),
      ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0, 0], .sheetXLS),
      (Array("%PDF-1.7\n%\u{E2}".utf8), .sheetPDF),
      (Array("<html><body>".utf8), .sheetHTML),
      (Array(" \r\n\t<!DOCTYPE html>\n<p>it's \"so".utf8), .sheetHTML),
      ([0xEF, 0xBB, 0xBF] + Array("<TABLE border=1>\n".utf8), .sheetHTML),
      (Array("<?xml version=\"1.0\"?>\n<Workbook>".utf8), .sheetHTML),
      (Array("<meta charset=\"x\">caf".utf8) + [0xE9], .sheetHTML),
      (utf16("<html>\n", bigEndian: false), .sheetHTML),
    ] as [([UInt8], Failure.Code)]
  )
  func foreignFormats(bytes: [UInt8], code: Failure.Code) throws {
    #expect(try failure(of: bytes) == Failure(code))
  }

  @Test("UTF-16 without a mark is suggested, not guessed", arguments: [TextEncoding.utf8, .windows1252, nil])
  func zeroBytes(asked: TextEncoding?) throws {
    let bytes = utf16("account,amount\n1,2\n", bigEndian: false, mark: false)
    #expect(try failure(of: bytes, ReadingOptions(encoding: asked)) == Failure(.sheetUTF16))
  }

  @Test(
    "a sheet without a header is refused",
    arguments: [
      ("", .sheetEmpty), ("\n\n", .sheetHeader), (" ,, \n;\n", .sheetHeader), ("sep=;", .sheetHeader),
      ("\u{FEFF}", .sheetHeader), ("\u{FEFF}\r\n", .sheetHeader),
    ] as [(String, Failure.Code)]
  )
  func noHeader(text: String, code: Failure.Code) throws {
    #expect(try failure(of: text) == Failure(code))
  }

  @Test(
    "a quote that never closes or stands illegally is refused with its row",
    arguments: [
      ("a,b\n1,2\n3,\"4\n5,6\n7,8\n", 3, 2, .sheetQuoteNeverCloses),
      ("a,b\n1,\"", 2, 2, .sheetQuoteNeverCloses),
      ("\n\n\"a,b\n1,2\n", 3, 1, .sheetQuoteNeverCloses),
      ("a,b\n\n\"x\ny\",2\n1,5\" pipe\n", 4, 2, .sheetQuoteInField),
      ("a,b\n1,\"x\"y\n", 2, 2, .sheetTextAfterQuote),
      ("a,b\n\"x\" ,1\n", 2, 1, .sheetTextAfterQuote),
      ("a,b\n1, \"x\"\n", 2, 2, .sheetQuoteInField),
      ("a\"b\n1\n", 1, 1, .sheetQuoteInField),
      ("a\r\n1\r\n\r\n2\r\"", 5, 1, .sheetQuoteNeverCloses),
    ] as [(String, Int, Int, Failure.Code)]
  )
  func quotes(text: String, row: Int, cell: Int, code: Failure.Code) throws {
    for blockBytes in [1, 2, 3, 7, 1000] {
      #expect(try failure(of: text, blocks(of: blockBytes)) == Failure(code, [.row: "\(row)", .cell: "\(cell)"]))
    }
  }

  @Test("a row after the first illegal quote cannot hide it, and the rows before it come first", arguments: 1...20)
  func errorAfterRows(blockBytes: Int) throws {
    let folder = try Folder()
    try DurableFile.write(Array("a\n1\n\nx\"y\n2\n\"z\n".utf8).span, to: folder["s.csv"])
    let file = try SheetFile(path: folder["s.csv"])
    var reader = try SheetReader(descriptor: file.descriptor, options: blocks(of: blockBytes))
    var rows: [Int] = []
    let failure = #expect(throws: Failure.self) {
      try reader.forEachBatch { batch in for index in 0..<batch.count { rows.append(batch.row(index).number) } }
    }
    #expect(rows == [2])
    #expect(failure == Failure(.sheetQuoteInField, [.row: "4", .cell: "1"]))
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
      ("a\n1\n123456789\n", .sheetFieldSize, 3, 8),
      ("a\n1\n\"123456789\"\n", .sheetFieldNeverCloses, 3, 8),
      ("a\n\"1\n2\n3\n4\n5\n6\n7\n", .sheetFieldNeverCloses, 2, 8),
      ("a\n\n12345678,12345678,12345\n", .sheetRowSize, 3, 20),
      ("a\n1,2,3,4,5\n", .sheetColumns, 2, 4),
      ("a\n,,,,\n", .sheetColumns, 2, 4),
      ("1,2,3,4,5\n", .sheetColumns, 1, 4),
      ("a\n1\n123456789123456789", .sheetFieldSize, 3, 8),
    ] as [(String, Failure.Code, Int, Int)]
  )
  func aboveLimits(text: String, code: Failure.Code, row: Int, limit: Int) throws {
    for blockBytes in 1...text.utf8.count {
      var limits = Self.small
      limits.blockBytes = blockBytes
      let failure = try failure(of: text, ReadingOptions(limits: limits))
      #expect(failure.code == code)
      #expect(failure[.row] == "\(row)" && failure[.limit] == "\(limit)")
    }
  }

  @Test(
    "the default limits are the ones of the documentation",
    arguments: [
      (65_536, 1, nil), (65_537, 1, "65536"), (65_536, 16, nil), (65_536, 17, "1048576"), (1, 512, nil),
      (1, 513, "512"),
    ] as [(Int, Int, String?)]
  )
  func defaultLimits(fieldBytes: Int, fields: Int, limit: String?) throws {
    let field = String(repeating: "x", count: fieldBytes)
    let text = "a\n" + Array(repeating: field, count: fields).joined(separator: ",") + "\n"
    if let limit {
      #expect(try failure(of: text)[.limit] == limit)
    } else {
      #expect(try read(text).rows.first?.cells.count == fields)
    }
  }

  @Test("an endless header line does not fill the memory")
  func endlessHeader() throws {
    let failure = try failure(of: String(repeating: "x", count: 3 << 20))
    #expect(failure.code == .sheetFieldSize)
    #expect(failure[.row] == "1")
  }
}
