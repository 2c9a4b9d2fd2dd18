/// Reads a sheet: bytes in, batches of rows out. Synchronous: give it a thread of its own.
///
/// Memory stays flat whatever the sheet's size. Rows that libcsv takes come as they are, ragged ones too; lines with
/// nothing at all in them are counted and give no row; a line of delimiters or blanks is a row.
public struct SheetReader: ~Copyable {
  /// The header's cells as they stand in the sheet, not trimmed; a byte order mark is not part of them.
  public let header: PackedRow
  /// The header's row as the spreadsheet shows it: 1, plus the blank lines above it. A `sep=` line does not count.
  public let headerRowNumber: Int
  /// The byte between cells that was asked for or found.
  public let delimiter: UInt8
  /// The encoding that was asked for or found.
  public let encoding: TextEncoding

  private var rows: RowSource
  private var failure: SheetError?

  /// Reads from an open descriptor, which it does not close, up to and including the header row.
  ///
  /// - Parameters:
  ///   - descriptor: Where to read from: a file, a pipe, standard input.
  ///   - name: The sheet's name for messages about reading it.
  ///   - options: What is known about the sheet.
  ///   - observe: Sees every block as read, before anything else is done with it, for a hash: all bytes of the file
  ///     once `next(into:)` has returned false.
  /// - Throws: a `SheetError`: the sheet's refusal, or trouble in reading it.
  public init(
    descriptor: Int32,
    name: String = "the sheet",
    options: ReadingOptions = ReadingOptions(),
    observe: ((Span<UInt8>) -> Void)? = nil
  ) throws(SheetError) {
    var text = try TextSource(descriptor: descriptor, name: name, options: options, observe: observe)
    let preamble = try Preamble.read(from: &text, options)
    let encoding = text.encoding
    let delimiter = preamble.delimiter ?? Byte.comma
    var rows = RowSource(text: text, preamble: preamble, delimiter: delimiter, limits: options.limits)
    (header, headerRowNumber) = try rows.takeHeader()
    self.encoding = encoding
    self.delimiter = delimiter
    self.rows = rows
  }

  /// Fills the batch with the next rows, and the number of empty lines around them; false at the end of the sheet.
  ///
  /// A batch may have no rows but empty lines. After an error, each further call throws it again.
  public mutating func next(into batch: inout RowBatch) throws(SheetError) -> Bool {
    if let failure { throw failure }
    do throws(SheetError) {
      return try rows.next(into: &batch)
    } catch {
      failure = error
      throw error
    }
  }
}

extension Preamble {
  /// Reads up to the end of the header line.
  fileprivate static func read(
    from text: inout TextSource,
    _ options: ReadingOptions
  ) throws(SheetError) -> Preamble {
    var preamble = Preamble(delimiter: options.delimiter, rowBytesMax: options.limits.rowBytesMax)
    var hasHeader = false
    while !hasHeader {
      guard try text.next() else {
        // What cannot be decoded stands in the line that was begun, even if its beginning looks blank.
        if text.failure != nil { break }
        hasHeader = preamble.finish()
        break
      }
      hasHeader = preamble.take(text.chunk)
    }
    if ForeignFormat.isMarkup(preamble.text.span) { throw .refused(.foreign(.html)) }
    if hasHeader { return preamble }
    throw .refused(text.failure?.refusal(row: preamble.linesAbove + 1) ?? .noHeader)
  }
}
