import Testing

@testable import Sheet

@Suite("Encodings and delimiters")
struct DialectTests {
  @Test(
    "the delimiter is found",
    arguments: [
      ("a,b,c\n1,2,3\n", ","),
      ("a;b;c\n1;2,5;3\n", ";"),
      ("a\tb\tc\n1\t2\t3\n", "\t"),
      ("a|b|c\n1|2|3\n", "|"),
      ("\"a,b,c\";b;c\n1;2;3\n", ";"),
      ("a;b;c,d\n1;2;3\n", ";"),
      ("sep=;\na;b;c,,,,\n1;2;3\n", ";"),
      ("SEP=|\r\na|b|c\r\n1|2|3", "|"),
      ("\"sep=;\"\na;b;c\n1;2;3\n", ";"),
      ("sep=^\na^b^c\n1^2^3\n", "^"),
      ("sep=\t\na\tb\tc\n1\t2\t3\n", "\t"),
      ("sep=\na;b;c\n1;2;3", ";"),
      ("a,b;c\n1;2\n", ";"),
      ("a,b,c;d,\t\t\n1,2,3\n", ","), ("a|b\t\n1|2\n", "|"),
      ("a;;;\n", ";"),
    ]
  )
  func delimiter(text: String, expected: String) throws {
    let sheet = try read(text)
    #expect([sheet.delimiter] == Array(expected.utf8))
    #expect(sheet.header.count >= 2)
    #expect(sheet.rows.first.map { $0.number == 2 } ?? true)
  }

  @Test("a sheet of one column has commas")
  func oneColumn() throws {
    #expect(try read("refid\n1;2\n").cells == [["1;2"]])
  }

  @Test("the delimiter that was asked for wins, and a sep= line goes all the same")
  func askedDelimiter() throws {
    let options = ReadingOptions(delimiter: UInt8(ascii: ";"))
    #expect(try read("a,b;c\n1,2;3\n", options).cells == [["1,2", "3"]])
    let sheet = try read("sep=,\na,b;c\n1,2;3\n", options)
    #expect(sheet.header == ["a,b", "c"])
    #expect(sheet.numbers == [2])
  }

  @Test(
    "a line that is no sep= line, or not the first, is a header",
    arguments: [
      ("sep=ab\n1\n", "sep=ab"), ("sep=x\n1\n", "sep=x"), ("sep=7\n1\n", "sep=7"), ("sep=\u{7F}\n1\n", "sep=\u{7F}"),
      ("sep\n1\n", "sep"), ("\nsep=;\n1\n", "sep="),
    ]
  )
  func noSeparator(text: String, header: String) throws {
    #expect(try read(text).header.first == header)
  }

  @Test(
    "a mark is found and never becomes part of the header",
    arguments: TextEncoding.allCases.map(Optional.init) + [nil]
  )
  func marks(asked: TextEncoding?) throws {
    let options = ReadingOptions(encoding: asked)
    let utf8 = try read([0xEF, 0xBB, 0xBF] + Array("नाम,b\n₹,2\n".utf8), options)
    #expect(utf8.header == ["नाम", "b"])
    #expect(utf8.encoding == .utf8)
    for bigEndian in [false, true] {
      let sheet = try read(utf16("नाम,b\n₹🙂,2\n", bigEndian: bigEndian), options)
      #expect(sheet.header == ["नाम", "b"])
      #expect(sheet.cells == [["₹🙂", "2"]])
      #expect(sheet.encoding == .utf16)
    }
  }

  @Test("UTF-16 without a mark is read if asked for", arguments: [false, true])
  func unmarkedUTF16(bigEndian: Bool) throws {
    let bytes = utf16("a,b\n₹,2\n", bigEndian: bigEndian, mark: false)
    #expect(try read(bytes, ReadingOptions(encoding: .utf16)).cells == [["₹", "2"]])
  }

