// The refusals of sheets that are CSV but not well-formed, or too large.
extension SheetRefusal {
  static var noHeader: SheetRefusal {
    SheetRefusal(
      code: "sheet.header",
      sentence: "The sheet has no header row: all its lines are blank.",
      remedy: "Put the column names in the first row; `aopbatch template` shows them."
    )
  }

  static func overLimit(_ limit: RowSink.Limit, row: Int, _ limits: SheetLimits) -> SheetRefusal {
    switch limit {
    case .field: fieldSize(row: row, isQuoted: false, limits)
    case .row:
      SheetRefusal(
        code: "sheet.row-size",
        sentence: "Row \(row) is longer than \(limits.rowBytesMax.bytesInWords), the most a row may have.",
        row: row,
        remedy: "Look at that row in a text editor: a quote (\") that is not closed or a missing line end joins rows."
      )
    case .columns:
      SheetRefusal(
        code: "sheet.columns",
        sentence: "Row \(row) has more than \(limits.columnsMax) cells, the most a row may have.",
        row: row,
        remedy: "Delete the columns that are not needed; check the delimiter if the sheet does not look like that."
      )
    }
  }

  static func unreadable(
    _ stop: RowParser.Stop,
    row: Int,
    column: Int,
    isQuoted: Bool,
    _ limits: SheetLimits
  ) -> SheetRefusal {
    switch stop {
    case .fieldTooLong: fieldSize(row: row, isQuoted: isQuoted, limits)
    case .quoteNeverCloses:
      quote("Row \(row), cell \(column): the cell opens with a quote (\") that never closes.", row: row)
    case .quoteInPlainField:
      quote("Row \(row), cell \(column): a quote (\") stands inside a cell that does not start with one.", row: row)
    case .textAfterQuote:
      quote("Row \(row), cell \(column): text follows the quote (\") that closes the cell.", row: row)
    }
  }

  private static func quote(_ sentence: String, row: Int) -> SheetRefusal {
    SheetRefusal(
      code: "sheet.quote",
      sentence: sentence,
      row: row,
      remedy: "Save the sheet as CSV from a spreadsheet program, or put the cell in quotes and write each quote in it "
        + "twice (\"\")."
    )
  }

  private static func fieldSize(row: Int, isQuoted: Bool, _ limits: SheetLimits) -> SheetRefusal {
    let limit = limits.fieldBytesMax.bytesInWords
    return SheetRefusal(
      code: "sheet.field-size",
      sentence: isQuoted
        ? "Row \(row): a cell that opens with a quote (\") does not close within \(limit), the most a cell may have."
        : "Row \(row): a cell is longer than \(limit), the most a cell may have.",
      row: row,
      remedy: isQuoted
        ? "Look at that row in a text editor: most likely the quote that closes the cell is missing."
        : "Shorten the cell; if it looks short in the spreadsheet, check the delimiter and the line ends."
    )
  }
}

extension Int {
  /// A size as people write it: `64 KiB`, `1 MiB`, `500 bytes`.
  fileprivate var bytesInWords: String {
    if self >= 1 << 20, isMultiple(of: 1 << 20) { return "\(self >> 20) MiB" }
    if self >= 1 << 10, isMultiple(of: 1 << 10) { return "\(self >> 10) KiB" }
    return self == 1 ? "1 byte" : "\(self) bytes"
  }
}
