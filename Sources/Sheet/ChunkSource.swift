internal import Glibc

/// Cuts a sheet's text into chunks.
struct ChunkSource: ~Copyable, Sendable {
  private var text: TextSource
  private var rest: [UInt8]
  private var hasEnded = false
  private let blockBytes: Int
  /// The most text from a row's beginning on that need not hold its end: the parser refuses a row that has more.
  private let rowTextBytesMax: Int

  init(_ text: consuming TextSource, alreadyRead: [UInt8], limits: SheetLimits) {
    self.text = text
    rest = alreadyRead
    blockBytes = limits.blockBytes
    // It has cells that have ended, up to the limits, and one more that has begun. Each of their bytes may be a quote,
    // which is written twice, and each cell may stand in quotes and have a delimiter.
    rowTextBytesMax = 2 * (limits.rowBytesMax + limits.fieldBytesMax) + 3 * (limits.columnsMax + 2)
  }

  /// Becomes the sheet's first row, alone.
  mutating func takeHeader(into chunk: inout SheetChunk) {
    swap(&chunk.text, &rest)
    chunk.end = .row
    while chunk.text.count <= rowTextBytesMax {
      if let end = chunk.text.span.firstRowEnd { return cut(&chunk, at: end) }
      guard addText(to: &chunk) else { break }
    }
    hasEnded = true
  }

  /// Goes to the next chunk: a block of text, as far as its last row end. False at the end.
  mutating func next(into chunk: inout SheetChunk) -> Bool {
    if hasEnded { return false }
    chunk.text.removeAll(keepingCapacity: true)
    swap(&chunk.text, &rest)
    chunk.end = .row
    chunk.isQuoteFree = false
    var (looked, quotes) = (0, 0)
    while looked <= rowTextBytesMax {
      let wanted = max(blockBytes, looked + 1)
      while chunk.text.count < wanted { guard addText(to: &chunk) else { break } }
      if chunk.isLast { break }
      quotes += chunk.text.span.extracting(looked...).quoteCount
      // A carriage return could not be told to be a row end while it was the last byte.
      if let end = chunk.text.span.lastRowEnd(from: max(0, looked - 1), endsInQuotes: !quotes.isMultiple(of: 2)) {
        cut(&chunk, at: end)
        chunk.isQuoteFree = quotes == 0
        return true
      }
      looked = chunk.text.count
    }
    hasEnded = true
    return true
  }

  private mutating func cut(_ chunk: inout SheetChunk, at end: Int) {
    rest.removeAll(keepingCapacity: true)
    rest.append(contentsOf: chunk.text[end...])
    chunk.text.removeSubrange(end...)
  }

  /// Adds a block's text; false at the end of the sheet, or of what can be read of it.
  private mutating func addText(to chunk: inout SheetChunk) -> Bool {
    do throws(Failure) {
      let hasMore = try text.next(into: &chunk.text)
      if let failure = text.failure { chunk.end = .unusable(failure) } else if !hasMore { chunk.end = .sheet }
    } catch {
      chunk.end = .unusable(error)
    }
    return !chunk.isLast
  }
}

// Where rows end: after a line end outside quotes. To find it, every quote counts as one that opens or closes, also the
// two that stand for one inside a cell. That is how the parser reads them as well, up to the first quote that it refuses;
// and what is cut behind that one does not matter, for nothing behind it is used.
extension Span<UInt8> {
  /// The index after the first row's end; nil if there is none for certain.
  fileprivate var firstRowEnd: Int? {
    var isQuoted = false
    for index in indices {
      if self[index] == Byte.quote { isQuoted.toggle() }
      if !isQuoted, isLineEnd(before: index + 1) { return index + 1 }
    }
    return nil
  }

  /// The index after the last row's end, if it is above `start`; nil if there is none for certain.
  fileprivate func lastRowEnd(from start: Int, endsInQuotes: Bool) -> Int? {
    var (end, isQuoted) = (count, endsInQuotes)
    while end > start {
      if !isQuoted, isLineEnd(before: end) { return end }
      if self[end - 1] == Byte.quote { isQuoted.toggle() }
      end -= 1
    }
    return nil
  }

  /// Whether a line end, and not only the first half of one, stands before an index.
  private func isLineEnd(before index: Int) -> Bool {
    switch self[index - 1] {
    case Byte.lineFeed: true
    case Byte.carriageReturn: index < count && self[index] != Byte.lineFeed
    default: false
    }
  }

  fileprivate var quoteCount: Int {
    // Not unsafe in effect: the pointer does not leave the closure.
    withUnsafeBytes { bytes in
      // Most text has none, which is seen fastest so.
      guard let start = bytes.baseAddress, memchr(start, Int32(Byte.quote), bytes.count) != nil else { return 0 }
      return bytes.count { $0 == Byte.quote }
    }
  }
}
