import Payments

extension [[String]] {
  /// Columns of text for people, the last one ragged. Cells are somebody else's words: a line break in one would look like
  /// a row.
  var table: String {
    let rows = map { $0.map(\.printable) }
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0 }
    return rows.map { row in
      let padded = row.enumerated().map { index, cell in
        index == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[index] - cell.count)
      }
      return "  " + padded.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}
