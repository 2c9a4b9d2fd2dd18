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
    var results, failed: String?
    var rejected, warnings: String
    var report: String?
    /// Files that were found in their places and are kept under these names.
    var kept: [String]

    init(_ paths: OutputPaths, withResults: Bool = true) {
      if withResults { (results, failed, report) = (paths.results, paths.failed, paths.report) }
      (rejected, warnings, kept) = (paths.rejected, paths.warnings, paths.kept.paths)
    }
  }

  var operation: String
  var sheet: String
  var sha256: String
  var plan: String
  var batch: String?
  var ledger: String?
  var address: String
  /// The address is on this machine: a trial, and no money.
  var test: Bool
  var rows: Rows
  var amounts: [String: String]?
  var outcomes: [String: Int]?
  var errors: [String: Int]
  var warnings: [String: Int]
  var columns: ColumnsJSON?
  var files: Files?
  var seconds: Double?
  var status: Int32
  /// Why it ended so, for programs and for people; not there if all is well.
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
      address: request.address,
      status: status
    )
    self.files = Files(files, withResults: false)
    self.seconds = seconds
    columns = ColumnsJSON(summary.layout)
  }

  /// What a run came to.
  init(_ end: RunEnd, ledger: String, seconds: Double) {
    self.init(end.report)
    self.ledger = ledger
    self.seconds = seconds
    status = ExitStatus(end).rawValue
    code = ExitStatus(end).code ?? end.halt?.code
    if status != 0 { reason = Words.advice(end).printable.namingLedger }
    columns = end.columns.map { ColumnsJSON($0.layout) }
  }

  /// What a batch came to.
  init(_ report: BatchReport) {
    let batch = report.batch
    self.init(
      batch.operation,
      sheet: batch.sheet,
      batch.digests,
      report.totals,
      report.findings,
      address: batch.address,
      status: .good
    )
    self.batch = batch.name
    outcomes = report.outcomes
    amounts = report.amounts
    files = report.files.map { Files($0) }
  }

  private init(
    _ operation: Operation,
    sheet: String,
    _ digests: SheetDigests,
    _ totals: BatchTotals,
    _ findings: FindingCounts,
    address: String,
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
    if operation.hasAmount { amounts = totals.amounts }
    errors = findings.errors.mapValues(\.rows)
    warnings = findings.warnings.mapValues(\.rows)
    self.address = address
    test = Provider.isTest(address)
    self.status = status.rawValue
    code = status.code
  }
}

extension BatchTotals {
  fileprivate var amounts: [String: String] {
    ["read": read.rupees, "valid": valid.rupees, "rejected": rejected.rupees]
  }
}

extension BatchReport {
  /// The states that a valid row can be in as people are told; on its way only while a process works on the batch.
  var states: [RowState] {
    batch.operation.outcomes.map(RowState.done) + [.sending].filter { totals[$0].rows > 0 }
  }

  var outcomes: [String: Int] { Dictionary(uniqueKeysWithValues: states.map { ($0.text, totals[$0].rows) }) }

  /// Nil if the operation has no amounts.
  var amounts: [String: String]? {
    guard batch.operation.hasAmount else { return nil }
    return states.reduce(into: totals.amounts) { $0[$1.text] = totals[$1].rupees }
  }
}
