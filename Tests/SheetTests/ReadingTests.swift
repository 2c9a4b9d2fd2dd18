import Glibc
import TestSupport
import Testing

@testable import Sheet

@Suite("Reading rows")
struct ReadingTests {
  @Test(
    "cells come as they stand in the sheet",
    arguments: [
      ("a,b\r\n1,2\r\n", [["1", "2"]]),
      ("a,b\r\n1,2", [["1", "2"]]),
      ("a,b\n\"1\",\"2\"\n", [["1", "2"]]),
      ("a,b\n\"say \"\"hi\"\"\",2\n", [["say \"hi\"", "2"]]),
      ("a,b\n\"\"\"\",\"\"\n", [["\"", ""]]),
      ("a,b\n\"1,5\",\"x\r\ny\"\n", [["1,5", "x\r\ny"]]),
      ("a,b\n 1 ,\t2  \n", [[" 1 ", "\t2  "]]),
      ("a,b\n\" 1 \",x y\n", [[" 1 ", "x y"]]),
      ("a,b\n,\n", [["", ""]]),
      ("a,b\n   \n", [["   "]]),
      ("a,b\n\"\"\n", [[""]]),
      ("a,b\n1\n1,2,3\n", [["1"], ["1", "2", "3"]]),
      ("a,b\n'007,₹ 5\n", [["'007", "₹ 5"]]),
      ("a,b\n\u{0},\u{7F}\n", [["\u{0}", "\u{7F}"]]),
      ("a,b\n", []),
      ("a,b", []),
    ]
  )
  func cells(text: String, expected: [[String]]) throws {
    let sheet = try read(text)
    #expect(sheet.header == ["a", "b"])
    #expect(sheet.cells == expected)
  }

  @Test("every kind of line end ends a row", arguments: ["\r\n", "\n", "\r"])
  func lineEnds(end: String) throws {
    let sheet = try read(["a,b", "1,2", "3,4", ""].joined(separator: end))
    #expect(sheet.cells == [["1", "2"], ["3", "4"]])
    #expect(sheet.numbers == [2, 3])
    #expect(sheet.emptyLines == 0)
  }

  @Test("line ends may be mixed")
  func mixedLineEnds() throws {
    let sheet = try read("a\r\n1\n2\r3\r\r\n4\n\r5\r\n\n")
    #expect(sheet.cells == [["1"], ["2"], ["3"], ["4"], ["5"]])
    #expect(sheet.numbers == [2, 3, 4, 6, 8])
    #expect(sheet.emptyLines == 3)
  }

  @Test(
    "row numbers are the spreadsheet's",
    arguments: [
      ("a\n1\n2\n", 1, [2, 3], 0),
      ("\n\r\na\n1\n", 3, [4], 0),
      (" ,;\t|\n\"\",\" \"\n\u{A0}\na\n1\n", 4, [5], 0),
      ("a\n\n1\n\n\n2\n", 1, [3, 6], 3),
      ("a\n1\n\n\n", 1, [2], 2),
      ("a\n\n\n", 1, [], 2),
      ("a\n\"x\ny\r\nz\"\n2\n", 1, [2, 3], 0),
      ("sep=,\na\n1\n", 1, [2], 0),
      ("sep=,\n\na\n\n1\n", 2, [4], 1),
      ("\"a\nb\"\n1\n", 1, [2], 0),
      ("a\n \n,\n1\n", 1, [2, 3, 4], 0),
    ]
  )
  func rowNumbers(text: String, header: Int, rows: [Int], emptyLines: Int) throws {
    let sheet = try read(text)
    #expect(sheet.headerRowNumber == header)
    #expect(sheet.numbers == rows)
    #expect(sheet.emptyLines == emptyLines)
  }

  @Test("blanks at the edges of cells are kept wherever the block is cut")
  func blanksAtEdges() throws {
    let text = "a b,c\n x,y \n\tx\t,\"p \"\nplain,row here\n , \nx, \n"
    for blockBytes in 1...text.utf8.count {
      let sheet = try read(text, blocks(of: blockBytes))
      #expect(sheet.cells == [[" x", "y "], ["\tx\t", "p "], ["plain", "row here"], [" ", " "], ["x", " "]])
    }
  }

  @Test(
    "a cut at any byte gives the same rows",
    arguments: [
      Array("sep=;\r\n\r\nn;\"b \"\"q\"\"\"\r\n1;\"x\r\ny;z\"\r\n\r\n;;\r₹ é 🙂;\n\"\";' \r\n\r\n".utf8),
      [0xEF, 0xBB, 0xBF] + Array("a,b\n\n\"1\"\"\",2\n3,\"\"".utf8),
      utf16("name\tamount\r\nरवि 🙂\t\"1\t2\"\r\n\r\nx", bigEndian: false),
      utf16("a|b\n₹|5\n", bigEndian: true),
    ]
  )
  func everySplit(bytes: [UInt8]) throws {
    let whole = try read(bytes)
    #expect(whole.observed == bytes)
    for blockBytes in 1...bytes.count {
      #expect(try read(bytes, blocks(of: blockBytes)) == whole, "blocks of \(blockBytes) bytes")
    }
  }

  @Test("a sheet of many blocks comes whole, and all its bytes are observed")
  func manyBlocks() throws {
    var text = "id,text\r\n"
    for number in 0..<20_000 { text += "\(number),\"cell \(number)\nof a row\"\r\n" }
    let sheet = try read(text)
    #expect(sheet.rows.count == 20_000)
    #expect(sheet.rows.last == .init(number: 20_001, cells: ["19999", "cell 19999\nof a row"]))
    #expect(sheet.observed == Array(text.utf8))
    #expect(try read(text, blocks(of: 4099)) == sheet)
  }

  @Test("the batch's memory does not grow with the sheet")
  func flatMemory() throws {
    let folder = try Folder()
    let path = folder["large.csv"]
    try DurableFile.write(Array(String(repeating: "some,cells\n", count: 100_000).utf8).span, to: path)
    let file = try SheetFile(path: path)
    var reader = try SheetReader(descriptor: file.descriptor, options: blocks(of: 8192))
    var rows = 0
    try reader.forEachBatch { batch in
      rows += batch.count
      // The first chunk has what was read to find the header, too: two blocks.
      #expect(batch.count < 1500)
    }
    #expect(rows == 99_999)
  }

  @Test("a folder cannot be opened as a sheet, nor a file that is not there")
  func notFiles() throws {
    let folder = try Folder()
    let asFolder = Failure(file: folder.path, "open", errno: EISDIR)
    #expect(throws: asFolder) { _ = try SheetFile(path: folder.path) }
    let missing = Failure(file: folder["no.csv"], "open", errno: ENOENT)
    #expect(throws: missing) { _ = try SheetFile(path: folder["no.csv"]) }
    #expect(missing[.cause] == "No such file or directory")
  }

  @Test("a descriptor that cannot be read is the file's failure, not the sheet's")
  func unreadable() throws {
    #expect(throws: Failure(file: "pay.csv", "read", errno: EBADF)) {
      _ = try SheetReader(descriptor: -1, name: "pay.csv")
    }
  }
}
