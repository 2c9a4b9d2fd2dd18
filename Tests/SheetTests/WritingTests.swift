import Glibc
import TestSupport
import Testing

@testable import Sheet

private let owner = FileOwner("test")

@Suite("Writing sheets and files")
struct WritingTests {
  @Test(
    "a sheet is RFC 4180 in UTF-8 with a byte order mark, CRLF, and quotes only where needed",
    arguments: [
      ([["a", "b"], ["1", "2"]], "a,b\r\n1,2\r\n"),
      ([["a,b", "c\"d"]], "\"a,b\",\"c\"\"d\"\r\n"),
      ([["x\ny", "x\ry", "x\r\ny"]], "\"x\ny\",\"x\ry\",\"x\r\ny\"\r\n"),
      ([["", ""], ["a", ""]], ",\r\na,\r\n"),
      ([["a"], [""]], "a\r\n\"\"\r\n"),
      ([["a", "b"], ["1", "\"x,\r\n", "3", ""], [""]], "a,b,,\r\n1,\"\"\"x,\r\n\",3,\r\n\"\",,,\r\n"),
      ([[" a ", "a;b", "₹"]], " a ,a;b,₹\r\n"),
      ([["=1+1", "-5", "\t,x"]], "'=1+1,-5,\"'\t,x\"\r\n"),
      ([["\u{FEFF}a"]], "\u{FEFF}a\r\n"),
    ]
  )
  func writing(rows: [[String]], expected: String) throws {
    let folder = try Folder()
    try write(rows, to: folder["out.csv"])
    #expect(try folder.bytes("out.csv") == [0xEF, 0xBB, 0xBF] + Array(expected.utf8))
    #expect(folder.permissions(of: "out.csv") == 0o600)
    #expect(folder.names == ["out.csv"])
  }

  @Test("what was written is read again cell by cell")
  func roundTrip() throws {
    let rows = [
      ["h1", "h2", "h3"], ["", "", ""], ["\"", "\"\"", "a\"b"], [",", "x\n", "x\r\n\r\n"],
      [" ", "  x  ", "\u{A0}"],
      ["'=1", "'", "''"], ["'1.2E+13", "0.5", "123456789012345"], ["-1.5", "+91", "'007"], ["🙂", "रवि", "\u{FEFF}"],
      ["a;b\tc|d", "x", "sep=;"],
      [String(repeating: "\"", count: 300), String(repeating: "long ", count: 100), ""],
    ]
    let folder = try Folder()
    let path = folder["out.csv"]
    try write(rows, to: path)
    let sheet = try read(path: path)
    #expect([sheet.header] + sheet.cells == rows)
  }

  @Test("a row that was read is written as it was")
  func rowsToFile() throws {
    let text = "\u{FEFF}a,b,\r\n\"x,y\",,\r\n1,\"\"\"q\"\"\",z\r\n"
    let folder = try Folder()
    try DurableFile.write(Array(text.utf8).span, to: folder["in.csv"])
    let file = try SheetFile(path: folder["in.csv"])
    var reader = try SheetReader(descriptor: file.descriptor)
    var writer = try SheetWriter(path: folder["rows.csv"])
    writer.append(row: reader.header)
    writer.endRow()
    try reader.forEachBatch { batch in
      for index in 0..<batch.count {
        writer.append(row: PackedRow(batch.row(index)))
        writer.endRow()
      }
    }
    _ = try writer.commit(owner)
    #expect(try folder.read("rows.csv") == text)
  }

  @Test("the target is untouched until the commit, and nothing is left over without one")
  func notCommitted() throws {
    let folder = try Folder()
    try DurableFile.write(Array("old".utf8).span, to: folder["out.csv"])
    try abandon(folder)
    #expect(folder.names == ["out.csv"])
    #expect(try folder.read("out.csv") == "old")
  }

  private func abandon(_ folder: Folder) throws {
    var writer = try SheetWriter(path: folder["out.csv"])
    writer.append(String(repeating: "new", count: 300_000))
    writer.endRow()
    #expect(try folder.read("out.csv") == "old")
    // Nothing to see yet, so that a killed program leaves nothing over; a file system without nameless files shows one.
    let temporary = folder.names.filter { $0 != "out.csv" }
    #expect(temporary.count <= 1)
    #expect(temporary.allSatisfy { folder.permissions(of: $0) == 0o600 })
  }

  @Test("a commit replaces the old file whole")
  func replace() throws {
    let folder = try Folder()
    try DurableFile.write(Array("a longer old text".utf8).span, to: folder["out.json"])
    try DurableFile.write(Array("new".utf8).span, to: folder["out.json"])
    #expect(try folder.read("out.json") == "new")
    #expect(folder.names == ["out.json"])
  }

  @Test("a folder that is not there is a failure")
  func noFolder() throws {
    let failure = #expect(throws: Failure.self) { _ = try SheetWriter(path: "/nowhere/at/all/out.csv") }
    #expect(failure?.code == .file && failure?[.errno] == "\(ENOENT)")
    #expect(failure?[.path] == "/nowhere/at/all/out.csv")
  }

