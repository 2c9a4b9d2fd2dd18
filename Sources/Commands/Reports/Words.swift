import Ledger
import Operations
import Payments
import Reports

/// What is said to people about sheets and batches.
enum Words {
  /// What there is to say, one below the other.
  static func lines(@Sentences _ lines: () -> [String]) -> String { lines().joined(separator: "\n") }

  static func sentences(@Sentences _ sentences: () -> [String]) -> String { sentences().joined(separator: " ") }

  static func address(_ address: String) -> String { "Address \(address)\(test(address))" }

  /// Behind what goes to an address: that it is a trial, if it is one.
  static func test(_ address: String) -> String {
    Provider.isTest(address) ? " (TEST: on this machine, no money moves)" : ""
  }

  static func rows(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }

  static func amount(_ total: Total, _ operation: Operation) -> String { operation.hasAmount ? total.grouped : "" }

  /// `3 rows, ₹36.03`.
  static func sum(_ total: Total, _ operation: Operation) -> String {
    operation.hasAmount ? "\(rows(total.rows)), \(total.grouped)" : rows(total.rows)
  }

  static func ledger(_ place: LedgerPlace, isNew: Bool) -> String {
    "Ledger \(place.path)\(isNew ? ", which is new: it knows of no earlier payment" : "")"
  }

  static func files(_ paths: OutputPaths, withResults: Bool) -> String {
    let results = withResults ? [["results", paths.results], ["failed", paths.failed]] : []
    let report = withResults ? [["report", paths.report]] : []
    return lines {
      (results + [["rejected", paths.rejected], ["warnings", paths.warnings]] + report).table
      kept(paths)
    }
  }

  /// What stood in the places of our files and was not replaced.
  static func kept(_ paths: OutputPaths) -> String {
    titled(
      "Older files that are not replaced, for somebody changed them or they are of something else:",
      paths.kept.paths.map { ["kept", $0] }
    )
  }

  /// A table below its title; nothing without rows.
  static func titled(_ title: String, _ rows: [[String]]) -> String { rows.isEmpty ? "" : "\(title)\n\(rows.table)" }
}
