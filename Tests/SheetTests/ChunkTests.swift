import TestSupport
import Testing

@testable import Sheet

@Suite("Chunks that end where rows end")
struct ChunkTests {
  /// Rows, their numbers, and what was wrong in the end, in one value for comparing.
  private struct Outcome: Equatable {
    var sheet = ReadSheet()
    var error: Failure?
  }

  private func outcome(_ bytes: [UInt8], _ options: ReadingOptions, blockBytes: Int) throws -> Outcome {
    var options = options
    options.limits.blockBytes = blockBytes
    let folder = try Folder()
    try DurableFile.write(bytes.span, to: folder["s.csv"])
    let file = try SheetFile(path: folder["s.csv"])
    var outcome = Outcome()
    do throws(Failure) {
      var reader = try SheetReader(descriptor: file.descriptor, options: options)
      outcome.sheet.header = (0..<reader.header.count).map { reader.header.string($0) }
      outcome.sheet.headerRowNumber = reader.headerRowNumber
      outcome.error = reader.readAll(into: &outcome.sheet)
    } catch {
      outcome.error = error
    }
    return outcome
  }

  @Test(
    "however small they are, rows and refusals are those of the text in one piece",
    arguments: 1...30
  )
  func random(part: Int) throws {
    var random = SeededGenerator(part: part)
    for _ in 0..<40 {
      let text = randomText(&random)
      for (bytes, encoding) in [
        (Array(text.utf8), TextEncoding.utf8), (utf16(text, bigEndian: false), .utf16),
        (utf16(text, bigEndian: true), .utf16), (damaged(Array(text.utf8), &random), .utf8),
        (damaged(Array(text.utf8), &random), .windows1252), (damaged(utf16(text, bigEndian: true), &random), .utf16),
      ] {
        let options = ReadingOptions(encoding: encoding, delimiter: UInt8(ascii: ","), limits: Self.limits)
        let whole = try outcome(bytes, options, blockBytes: 1 << 20)
        let blockBytes = Int.random(in: 1...30, using: &random)
        let cut = try outcome(bytes, options, blockBytes: blockBytes)
        #expect(cut == whole, "\(bytes) in blocks of \(blockBytes)")
      }
    }
  }

  private static let limits = SheetLimits(fieldBytesMax: 40, rowBytesMax: 90, columnsMax: 12)

  private func randomText(_ random: inout SeededGenerator) -> String {
    let parts = [
      "a", "bc", "é", "🙂", " ", ",", ",", "\n", "\r", "\r\n", "\n\n", "\"x\"", ",\"y\n\"", "\n\"\r\n\",", ",\"\"\"\"",
      "\"",
    ]
    let count = Int.random(in: 0...30, using: &random)
    // Rarely a lone quote, so that most texts go on behind it.
    return "h,h\n"
      + (0..<count).map { _ in parts[Int.random(in: 0..<parts.count - (count % 3 == 0 ? 0 : 1), using: &random)] }
      .joined()
  }

  /// With one byte exchanged, which may be no text any more.
  private func damaged(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    bytes[Int.random(in: 3..<bytes.count, using: &random)] =
      [0x81, 0xFF, 0xD8, 0xC3, 0x22, 0x0D]
      .randomElement(using: &random) ?? 0
    return bytes
  }

  @Test("a text without quotes comes to the same by libcsv and without it", arguments: 1...40)
  func quoteFree(part: Int) throws {
    var random = SeededGenerator(part: part)
    let parts = ["a", "bc", "é", " ", "\t", ",", ",", ";", "\n", "\r", "\r\n", "\n\n", "0123456789abcdef", "\0"]
    for _ in 0..<200 {
      let most = [3, 40, 400].randomElement(using: &random) ?? 0
      let cells = (0..<Int.random(in: 0...most, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }
      var chunk = SheetChunk()
      chunk.text = Array((cells.joined() + "\n").utf8)
      chunk.end = .row
      var batches = [RowBatch(), RowBatch()]
      let delimiter = [",", ";", "\t"].randomElement(using: &random)?.utf8.first ?? 0
      var parser = RowParser(delimiter: delimiter, limits: Self.limits)
      for (index, isQuoteFree) in [false, true].enumerated() {
        chunk.isQuoteFree = isQuoteFree
        parser.parse(chunk, into: &batches[index])
      }
      let (rows, error) = (batches.map(Self.rows), batches.map(\.error))
      #expect(rows[0] == rows[1] && error[0] == error[1], "\(error) \(chunk.text)")
      // Behind what is wrong nothing counts.
      let lines = batches.map { $0.error == nil ? [$0.lines, $0.emptyLines] : [] }
      #expect(lines[0] == lines[1], "\(chunk.text)")
    }
  }

  private static func rows(_ batch: RowBatch) -> [[String]] {
    (0..<batch.count).map { index in ["\(batch.number(index))"] + PackedRow(batch.row(index)).cells }
  }

  @Test("a chunk holds whole rows of about a block, and the last one says so")
  func sizes() throws {
    let folder = try Folder()
    let row = "1,\"two\nlines\",3\r\n"
    let text = "a,b,c\n" + String(repeating: row, count: 1000)
    try DurableFile.write(Array(text.utf8).span, to: folder["s.csv"])
    let file = try SheetFile(path: folder["s.csv"])
    var reader = try SheetReader(descriptor: file.descriptor, options: blocks(of: 100))
    var (chunk, rows, last) = (SheetChunk(), 0, 0)
    while reader.next(into: &chunk) {
      #expect(chunk.text.count.isMultiple(of: row.utf8.count))
      // The first one has what was read to find the header, too.
      #expect(rows == 0 || chunk.text.count < 200)
      rows += chunk.text.count / row.utf8.count
      last = chunk.isLast ? rows : last
    }
    #expect(rows == 1000)
    #expect(last == 1000)
  }

  @Test("a sheet of one block is one chunk", arguments: [0, 1, 100, 3000])
  func oneChunk(rows: Int) throws {
    let folder = try Folder()
    try DurableFile.write(
      Array(("a,b\n" + String(repeating: "1,2\n", count: rows)).utf8).span,
      to: folder["s.csv"]
    )
    let file = try SheetFile(path: folder["s.csv"])
    var reader = try SheetReader(descriptor: file.descriptor)
    var chunk = SheetChunk()
    let hasFirst = reader.next(into: &chunk)
    #expect(hasFirst && chunk.isLast)
    let hasSecond = reader.next(into: &chunk)
    #expect(!hasSecond)
  }

  @Test("a row that never ends is refused before it fills the memory")
  func endless() throws {
    let text = "a\n\"" + String(repeating: "x\n", count: 3 << 20)
    #expect(try failure(of: text).code == .sheetFieldNeverCloses)
    let cells = "a\n" + String(repeating: "\"\n\",", count: 2 << 20)
    #expect(try failure(of: cells).code == .sheetColumns)
  }
}

extension SheetReader {
  /// Adds all rows; what is wrong with the sheet, if anything.
  fileprivate mutating func readAll(into sheet: inout ReadSheet) -> Failure? {
    do {
      var all = ReadSheet()
      try forEachBatch { all.add($0) }
      sheet.rows = all.rows
      sheet.emptyLines = all.emptyLines
      return nil
    } catch { return error as? Failure }
  }
}

extension PackedRow {
  fileprivate var cells: [String] { (0..<count).map(string) }
}
