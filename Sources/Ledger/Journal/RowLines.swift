import Operations
import Sheet

/// What `journal BATCH --rows` prints, and what its digest is of: a line about the batch, then one for each row with
/// every try, in the sheet's order.
struct RowLines {
  /// Of the line that is being made, without its end.
  private(set) var line: [UInt8] = []
  private var moments = MomentWriter()
  private var triesInLine = 0

  /// Begins a row's line.
  mutating func begin(_ row: some SQLRow) throws {
    line.removeAll(keepingCapacity: true)
    triesInLine = 0
    line += "{\"row\":".utf8
    line.append(decimal: try row.integer(0))
    // A state's text holds nothing that JSON has its own way to write.
    line += ",\"state\":\"".utf8
    row.append(1, to: &line)
    line += "\",\"paise\":".utf8
    line.append(decimal: try row.integer(2))
    if !row.isNull(3) {
      line += ",\"reference\":".utf8
      line += JSONValue.string(try row.text(3)).json.utf8
    }
    if !row.isNull(4) {
      line += ",\"sent\":\"".utf8
      row.appendDigest(4, to: &line)
      line.append(UInt8(ascii: "\""))
    }
    line += ",\"tries\":[".utf8
  }

  mutating func add(_ one: RowTries.Try) {
    line += (triesInLine == 0 ? "{\"at\":\"" : ",{\"at\":\"").utf8
    triesInLine += 1
    moments.append(one.sentAt, to: &line)
    if let answeredAt = one.answeredAt {
      line += "\",\"answered\":\"".utf8
      moments.append(answeredAt, to: &line)
      line += "\",\"state\":\"".utf8
      line += one.state.utf8
    }
    line += "\"}".utf8
  }

  mutating func end() { line += "]}".utf8 }
}

/// Writes moments as RFC 3339 in UTC: many of one day.
private struct MomentWriter {
  private var day = Int64.min
  private var text: [UInt8] = []
  private static let millisecondsADay: Int64 = 86_400_000

  mutating func append(_ milliseconds: Int64, to line: inout [UInt8]) {
    let (day, within) = milliseconds.quotientAndRemainder(dividingBy: Self.millisecondsADay)
    if day != self.day || milliseconds < 0 || text.isEmpty {
      self.day = day
      text = Array(Timestamp(milliseconds: milliseconds).text.utf8)
    } else {
      let (seconds, rest) = within.quotientAndRemainder(dividingBy: 1000)
      var digits = ((seconds / 3600 * 100 + seconds / 60 % 60) * 100 + seconds % 60) * 1000 + rest
      // `T00:00:00.000Z` behind the day.
      for place in [22, 21, 20, 18, 17, 15, 14, 12, 11] {
        text[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digits % 10)
        digits /= 10
      }
    }
    line += text
  }
}

extension [UInt8] {
  fileprivate mutating func append(decimal number: Int64) {
    if number < 10, number >= 0 { return append(UInt8(ascii: "0") + UInt8(number)) }
    self += "\(number)".utf8
  }
}

extension SQLLedger {
  func forEachRowLine(of batch: Batch, _ visit: (Span<UInt8>) throws -> Void) throws {
    try read { connection in
      let first = try connection.firstLine(of: batch.id)
      try visit(first.span)
      try connection.forEachRowLine(of: batch.id) { line, _, _ in try visit(line.span) }
    }
  }
}

extension SQLConnection {
  /// SHA-256 over the lines of a batch's rows, each with a line feed.
  ///
  /// - Parameters:
  ///   - status: What the batch is about to become; nil if it is that already.
  ///   - look: Sees each row, its columns in the order of `lineColumns`, and its tries.
  func rowsDigest(
    of batch: Int64,
    as status: Batch.Status? = nil,
    _ look: (Row, RowTries.Sum) throws -> Void = { _, _ in }
  ) throws -> String {
    let digest = RunningSHA256()
    var block = try firstLine(of: batch, as: status)
    try forEachRowLine(of: batch) { line, row, tries in
      try look(row, tries)
      block.append(UInt8(ascii: "\n"))
      block += line
      if block.count < 1 << 16 { return }
      digest.update(block.span)
      block.removeAll(keepingCapacity: true)
    }
    block.append(UInt8(ascii: "\n"))
    digest.update(block.span)
    return digest.hex
  }

