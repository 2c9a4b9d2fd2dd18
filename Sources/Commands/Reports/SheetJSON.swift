import Engine
import Ledger
import Operations
import Payments

/// `--json` of `check`, `run`, `resume` and `export` (README, "Machine-readable output").
struct SheetJSON: Encodable {
  struct Rows: Encodable { var read, blank, valid, rejected, warned: Int }
  struct Files: Encodable {
    var results: String?
    var rejected: String
    var warnings: String
  }

  var operation: String
  var sheet: String
  var sha256: String
  var plan: String
  var batch: String?
  var rows: Rows
  var amounts: [String: String]?
  var outcomes: [String: Int]?
  var errors: [String: Int]
  var warnings: [String: Int]
  var files: Files?
  var seconds: Double?
  var status: Int32
  var reason: String?
}

extension SheetJSON {
  /// What `check` found.
  init(_ inspection: Inspection, _ request: SheetRequest, seconds: Double, status: ExitStatus) {
    operation = request.operation.name
    sheet = request.input.name
    sha256 = inspection.sha256
    plan = inspection.plan
    rows = Rows(
      read: inspection.rows.read,
      blank: inspection.rows.blank,
      valid: inspection.rows.valid,
      rejected: inspection.rows.rejected,
      warned: inspection.rows.warned
    )
    if request.operation.hasAmount {
      let amounts = inspection.amounts
      self.amounts = [
        "read": (amounts.read ?? .zero).rupees, "valid": amounts.valid.rupees, "rejected": amounts.rejected.rupees,
      ]
    }
    errors = inspection.errors
    warnings = inspection.warnings
    files = Files(rejected: request.output.rejected, warnings: request.output.warnings)
    self.seconds = seconds
    self.status = status.rawValue
  }

  /// What a batch came to.
  init(_ report: BatchReport, seconds: Double?) {
    let operation = report.batch.operation
    self.operation = operation.name
    sheet = report.batch.sheet
    sha256 = report.batch.sha256
    plan = report.batch.plan
    batch = report.batch.name
    rows = Rows(
      read: report.tally.read,
      blank: report.batch.blankRows,
      valid: report.tally.valid,
      rejected: report.tally[.rejected].rows,
      warned: report.warnedRows
    )
    outcomes = Dictionary(
      uniqueKeysWithValues: operation.outcomes.map { ($0.rawValue, report.tally[$0].rows) }
    )
    if operation.hasAmount { amounts = Self.amounts(report) }
    errors = report.errors
    warnings = report.warnings
    files = report.files.map { Files(results: $0.results, rejected: $0.rejected, warnings: $0.warnings) }
    self.seconds = seconds
    status = report.status.rawValue
    reason = report.halt.map { "halted: \($0.rawValue)" }
  }

  private static func amounts(_ report: BatchReport) -> [String: String] {
    let rejected = Amount(paise: report.tally[.rejected].paise)
    let valid = Amount(paise: report.tally.validPaise)
    var amounts = [
      "read": (valid.adding(rejected) ?? valid).rupees, "valid": valid.rupees, "rejected": rejected.rupees,
    ]
    for outcome in report.batch.operation.outcomes { amounts[outcome.rawValue] = report.amount(outcome).rupees }
    return amounts
  }
}
