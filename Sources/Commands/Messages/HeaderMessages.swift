import Operations
import Sheet

// Headers that do not say which column is which.
extension Failure {
  var sheetAmountUnit: Message {
    .refused(
      "the column \"\(self[.name])\" in row \(self[.row]) could mean paise or rupees.",
      "If its amounts are in paise, divide them by 100 first. Only then rename the column to \"amount\"."
    )
  }

  var sheetColumnTwice: Message {
    .refused(
      "the columns \"\(self[.name])\" and \"\(self[.otherName])\" in row \(self[.row]) both mean \(self[.field]).",
      whichOne
    )
  }

  var sheetColumnPlainer: Message {
    .refused(
      "in row \(self[.row]) the column \"\(self[.name])\" would be used as \(self[.field]), but \"\(self[.otherName])\" says "
        + "more plainly that it is the one.",
      whichOne
    )
  }

  private var whichOne: String {
    let choices = [self[.name], self[.otherName]].map { "--column \(Self.quoted("\(self[.field])=\($0)"))" }
    return choices[0] == choices[1]
      ? "Delete or rename the one that must not be used."
      : "Say which one is meant: \(choices[0]) or \(choices[1])."
  }

  var sheetColumnUnknown: Message {
    let meant = self[.otherName].isEmpty ? "" : " The nearest is \"\(self[.otherName])\"."
    return .refused(
      "row \(self[.row]) has no column \"\(self[.name])\", which was to be used as \(self[.field]).\(meant)",
      "Correct what --column or the config file's columns say, or leave it away."
    )
  }

  var sheetColumnsMissing: Message {
    let unknown = self[.headers].isEmpty ? "" : " Headers that are not known: \(self[.headers])."
    let fields = self[.field].split(separator: ",").map { $0.drop { $0 == " " } }
    let values = fields.filter { Self.values[String($0)] != nil }
    let columns = fields.filter { Self.values[String($0)] == nil }
    let ways = [
      columns.first.map {
        "Name the header of each with --column, as in --column \"\($0)=HEADER\", or rename it."
      },
      values.isEmpty
        ? nil
        : "If it is the same for every row, give it: "
          + "\(values.map { "--default \($0)=\(Self.values[String($0)] ?? "VALUE")" }.joined(separator: " "))."
          + (columns.isEmpty ? " If a column has it, name that: --column \"\(values[0])=HEADER\"." : ""),
      "`aopbatch operations` lists the names, and `aopbatch template OPERATION` writes them.",
    ]
    return .refused(
      "row \(self[.row]) was read as the column names, and these are missing: \(self[.names]).\(unknown)",
      ways.compactMap(\.self).joined(separator: " ")
    )
  }

  /// What may well be the same for every row, with an example or a word for it.
  private static let values: [String: String] = {
    var values: [String: String] = [:]
    for column in Operation.all.flatMap(\.columns) where column.need == .required {
      switch column.rule {
      case .transactionType: values[column.name] = "NEFT"
      case .mobile: values[column.name] = "NUMBER"
      case .pinCode, .text, .latitude, .longitude, .title: values[column.name] = "VALUE"
      default: break
      }
    }
    return values
  }()

  /// As it is typed in a shell.
  private static func quoted(_ text: String) -> String {
    text.contains("'") || text.contains("\n") ? "\"\(text)\"" : "'\(text)'"
  }

  var sheetFirstRowIsData: Message {
    .refused(
      "there are no column names. The first row (row \(self[.row])) looks like a \(self[.name]), not like column names.",
      "Put a row with the column names above it; `aopbatch template OPERATION` writes one."
    )
  }

  var sheetHeaderBelow: Message {
    .refused(
      "row \(self[.row]) was read as the column names, but row \(self[.otherRow]) looks like the header.",
      "Delete the rows above row \(self[.otherRow])."
    )
  }

  var sheetQuotedLines: Message {
    .refused(
      "each line is one quoted cell: the whole of row \(self[.row]) stands between quotes (\"), with the column names inside.",
      "Save the sheet as CSV again from the spreadsheet program, so that cells and not lines are quoted; or take the quotes "
        + "at the beginning and the end of each line away in a text editor."
    )
  }

  var sheetDelimiter: Message {
    .refused(
      "row \(self[.row]) is one cell with the delimiter \(self[.name]); between its names stands \(self[.otherName]).",
      "Leave --delimiter away, or give the one that the sheet has."
    )
  }
}
