import Sheet

// Sheets that are no CSV, not well-formed, too large, or without the columns that are needed.
extension Failure {
  var sheetEmpty: Message {
    .refused("the file is empty.", "Check that it is the right file and save the sheet as CSV again.")
  }

  var sheetDevice: Message {
    .refused("\(self[.path]) is a device, not a file.", "Give the CSV file, or - for standard input.")
  }

  var sheetSize: Message {
    .refused(
      "what comes through the pipe is more than \(size), the most that is read from one.",
      "Check what writes into it; a sheet that large can be given as a file."
    )
  }

  func foreign(_ format: String) -> Message {
    .refused(
      "the file is \(format), not CSV, whatever its name.",
      "Open it in the spreadsheet program and save the sheet as CSV: in Excel with File, Save As, \"CSV UTF-8 (Comma "
        + "delimited)\"; in Google Sheets with File, Download, \"Comma-separated values\"; in LibreOffice with File, "
        + "Save As, \"Text CSV\"."
    )
  }

  var sheetUTF16: Message {
    .refused(
      "the file was saved as \"Unicode Text\" without the mark that says so, or is no text at all.",
      "Save the sheet as \"CSV UTF-8\", or give --encoding utf-16."
    )
  }

  var sheetEncoding: Message {
    .refused(
      "row \(self[.row]) has a character that cannot be read as \(self[.encoding]) (byte \(self[.byte]) of the file).",
      encodingRemedy
    )
  }

  private var encodingRemedy: String {
    switch TextEncoding(rawValue: self[.encoding]) {
    case .utf16: "Save the sheet again as \"CSV UTF-8\"; the file may be damaged or incomplete."
    case .windows1252: "Leave --encoding out if the sheet was saved as \"CSV UTF-8\", or save it so."
    case .utf8, nil:
      "Save the sheet as \"CSV UTF-8\", or give --encoding windows-1252 if an older Excel saved it as plain CSV."
    }
  }

  var sheetHeader: Message {
    .refused(
      "it has no header row: all its lines are blank.",
      "Put the column names in the first row; `aopbatch template OPERATION` shows them."
    )
  }

  var sheetFieldSize: Message {
    .refused(
      "row \(self[.row]) has a cell that is longer than \(size), the most a cell may have.",
      "Shorten the cell; if it looks short in the spreadsheet, check the delimiter and the line ends."
    )
  }

  var sheetFieldNeverCloses: Message {
    .refused(
      "row \(self[.row]) has a cell that opens with a quote (\") and does not close within \(size), the most a cell may "
        + "have.",
      "Look at that row in a text editor: most likely the quote that closes the cell is missing."
    )
  }

  var sheetRowSize: Message {
    .refused(
      "row \(self[.row]) is longer than \(size), the most a row may have.",
      "Look at that row in a text editor: a quote (\") that is not closed or a missing line end joins rows."
    )
  }

  var sheetColumns: Message {
    .refused(
      "row \(self[.row]) has more than \(self[.limit]) cells, the most a row may have.",
      "Delete the columns that are not needed; check the delimiter if the sheet does not look like that."
    )
  }

  func quote(_ what: String) -> Message {
    .refused(
      "row \(self[.row]), cell \(self[.cell]) \(what)",
      "Save the sheet as CSV from a spreadsheet program, or put the cell in quotes and write each quote in it twice."
    )
  }
}
