internal import CLibCSV
internal import Glibc

/// The one type that owns a libcsv parser. It turns UTF-8 text, in pieces cut anywhere, into rows.
///
/// Unsafe, for libcsv wants pointers that stay where they are. It is right because the two allocations live exactly as
/// long as this value, which cannot be copied, and because the callbacks run only inside `parse` and `finish`, with the
/// sink's pointer as the only thing they touch.
struct CSVParser: ~Copyable {
  /// Why libcsv stopped.
  enum Stop { case quoteInPlainField, textAfterQuote, fieldTooLong, quoteNeverCloses }

  /// What libcsv's buffer needs beyond the longest cell: a closing quote, and one byte since it grows before it looks.
  static let quoteBytes = 2

  let sink: UnsafeMutablePointer<RowSink>
  private let parser: UnsafeMutablePointer<csv_parser>
  private let parseBytesMax: Int

  /// A parser whose `parse` is given at most `parseBytesMax` bytes at a time; `linesAbove` stand above the header.
  init(delimiter: UInt8, limits: SheetLimits, parseBytesMax: Int, linesAbove: Int) {
    precondition(![Byte.quote, Byte.lineFeed, Byte.carriageReturn].contains(delimiter), "cells need a delimiter")
    self.parseBytesMax = parseBytesMax
    sink = .allocate(capacity: 1)
    sink.initialize(to: RowSink(limits: limits, parseBytesMax: parseBytesMax, linesAbove: linesAbove))
    parser = .allocate(capacity: 1)
    parser.initialize(to: csv_parser())
    // CSV_REPALL_NL reports blank lines, which count in row numbers.
    csv_init(parser, UInt8(CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL))
    csv_set_delim(parser, delimiter)
    csv_set_blk_size(parser, limits.fieldBytesMax + Self.quoteBytes)
    csv_set_realloc_func(parser, allocateOnce)
  }

  deinit {
    csv_free(parser)
    parser.deallocate()
    sink.pointee.deallocate()
    sink.deallocate()
  }

  /// Parses a piece of text; what it stopped at, if it did. The sink's fault, if any, is older.
  func parse(_ text: Span<UInt8>) -> Stop? {
    precondition(text.count <= parseBytesMax, "more text at once than the sink has room for")
    let delimiter = csv_get_delim(parser)
    csv_set_space_func(parser, text.hasBlankAtFieldEdge(delimiter: delimiter) ? noByteIsBlank : nil)
    let parsed = text.withUnsafeBufferPointer {
      csv_parse(parser, $0.baseAddress, $0.count, fieldEnded, lineEnded, sink)
    }
    sink.pointee.checkRow()
    return parsed == text.count ? nil : stop
  }

  /// Ends the text; what libcsv has against it, if anything.
  func finish() -> Stop? {
    let result = csv_fini(parser, fieldEnded, lineEnded, sink)
    return result == 0 ? nil : .quoteNeverCloses
  }

  /// Whether the cell that is being read opens with a quote.
  var isQuoted: Bool { parser.pointee.quoted != 0 }

  private var stop: Stop {
    guard csv_error(parser) == CSV_EPARSE else { return .fieldTooLong }
    return isQuoted ? .textAfterQuote : .quoteInPlainField
  }
}

/// Gives libcsv its buffer in one piece and never more, so that a cell beyond the limit stops the parse.
private func allocateOnce(_ existing: UnsafeMutableRawPointer?, _ byteCount: Int) -> UnsafeMutableRawPointer? {
  existing == nil ? malloc(byteCount + RowSink.slackBytes) : nil
}

/// Blanks are data: trimming is a field rule, so that a rejected cell comes back as it was.
private func noByteIsBlank(_ byte: UInt8) -> Int32 { 0 }

private func fieldEnded(_ field: UnsafeMutableRawPointer?, _ count: Int, _ data: UnsafeMutableRawPointer?) {
  guard let field, let data else { return }
  data.assumingMemoryBound(to: RowSink.self).pointee.endField(field, count)
}

private func lineEnded(_ terminator: Int32, _ data: UnsafeMutableRawPointer?) {
  guard let data else { return }
  data.assumingMemoryBound(to: RowSink.self).pointee.endLine(terminator)
}
