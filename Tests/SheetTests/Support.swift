import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Sheet

/// A sheet as it was read, as text, for comparing.
struct ReadSheet: Equatable {
  struct NumberedRow: Equatable, CustomStringConvertible {
    let number: Int
    let cells: [String]
    var description: String { "\(number)\(cells)" }
  }

  var header: [String] = []
  var headerRowNumber = 0
  var delimiter: UInt8 = 0
  var encoding = TextEncoding.utf8
  var rows: [NumberedRow] = []
  var emptyLines = 0
  var observed: [UInt8] = []

  var cells: [[String]] { rows.map(\.cells) }
  var numbers: [Int] { rows.map(\.number) }
}

/// Reads the bytes as a sheet, from a pipe if they fit into one, else from a file.
func read(_ bytes: [UInt8], _ options: ReadingOptions = ReadingOptions()) throws -> ReadSheet {
  let pipeBytesMax = 16 << 10
  guard bytes.count <= pipeBytesMax else {
    let folder = try Folder()
    try DurableFile.write(bytes.span, to: folder["sheet.csv"])
    return try read(path: folder["sheet.csv"], options)
  }
  var ends: [Int32] = [-1, -1]
  try #require(pipe(&ends) == 0)
  defer { close(ends[0]) }
  let written = write(ends[1], bytes, bytes.count)
  close(ends[1])
  try #require(written == bytes.count)
  return try read(descriptor: ends[0], options)
}

func read(_ text: String, _ options: ReadingOptions = ReadingOptions()) throws -> ReadSheet {
  try read(Array(text.utf8), options)
}

func read(path: String, _ options: ReadingOptions = ReadingOptions()) throws -> ReadSheet {
  let file = try SheetFile(path: path)
  return try read(descriptor: file.descriptor, options)
}

func read(descriptor: Int32, _ options: ReadingOptions) throws -> ReadSheet {
  let observed = Mutex<[UInt8]>([])
  var sheet = ReadSheet()
  try withoutActuallyEscaping({ @Sendable (block: Span<UInt8>) in
    block.withUnsafeBufferPointer { bytes in observed.withLock { $0 += bytes } }
  }) { observe in
    var reader = try SheetReader(descriptor: descriptor, options: options, observe: observe)
    sheet.header = (0..<reader.header.count).map { reader.header.string($0) }
    sheet.headerRowNumber = reader.headerRowNumber
    sheet.delimiter = reader.delimiter
    sheet.encoding = reader.encoding
    try reader.forEachBatch { sheet.add($0) }
  }
  sheet.observed = observed.withLock { $0 }
  return sheet
}

extension SheetReader {
  /// All rows in order, chunk by chunk; throws what is wrong with the sheet, after the rows before it.
  mutating func forEachBatch(_ body: (RowBatch) throws -> Void) throws {
    var parser = RowParser(self)
    var (chunk, batch) = (SheetChunk(), RowBatch())
    batch.linesBefore = headerRowNumber
    while next(into: &chunk) {
      parser.parse(chunk, into: &batch)
      try body(batch)
      if let error = batch.error { throw error }
      batch.linesBefore += batch.lines
    }
    let goesOn = next(into: &chunk)
    #expect(!goesOn, "the end stays the end")
  }
}

extension ReadSheet {
  mutating func add(_ batch: RowBatch) {
    emptyLines += batch.emptyLines
    for index in 0..<batch.count {
      let row = batch.row(index)
      rows.append(NumberedRow(number: row.number, cells: (0..<row.count).map { row.string($0) }))
    }
  }
}

/// What reading these bytes fails with.
func failure(
  of bytes: [UInt8],
  _ options: ReadingOptions = ReadingOptions(),
  sourceLocation: SourceLocation = #_sourceLocation
) throws -> Failure {
  try #require(throws: Failure.self, sourceLocation: sourceLocation) { try read(bytes, options) }
}

func failure(
  of text: String,
  _ options: ReadingOptions = ReadingOptions(),
  sourceLocation: SourceLocation = #_sourceLocation
) throws -> Failure {
  try failure(of: Array(text.utf8), options, sourceLocation: sourceLocation)
}

func blocks(of blockBytes: Int) -> ReadingOptions {
  ReadingOptions(limits: SheetLimits(blockBytes: blockBytes))
}

/// The text in UTF-16, with a byte order mark or without.
func utf16(_ text: String, bigEndian: Bool, mark: Bool = true) -> [UInt8] {
  let units = (mark ? [0xFEFF] : []) + Array(text.utf16)
  return units.flatMap { unit -> [UInt8] in
    let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
    return bigEndian ? [high, low] : [low, high]
  }
}
