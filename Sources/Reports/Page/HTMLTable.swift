import Operations
import Payments

/// A table of a report: a caption, column names, rows and perhaps a last row with the totals.
struct HTMLTable {
  enum Cell {
    case words(String)
    /// Right-aligned, all digits equally wide: amounts have two decimals, so that their points stand in a line.
    case number(String)
    /// A code or a command, in the letters of a terminal.
    case code(String)
    case moment(Timestamp?)
    case stack([Cell])

    static func count(_ number: Int) -> Cell { .number(number.grouped) }

    static func money(_ total: Total) -> Cell { .number(total.grouped) }

    var isNumber: Bool { if case .number = self { true } else { false } }
  }

  /// How a row stands out in an addition.
  enum Weight: String { case plain, sum, part }

  let caption: String
  let columns: [String]
  private var rows: [(cells: [Cell], weight: Weight)] = []
  var total: [Cell]?

  init(_ caption: String, _ columns: [String]) {
    self.caption = caption
    self.columns = columns
  }

  mutating func add(_ cells: Cell...) { add(cells) }

  mutating func add(_ cells: [Cell], _ weight: Weight = .plain) { rows.append((cells, weight)) }

  /// Whether the cells below a column's name are numbers, which the name must follow to the right.
  private func isNumeric(_ column: Int) -> Bool {
    guard let row = rows.first?.cells ?? total, column < row.count else { return false }
    return row[column].isNumber
  }

  func add(to html: inout HTML) {
    html.element("table") { html in
      html.element("caption", text: caption)
      html.element("thead") { html in
        html.element("tr") { html in
          for (index, name) in columns.enumerated() {
            html.element("th", isNumeric(index) ? ["scope": "col", "class": "n"] : ["scope": "col"], text: name)
          }
        }
      }
      html.element("tbody") { html in
        for row in rows { Self.add(row.cells, row.weight, to: &html) }
      }
      guard let total else { return }
      html.element("tfoot") { Self.add(total, .plain, to: &$0) }
    }
  }

  private static func add(_ row: [Cell], _ weight: Weight, to html: inout HTML) {
    html.element("tr", weight == .plain ? [:] : ["class": weight.rawValue]) { html in
      for (index, cell) in row.enumerated() {
        let name = index == 0 ? "th" : "td"
        html.element(name, attributes(isHead: index == 0, isNumber: cell.isNumber)) { add(cell, to: &$0) }
      }
    }
  }

  private static func attributes(isHead: Bool, isNumber: Bool) -> HTML.Attributes {
    switch (isHead, isNumber) {
    case (true, true): ["scope": "row", "class": "n"]
    case (true, false): ["scope": "row"]
    case (false, true): ["class": "n"]
    case (false, false): [:]
    }
  }

  private static func add(_ cell: Cell, to html: inout HTML) {
    switch cell {
    case .words(let text), .number(let text): html.text(text)
    case .code(let text): html.code(text)
    case .moment(let moment): if let moment { html.moment(moment) } else { html.text("–") }
    case .stack(let cells):
      for cell in cells { html.element("div") { add(cell, to: &$0) } }
    }
  }
}

extension HTML {
  /// Codes up to this length are not broken into two lines.
  private static let wholeCharactersMax = 48

  mutating func code(_ text: String) {
    element("code", text.count <= Self.wholeCharactersMax ? ["class": "whole"] : [:], text: text)
  }

  /// A moment for people in India, with the exact one in UTC below it.
  mutating func moment(_ moment: Timestamp) {
    element("time", ["datetime": moment.text]) { html in
      html.text(moment.inIndia)
      html.element("small", text: moment.text)
    }
  }
}

extension Int {
  /// With the Indian grouping: `1,00,000`.
  var grouped: String {
    // The sign and the paise of an amount are left away.
    String(Amount(paise: Int64(self) * 100).grouped.dropFirst().dropLast(3))
  }
}
