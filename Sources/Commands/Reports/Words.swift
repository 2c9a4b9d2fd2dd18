import Dispatching
import Ledger
import Operations
import Payments
import Reports
import Validation

/// What is said to people about sheets and batches.
enum Words {
  /// What reading a sheet found, and what would be sent where.
  static func summary(
    _ summary: SheetSummary,
    _ request: SheetRequest,
    _ totals: BatchTotals,
    _ findings: FindingCounts
  ) -> String {
    var table = Table()
    for (name, total) in [("rows", totals.read), ("valid", totals.valid), ("rejected", totals.rejected)] {
      table.add(name, "\(total.rows)", amount(total, request.operation))
    }
    table.add("warned", "\(totals.warned)", "")
    table.add("blank", "\(totals.blank)", "")
    let parts = [
      "\(request.input.name) for \(request.operation.name):", table.text, highlights(summary),
      counts("Rejected, by reason:", findings.errors), counts("Warned, by reason:", findings.warnings),
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// What is about to be sent.
  static func plan(_ plan: Plan, _ findings: FindingCounts, _ request: SheetRequest) -> String {
    let money = request.operation.hasAmount ? ", \(plan.left.grouped) (\(plan.left.inWords))" : ""
    let what = "\(rows(plan.left.rows))\(money) to \(plan.batch.address)"
    let sheet =
      plan.summary.map { summary($0, request, plan.totals, findings) }
      ?? "Batch \(plan.batch.name) of this sheet is not finished; it goes on."
    return [sheet, what, "Plan \(plan.digest)"].joined(separator: "\n")
  }

  /// Sums by the way of sending, and the largest rows.
  private static func highlights(_ summary: SheetSummary) -> String {
    guard !summary.largest.isEmpty else { return "" }
    var modes = Table()
    for mode in TransactionType.allCases {
      if let total = summary.modes[mode] { modes.add(mode.name, "\(total.rows)", total.grouped) }
    }
    var rows = Table()
    for row in summary.largest { rows.add("row \(row.number)", row.amount.grouped, row.payee) }
    return "Valid rows by mode:\n\(modes.text)\nLargest:\n\(rows.text)"
  }

  static func files(_ paths: OutputPaths, withResults: Bool) -> String {
    var table = Table()
    if withResults { table.add("results", paths.results) }
    table.add("rejected", paths.rejected)
    table.add("warnings", paths.warnings)
    if withResults { table.add("report", paths.report) }
    return table.text
  }

  /// What a batch came to, row by row of its totals.
  static func outcome(_ report: BatchReport) -> String {
    let operation = report.batch.operation
    var table = Table()
    for state in operation.outcomes.map(RowState.done) + [.rejected] {
      let total = report.totals[state]
      table.add(state.text, "\(total.rows)", amount(total, operation))
    }
    table.add("all rows", "\(report.totals.read.rows)", "")
    return table.text
  }

  /// What to do next, if anything.
  static func advice(_ end: RunEnd) -> String {
    let parts = [
      end.halt?.message.text ?? "", end.stopped == .none ? "" : "Stopped by a signal.", advice(end.heldBack),
      advice(end.report),
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private static func advice(_ heldBack: [Int: Repeat]) -> String {
    guard let (row, found) = heldBack.min(by: { $0.key < $1.key }) else { return "" }
    return "Held back: \(rows(heldBack.count)), because other batches have made the same payment since, or may have: "
      + "row \(row) is row \(found.row) of batch \(found.batch)."
  }

  static func advice(_ report: BatchReport) -> String {
    let name = report.batch.name
    var lines: [String] = []
    if report.totals[.inDoubt].rows > 0 {
      lines.append(
        "In doubt: \(rows(report.totals[.inDoubt].rows)) that may have happened. Ask the provider, then use "
          + "`aopbatch resolve \(name) --row N --paid` or `--not-paid`, with --reason. Never send such a row again by hand."
      )
    }
    if report.totals.unfinished.rows > 0 {
      lines.append("Not sent: \(rows(report.totals.unfinished.rows)). Go on with `aopbatch resume \(name)`.")
    }
    return lines.joined(separator: "\n")
  }

  private static func rows(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }

  static func amount(_ total: Total, _ operation: Operation) -> String { operation.hasAmount ? total.grouped : "" }

  private static func counts(_ title: String, _ counts: [String: Total]) -> String {
    guard !counts.isEmpty else { return "" }
    var table = Table()
    for (code, total) in counts.sorted(by: { ($1.value.rows, $0.key) < ($0.value.rows, $1.key) }) {
      table.add("\(total.rows)", code)
    }
    return "\(title)\n\(table.text)"
  }
}
