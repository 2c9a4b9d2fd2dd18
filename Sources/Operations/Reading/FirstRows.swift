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
    let names = operation.columnNames
    func known(in cells: [String]) -> Int { Set(cells.compactMap { names[ColumnName($0)] }).count }
    let cells = (0..<header.count).map(header.string).filter { !$0.isEmpty }
    // Fewer known names make no header, nor do as many as this one knows.
    let knownMin = max(known(in: cells) + 1, min(2, operation.columns.count { $0.need == .required }))
    /// The delimiter that makes a line, which no parser has read, a header that knows enough columns.
    func headerDelimiter(of line: String) -> UInt8? {
      let scored = ",;\t|".utf8.map { delimiter in
        let cells = line.utf8.split(separator: delimiter, omittingEmptySubsequences: false)
        return (delimiter, known(in: cells.map { String(decoding: $0, as: UTF8.self).filter { $0 != "\"" } }))
      }
      return scored.max { $0.1 < $1.1 }.flatMap { $0.1 >= knownMin ? $0.0 : nil }
    }
    if cells.count == 1, let found = headerDelimiter(of: cells[0]) {
      guard let delimiter else { return Failure(.sheetQuotedLines, [.row: self[.row]]) }
      let names = [delimiter, found].map { $0 == UInt8(ascii: "\t") ? "tab" : String(UnicodeScalar($0)) }
      return Failure(.sheetDelimiter, [.row: self[.row], .name: names[0], .otherName: names[1]])
    }
    guard let better = lines.firstIndex(where: { headerDelimiter(of: $0) != nil }) else { return self }
    return Failure(.sheetHeaderBelow, [.row: self[.row], .otherRow: "\(row + 1 + better)"])
  }
}
