import Operations
import Payments
import Sheet

/// Credentials that rows bring themselves and that are not those of the settings: a column that only looks like one, as a
/// student's registration id does, must be seen before anything is sent.
struct OwnCredentials: Sendable {
  private var columns: [(field: Int, position: Int, setting: [UInt8])] = []

  init(_ layout: Layout, _ settings: Credentials) {
    for (field, column) in layout.operation.columns.enumerated() {
      guard let credential = column.credential, let position = layout.positions[field] else { continue }
      columns.append((field, position, Array((settings[credential] ?? "").utf8)))
    }
  }

  /// The credentials' columns in which a row has its own.
  func columns(of row: borrowing Row) -> ColumnSet {
    var own: ColumnSet = []
    for column in columns where column.position < row.count {
      let cell = row[column.position].cleaned()
      if !cell.isEmpty, !cell.isSame(as: column.setting.span) { own.insert(ColumnSet(column.field)) }
    }
    return own
  }
}

extension Span<UInt8> {
  fileprivate func isSame(as other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in indices where self[index] != other[index] { return false }
    return true
  }
}
