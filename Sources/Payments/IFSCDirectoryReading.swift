extension IFSCDirectory {
  /// Reads a newer directory: Razorpay's published `IFSC.csv` (columns found by their names `IFSC` and `NEFT`, quoted
  /// fields), or a plain list of codes, one on each line.
  ///
  /// Codes of the CSV that do not have the form of an IFSC are left out and counted (`skipped`); in a plain list such a
  /// line is an error. `release` is shown to people with every unknown code, so name the file and its day.
  /// Errors: `format` (neither of the two), `quote` (cut off inside a quoted field), `required` (no code in it).
  public static func reading(_ bytes: Span<UInt8>, release: String) -> Result<IFSCDirectory, Problem> {
    var table = CSVTable(bytes)
    var header: [String] = []
    while header.allSatisfy(\.isEmpty), table.next(bytes) { header = table.texts(bytes).map { $0.uppercased() } }
    guard let column = header.firstIndex(of: "IFSC") else { return readingList(bytes, release: release) }
    return readingTable(bytes, &table, code: column, neft: header.firstIndex(of: "NEFT"), release: release)
  }

  private static func readingTable(
    _ bytes: Span<UInt8>,
    _ table: inout CSVTable,
    code: Int,
    neft: Int?,
    release: String
  ) -> Result<IFSCDirectory, Problem> {
    var codes: [(key: IFSCKey, isReached: Bool)] = []
    var skipped = 0
    while table.next(bytes) {
      guard code < table.fields.count else {
        skipped += 1
        continue
      }
      if let key = IFSCKey(bytes.extracting(table.fields[code]).cleaned()) {
        codes.append((key, !isFalse(bytes, table.fields, neft)))
      } else {
        skipped += 1
      }
    }
    if table.isCutOff {
      return .failure(
        Problem(
          code: "quote",
          sentence: "The IFSC directory ends inside a quoted field: it is cut off. Download it again."
        )
      )
    }
    return directory(codes, skipped: skipped, release: release)
  }

  private static func isFalse(_ bytes: Span<UInt8>, _ fields: [Range<Int>], _ column: Int?) -> Bool {
    guard let column, column < fields.count else { return false }
    return bytes.extracting(fields[column]).cleaned().equals("false")
  }

  private static func readingList(_ bytes: Span<UInt8>, release: String) -> Result<IFSCDirectory, Problem> {
    var codes: [(key: IFSCKey, isReached: Bool)] = []
    var line = 0
    var start = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != ASCII.lineFeed { end += 1 }
      line += 1
      let cell = bytes.extracting(start..<end).cleaned()
      if let key = IFSCKey(cell) {
        codes.append((key, true))
      } else if !cell.isEmpty {
        return .failure(neither(line: line))
      }
      start = end + 1
    }
    return directory(codes, skipped: 0, release: release)
  }

  private static func neither(line: Int) -> Problem {
    Problem(
      code: "format",
      sentence: "The IFSC directory is neither Razorpay's IFSC.csv (no column named IFSC) nor a list of codes "
        + "(line \(line) is not an IFSC). Give one of the two."
    )
  }

  private static func directory(
    _ codes: [(key: IFSCKey, isReached: Bool)],
    skipped: Int,
    release: String
  ) -> Result<IFSCDirectory, Problem> {
    if codes.isEmpty {
      return .failure(Problem(code: "required", sentence: "The IFSC directory holds no code. Download it again."))
    }
    return .success(IFSCDirectory(codes, release: release, skipped: skipped))
  }
}

/// Records of a CSV text: quoted fields may hold commas, line breaks and doubled quotes.
///
/// Lenient, for the file is a public data set and only two of its columns matter; quotes inside a field stay doubled.
private struct CSVTable {
  /// Places of the current record's fields, without the quotes around them.
  private(set) var fields: [Range<Int>] = []
  /// True once the text has ended inside quotes.
  private(set) var isCutOff = false
  private var at = 0

  init(_ bytes: Span<UInt8>) {
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { at = 3 }
  }

  /// Moves to the next record; false at the end.
  mutating func next(_ bytes: Span<UInt8>) -> Bool {
    fields.removeAll(keepingCapacity: true)
    guard at < bytes.count else { return false }
    while true {
      fields.append(readField(bytes))
      guard at < bytes.count else { return true }
      at += 1
      if bytes[at - 1] == ASCII.lineFeed { return true }
    }
  }

  /// Reads up to the comma or line feed that ends the field.
  private mutating func readField(_ bytes: Span<UInt8>) -> Range<Int> {
    guard at < bytes.count, bytes[at] == ASCII.quote else {
      let start = at
      skip(bytes, to: ASCII.comma)
      return start..<at
    }
    at += 1
    let start = at
    while at < bytes.count {
      if bytes[at] != ASCII.quote {
        at += 1
      } else if at + 1 < bytes.count, bytes[at + 1] == ASCII.quote {
        at += 2
      } else {
        let end = at
        skip(bytes, to: ASCII.comma)
        return start..<end
      }
    }
    isCutOff = true
    return start..<at
  }

  private mutating func skip(_ bytes: Span<UInt8>, to end: UInt8) {
    while at < bytes.count, bytes[at] != end, bytes[at] != ASCII.lineFeed { at += 1 }
  }

  func texts(_ bytes: Span<UInt8>) -> [String] { fields.map { bytes.extracting($0).cleaned().string } }
}
