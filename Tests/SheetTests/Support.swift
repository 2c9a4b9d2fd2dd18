import Glibc
import Synchronization
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
    try DurableFile.write(bytes.span, to: folder.path("sheet.csv"))
    return try read(path: folder.path("sheet.csv"), options)
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

/// What reading these bytes is refused with.
func refusal(
  of bytes: [UInt8],
  _ options: ReadingOptions = ReadingOptions(),
  sourceLocation: SourceLocation = #_sourceLocation
) throws -> SheetRefusal {
  let error = #expect(throws: SheetError.self, sourceLocation: sourceLocation) { try read(bytes, options) }
  guard case .refused(let refusal) = try #require(error, sourceLocation: sourceLocation) else {
    throw NoRefusal()
  }
  return refusal
}

func refusal(
  of text: String,
  _ options: ReadingOptions = ReadingOptions(),
  sourceLocation: SourceLocation = #_sourceLocation
) throws -> SheetRefusal {
  try refusal(of: Array(text.utf8), options, sourceLocation: sourceLocation)
}

struct NoRefusal: Error {}

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

/// A fresh folder that is gone with its files when the value is.
final class Folder {
  let root: String

  init() throws {
    root = "/tmp/aopbatch-sheet-test-\(UInt64.random(in: .min ... .max))"
    try #require(mkdir(root, 0o700) == 0)
  }

  deinit {
    for name in names { unlink(path(name)) }
    rmdir(root)
  }

  func path(_ name: String) -> String { "\(root)/\(name)" }

  /// The names of the files in the folder, hidden ones too.
  var names: [String] {
    guard let folder = opendir(root) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  func bytes(of name: String) -> [UInt8]? {
    guard let file = fopen(path(name), "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while case let byte = getc(file), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
    return bytes
  }

  func text(of name: String) -> String? { bytes(of: name).map { String(decoding: $0, as: UTF8.self) } }

  func permissions(of name: String) -> UInt32 {
    var status = stat()
    return stat(path(name), &status) == 0 ? UInt32(status.st_mode & 0o7777) : 0
  }
}
