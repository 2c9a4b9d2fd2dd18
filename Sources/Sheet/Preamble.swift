/// What stands above the header: a `sep=` line and blank lines. It is left out, and the header shows the delimiter.
struct Preamble {
  /// The delimiter: the one that was asked for, else of a `sep=` line, else found from the header.
  private(set) var delimiter: UInt8?
  /// Blank lines above the header; the `sep=` line is not one, for spreadsheets do not show it.
  private(set) var linesAbove = 0
  /// The text so far, without what was left out.
  private(set) var text: [UInt8] = []
  private let rowBytesMax: Int
  private var isFirstLine = true

  /// Reads up to the end of the header line, which `text` then starts with.
  init(of source: inout TextSource, _ options: ReadingOptions) throws(Failure) {
    delimiter = options.delimiter
    rowBytesMax = options.limits.rowBytesMax
    var hasHeader = false
    while !hasHeader, try source.next(into: &text) { hasHeader = advance(atEnd: false) }
    // What cannot be decoded stands in the line that was begun, even if its beginning looks blank.
    if !hasHeader, source.failure == nil { hasHeader = advance(atEnd: true) }
    if Opening.isMarkup(text.span) { throw Failure(.sheetHTML) }
    if !hasHeader { throw source.failure?.adding(.row, "\(linesAbove + 1)") ?? Failure(.sheetHeader) }
  }

  private mutating func advance(atEnd: Bool) -> Bool {
    var start = 0
    defer { text.removeFirst(start) }
    while let line = text.span.line(from: start, atEnd: atEnd, bytesMax: rowBytesMax) {
      let (separator, isBlank, found) = look(at: text.span.extracting(start..<line.contentEnd))
      if let separator {
        delimiter = delimiter ?? separator
      } else if isBlank {
        linesAbove += 1
      } else {
        delimiter = delimiter ?? found
        return true
      }
      isFirstLine = false
      start = line.next
    }
    return false
  }

  private func look(at line: Span<UInt8>) -> (separator: UInt8??, isBlank: Bool, found: UInt8) {
    let separator = isFirstLine ? line.separator : nil
    return (separator, line.isBlankLine(delimiter: delimiter), line.mostFrequentDelimiter)
  }
}

extension Span<UInt8> {
  /// The line from an index up to a line end outside quotes, and where the next one starts.
  ///
  /// Nil if more text is needed or none is left. What is longer than a row may be counts as a line, for the parser to
  /// refuse.
  fileprivate func line(from start: Int, atEnd: Bool, bytesMax: Int) -> (contentEnd: Int, next: Int)? {
    var isQuoted = false
    for index in start..<count {
      let byte = self[index]
      if byte == Byte.quote { isQuoted.toggle() }
      guard !isQuoted, byte == Byte.lineFeed || byte == Byte.carriageReturn else { continue }
      if byte == Byte.lineFeed { return (index, index + 1) }
      // A carriage return and its line feed are one line end.
      guard index + 1 < count || atEnd else { return nil }
      let isPair = index + 1 < count && self[index + 1] == Byte.lineFeed
      return (index, isPair ? index + 2 : index + 1)
    }
    guard start < count, atEnd || count - start > bytesMax else { return nil }
    return (count, count)
  }

  /// Whether a line has nothing but what the field rules trim, delimiters and quotes.
  fileprivate func isBlankLine(delimiter: UInt8?) -> Bool {
    var index = 0
    while index < count {
      let byte = self[index]
      let isEmptyCell = byte == Byte.quote || byte == UInt8(ascii: "'") || byte == delimiter
      let length = isEmptyCell || Byte.delimiters.contains(byte) ? 1 : blankLength(at: index)
      if length == 0 { return false }
      index += length
    }
    return true
  }

  /// The usable X of a line that is `sep=X`, in quotes or not, or the nothing of one that is only `sep=`; else nil.
  fileprivate var separator: UInt8?? {
    let isQuoted = count >= 2 && self[0] == Byte.quote && self[count - 1] == Byte.quote
    let line = isQuoted ? extracting(1..<count - 1) : extracting(0..<count)
    guard line.startsIgnoringCase("sep=") else { return nil }
    if line.count == 4 { return .some(nil) }
    guard line.count == 5, line[4].canDelimit else { return nil }
    return line[4]
  }

  /// The delimiter that stands most often between names; at the end of the line it may be a stray TAB or empty cells.
  fileprivate var mostFrequentDelimiter: UInt8 {
    var end = count
    while end > 0, Byte.delimiters.contains(self[end - 1]) || self[end - 1] == Byte.space { end -= 1 }
    return extracting(0..<end).mostFrequent ?? mostFrequent ?? Byte.comma
  }

  /// Outside quotes; of two that stand as often, the one that names hold less often. Nil if there is none.
  private var mostFrequent: UInt8? {
    var counts = Array<Int>(repeating: 0, count: Byte.delimiters.count)
    var isQuoted = false
    for index in indices {
      if self[index] == Byte.quote { isQuoted.toggle() }
      guard !isQuoted, let which = Byte.delimiters.firstIndex(of: self[index]) else { continue }
      counts[which] += 1
    }
    let most = counts.max() ?? 0
    return most == 0 ? nil : counts.lastIndex(of: most).map { Byte.delimiters[$0] }
  }
}

extension UInt8 {
  /// Whether a byte can stand between cells: a tab or ASCII that is no letter, digit, quote or control character.
  fileprivate var canDelimit: Bool {
    let character = Character(Unicode.Scalar(self))
    if character.isLetter || character.isNumber { return false }
    return self == Byte.tab || self != Byte.quote && (0x20..<0x7F).contains(self)
  }
}
