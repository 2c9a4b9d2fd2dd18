import Operations
import Sheet

// Headers that do not say which column is which.
extension Failure {
  @Sentences var aboutHeader: [String] {
    switch code {
    case .sheetAmountUnit:
      "the column \"\(self[.name])\" in row \(self[.row]) could mean paise or rupees."
      "If its amounts are in paise, divide them by 100 first. Only then rename the column to \"amount\"."
    case .sheetColumnTwice:
      "the columns \"\(self[.name])\" and \"\(self[.otherName])\" in row \(self[.row]) both mean \(self[.field])."
      whichOne
    case .sheetColumnPlainer:
      "in row \(self[.row]) the column \"\(self[.name])\" would be used as \(self[.field]), but \"\(self[.otherName])\" says "
        + "more plainly that it is the one."
      whichOne
    case .sheetColumnUnknown:
      "row \(self[.row]) has no column \"\(self[.name])\", which was to be used as \(self[.field])."
        + (self[.otherName].isEmpty ? "" : " The nearest is \"\(self[.otherName])\".")
      "Correct what --column or the config file's columns say, or leave it away."
    case .sheetColumnsMissing:
      "row \(self[.row]) was read as the column names, and these are missing: \(self[.names])."
        + (self[.headers].isEmpty ? "" : " Headers that are not known: \(self[.headers]).")
      waysToName
    case .sheetFirstRowIsData:
      "there are no column names. The first row (row \(self[.row])) looks like a \(self[.name]), not like column names."
      "Put a row with the column names above it; `aopbatch template OPERATION` writes one."
    case .sheetHeaderBelow:
      "row \(self[.row]) was read as the column names, but row \(self[.otherRow]) looks like the header."
      "Delete the rows above row \(self[.otherRow])."
    case .sheetQuotedLines:
      "each line is one quoted cell: the whole of row \(self[.row]) stands between quotes (\"), with the column names inside."
      "Save the sheet as CSV again from the spreadsheet program, so that cells and not lines are quoted; or take the quotes "
        + "at the beginning and the end of each line away in a text editor."
    case .sheetDelimiter:
      "row \(self[.row]) is one cell with the delimiter \(self[.name]); between its names stands \(self[.otherName])."
      "Leave --delimiter away, or give the one that the sheet has."
    default: []
    }
  }

  private var whichOne: String {
    let choices = [self[.name], self[.otherName]].map { "--column \(Self.quoted("\(self[.field])=\($0)"))" }
    return choices[0] == choices[1]
      ? "Delete or rename the one that must not be used."
      : "Say which one is meant: \(choices[0]) or \(choices[1])."
  }

  /// As it is typed in a shell.
  private static func quoted(_ text: String) -> String { "'\(text.replacing("'", with: #"'\''"#))'" }

  @Sentences private var waysToName: [String] {
    let fields = self[.field].split(separator: ",").map { String($0.drop { $0 == " " }) }
    let values = fields.filter { Self.values[$0] != nil }
    let column = fields.first { Self.values[$0] == nil }
    if let column { "Name the header of each with --column, as in --column \"\(column)=HEADER\", or rename it." }
    if let first = values.first {
      let given = values.map { "--default \($0)=\(Self.values[$0] ?? "VALUE")" }
      "If it is the same for every row, give it: \(given.joined(separator: " "))."
      if column == nil { "If a column has it, name that: --column \"\(first)=HEADER\"." }
    }
    "`aopbatch operations` lists the names, and `aopbatch template OPERATION` writes them."
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
}
