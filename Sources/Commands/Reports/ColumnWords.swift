import Operations
import Payments
import Sheet
import Validation

// What was made of a sheet's columns.
extension Words {
  /// Which columns are sent as what, which are not sent, and which rows bring credentials of their own.
  static func columns(_ columns: SheetColumns) -> String {
    let layout = columns.layout
    let given = layout.given.map { "\($0) \($1)" }
    let unused = layout.unused.map(quoted)
    return lines {
      "Columns used: \(layout.used.map { "\($0) \(quoted($1))" }.joined(separator: ", "))"
      given.isEmpty ? "" : "The same in every row: \(given.joined(separator: ", "))"
      "Columns not used: \(unused.isEmpty ? "none" : unused.joined(separator: ", "))"
      columns.ownCredentials.sorted { $0.key < $1.key }.map { own($0.key, $0.value, layout) }
    }
  }

  private static func quoted(_ header: String) -> String { "\"\(header)\"" }

  private static func own(_ field: Int, _ total: Total, _ layout: Layout) -> String {
    let column = layout.operation.columns[field]
    let header = layout.used.first { $0.0 == column.name }?.1 ?? column.name
    let money = layout.operation.hasAmount ? ", \(total.grouped)," : ""
    return
      "\(rows(total.rows))\(money) would go out with the \(column.name) of the column \(quoted(header)), not with the "
      + "one of the setting \(column.credential?.setting ?? ""). Rename that column if it holds something else."
  }
}

extension Layout {
  /// The operation's columns that the sheet has, with the header of each.
  fileprivate var used: [(String, String)] {
    operation.columns.indices.compactMap { index in
      kept.first { $0.known == index }.map { (operation.columns[index].name, shown($0)) }
    }
  }

  /// The sheet's columns that are not sent.
  fileprivate var unused: [String] { kept.filter { $0.known == nil }.map(shown) }

  /// The values of fields that the sheet has no column for, without what must not be shown.
  fileprivate var given: [(String, String)] {
    operation.columns.indices.filter { !values[$0].isEmpty }.map { index in
      let isNumber = [.accountNumber, .mobile].contains(operation.columns[index].rule)
      let value = values.string(index)
      return (operation.columns[index].name, isNumber ? Masking.masked(value) : value)
    }
  }

  /// A header for people: one line, without secrets and what may be somebody's account number.
  private func shown(_ column: SheetColumn) -> String {
    let line = column.label.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return Masking.masked(words: line, secrets: secrets)
  }

  /// `columns` of `--json`: by field, those that are not sent, and what is the same in every row.
  var json: JSON {
    [
      "used": Dictionary(uniqueKeysWithValues: used), "unused": unused,
      "defaults": given.isEmpty ? nil : Dictionary(uniqueKeysWithValues: given),
    ]
  }
}
