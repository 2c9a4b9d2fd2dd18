/// Reads a sheet: bytes in, chunks of text out, each with whole rows for a `RowParser`. Synchronous: give it a thread of
/// its own.
///
/// Memory stays flat whatever the sheet's size. Rows that libcsv takes come as they are, ragged ones too; lines with
/// nothing at all in them are counted and give no row; a line of delimiters or blanks is a row.
public struct SheetReader: ~Copyable, Sendable {
  /// The header's cells as they stand in the sheet, not trimmed; a byte order mark is not part of them.
  public let header: PackedRow
  /// The header's row as the spreadsheet shows it: 1, plus the blank lines above it. A `sep=` line does not count.
  public let headerRowNumber: Int
  /// The byte between cells that was asked for or found.
  public let delimiter: UInt8
  /// The encoding that was asked for or found.
  public let encoding: TextEncoding
  /// The sizes above which the sheet is refused.
  public let limits: SheetLimits

  private var chunks: ChunkSource

  /// Reads from an open descriptor, which it does not close, up to and including the header row.
  ///
  /// - Parameters:
  ///   - descriptor: Where to read from: a file, a pipe, standard input.
  ///   - name: The sheet's name for messages about reading it.
  ///   - options: What is known about the sheet.
  ///   - observe: Sees every block as read, before anything else is done with it, for a hash: all bytes of the file
  ///     once `next(into:)` has returned false.
  /// - Throws: if the sheet cannot be used or not be read.
  public init(
    descriptor: Int32,
    name: String = "the sheet",
    options: ReadingOptions = ReadingOptions(),
    observe: (@Sendable (Span<UInt8>) -> Void)? = nil
  ) throws(Failure) {
    let limits = options.limits
    let bytes = ByteSource(descriptor: descriptor, name: name, blockBytes: limits.blockBytes, observe: observe)
    var text = try TextSource(bytes, asked: options.encoding)
    let preamble = try Preamble(of: &text, options)
    let encoding = text.encoding
    let delimiter = preamble.delimiter ?? Byte.comma
    var chunks = ChunkSource(text, alreadyRead: preamble.text, limits: limits)
    var (chunk, batch) = (SheetChunk(), RowBatch())
    chunks.takeHeader(into: &chunk)
    var parser = RowParser(delimiter: delimiter, limits: limits)
    batch.linesBefore = preamble.linesAbove
    parser.parse(chunk, into: &batch)
    if let error = batch.error { throw error }
    if batch.count == 0 { throw Failure(.sheetHeader) }
    header = PackedRow(bytes: batch.bytes, ends: Array(batch.fieldEnds.dropFirst()))
    headerRowNumber = batch.number(0)
    self.encoding = encoding
    self.delimiter = delimiter
    self.limits = limits
    self.chunks = chunks
  }

  /// Goes to the next chunk of the text; false at the end of the sheet.
  ///
  /// What is wrong with the sheet shows when its chunk is parsed, after the rows before it: see `RowBatch.error`.
  public mutating func next(into chunk: inout SheetChunk) -> Bool { chunks.next(into: &chunk) }

  /// The text of the lines that come next, at most so many, as it stands: for saying what a sheet is whose header is not
  /// where it should be. They are then no part of the next chunk.
  public mutating func nextLines(_ most: Int) -> [String] {
    var chunk = SheetChunk()
    guard next(into: &chunk) else { return [] }
    let text = String(decoding: chunk.text.prefix(limits.fieldBytesMax), as: UTF8.self)
    return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).prefix(most).map(String.init)
  }
}