  @Test("a target that cannot be replaced is a failure, and nothing is left over")
  func targetIsFolder() throws {
    let folder = try Folder()
    try #require(mkdir(folder["out.csv"], 0o700) == 0)
    defer { rmdir(folder["out.csv"]) }
    let failure = #expect(throws: Failure.self) { try write([["a"]], to: folder["out.csv"]) }
    #expect(failure?.code == .file && failure?[.errno] == "\(EISDIR)")
    #expect(folder.names == ["out.csv"])
  }

  @Test(
    "a write that fails is thrown by the commit, shown before, and the target stays",
    .serialized,
    arguments: [1, 2_000_000]
  )
  func diskTrouble(bytes: Int) throws {
    // /dev/full answers every write with ENOSPC.
    let full = open("/dev/full", O_WRONLY)
    try #require(full >= 0)
    defer { close(full) }
    let folder = try Folder()
    try DurableFile.write(Array("old".utf8).span, to: folder["out.csv"])
    let failure = #expect(throws: Failure.self) {
      var file = try DurableFile(path: folder["out.csv"])
      #expect(dup2(full, file.descriptor) == file.descriptor)
      file.append([UInt8](repeating: 0x78, count: bytes).span)
      #expect((file.problem == nil) == (bytes == 1))
      file.append([0x79].span)
      try file.commit()
    }
    #expect(failure?.code == .file && failure?[.errno] == "\(ENOSPC)")
    #expect(folder.names == ["out.csv"])
    #expect(try folder.read("out.csv") == "old")
  }

  private func write(_ rows: [[String]], to path: String) throws(Failure) {
    var writer = try SheetWriter(path: path)
    for row in rows {
      for cell in row { writer.append(cell) }
      writer.endRow()
    }
    _ = try writer.commit(owner)
  }
}

@Suite("The spreadsheet guard")
struct SpreadsheetGuardTests {
  @Test(
    "cells that a spreadsheet would run are guarded",
    arguments: [
      "=1", "=", "+", "-", "@", "@SUM(1)", "+1+1", "-1-1", "-", "--1", "+-1", "-1.", "-.5", "-1.2.3", "-1e5", "+91 98",
      "-1,5",
      "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x", "＋", "=\u{FF1D}", "-1\n", "+१", " =1+1", "\u{3000}＝1", "\u{FEFF}=1",
      "\u{200B} \u{A0}@x", " \tx", "  -x",
    ]
  )
  func guarded(cell: String) {
    #expect(isGuarded(cell))
  }

  @Test(
    "numbers whose digits a spreadsheet would change are guarded",
    arguments: [
      "007", "00110012345678", "-007", "+0091", "00.5", "1234567890123456", "-1234567890123456", "123456789012345.6",
      "1.23457E+13", "1e5", "12E34567", "1.E5", ".5E3", "1234E10", " 0012", "0012 ", "\u{A0}007\u{200B}",
    ]
  )
  func numbers(cell: String) {
    #expect(isGuarded(cell))
  }

  @Test(
    "plain numbers and other cells are left alone",
    arguments: [
      "", "1", "-1", "+1", "-1.5", "+919876543210", "-0.00", "1=1", "a@b.in", " -1", "'=1", "'007", " '=1", "0", "0.5",
      "-0.5", "123456789012345", "1.", ".5", "E5", "1E", "1E+", "0x1F",
      "00110012345678A", "12-05", "1,00,000.00", "20/08/2000", "  ", "\u{FF1E}", "\u{FEFF}x",
      "．", ".", ".E5", "abc",
    ]
  )
  func notGuarded(cell: String) {
    #expect(!isGuarded(cell))
  }
}

private func isGuarded(_ cell: String) -> Bool {
  let bytes = Array(cell.utf8)
  return SpreadsheetGuard.isNeeded(for: bytes.span)
}

@Suite("Packed rows")
struct PackedRowTests {
  @Test(
    "a blob becomes the same row again",
    arguments: [[], [""], ["a", "", "₹"], [String(repeating: "x", count: 70_000), "y"]]
  )
  func blob(cells: [String]) throws {
    var row = PackedRow()
    for cell in cells { row.append(cell) }
    let again = try #require(PackedRow(blob: row.blob))
    #expect(again == row)
    #expect((0..<again.count).map { again.string($0) } == cells)
  }

  @Test(
    "bytes that are no row's blob are not taken for one",
    arguments: [
      [], [1], [1, 2, 0x61], [1, 1, 0x61, 0x62], [0, 0], [0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
      [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1],
      [1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
    ] as [[UInt8]]
  )
  func damagedBlob(bytes: [UInt8]) {
    #expect(PackedRow(blob: bytes) == nil)
  }

  @Test("every damaged byte of a blob gives another row or none")
  func everyDamage() throws {
    var row = PackedRow()
    for cell in ["one", "", "three"] { row.append(cell) }
    for index in row.blob.indices {
      for value in UInt8.min...UInt8.max where value != row.blob[index] {
        var bytes = row.blob
        bytes[index] = value
        #expect(PackedRow(blob: bytes) != row)
      }
    }
  }
}
