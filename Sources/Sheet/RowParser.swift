internal import CLibCSV
internal import Glibc

/// The one type that owns a libcsv parser. It turns chunks of a sheet's text into rows, each chunk on its own.
///
/// Unsafe, for libcsv wants pointers that stay where they are. It is right because the two allocations live exactly as
/// long as this value, which cannot be copied, and because the callbacks run only inside `parse`, with the sink's pointer
/// as the only thing they touch.
public struct RowParser: ~Copyable {
  /// What libcsv's buffer needs beyond the longest cell: a closing quote, and one byte since it grows before it looks.
  private static let quoteBytes = 2

  private let sink: UnsafeMutablePointer<RowSink>
  private let parser: UnsafeMutablePointer<csv_parser>
  private let delimiter: UInt8
  private let limits: SheetLimits

  /// A parser for the chunks of one sheet.
  public init(_ sheet: borrowing SheetReader) { self.init(delimiter: sheet.delimiter, limits: sheet.limits) }

  /// A parser of cells with a delimiter between them.
  public init(delimiter: UInt8, limits: SheetLimits) {
    precondition(![Byte.quote, Byte.lineFeed, Byte.carriageReturn].contains(delimiter), "cells need a delimiter")
    self.delimiter = delimiter
    self.limits = limits
    sink = .allocate(capacity: 1)
    sink.initialize(to: RowSink(limits: limits))
    parser = .allocate(capacity: 1)
    parser.initialize(to: csv_parser())
    prepare()
  }

  deinit {
    csv_free(parser)
    parser.deallocate()
    sink.pointee.deallocate()
    sink.deallocate()
  }

  /// Fills the batch with the rows of a chunk, up to the first thing that is wrong with it, if anything.
  public mutating func parse(_ chunk: SheetChunk, into batch: inout RowBatch) {
    sink.pointee.reset(textBytes: chunk.text.count)
    if chunk.isQuoteFree { sink.pointee.split(chunk.text.span, delimiter: delimiter) }
    let fault = chunk.isQuoteFree ? sink.pointee.fault : parseText(chunk)
    sink.pointee.copy(to: &batch, upTo: fault)
    // Nothing of one chunk may be left over for the next.
    if fault != nil {
      csv_free(parser)
      prepare()
    }
  }

  private func prepare() {
    // CSV_REPALL_NL reports blank lines, which count in row numbers.
    csv_init(parser, UInt8(CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL))
    csv_set_delim(parser, delimiter)
    csv_set_space_func(parser, noByteIsBlank)
    csv_set_blk_size(parser, limits.fieldBytesMax + Self.quoteBytes)
    csv_set_realloc_func(parser, allocateOnce)
  }

  private func parseText(_ chunk: SheetChunk) -> RowFault? {
    let parsed = chunk.text.withUnsafeBufferPointer {
      csv_parse(parser, $0.baseAddress, $0.count, fieldEnded, lineEnded, sink)
    }
    sink.pointee.checkRow()
    return fault(parsed == chunk.text.count ? nil : stop) ?? fault(behind: chunk)
  }

  private func fault(behind chunk: SheetChunk) -> RowFault? {
    switch chunk.end {
    case .row:
      precondition(!sink.pointee.isInRow, "a chunk ends where a row ends, or has a row that is over a limit")
      return nil
    case .sheet: return fault(csv_fini(parser, fieldEnded, lineEnded, sink) == 0 ? nil : .sheetQuoteNeverCloses)
    case .unusable(let failure): return (failure, sink.pointee.currentLine)
    }
  }

  /// What is wrong, the first thing first: what libcsv stopped at comes behind what the sink found.
  private func fault(_ stop: Failure.Code?) -> RowFault? {
    if let fault = sink.pointee.fault { return fault }
    guard let stop else { return nil }
    let failure = limits.failure(stop).adding(.cell, "\(sink.pointee.currentColumn)")
    return (failure, sink.pointee.currentLine)
  }

  private var stop: Failure.Code {
    // Whether the cell that is being read opens with a quote.
    let isQuoted = parser.pointee.quoted != 0
    guard csv_error(parser) == CSV_EPARSE else { return isQuoted ? .sheetFieldNeverCloses : .sheetFieldSize }
    return isQuoted ? .sheetTextAfterQuote : .sheetQuoteInField
  }
}

/// Gives libcsv its buffer in one piece and never more, so that a cell beyond the limit stops the parse.
private func allocateOnce(_ existing: UnsafeMutableRawPointer?, _ byteCount: Int) -> UnsafeMutableRawPointer? {
  existing == nil ? malloc(byteCount + RowSink.slackBytes) : nil
}

/// Blanks are data: trimming is a field rule, so that a rejected cell comes back as it was.
private func noByteIsBlank(_ byte: UInt8) -> Int32 { 0 }

@inline(__always)
private func fieldEnded(_ field: UnsafeMutableRawPointer?, _ count: Int, _ data: UnsafeMutableRawPointer?) {
  guard let field, let data else { return }
  data.assumingMemoryBound(to: RowSink.self).pointee.endField(field, count)
}

@inline(__always)
private func lineEnded(_ terminator: Int32, _ data: UnsafeMutableRawPointer?) {
  guard let data else { return }
  data.assumingMemoryBound(to: RowSink.self).pointee.endLine(terminator)
}
