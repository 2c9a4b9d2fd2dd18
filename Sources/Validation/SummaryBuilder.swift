import Ledger
import Operations
import Payments
import Sheet

/// Takes the chunks of a sheet in their order: finds rows that come again, counts, makes the plan's digest, and gives rows
/// out.
struct SummaryBuilder: ~Copyable {
  private let validator: Validator
  private var summary: SheetSummary
  private var duplicates = DuplicateTable()
  private let payeeHash: PayeeHash?
  private var payees = DuplicateTable(
    rows: PayeeHash.accountsMax,
    rowsMax: PayeeHash.accountsMax,
    ignoring: PayeeHash.nameBits
  )
  private var plan: PlanDigest
  private let cells: RunningSHA256?
  /// The rows of a results file that is renewed, by their `aop_row`.
  private var numbers: [String: Int] = [:]
  /// Valid rows by their way of sending.
  private var (neft, imps) = (Total(), Total())
  private var (planned, rejected) = (Total(), Total())
  /// Only what is more than this belongs among the largest amounts.
  private var largePaise: Int64 = 0
  /// The columns that some valid row leaves empty.
  private var emptyColumns: ColumnSet = []
  private var linesBefore: Int
  /// The size of the sheet's file; 0 once it is known about how many rows that means.
  private var sheetBytes: Int

  init(_ validator: Validator, _ layout: Layout, _ payeeHash: PayeeHash?, linesBefore: Int, sheetBytes: Int) {
    self.validator = validator
    self.payeeHash = payeeHash
    summary = SheetSummary(layout: layout)
    summary.duplicates = Repetitions(areSent: validator.request.allowsDuplicates)
    plan = PlanDigest(operation: layout.operation, address: validator.request.address)
    cells = validator.digestsCells ? RunningSHA256() : nil
    self.linesBefore = linesBefore
    self.sheetBytes = sheetBytes
  }

  mutating func take(_ chunk: inout Chunk, _ screen: Validator.Screen?, _ give: ([NewRow]) throws -> Void) throws {
    chunk.batch.linesBefore = linesBefore
    linesBefore += chunk.batch.lines
    chunk.numberRows()
    let areSent = summary.duplicates.areSent
    if !areSent { findDuplicates(in: &chunk) }
    warnOfNames(in: &chunk)
    warnOfNumbers(in: &chunk)
    if let screen { try chunk.rows.screen(screen) }
    // Only what is sent then is allowed.
    if areSent { findDuplicates(in: &chunk) }
    count(chunk)
    addToPlan(&chunk)
    cells?.update(chunk.rows.cells.span)
    let given = chunk.rows.given(all: validator.keepsEveryRow)
    if !given.isEmpty { try give(given) }
    chunk.rows.kept.removeAll()
    if let error = chunk.batch.error { throw error }
  }

  private mutating func findDuplicates(in chunk: inout Chunk) {
    if sheetBytes > 0, chunk.textBytes > 0 {
      // The first chunk tells how many rows there are, about.
      duplicates = DuplicateTable(rows: sheetBytes / chunk.textBytes * chunk.rows.checked.count)
      sheetBytes = 0
    }
    let areSent = summary.duplicates.areSent
    let operation = summary.layout.operation
    let isLookUp = operation.identityColumns.isEmpty
    // What is wrong otherwise may repeat a payment, but nothing repeats it, for it is not sent.
    let found = duplicates.findRepeats(in: chunk) { row in
      areSent && (row.verdict != .valid || row.carried != nil) ? nil : row.hash
    } remembering: {
      isLookUp || $0.verdict == .valid
    }
    for (index, (first, _)) in found {
      let paise = chunk.rows.checked[index].paise
      let row = summary.duplicates.isNaming ? named(chunk.batch.row(index), paise) : nil
      summary.duplicates.add(paise: paise, .row(first), row)
      if !areSent { chunk.reject(index, Finding(duplicateOf: first, operation), summary.layout) }
    }
  }

  private mutating func warnOfNames(in chunk: inout Chunk) {
    guard let payeeHash, !payees.isFull else { return }
    defer { if payees.isFull { payeeHash.end() } }
    for (index, first) in payees.findRepeats(in: chunk, by: { $0.verdict == .valid && $0.payee != 0 ? $0.payee : nil })
    where first.hash != chunk.rows.checked[index].payee {
      chunk.warn(index, Finding(accountNamedOtherwiseIn: first.number), summary.layout)
    }
  }

