import Dispatching
import Ledger
import Operations
import Payments
import Reports
import Sheet
import Validation

// `--json` of `check`, `run`, `resume` and `export` (documentation, "Exit status and JSON").
extension JSON {
  /// What `check` found.
  init(_ summary: SheetSummary, _ request: SheetRequest, _ files: OutputPaths, status: ExitStatus) {
    self.init(
      request.operation,
      sheet: request.input.name,
      summary.digests,
      summary.totals,
      summary.findings,
      address: request.address,
      status
    )
    self["files"] = files.json(withResults: false)
    self["columns"] = summary.layout.json
  }

  /// What a run came to.
  init(_ end: RunEnd, ledger: String, seconds: Double) {
    let status = ExitStatus(end)
    self.init(end.report)
    self["ledger"] = ledger
    self["seconds"] = seconds
    self["status"] = status.rawValue
    self["code"] = status.code ?? end.halt?.code
    if status != .good { self["reason"] = Words.advice(end).printable.namingLedger }
    self["columns"] = end.columns?.layout.json
    let approvals = end.report.events.flatMap(\.approversJSON)
    if !approvals.isEmpty { self["approvals"] = approvals }
  }

  /// What a machine sent that helped.
  init(_ end: JoinEnd, ledger: String, seconds: Double) {
    let (batch, status) = (end.batch, ExitStatus(end))
    let states = batch.operation.outcomes.map(RowState.done)
    self = [
      "operation": batch.operation.name, "sheet": batch.sheet, "batch": batch.name, "address": batch.address,
      "test": Provider.isTest(batch.address), "ledger": ledger, "seconds": seconds,
      "rows": ["sent": end.outcomes.read.rows],
      "outcomes": Dictionary(uniqueKeysWithValues: states.map { ($0.text, end.outcomes[$0].rows) }),
      "status": status.rawValue, "code": status.code ?? end.halt?.code,
      "reason": status == .good ? nil : Words.advice(end).printable.namingLedger,
    ]
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
      .good
    )
    self["batch"] = batch.name
    self["outcomes"] = report.outcomes
    self["amounts"] = report.amounts
    self["files"] = report.files?.json(withResults: true)
  }

  private init(
    _ operation: Operation,
    sheet: String,
    _ digests: SheetDigests,
    _ totals: BatchTotals,
    _ findings: FindingCounts,
    address: String,
    _ status: ExitStatus
  ) {
    self = [
      "operation": operation.name, "sheet": sheet, "sha256": digests.sha256, "plan": digests.plan, "address": address,
      // The address is on this machine: a trial, and no money.
      "test": Provider.isTest(address),
      "rows": [
        "read": totals.read.rows, "blank": totals.blank, "valid": totals.valid.rows, "rejected": totals.rejected.rows,
        "warned": totals.warned,
      ],
      "amounts": operation.hasAmount ? totals.amounts : nil,
      "errors": findings.errors.mapValues(\.rows), "warnings": findings.warnings.mapValues(\.rows),
      "rejected_amounts": operation.hasAmount ? findings.errors.mapValues(\.rupees) : nil,
      "status": status.rawValue, "code": status.code,
    ]
  }
}

extension OutputPaths {
  fileprivate func json(withResults: Bool) -> JSON {
    var json: JSON = ["rejected": rejected, "warnings": warnings, "kept": kept.paths]
    if withResults { (json["results"], json["failed"], json["report"]) = (results, failed, report) }
    return json
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