  fileprivate func firstLine(of batch: Int64, as status: Batch.Status? = nil) throws -> [UInt8] {
    let found = try first("SELECT name, status, plan FROM batch WHERE id = ?", [batch]) { row in
      JSONValue.object([
        .init("batch", .string(try row.text(0))), .init("status", .string(try status?.rawValue ?? row.text(1))),
        .init("plan", .string(try row.text(2))),
      ])
    }
    return Array((found ?? .null).json.utf8)
  }

  /// Numbers of rows whose tries are read at once: each table is gone through in its own order, which is several times as
  /// fast as to look up the tries of each row.
  private static var numbersAtOnce: Int64 { 4096 }

  /// What a row's line is made of, and what is looked at besides.
  private static var lineColumns: String { "number, state, amount, reference, fields, since, tries" }

  fileprivate func forEachRowLine(of batch: Int64, _ visit: ([UInt8], Row, RowTries.Sum) throws -> Void) throws {
    var (lines, next) = (RowLines(), Int64.min)
    while let first: Int64 = try value("SELECT min(number) FROM row WHERE batch = ? AND number >= ?", [batch, next]) {
      let last = first.addingReportingOverflow(Self.numbersAtOnce - 1)
      let range: SQLArguments = [batch, first, last.overflow ? Int64.max : last.partialValue]
      var tries = try RowTries(of: range, self)
      try forEach(
        """
        SELECT \(Self.lineColumns) FROM row
        WHERE batch = ? AND number BETWEEN ? AND ? ORDER BY number
        """,
        range
      ) { row in
        try lines.begin(row)
        let number = try row.integer(0)
        var sum = RowTries.Sum()
        while let one = tries.next(of: number) {
          lines.add(one)
          sum.add(one)
        }
        lines.end()
        try visit(lines.line, row, sum)
      }
      if last.overflow || last.partialValue == Int64.max { return }
      next = last.partialValue + 1
    }
  }
}

/// The tries of some rows in their order, each with its answer, if it got one.
struct RowTries {
  struct Try {
    let number: Int64
    let attempt: Int64
    let sentAt: Int64
    var answeredAt: Int64?
    var state = ""
  }

  /// All those of a row.
  struct Sum {
    private(set) var count = 0
    private(set) var answers = 0
    private(set) var last: Try?

    mutating func add(_ one: Try) {
      count += 1
      if one.answeredAt != nil { answers += 1 }
      last = one
    }
  }

  private var tries: [Try] = []
  private var place = 0

  /// - Parameter range: A batch, and the first and the last number.
  init(of range: SQLArguments, _ connection: some SQLConnection) throws {
    let rest = "WHERE batch = ? AND number BETWEEN ? AND ? ORDER BY number, try"
    try connection.forEach("SELECT number, try, sent_at FROM attempt \(rest)", range) { row in
      tries.append(Try(number: try row.integer(0), attempt: try row.integer(1), sentAt: try row.integer(2)))
    }
    var at = 0
    try connection.forEach("SELECT number, try, answered_at, state FROM answer \(rest)", range) { row in
      let (number, attempt) = try (row.integer(0), row.integer(1))
      while at < tries.count, (tries[at].number, tries[at].attempt) < (number, attempt) { at += 1 }
      guard at < tries.count, tries[at].number == number, tries[at].attempt == attempt else { return }
      tries[at].answeredAt = try row.integer(2)
      tries[at].state = try row.text(3)
    }
  }

  /// The next one, if it is of a row.
  mutating func next(of number: Int64) -> Try? {
    while place < tries.count, tries[place].number < number { place += 1 }
    guard place < tries.count, tries[place].number == number else { return nil }
    defer { place += 1 }
    return tries[place]
  }
}
