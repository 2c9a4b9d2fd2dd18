import Sheet

// Sheets that are no CSV, not well-formed, or too large.
extension Failure {
  @Sentences var aboutSheet: [String] {
    switch code {
    case .sheetEmpty:
      "the file is empty."
      "Check that it is the right file and save the sheet as CSV again."
    case .sheetDevice:
      "\(self[.path]) is a device, not a file."
      "Give the CSV file, or - for standard input."
    case .sheetSize:
      "what comes through the pipe is more than \(size), the most that is read from one."
      "Check what writes into it; a sheet that large can be given as a file."
    case .sheetXLSX: foreign("an Excel workbook (.xlsx) or another zip file")
    case .sheetODS: foreign("a LibreOffice or OpenDocument spreadsheet (.ods)")
    case .sheetXLS: foreign("an old Excel workbook (.xls)")
    case .sheetHTML: foreign("a web page (HTML) or XML")
    case .sheetPDF: foreign("a PDF document")
    case .sheetUTF16:
      "the file was saved as \"Unicode Text\" without the mark that says so, or is no text at all."
      "Save the sheet as \"CSV UTF-8\", or give --encoding utf-16."
    case .sheetEncoding:
      "row \(self[.row]) has a character that cannot be read as \(self[.encoding]) (byte \(self[.byte]) of the file)."
      encodingRemedy
    case .sheetHeader:
      "it has no header row: all its lines are blank."
      "Put the column names in the first row; `aopbatch template OPERATION` shows them."
    default: []
    }
  }

  @Sentences private func foreign(_ format: String) -> [String] {
    "the file is \(format), not CSV, whatever its name."
    "Open it in the spreadsheet program and save the sheet as CSV: in Excel with File, Save As, \"CSV UTF-8 (Comma "
      + "delimited)\"; in Google Sheets with File, Download, \"Comma-separated values\"; in LibreOffice with File, "
      + "Save As, \"Text CSV\"."
  }

  private var encodingRemedy: String {
    switch TextEncoding(rawValue: self[.encoding]) {
    case .utf16: "Save the sheet again as \"CSV UTF-8\"; the file may be damaged or incomplete."
    case .windows1252: "Leave --encoding out if the sheet was saved as \"CSV UTF-8\", or save it so."
    case .utf8, nil:
      "Save the sheet as \"CSV UTF-8\", or give --encoding windows-1252 if an older Excel saved it as plain CSV."
    }
  }

  @Sentences var aboutCells: [String] {
    switch code {
    case .sheetFieldSize:
      "row \(self[.row]) has a cell that is longer than \(size), the most a cell may have."
      "Shorten the cell; if it looks short in the spreadsheet, check the delimiter and the line ends."
    case .sheetFieldNeverCloses:
      "row \(self[.row]) has a cell that opens with a quote (\") and does not close within \(size), the most a cell may have."
      "Look at that row in a text editor: most likely the quote that closes the cell is missing."
    case .sheetRowSize:
      "row \(self[.row]) is longer than \(size), the most a row may have."
      "Look at that row in a text editor: a quote (\") that is not closed or a missing line end joins rows."
    case .sheetColumns:
      "row \(self[.row]) has more than \(self[.limit]) cells, the most a row may have."
      "Delete the columns that are not needed; check the delimiter if the sheet does not look like that."
    case .sheetQuoteNeverCloses: quote("opens with a quote (\") that never closes.")
    case .sheetQuoteInField: quote("has a quote (\") inside, but does not start with one.")
    case .sheetTextAfterQuote: quote("has text behind the quote (\") that closes it.")
    default: []
    }
  }

  @Sentences private func quote(_ what: String) -> [String] {
    "row \(self[.row]), cell \(self[.cell]) \(what)"
    "Save the sheet as CSV from a spreadsheet program, or put the cell in quotes and write each quote in it twice."
  }
}
