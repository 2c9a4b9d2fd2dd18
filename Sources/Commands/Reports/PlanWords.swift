import Dispatching
import Ledger
import Operations
import Payments
import Reports
import Validation

// What a sheet is, and what would be sent of it.
extension Words {
  /// What reading a sheet found, and what would be sent where.
  static func summary(
    of sheet: String,
    _ operation: Operation,
    _ totals: BatchTotals,
    _ contents: PlanContents,
    _ findings: FindingCounts,
    hiding secrets: Secrets
  ) -> String {
    var table = Table()
    for (name, total) in [("rows", totals.read), ("valid", totals.valid), ("rejected", totals.rejected)] {
      table.add(name, "\(total.rows)", amount(total, operation))
    }
    table.add("warned", "\(totals.warned)", "")
    table.add("blank", "\(totals.blank)", "")
    let parts = [
      "\(sheet) for \(operation.name):", table.text, highlights(contents, secrets),
      counts("Rejected:", findings.errors, operation), counts("Warned:", findings.warnings, operation),
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// What is about to be sent.
  static func plan(
    _ plan: Plan,
    _ findings: FindingCounts,
    _ settings: Settings,
    _ place: LedgerPlace,
    _ paths: OutputPaths
  ) -> String {
    let operation = plan.batch.operation
    let money = operation.hasAmount ? ", \(plan.left.grouped) (\(plan.left.inWords))" : ""
    let secrets = plan.columns?.layout.secrets ?? Secrets()
    let sheet =
      plan.goesOn
      ? "Batch \(plan.batch.name) of \(plan.batch.sheet) is not finished; it goes on.\n\(highlights(plan.contents, secrets))"
      : summary(of: plan.batch.sheet, operation, plan.totals, plan.contents, findings, hiding: secrets)
    let parts = [
      sheet, plan.columns.map(columns) ?? "", again(plan.batch.again, plan.earlier),
      repetitions(plan.repetitions, operation, hiding: secrets), plan.goesOn ? kept(paths) : reasons(paths),
      address(plan.batch.address),
      settings.registrationSource.map { "Registration id from \($0)" } ?? "",
      ledger(place, isNew: plan.isFirst),
      "Plan \(plan.digest)", "To be sent: \(rows(plan.left.rows))\(money)",
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// What is said of a batch that goes on in vain.
  static func nothingLeft(_ plan: Plan) -> String {
    let held = repetitions(plan.repetitions, plan.batch.operation)
    let isFinished = held.isEmpty && plan.totals[.inDoubt].rows == 0
    let what = isFinished ? "is finished: nothing of it is left to be sent" : "has nothing left that may be sent"
    return "Batch \(plan.batch.name) \(what). Its files are written again.\(held.isEmpty ? "" : "\n\(held)")"
  }

  /// Why a sheet is processed once more, and what was paid of it before.
  static func again(_ reason: String?, _ earlier: [EarlierBatch]) -> String {
    guard let reason else { return "" }
    var table = Table()
    for (batch, paid) in earlier {
      table.add("batch \(batch.name)", batch.createdAt.inIndia, batch.sheet, "accepted: \(sum(paid, batch.operation))")
    }
    let before = table.text.isEmpty ? "" : "\nIt was processed before:\n\(table.text)"
    return "You asked to process this sheet once more: \(reason)\(before)"
  }

  /// What is the same payment as another row, the first ones by name.
  static func repetitions(
    _ all: [Repetitions],
    _ operation: Operation,
    hiding secrets: Secrets = Secrets()
  ) -> String {
    all.compactMap { repetitions in
      guard let original = repetitions.named.first?.original else { return nil }
      var table = Table()
      for (row, original) in repetitions.named { table.add(cells(row, original, operation, secrets)) }
      let isOther = if case .otherBatch = original { true } else { false }
      let what = "Repeats \(isOther ? "a row of another batch" : "an earlier row of the sheet")"
      let end = repetitions.areSent ? "sent all the same, as you allowed" : "not sent"
      let rest = repetitions.total.rows - repetitions.named.count
      let place = repetitions.areSent ? isOther ? ": see the warnings file" : "" : ": see the rejected file"
      let more = rest > 0 ? ["  and \(rest) more\(place)"] : []
      return (["\(what), \(end): \(sum(repetitions.total, operation))", table.text] + more).joined(separator: "\n")
    }.joined(separator: "\n")
  }

  private static func cells(
    _ row: NamedRow,
    _ original: Repetitions.Original,
    _ operation: Operation,
    _ secrets: Secrets
  ) -> [String] {
    let what =
      switch original {
      case .row(let number): "as row \(number)"
      case .otherBatch(let found): "as row \(found.row) of batch \(found.batch), \(found.standing)"
      }
    return [
      "row \(row.number)", operation.hasAmount ? row.amount.grouped : "",
      Masking.masked(secrets: secrets, in: row.payee), what,
    ]
  }

  /// Sums by the way of sending, and the largest rows.
  private static func highlights(_ contents: PlanContents, _ secrets: Secrets) -> String {
    guard !contents.largest.isEmpty else { return "" }
    var modes = Table()
    for mode in TransactionType.allCases {
      if let total = contents.modes[mode] { modes.add(mode.name, "\(total.rows)", total.grouped) }
    }
    var rows = Table()
    for row in contents.largest {
      rows.add("row \(row.number)", row.amount.grouped, Masking.masked(secrets: secrets, in: row.payee))
    }
    return "Valid rows by mode:\n\(modes.text)\nLargest:\n\(rows.text)"
  }

  /// Where the rows are that a plan rejects or warns of: they can be looked at before anything is sent.
  private static func reasons(_ paths: OutputPaths) -> String {
    "Rows rejected and warned of, each with its reasons:\n\(files(paths, withResults: false))"
  }

  private static func counts(_ title: String, _ counts: [String: Total], _ operation: Operation) -> String {
    guard !counts.isEmpty else { return "" }
    var table = Table()
    for (code, total) in counts.sorted(by: { ($1.value.rows, $0.key) < ($0.value.rows, $1.key) }) {
      let money = operation.hasAmount ? [total.grouped] : []
      table.add([rows(total.rows)] + money + [Reason.words(of: code)])
    }
    return "\(title)\n\(table.text)"
  }
}
