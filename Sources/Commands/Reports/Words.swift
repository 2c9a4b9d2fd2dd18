import Ledger
import Operations
import Payments
import Reports

/// What is said to people about sheets and batches.
enum Words {
  static func address(_ address: String) -> String {
    "Address \(address)\(Provider.isTest(address) ? " (TEST: on this machine, no money moves)" : "")"
  }

  /// `3 rows, ₹36.03`.
  static func sum(_ total: Total, _ operation: Operation) -> String {
    operation.hasAmount ? "\(rows(total.rows)), \(total.grouped)" : rows(total.rows)
  }

  static func ledger(_ place: LedgerPlace, isNew: Bool) -> String {
    "Ledger \(place.path)\(isNew ? ", which is new: it knows of no earlier payment" : "")"
  }

  static func files(_ paths: OutputPaths, withResults: Bool) -> String {
    var table = Table()
    if withResults {
      table.add("results", paths.results)
      table.add("failed", paths.failed)
    }
    table.add("rejected", paths.rejected)
    table.add("warnings", paths.warnings)
    if withResults { table.add("report", paths.report) }
    return [table.text, kept(paths)].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// What stood in the places of our files and was not replaced.
  static func kept(_ paths: OutputPaths) -> String {
    var table = Table()
    for path in paths.kept.paths { table.add("kept", path) }
    return table.text.isEmpty
      ? ""
      : "Older files that are not replaced, for somebody changed them or they are of something else:\n\(table.text)"
  }

  static func rows(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }

  static func amount(_ total: Total, _ operation: Operation) -> String { operation.hasAmount ? total.grouped : "" }
}
