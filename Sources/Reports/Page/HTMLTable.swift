import Operations
import Payments

/// What stands in a cell of a table.
enum Cell {
  case words(String)
  /// Right-aligned, all digits equally wide: amounts have two decimals, so that their points stand in a line.
  case number(String)
  /// A code or a command, in the letters of a terminal.
  case code(String)
  case moment(Timestamp?)
  /// What is told besides.
  case small(String)
  case stack([Cell])

  static func count(_ number: Int) -> Cell { .number(number.grouped) }

  fileprivate var isNumber: Bool { if case .number = self { true } else { false } }

  @HTML var html: HTML {
    switch self {
    case .words(let text), .number(let text): text
    case .code(let text): Reports.code(text)
    case .small(let text): element("small") { text }
    case .moment(let moment):
      if let moment {
        // For people in India, with the exact one in UTC below it.
        element("time", ["datetime": moment.text]) {
          moment.inIndia
          element("small") { moment.text }
        }
      } else {
        "–"
      }
    case .stack(let cells): for cell in cells { element("div") { cell.html } }
    }
  }
}

/// Codes up to this length are not broken into two lines.
private let wholeCharactersMax = 40

func code(_ text: String) -> HTML {
  element("code", ["class": text.count <= wholeCharactersMax ? "whole" : nil]) { text }
}

/// Tables of more columns, several of them of words, become a list of rows where the page is narrow.
private let narrowColumnsMax = 3

/// A table of a report: a caption, column names and rows.
///
/// - Parameter weights: How each row stands out in an addition, as a `sum` or a `part`.
func table(_ caption: String, _ names: [String], _ rows: [[Cell]], weights: [String] = []) -> HTML {
  let first = rows.first ?? []
  let isWide = names.count > narrowColumnsMax && first.count { !$0.isNumber } > 1
  return element("table", ["class": isWide ? "wide" : nil]) {
    element("caption") { caption }
    element("thead") {
      element("tr") {
        for (index, name) in names.enumerated() {
          // A column's name follows numbers to the right.
          let isNumber = index < first.count && first[index].isNumber
          element("th", ["scope": "col", "class": isNumber ? "n" : nil]) { name }
        }
      }
    }
    element("tbody") {
      for (index, row) in rows.enumerated() { tableRow(row, names, index < weights.count ? weights[index] : nil) }
    }
  }
}

private func tableRow(_ row: [Cell], _ names: [String], _ weight: String? = nil) -> HTML {
  element("tr", ["class": weight]) {
    for (index, cell) in row.enumerated() {
      let isHead = index == 0
      let attributes: Attributes = [
        "scope": isHead ? "row" : nil, "class": cell.isNumber ? "n" : nil, "data-name": names[index],
      ]
      element(isHead ? "th" : "td", attributes) { cell.html }
    }
  }
}

extension Int {
  /// With the Indian grouping: `1,00,000`.
  var grouped: String {
    // The sign and the paise of an amount are left away.
    String(Amount(paise: Int64(self) * 100).grouped.dropFirst().dropLast(3))
  }

  /// The number and the noun: `1 row`, `2 rows`.
  func rows(_ noun: String = "row") -> String { "\(grouped) \(noun)\(self == 1 ? "" : "s")" }
}
