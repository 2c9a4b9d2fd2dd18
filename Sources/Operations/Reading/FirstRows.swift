public import Sheet

extension Failure {
  /// Columns were missing: says what the sheet's first rows look like instead, where that shows.
  ///
  /// - Parameters:
  ///   - header: The row that was read as the header.
  ///   - lines: The text of the lines that follow.
  ///   - delimiter: The one that a person asked for, if any.
  public func explained(_ header: PackedRow, followedBy lines: [String], _ operation: Operation, delimiter: UInt8?)
    -> Failure
  {
    guard code == .sheetColumnsMissing || code == .sheetFirstRowIsData, let row = Int(self[.row]) else { return self }
    let rows = FirstRows(operation)
    let cells = (0..<header.count).map(header.string).filter { !$0.isEmpty }
    let known = rows.known(in: cells)
    if cells.count == 1, let found = rows.delimiter(in: cells[0], above: known) {
      guard let delimiter else { return Failure(.sheetQuotedLines, [.row: self[.row]]) }
      let names = [delimiter, found].map { $0 == UInt8(ascii: "\t") ? "tab" : String(UnicodeScalar($0)) }
      return Failure(.sheetDelimiter, [.row: self[.row], .name: names[0], .otherName: names[1]])
    }
    guard let better = lines.firstIndex(where: { rows.delimiter(in: $0, above: known) != nil }) else { return self }
    return Failure(.sheetHeaderBelow, [.row: self[.row], .otherRow: "\(row + 1 + better)"])
  }
}

/// Recognizes column names in text that no parser has read.
private struct FirstRows {
  private let names: [ColumnName: Int]
  /// Fewer known names make no header.
  private let knownMin: Int

  init(_ operation: Operation) {
    names = operation.columnNames
    knownMin = min(2, operation.columns.count { $0.need == .required })
  }

  /// How many columns some names stand for.
  func known(in cells: [String]) -> Int { Set(cells.compactMap { names[ColumnName($0)] }).count }

  private static let delimiters = [UInt8](",;\t|".utf8)

  /// The delimiter that makes a line a header that knows more columns; nil if none does.
  func delimiter(in line: String, above known: Int) -> UInt8? {
    let scored = Self.delimiters.map { delimiter in
      let cells = line.utf8.split(separator: delimiter, omittingEmptySubsequences: false)
      return (delimiter, self.known(in: cells.map { String(decoding: $0, as: UTF8.self).filter { $0 != "\"" } }))
    }
    guard let best = scored.max(by: { $0.1 < $1.1 }), best.1 > known, best.1 >= knownMin else { return nil }
    return best.0
  }
}
