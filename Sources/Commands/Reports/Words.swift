import Engine
import Ledger
import Operations
import Payments

/// What is said to people about sheets and batches.
enum Words {
  /// What reading a sheet found, and what would be sent where.
  static func summary(_ inspection: Inspection, _ request: SheetRequest) -> String {
    let rows = inspection.rows
    var table = Table()
    table.add("rows", "\(rows.read)", amount(inspection.amounts.read, request.operation))
    table.add("valid", "\(rows.valid)", amount(inspection.amounts.valid, request.operation))
    table.add("rejected", "\(rows.rejected)", amount(inspection.amounts.rejected, request.operation))
    table.add("warned", "\(rows.warned)", "")
    table.add("blank", "\(rows.blank)", "")
    let parts = [
      "\(request.input.name) for \(request.operation.name):", table.text, highlights(inspection.highlights),
      counts("Rejected, by reason:", inspection.errors), counts("Warned, by reason:", inspection.warnings),
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// What is about to be sent.
  static func plan(_ plan: Plan, _ request: SheetRequest) -> String {
    let money = request.operation.hasAmount ? ", \(plan.amount.grouped) (\(plan.amount.inWords))" : ""
    let what = "\(rows(plan.rows))\(money) to \(plan.address)"
    let sheet = plan.batch.map { "Batch \($0.name) of this sheet is not finished; it goes on." }
    return [sheet ?? summary(plan.inspection, request), what, "Plan \(plan.inspection.plan)"].joined(separator: "\n")
  }

  /// Sums by the way of sending, and the largest rows.
  private static func highlights(_ highlights: Highlights) -> String {
    guard !highlights.largest.isEmpty else { return "" }
    var modes = Table()
    for mode in TransactionType.allCases {
      let sum = highlights.sum(mode)
      if sum.rows > 0 { modes.add(mode.name, "\(sum.rows)", sum.amount.grouped) }
    }
    var rows = Table()
    for row in highlights.largest { rows.add("row \(row.number)", row.amount.grouped, row.payee) }
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
    for outcome in operation.outcomes {
      table.add(outcome.rawValue, "\(report.tally[outcome].rows)", amount(report.amount(outcome), operation))
    }
    table.add(
      "rejected",
      "\(report.tally[.rejected].rows)",
      amount(Amount(paise: report.tally[.rejected].paise), operation)
    )
    table.add("all rows", "\(report.tally.read)", "")
    return table.text
  }

  /// What to do next, if anything.
  static func advice(_ report: BatchReport) -> String {
    let name = report.batch.name
    var lines: [String] = []
    if let halt = report.halt { lines.append("Halted: \(halt.rawValue). \(halt.remedy)") }
    if report.stopped != .none { lines.append("Stopped by a signal.") }
    if report.tally[.inDoubt].rows > 0 {
      lines.append(
        "In doubt: \(rows(report.tally[.inDoubt].rows)) that may have happened. Ask the provider, then use "
          + "`aopbatch resolve \(name) --row N --paid` or `--not-paid`, with --reason. Never send such a row again by hand."
      )
    }
    if report.tally.unfinished > 0 {
      lines.append("Not sent: \(rows(report.tally.unfinished)). Go on with `aopbatch resume \(name)`.")
    }
    return lines.joined(separator: "\n")
  }

  private static func rows(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }

  static func amount(_ amount: Amount?, _ operation: Operation) -> String {
    operation.hasAmount ? amount?.grouped ?? "too large" : ""
  }

  private static func counts(_ title: String, _ counts: [String: Int]) -> String {
    guard !counts.isEmpty else { return "" }
    var table = Table()
    for (code, rows) in counts.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) { table.add("\(rows)", code) }
    return "\(title)\n\(table.text)"
  }
}
