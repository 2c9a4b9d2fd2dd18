/// Text in, rows out: feeds the parser and turns what it finds wrong into refusals.
struct RowSource: ~Copyable {
  private var text: TextSource
  private let parser: CSVParser
  private let limits: SheetLimits
  /// Text that was looked at to find the header, for the parser.
  private var pending: [UInt8]
  private var pendingStart = 0
  private var hasEnded = false

  init(text: consuming TextSource, preamble: Preamble, delimiter: UInt8, limits: SheetLimits) {
    self.text = text
    self.limits = limits
    pending = preamble.text
    parser = CSVParser(
      delimiter: delimiter,
      limits: limits,
      parseBytesMax: TextDecoder.textBytesMax(blockBytes: limits.blockBytes),
      linesAbove: preamble.linesAbove
    )
  }

  /// The header row, which the text starts with, and its number.
  mutating func takeHeader() throws(SheetError) -> (row: PackedRow, number: Int) {
    while !hasEnded && parser.sink.pointee.rowCount == 0 { try parseMore() }
    guard parser.sink.pointee.rowCount > 0 else { throw .refused(.noHeader) }
    return parser.sink.pointee.takeFirstRow()
  }

  /// Fills the batch; false at the end.
  mutating func next(into batch: inout RowBatch) throws(SheetError) -> Bool {
    while !hasEnded && !hasLines { try parseMore() }
    let hadLines = hasLines
    parser.sink.pointee.hand(over: &batch)
    return hadLines
  }

  private var hasLines: Bool { parser.sink.pointee.rowCount > 0 || parser.sink.pointee.emptyLines > 0 }

  /// Parses one more piece of the text, or its end.
  private mutating func parseMore() throws(SheetError) {
    if pendingStart < pending.count { return try parsePending() }
    if try text.next() { return try check(parser.parse(text.chunk)) }
    if let failure = text.failure { throw .refused(failure.refusal(row: parser.sink.pointee.currentRow)) }
    hasEnded = true
    try check(parser.finish())
  }

  private mutating func parsePending() throws(SheetError) {
    let end = min(pending.count, pendingStart + limits.blockBytes)
    try check(parser.parse(pending.span.extracting(pendingStart..<end)))
    pendingStart = end
    if end == pending.count { (pending, pendingStart) = ([], 0) }
  }

  private func check(_ stop: CSVParser.Stop?) throws(SheetError) {
    let sink = parser.sink
    if let fault = sink.pointee.fault { throw .refused(.overLimit(fault, row: sink.pointee.faultRow, limits)) }
    guard let stop else { return }
    let (row, column) = (sink.pointee.currentRow, sink.pointee.currentColumn)
    throw .refused(.unreadable(stop, row: row, column: column, isQuoted: parser.isQuoted, limits))
  }
}