  /// Rows that were pasted into a results file bring the number of another row, or none: then they get the one that they
  /// have in this file.
  private mutating func warnOfNumbers(in chunk: inout Chunk) {
    guard validator.request.skipsFinal, summary.layout.ours["row"] != nil else { return }
    for (index, row) in chunk.rows.checked.enumerated() where row.verdict == .valid {
      let own = chunk.batch.number(index)
      let cell = summary.layout.text("row", chunk.batch.row(index))
      let number = cell.isEmpty ? "\(own)" : cell
      if let first = numbers[number] {
        chunk.warn(index, Finding(number: number, alsoOf: first), summary.layout)
      } else {
        numbers[number] = own
      }
    }
  }

  /// The plan is of the rows that are valid still.
  private mutating func addToPlan(_ chunk: inout Chunk) {
    var (start, added) = (0, 0)
    for index in chunk.rows.checked.indices {
      let end = chunk.rows.checked[index].recordEnd
      if end > start, chunk.rows.checked[index].verdict == .valid {
        PlanDigest.setNumber(chunk.batch.number(index), at: start, in: &chunk.rows.records)
      } else if end > start {
        plan.add(records: chunk.rows.records.span.extracting(added..<start))
        added = end
      }
      start = end
    }
    plan.add(records: chunk.rows.records.span.extracting(added..<start))
  }

  consuming func finished(sha256: String) throws -> SheetSummary {
    summary.totals[.planned] = planned
    summary.totals[.rejected] = rejected
    summary.contents.modes = [.neft: neft, .imps: imps].filter { $0.value.rows > 0 }
    summary.neededCredentials = summary.layout.operation.credentials(of: emptyColumns)
    summary.digests = SheetDigests(
      sha256: sha256,
      rowsSHA256: cells?.hex ?? "",
      plan: plan.finished(),
      blankRows: summary.totals.blank
    )
    try validator.request.check(summary.totals, totalsRow: summary.totalsRow)
    return summary
  }
}

// Counting.
extension SummaryBuilder {
  private mutating func count(_ chunk: Chunk) {
    summary.totals.blank += chunk.batch.emptyLines
    let batch = chunk.batch
    for (index, row) in chunk.rows.checked.enumerated() {
      switch row.verdict {
      case .blank: summary.totals.blank += 1
      case .rejected: rejected.add(paise: row.paise)
      case .valid:
        countValid(row)
        if validator.collectsIdentities, let hash = row.hash { summary.identities.append(hash) }
        if row.paise > largePaise {
          summary.contents.addLarge(named(batch.row(index), row.paise))
          largePaise = summary.contents.smallestLarge
        }
      }
      if let kept = row.kept { countFindings(chunk.rows.kept[kept], row) }
    }
  }

  private mutating func countValid(_ row: CheckedRow) {
    emptyColumns.formUnion(row.emptyColumns)
    switch row.mode {
    case .neft: neft.add(paise: row.paise)
    case .imps: imps.add(paise: row.paise)
    case nil: break
    }
    if !row.ownCredentials.isEmpty {
      for index in summary.layout.operation.columns.indices where row.ownCredentials.contains(ColumnSet(index)) {
        summary.ownCredentials[index, default: Total()].add(paise: row.paise)
      }
    }
    if row.saysPaid { summary.carriesPaidOutcome = true }
    if let outcome = row.carried {
      summary.totals.add(.done(outcome), paise: row.paise)
    } else {
      planned.add(paise: row.paise)
    }
  }

  private mutating func countFindings(_ row: NewRow, _ checked: CheckedRow) {
    if checked.verdict == .rejected {
      summary.findings.errors.count(row.errors, paise: checked.paise)
      if row.errors.allSatisfy({ $0.code == "row.repeat" }) { summary.hasMereRepeats = true }
      if summary.totalsRow == nil, row.errors.contains(where: { $0.code == "row.total" }) {
        summary.totalsRow = row.number
      }
    } else if !row.warnings.isEmpty {
      summary.totals.warned += 1
      summary.findings.warnings.count(row.warnings, paise: checked.paise)
    }
  }

  private func named(_ row: borrowing Row, _ paise: Int64) -> NamedRow {
    var payee = ""
    let layout = summary.layout
    if let column = layout.operation.payeeColumn {
      let position = layout.positions[column] ?? .max
      payee = position < row.count ? row.cleanedText(position) : layout.values.string(column)
    }
    return NamedRow(number: row.number, paise: paise, payee: payee, layout.operation)
  }
}

extension [String: Total] {
  fileprivate mutating func count(_ findings: [Finding], paise: Int64) {
    for code in Set(findings.map(\.code)) { self[code, default: Total()].add(paise: paise) }
  }
}
