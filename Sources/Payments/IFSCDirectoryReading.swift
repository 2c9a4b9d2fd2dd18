extension IFSCDirectory {
  /// Reads a newer directory: Razorpay's published `IFSC.csv` (columns found by their names `IFSC` and `NEFT`, quoted
  /// fields), or a plain list of codes, one on each line.
  ///
  /// Codes of the CSV that do not have the form of an IFSC are left out and counted (`skipped`); in a plain list such a
  /// line is an error. `release` is shown to people with every unknown code, so name the file and its day.
  /// Errors: `format` (neither of the two), `quote` (cut off inside a quoted field), `required` (no code in it).
  public static func reading(_ bytes: Span<UInt8>, release: String) -> Result<IFSCDirectory, Problem> {
    func failure(_ code: String, _ sentence: String) -> Result<IFSCDirectory, Problem> {
      .failure(Problem(code: code, sentence: "The IFSC directory \(sentence)"))
    }
    var table = CSVTable(bytes)
    var header: [String] = []
    while header.allSatisfy(\.isEmpty), table.next(bytes) {
      header = table.fields.map { bytes.extracting($0).cleanedText.uppercased() }
    }
    var codes: [Code] = []
    var skipped = 0
    if let column = header.firstIndex(of: "IFSC") {
      (codes, skipped) = table.readCodes(bytes, column, neft: header.firstIndex(of: "NEFT") ?? .max)
      if table.isCutOff { return failure("quote", "ends inside a quoted field: it is cut off. Download it again.") }
    } else if let line = readList(bytes, into: &codes) {
      let list = "a list of codes (line \(line) is not an IFSC). Give one of the two."
      return failure("format", "is neither Razorpay's IFSC.csv (no column named IFSC) nor \(list)")
    }
    if codes.isEmpty { return failure("required", "holds no code. Download it again.") }
    return .success(IFSCDirectory(codes, release: release, skipped: skipped))
  }

  /// Reads a code from each line that is not blank; the number of the first one that is no code.
  private static func readList(_ bytes: Span<UInt8>, into codes: inout [Code]) -> Int? {
    var (line, start) = (0, 0)
    while start < bytes.count {
      line += 1
      let rest = bytes.extracting(start...)
      let end = rest.first(of: ASCII.lineFeed) ?? rest.count
      let cell = rest.extracting(..<end).cleaned()
      if let key = IFSCKey(cell) { codes.append((key, true)) } else if !cell.isEmpty { return line }
      start += end + 1
    }
    return nil
  }
}

/// Records of a CSV text: quoted fields may hold commas, line breaks and doubled quotes.
///
/// Lenient, for the file is a public data set and only two of its columns matter; quotes inside a field stay doubled.
private struct CSVTable {
  /// Places of the current record's fields, without the quotes around them.
  private(set) var fields: [Range<Int>] = []
  private(set) var isCutOff = false
  private var at = 0

  init(_ bytes: Span<UInt8>) { at = bytes.matches("\u{FEFF}", at: 0) ? 3 : 0 }

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

  private mutating func readField(_ bytes: Span<UInt8>) -> Range<Int> {
    var (start, end) = (at, nil as Int?)
    if at < bytes.count, bytes[at] == ASCII.quote {
      start += 1
      at = start
      while at < bytes.count, bytes[at] != ASCII.quote || bytes.matches("\"\"", at: at) {
        at += bytes[at] == ASCII.quote ? 2 : 1
      }
      end = at
      isCutOff = at == bytes.count
    }
    while at < bytes.count, bytes[at] != ASCII.comma, bytes[at] != ASCII.lineFeed { at += 1 }
    return start..<(end ?? at)
  }

  /// Reads the codes of the records that follow; how many have none.
  mutating func readCodes(_ bytes: Span<UInt8>, _ place: Int, neft: Int) -> ([IFSCDirectory.Code], skipped: Int) {
    var codes: [IFSCDirectory.Code] = []
    var skipped = 0
    while next(bytes) {
      if place < fields.count, let key = IFSCKey(bytes.extracting(fields[place]).cleaned()) {
        codes.append((key, neft >= fields.count || !bytes.extracting(fields[neft]).cleaned().equals("false")))
      } else {
        skipped += 1
      }
    }
    return (codes, skipped)
  }
}
