import Dispatching
import Ledger
import Operations
import Payments
import Reports
import Sheet
import Validation

/// `--json` of `check`, `run`, `resume` and `export` (documentation, "Exit status and JSON").
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
  /// Why a brake stopped it, for programs and for people.
  var code: String?
  var reason: String?
}

extension SheetJSON {
  /// What `check` found.
  init(_ summary: SheetSummary, _ request: SheetRequest, _ files: OutputPaths, seconds: Double, status: ExitStatus) {
    self.init(
      request.operation,
      sheet: request.input.name,
      summary.digests,
      summary.totals,
      summary.findings,
      status: status
    )
    self.files = Files(rejected: files.rejected, warnings: files.warnings)
    self.seconds = seconds
  }

  /// What a run came to.
  init(_ end: RunEnd, seconds: Double) {
    self.init(end.report)
    self.seconds = seconds
    status = ExitStatus(end).rawValue
    code = end.halt?.code
    reason = end.halt?.message.text
  }

  /// What a batch came to.
  init(_ report: BatchReport) {
    let batch = report.batch
    let status = ExitStatus(report.totals)
    self.init(
      batch.operation,
      sheet: batch.sheet,
      batch.digests,
      report.totals,
      report.findings,
      status: status
    )
    self.batch = batch.name
    outcomes = Dictionary(uniqueKeysWithValues: batch.operation.outcomes.map { ($0.rawValue, report.totals[$0].rows) })
    if batch.operation.hasAmount {
      for outcome in batch.operation.outcomes { amounts?[outcome.rawValue] = report.totals[outcome].rupees }
    }
    files = report.files.map { Files(results: $0.results, rejected: $0.rejected, warnings: $0.warnings) }
  }

  private init(
    _ operation: Operation,
    sheet: String,
    _ digests: SheetDigests,
    _ totals: BatchTotals,
    _ findings: FindingCounts,
    status: ExitStatus
  ) {
    self.operation = operation.name
    self.sheet = sheet
    sha256 = digests.sha256
    plan = digests.plan
    rows = Rows(
      read: totals.read.rows,
      blank: totals.blank,
      valid: totals.valid.rows,
      rejected: totals.rejected.rows,
      warned: totals.warned
    )
    if operation.hasAmount {
      amounts = [
        "read": totals.read.rupees, "valid": totals.valid.rupees, "rejected": totals.rejected.rupees,
      ]
    }
    errors = findings.errors.mapValues(\.rows)
    warnings = findings.warnings.mapValues(\.rows)
    self.status = status.rawValue
  }
}
