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
    let sums = [("rows", totals.read), ("valid", totals.valid), ("rejected", totals.rejected)].map { name, total in
      [name, "\(total.rows)", amount(total, operation)]
    }
    return lines {
      "\(sheet) for \(operation.name):"
      (sums + [["warned", "\(totals.warned)", ""], ["blank", "\(totals.blank)", ""]]).table
      highlights(contents, operation, secrets)
      counts("Rejected:", findings.errors, operation)
      counts("Warned:", findings.warnings, operation)
    }
  }

  /// How many have to sign.
  static func approvals(_ needed: Int) -> String {
    switch needed {
    case 0: "The policy asks for no signature."
    case 1: "The policy asks for 1 signature."
    default: "The policy asks for \(needed) signatures."
    }
  }

  /// What is about to be sent.
  static func plan(
    _ plan: Plan,
    _ findings: FindingCounts,
    _ settings: Settings,
    _ place: LedgerPlace,
    _ paths: OutputPaths
  ) -> String {
    let (batch, operation) = (plan.batch, plan.batch.operation)
    let secrets = Secrets(settings.credentials.secrets)
    return lines {
      if plan.goesOn {
        "Batch \(batch.name) of \(batch.sheet) is not finished; it goes on."
        highlights(plan.contents, operation, secrets)
      } else {
        summary(of: batch.sheet, operation, plan.totals, plan.contents, findings, hiding: secrets)
      }
      plan.columns.map(columns) ?? ""
      again(batch.again, plan.earlier)
      repetitions(plan.repetitions, operation, hiding: secrets)
      if plan.goesOn {
        kept(paths)
      } else {
        // They can be looked at before anything is sent.
        "Rows rejected and warned of, each with its reasons:"
        files(paths, withResults: false)
      }
      address(batch.address)
      settings.registrationSource.map { "Registration id from \($0)" } ?? ""
      ledger(place, isNew: plan.isFirst)
      "Plan \(plan.digest)"
      plan.approvals.filter { $0.kind == .approved }.map { "A\($0.words.dropFirst())" }.joined(separator: "\n")
      "To be sent: \(sum(plan.left, operation))\(operation.hasAmount ? " (\(plan.left.inWords))" : "")"
    }
  }

  /// What is said of a batch that goes on in vain.
  static func nothingLeft(_ plan: Plan) -> String {
    let held = repetitions(plan)
    let isFinished = held.isEmpty && plan.totals[.inDoubt].rows == 0
    let what = isFinished ? "is finished: nothing of it is left to be sent" : "has nothing left that may be sent"
    return lines {
      "Batch \(plan.batch.name) \(what). Its files are written again."
      held
    }
  }

  /// Why a sheet is processed once more, and what was paid of it before.
  static func again(_ reason: String?, _ earlier: [EarlierBatch]) -> String {
    guard let reason else { return "" }
    let before = earlier.map { batch, paid in
      ["batch \(batch.name)", batch.createdAt.inIndia, batch.sheet, "accepted: \(sum(paid, batch.operation))"]
    }
    return lines {
      "You asked to process this sheet once more: \(reason)"
      titled("It was processed before:", before)
    }
  }

  /// The same of a plan that is made from the ledger alone.
  static func repetitions(_ plan: Plan) -> String {
    let payees = plan.repetitions.flatMap { $0.named.map(\.row.payee) }.joined(separator: " ")
    return repetitions(plan.repetitions, plan.batch.operation, hiding: plan.batch.secrets(in: payees))
  }

  /// What is the same payment as another row, the first ones by name.
  static func repetitions(_ all: [Repetitions], _ operation: Operation, hiding secrets: Secrets) -> String {
    all.compactMap { repetitions in
      guard let original = repetitions.named.first?.original else { return nil }
      let isOther = if case .otherBatch = original { true } else { false }
      let what = "Repeats \(isOther ? "a row of another batch" : "an earlier row of the sheet")"
      let end = repetitions.areSent ? "sent all the same, as you allowed" : "not sent"
      let rest = repetitions.total.rows - repetitions.named.count
      let place = repetitions.areSent ? isOther ? ": see the warnings file" : "" : ": see the rejected file"
      return lines {
        "\(what), \(end): \(sum(repetitions.total, operation))"
        repetitions.named.map { row, original in cells(row, operation, secrets) + [self.original(original)] }.table
        rest > 0 ? "  and \(rest) more\(place)" : ""
      }
    }.joined(separator: "\n")
  }

  private static func original(_ original: Repetitions.Original) -> String {
    switch original {
    case .row(let number): "as row \(number)"
    case .otherBatch(let found): "as row \(found.row) of batch \(found.batch), \(found.standing)"
    }
  }

  private static func cells(_ row: NamedRow, _ operation: Operation, _ secrets: Secrets) -> [String] {
    let amount = operation.hasAmount ? row.amount.grouped : ""
    return ["row \(row.number)", amount, Masking.masked(secrets: secrets, in: row.payee)]
  }

  /// Sums by the way of sending, and the largest rows.
  private static func highlights(_ contents: PlanContents, _ operation: Operation, _ secrets: Secrets) -> String {
    if contents.largest.isEmpty { return "" }
    let modes = TransactionType.allCases.compactMap { mode in
      contents.modes[mode].map { [mode.name, "\($0.rows)", $0.grouped] }
    }
    let largest = contents.largest.map { cells($0, operation, secrets) }
    return "Valid rows by mode:\n\(modes.table)\nLargest:\n\(largest.table)"
  }

  private static func counts(_ title: String, _ counts: [String: Total], _ operation: Operation) -> String {
    let sorted = counts.sorted { ($1.value.rows, $0.key) < ($0.value.rows, $1.key) }
    return titled(
      title,
      sorted.map { code, total in
        [rows(total.rows)] + (operation.hasAmount ? [total.grouped] : []) + [Reason.words(of: code)]
      }
    )
  }
}
