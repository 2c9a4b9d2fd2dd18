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

  static func address(_ address: String) -> String {
    "Address \(address)\(Provider.isTest(address) ? " (TEST: on this machine, no money moves)" : "")"
  }

  static func rejected(_ rejected: Total, _ operation: Operation, _ files: OutputPaths) -> String {
    "Rejected: \(sum(rejected, operation)). \(files.rejected) says why; correct there what is wrong, and use that file. Rows "
      + "that only repeat what was paid need nothing."
  }

  /// `3 rows, ₹36.03`.
  private static func sum(_ total: Total, _ operation: Operation) -> String {
    operation.hasAmount ? "\(rows(total.rows)), \(total.grouped)" : rows(total.rows)
  }

  /// What the second signal says: what a process that ends now knows of its rows.
  static func stoppedAtOnce(_ batch: Batch, _ progress: Progress) -> String {
    let (inFlight, outcomes) = (progress.inFlight, progress.outcomes)
    let unsent = progress.rowsToSend - outcomes.read.rows - inFlight + outcomes[.notSent].rows
    guard batch.operation.effect.isJournalled else {
      return "Stopped at once. Of batch \(batch.name), \(rows(inFlight + unsent)) got no answer. Go on with `aopbatch "
        + "resume \(batch.name)`."
    }
    let doubts = inFlight + outcomes[.inDoubt].rows
    let doubt = doubts == 0 ? "nothing is in doubt" : "\(areRows(doubts, "is", "are")) in doubt and may have been paid"
    let sentences = [
      "Stopped at once. Of batch \(batch.name), \(doubt), and \(areRows(unsent, "was", "were")) not sent.",
      "`aopbatch show \(batch.name)` names them.", doubts == 0 ? "" : resolving(batch.name),
      "What was not sent goes on with `aopbatch resume \(batch.name)`.",
    ]
    return sentences.filter { !$0.isEmpty }.joined(separator: " ")
  }

  private static func areRows(_ count: Int, _ one: String, _ many: String) -> String {
    "\(rows(count)) \(count == 1 ? one : many)"
  }

  static func ledger(_ place: LedgerPlace, isNew: Bool) -> String {
    "Ledger \(place.path)\(isNew ? ", which is new: it knows of no earlier payment" : "")"
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

  /// Where the rows are that a plan rejects or warns of: they can be looked at before anything is sent.
  private static func reasons(_ paths: OutputPaths) -> String {
    "Rows rejected and warned of, each with its reasons:\n\(files(paths, withResults: false))"
  }

  /// What stood in the places of our files and was not replaced.
  static func kept(_ paths: OutputPaths) -> String {
    var table = Table()
    for path in paths.kept.paths { table.add("kept", path) }
    return table.text.isEmpty
      ? ""
      : "Older files that are not replaced, for somebody changed them or they are of something else:\n\(table.text)"
  }

  /// What a batch came to, row by row of its totals.
  static func outcome(_ report: BatchReport) -> String {
    let operation = report.batch.operation
    var table = Table()
    for state in report.states + [.rejected] {
      let total = report.totals[state]
      table.add(state.text, "\(total.rows)", amount(total, operation))
    }
    table.add("all rows", "\(report.totals.read.rows)", "")
    return table.text
  }

  /// What to do next, if anything.
  static func advice(_ end: RunEnd) -> String {
    let parts = [
      end.haltMessage?.text ?? "", end.stopped == .none ? "" : "Stopped by a signal.",
      ExitStatus(end) == .unreachable ? unreached(end.report.batch) : "", advice(end.heldBack), advice(end.report),
      faults(end.report, besides: end.carried),
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private static func unreached(_ batch: Batch) -> String {
    "No row got any answer: the provider at \(batch.address) could not be reached, or closed every connection. Check the "
      + "network and the address."
  }

  /// Rows with a definite no, which nothing that is said elsewhere is about.
  private static func faults(_ report: BatchReport, besides carried: BatchTotals) -> String {
    let operation = report.batch.operation
    let outcomes = [(Outcome.failed, "Failed"), (.error, "No usable answer")]
      .map { outcome, words in (words, report.totals[outcome].rows - carried[outcome].rows, report.totals[outcome]) }
      .filter { $0.1 > 0 }
      .map { words, count, total in "\(words): \(count == total.rows ? sum(total, operation) : rows(count))." }
    let why = report.files.map {
      operation.effect.isJournalled
        ? "\($0.failed) says why; correct it there, and run that file." : "\($0.results) says why."
    }
    let failed = outcomes.isEmpty ? [] : outcomes + [why].compactMap(\.self)
    let rejected = report.totals.rejected
    return (failed + (rejected.rows == 0 ? [] : report.files.map { [Self.rejected(rejected, operation, $0)] } ?? []))
      .joined(separator: " ")
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
      let doubts = report.totals[.inDoubt]
      let rest = doubts.rows - report.doubtRows.count
      let more = rest > 0 ? " and \(rest) more" : ""
      let numbers = report.doubtRows.map(String.init)
      lines.append(
        "In doubt: \(sum(doubts, report.batch.operation)), which may have happened: \(doubts.rows == 1 ? "row" : "rows") "
          + "\(numbers.joined(separator: ", "))\(more); `aopbatch show \(name)` shows each. \(resolving(name, row: numbers.first ?? "NUMBER"))"
      )
    }
    let unsent = sum(report.totals.unfinished, report.batch.operation)
    switch report.standing {
    case .running: lines.append("Another aopbatch is working on this batch.")
    case _ where report.isPruned:
      lines.append("Its rows are forgotten: only what they came to is left, and its files cannot be written again.")
    case .cancelled: lines.append("Cancelled: \(unsent) not sent, and never will be.")
    default:
      if report.totals.unfinished.rows > 0 {
        lines.append("Not sent: \(unsent). Go on with `aopbatch resume \(name)`.")
      }
    }
    return lines.joined(separator: "\n")
  }

  /// What to do about rows in doubt, with the command for one of them.
  static func resolving(_ batch: String, row: String = "NUMBER") -> String {
    let command = "aopbatch resolve \(batch) --row \(row)"
    return "Look at the bank's statement or ask the provider, then record what you find out about each row, as in "
      + "`\(command) --paid --reason TEXT` or `\(command) --not-paid --reason TEXT`. Never send such a row again by hand."
  }

  static func rows(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }

  static func amount(_ total: Total, _ operation: Operation) -> String { operation.hasAmount ? total.grouped : "" }

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
