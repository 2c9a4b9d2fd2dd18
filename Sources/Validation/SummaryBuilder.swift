import Ledger
import Operations
import Payments
import Sheet

/// Takes the chunks of a sheet in their order: finds rows that come again, counts, makes the plan's digest, and gives rows
/// out.
struct SummaryBuilder: ~Copyable {
  private let request: SheetRequest
  private let keepsEveryRow: Bool
  private let collectsIdentities: Bool
  private var summary: SheetSummary
  private var duplicates = DuplicateTable()
  private let payeeHash: PayeeHash?
  private var payees = DuplicateTable(rowsMax: PayeeHash.accountsMax, ignoring: PayeeHash.nameBits)
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
  /// The lines of the sheet so far.
  private var linesBefore: Int
  /// The size of the sheet's file; 0 once it is known about how many rows that means.
  private var sheetBytes: Int

  init(_ validator: Validator, _ layout: Layout, _ payeeHash: PayeeHash?, linesBefore: Int, sheetBytes: Int) {
    self.payeeHash = payeeHash
    request = validator.request
    keepsEveryRow = validator.keepsEveryRow
    collectsIdentities = validator.collectsIdentities
    summary = SheetSummary(layout: layout)
    summary.duplicates = Repetitions(areSent: request.allowsDuplicates)
    plan = PlanDigest(operation: request.operation, address: request.address)
    cells = validator.digestsCells ? RunningSHA256() : nil
    self.linesBefore = linesBefore
    self.sheetBytes = sheetBytes
  }

  /// Takes in the next chunk.
  mutating func take(_ chunk: inout Chunk, _ screen: Validator.Screen?, _ give: ([NewRow]) throws -> Void) throws {
    chunk.batch.linesBefore = linesBefore
    linesBefore += chunk.batch.lines
    chunk.numberRows()
    if !request.allowsDuplicates { findDuplicates(in: &chunk) }
    warnOfNames(in: &chunk)
    warnOfNumbers(in: &chunk)
    if let screen { try chunk.rows.screen(screen) }
    // Only what is sent then is allowed.
    if request.allowsDuplicates { findDuplicates(in: &chunk) }
    count(chunk)
    addToPlan(&chunk)
    cells?.update(chunk.rows.cells.span)
    let given = chunk.rows.given(all: keepsEveryRow)
    if !given.isEmpty { try give(given) }
    chunk.rows.kept.removeAll()
    if let error = chunk.batch.error { throw error }
  }

  /// The first chunk tells how many rows there are, about.
  private mutating func makeRoom(likeIn chunk: Chunk) {
    guard sheetBytes > 0, chunk.textBytes > 0 else { return }
    duplicates = DuplicateTable(rows: sheetBytes / chunk.textBytes * chunk.rows.checked.count)
    sheetBytes = 0
  }

  private mutating func findDuplicates(in chunk: inout Chunk) {
    makeRoom(likeIn: chunk)
    let areSent = summary.duplicates.areSent
    let isLookUp = request.operation.identityColumns.isEmpty
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
      if !areSent { chunk.reject(index, Finding(duplicateOf: first, request.operation), summary.layout) }
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
    guard request.skipsFinal, let position = summary.layout.ours["row"] else { return }
    for (index, row) in chunk.rows.checked.enumerated() where row.verdict == .valid {
      let own = chunk.batch.number(index)
      let cell = position < chunk.batch.row(index).count ? chunk.batch.row(index).cleanedText(position) : ""
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

  /// Checks what holds for the sheet as a whole.
  consuming func finished(sha256: String) throws -> SheetSummary {
    summary.totals[.planned] = planned
    summary.totals[.rejected] = rejected
    summary.contents.modes = [.neft: neft, .imps: imps].filter { $0.value.rows > 0 }
    summary.neededCredentials = request.operation.credentials(of: emptyColumns)
    summary.digests = SheetDigests(
      sha256: sha256,
      rowsSHA256: cells?.hex ?? "",
      plan: plan.finished(),
      blankRows: summary.totals.blank
    )
    try request.check(summary.totals, totalsRow: summary.totalsRow)
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
        if collectsIdentities, let hash = row.hash { summary.identities.append(hash) }
        if row.paise > largePaise { noteLarge(row.paise, batch.row(index)) }
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
    if !row.ownCredentials.isEmpty { countOwnCredentials(row) }
    if row.saysPaid { summary.carriesPaidOutcome = true }
    if let outcome = row.carried {
      summary.totals.add(.done(outcome), paise: row.paise)
    } else {
      planned.add(paise: row.paise)
    }
  }

  private mutating func countOwnCredentials(_ row: CheckedRow) {
    for index in request.operation.columns.indices where row.ownCredentials.contains(ColumnSet(index)) {
      summary.ownCredentials[index, default: Total()].add(paise: row.paise)
    }
  }

  private mutating func countFindings(_ row: NewRow, _ checked: CheckedRow) {
    if checked.verdict == .rejected {
      summary.findings.errors.count(row.errors, paise: checked.paise)
      if summary.totalsRow == nil, row.errors.contains(where: { $0.code == "row.total" }) {
        summary.totalsRow = row.number
      }
    } else if !row.warnings.isEmpty {
      summary.totals.warned += 1
      summary.findings.warnings.count(row.warnings, paise: checked.paise)
    }
  }

  private mutating func noteLarge(_ paise: Int64, _ row: borrowing Row) {
    summary.contents.addLarge(named(row, paise))
    largePaise = summary.contents.smallestLarge
  }

  private func named(_ row: borrowing Row, _ paise: Int64) -> NamedRow {
    var payee = ""
    if let column = request.operation.payeeColumn {
      let position = summary.layout.positions[column] ?? .max
      payee = position < row.count ? row.cleanedText(position) : summary.layout.values.string(column)
    }
    return NamedRow(number: row.number, paise: paise, payee: payee, request.operation)
  }
}

extension [String: Total] {
  /// Counts a row once for each code that it has.
  fileprivate mutating func count(_ findings: [Finding], paise: Int64) {
    for code in Set(findings.map(\.code)) { self[code, default: Total()].add(paise: paise) }
  }
}