  @Test("windows-1252 becomes UTF-8")
  func windows1252() throws {
    let bytes = Array("a,b\n".utf8) + [0x80, 0x2C, 0xE9, 0x20, 0x93, 0x78, 0x94, 0xA0, 0xFF, 0x9F]
    let sheet = try read(bytes, ReadingOptions(encoding: .windows1252))
    #expect(sheet.cells == [["€", "é “x”\u{A0}ÿŸ"]])
    #expect(sheet.encoding == .windows1252)
  }

  @Test("all bytes of windows-1252 but five mean something", arguments: [0x81, 0x8D, 0x8F, 0x90, 0x9D] as [UInt8])
  func undefinedInWindows1252(byte: UInt8) throws {
    let failure = try failure(of: Array("a\n1\nx".utf8) + [byte], ReadingOptions(encoding: .windows1252))
    #expect(failure.code == .sheetEncoding)
    #expect(failure[.row] == "3")
    #expect(failure[.byte] == "6")
    let fine = (0x80...0xFF).filter { ![0x81, 0x8D, 0x8F, 0x90, 0x9D].contains($0) }.map { UInt8($0) }
    #expect(try read(Array("a\n".utf8) + fine, ReadingOptions(encoding: .windows1252)).cells[0][0].count == 123)
  }

  @Test(
    "bytes that are no UTF-8 are refused with row and byte",
    arguments: [
      [0xE9, 0x2C],  // Latin-1
      [0x80],  // a continuation alone
      [0xC0, 0x80],  // overlong
      [0xC3, 0x28],
      [0xE0, 0x9F, 0x80],
      [0xED, 0xA0, 0x80],  // a surrogate
      [0xF0, 0x8F, 0x80, 0x80],
      [0xF4, 0x90, 0x80, 0x80],  // above U+10FFFF
      [0xF5, 0x80, 0x80, 0x80],
      [0xFF],
      [0xE2, 0x82],  // cut off by the end
      [0xF0, 0x9F, 0x99, 0x0A],
    ] as [[UInt8]]
  )
  func invalidUTF8(bad: [UInt8]) throws {
    // 12 bytes before the bad ones; a line break in quotes and an empty line on the way.
    let bytes = Array("a\n\"x\ny\"\n\n₹".utf8) + bad
    for blockBytes in 1...bytes.count {
      let failure = try failure(of: bytes, blocks(of: blockBytes))
      #expect(failure.code == .sheetEncoding)
      #expect(failure[.row] == "4")
      #expect(failure[.byte] == "13")
      #expect(failure[.encoding] == "utf-8")
    }
  }

  @Test("the position counts the mark, and blank lines above the header count as rows")
  func positionInHeader() throws {
    let failure = try failure(of: [0xEF, 0xBB, 0xBF] + Array("\n\nab".utf8) + [0xFF] + Array(",c\n1,2\n".utf8))
    #expect(failure[.row] == "3")
    #expect(failure[.byte] == "8")
    #expect(failure[.encoding] == "utf-8")
  }

  @Test("all of UTF-8 is accepted")
  func validUTF8() throws {
    let text = "\u{80}\u{7FF}\u{800}\u{D7FF}\u{E000}\u{FFFF}\u{10000}\u{10FFFF}"
    #expect(try read("a\n" + text + "\n").cells == [[text]])
    let wide = utf16("a\n" + text + "\n", bigEndian: true)
    #expect(try read(wide).cells == [[text]])
  }

  @Test(
    "UTF-16 that is broken is refused with row and byte",
    arguments: [
      ([0x00, 0xDC, 0x78, 0x00], 9),  // a second half alone
      ([0x00, 0xD8, 0x78, 0x00], 9),  // a first half alone
      ([0x00, 0xD8, 0x00, 0xD8], 9),
      ([0x78, 0x00, 0x00, 0xD8], 11),  // cut off
      ([0x78], 9),
    ] as [([UInt8], Int)]
  )
  func invalidUTF16(bad: [UInt8], byte: Int) throws {
    let bytes = utf16("a\n\n", bigEndian: false) + bad
    for blockBytes in 1...bytes.count {
      let failure = try failure(of: bytes, blocks(of: blockBytes))
      #expect(failure.code == .sheetEncoding)
      #expect(failure[.row] == "3")
      #expect(failure[.byte] == "\(byte)")
    }
  }
}
