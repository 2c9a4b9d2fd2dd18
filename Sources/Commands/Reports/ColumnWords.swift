import Operations
import Payments
import Sheet
import Validation

// What was made of a sheet's columns.
extension Words {
  /// Which columns are sent as what, which are not sent, and which rows bring credentials of their own.
  static func columns(_ columns: SheetColumns) -> String {
    let layout = columns.layout
    let used = layout.used.map { "\($0.field) \(quoted($0.header))" }
    let values = layout.given.map { "\($0.field) \($0.value)" }
    let unused = layout.unused.map(quoted)
    let lines = [
      "Columns used: \(used.joined(separator: ", "))",
      values.isEmpty ? "" : "The same in every row: \(values.joined(separator: ", "))",
      "Columns not used: \(unused.isEmpty ? "none" : unused.joined(separator: ", "))",
    ]
    return (lines + columns.ownCredentials.sorted { $0.key < $1.key }.map { own($0.key, $0.value, layout) })
      .filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private static func quoted(_ header: String) -> String { "\"\(header)\"" }

  private static func own(_ field: Int, _ total: Total, _ layout: Layout) -> String {
    let column = layout.operation.columns[field]
    let header = layout.used.first { $0.field == column.name }?.header ?? column.name
    let money = layout.operation.hasAmount ? ", \(total.grouped)," : ""
    return
      "\(rows(total.rows))\(money) would go out with the \(column.name) of the column \(quoted(header)), not with the "
      + "one of the setting \(column.credential?.setting ?? ""). Rename that column if it holds something else."
  }
}

extension Layout {
  /// The operation's columns that the sheet has, with the header of each.
  var used: [(field: String, header: String)] {
    operation.columns.indices.compactMap { index in
      guard let column = kept.first(where: { $0.known == index }) else { return nil }
      return (operation.columns[index].name, shown(column))
    }
  }

  /// The sheet's columns that are not sent.
  var unused: [String] { kept.filter { $0.known == nil }.map(shown) }

  /// The values of fields that the sheet has no column for, without what must not be shown.
  var given: [(field: String, value: String)] {
    operation.columns.indices.filter { !values[$0].isEmpty }.map { index in
      let isNumber = [.accountNumber, .mobile].contains(operation.columns[index].rule)
      let value = values.string(index)
      return (operation.columns[index].name, isNumber ? Masking.masked(value) : value)
    }
  }
}

extension Layout {
  /// A header for people: one line, without secrets and what may be somebody's account number.
  private func shown(_ column: SheetColumn) -> String {
    let line = column.label.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return Masking.masked(words: line, secrets: secrets)
  }
}

/// `columns` of `--json`: by field, then those that are not sent.
struct ColumnsJSON: Encodable {
  let used: [String: String]
  let unused: [String]
  /// The same in every row; left out if there is none.
  let defaults: [String: String]?

  init(_ layout: Layout) {
    used = Dictionary(uniqueKeysWithValues: layout.used.map { ($0.field, $0.header) })
    unused = layout.unused
    defaults = layout.given.isEmpty ? nil : Dictionary(uniqueKeysWithValues: layout.given.map { ($0.field, $0.value) })
  }
}
