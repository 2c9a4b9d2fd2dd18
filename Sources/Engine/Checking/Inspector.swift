import Ledger
import Operations
import Payments
import Sheet

/// Reads a sheet from its first to its last row and judges every row, also beside the others.
///
/// `check` writes down what it finds, `run` reads twice: to make the plan, and after approval to record the rows.
struct Inspector {
  let request: SheetRequest
  /// Knows what was paid before; nil if nobody asked.
  var history: History?
  /// Also digest the rows, to know the sheet again under another encoding.
  var digestsRows = false

  /// Reads the sheet, and shows every row that is not blank to `visit`.
  ///
  /// `begin` gets the layout before the first row.
  func inspect(
    _ sheet: OpenSheet,
    begin: (Layout) throws -> Void = { _ in },
    visit: (borrowing Row, borrowing RowReader, RowReader.Verdict) throws -> Void
  ) throws -> Inspection {
    sheet.rewind()
    let bytes = Digest()
    var reader = try SheetReader(
      descriptor: sheet.descriptor,
      name: sheet.name,
      options: request.reading,
      observe: { bytes.update($0) }
    )
    let layout = try Layout(header: reader.header, row: reader.headerRowNumber, operation: request.operation)
    try begin(layout)

    var pass = try Pass(request: request, layout: layout, history: history, digestsRows: digestsRows)
    var batch = RowBatch()
    while try reader.next(into: &batch) {
      pass.inspection.rows.blank += batch.emptyLines
      for index in 0..<batch.count { try pass.take(batch.row(index), visit) }
    }
    return try pass.finished(sha256: bytes.hex)
  }
}

/// The state of one reading of a sheet.
private struct Pass {
  let request: SheetRequest
  var inspection: Inspection
  var rows: RowReader
  var history: History?
  var fingerprints = Fingerprints()
  var planned = NumberDigest()
  let digest: Digest?
  /// The columns of credentials that no row has needed from the settings yet.
  var credentials: [Int]
  let earlier: EarlierResults?

  init(request: SheetRequest, layout: Layout, history: History?, digestsRows: Bool) throws {
    earlier = request.skipsFinal ? try EarlierResults(layout) : nil
    self.request = request
    inspection = Inspection(layout: layout)
    credentials = request.operation.columns.indices.filter { request.operation.columns[$0].credential != nil }
    rows = RowReader(layout: layout, rules: request.rules)
    self.history = history
    digest = digestsRows ? Digest() : nil
  }

  mutating func take(
    _ row: borrowing Row,
    _ visit: (borrowing Row, borrowing RowReader, RowReader.Verdict) throws -> Void
  ) throws {
    var verdict = rows.read(row)
    guard verdict != .blank else {
      inspection.rows.blank += 1
      return
    }
    digest?.update(rows.layout.identity(row).blob.span)
    if !rows.isRagged, isRepeated(row) { verdict = .rejected }
    if verdict == .valid { try lookBack() }
    try count(verdict, row)
    try visit(row, rows, verdict)
  }

  private mutating func isRepeated(_ row: borrowing Row) -> Bool {
    if request.allowsDuplicates { return false }
    var fingerprint = fingerprints.empty
    for position in rows.layout.keptPositions {
      fingerprint.add(position < row.count ? row[position].cleaned() : Span())
    }
    guard let first = fingerprints.firstRow(like: fingerprint, number: row.number) else { return false }
    rows.add(
      error: Finding(
        code: "row.duplicate",
        sentence:
          "The row is the same as row \(first) in every column. Delete it, or tell them apart if both are meant."
      )
    )
    return true
  }

  private mutating func lookBack() throws {
    if let finding = try history?.warning(for: rows) { rows.add(warning: finding) }
  }

  private mutating func count(_ verdict: RowReader.Verdict, _ row: borrowing Row) throws {
    let amount = rows.amount ?? .zero
    if verdict == .valid {
      inspection.rows.valid += 1
      inspection.amounts.valid = try Self.sum(inspection.amounts.valid, amount, row.number)
      if earlier?.final(row) == nil { plan(row.number) }
      if !rows.warnings.isEmpty {
        inspection.rows.warned += 1
        Self.tally(rows.warnings, into: &inspection.warnings)
      }
      noteHighlights(row.number)
      noteCredentials()
      noteOutcome(row)
    } else {
      inspection.rows.rejected += 1
      // A rejected row never stops the others: an amount too large to be added counts like one that cannot be read.
      inspection.amounts.rejected = inspection.amounts.rejected.adding(amount) ?? inspection.amounts.rejected
      Self.tally(rows.errors, into: &inspection.errors)
    }
  }

  /// Counts a row that would be sent.
  private mutating func plan(_ number: Int) {
    inspection.rowsToSend += 1
    planned.update(number)
  }

  private static func sum(_ sum: Amount, _ amount: Amount, _ row: Int) throws -> Amount {
    guard let sum = sum.adding(amount) else {
      throw Refusal(
        .sheetRefused,
        "The sheet cannot be used: with row \(row) its amounts are too large to be real. Is an account number in the "
          + "amount column?"
      )
    }
    return sum
  }

  private static func tally(_ findings: [Finding], into counts: inout [String: Int]) {
    for code in Set(findings.map(\.code)) { counts[code, default: 0] += 1 }
  }

  private mutating func noteHighlights(_ number: Int) {
    guard let amount = rows.amount else { return }
    if let mode = rows.mode { inspection.highlights.count(mode, amount) }
    guard inspection.highlights.isLarge(amount) else { return }
    let payee = request.operation.index(of: .name).map(rows.fields.string) ?? ""
    inspection.highlights.addLarge(.init(number: number, amount: amount, payee: payee))
  }

  private mutating func noteCredentials() {
    guard credentials.contains(where: rows.isEmpty) else { return }
    for index in credentials where rows.isEmpty(index) {
      if let credential = request.operation.columns[index].credential {
        inspection.neededCredentials.insert(credential)
      }
    }
    // What is needed once need not be looked for again.
    credentials.removeAll(where: rows.isEmpty)
  }

  private mutating func noteOutcome(_ row: borrowing Row) {
    guard let position = inspection.layout.ours["outcome"], position < row.count else { return }
    let outcome = row.cleanedText(position).lowercased()
    if [Outcome.accepted, .inDoubt].contains(where: { outcome == $0.rawValue }) {
      inspection.carriesPaidOutcome = true
    }
  }

  /// Checks what holds for the sheet as a whole.
  consuming func finished(sha256: String) throws -> Inspection {
    inspection.sha256 = sha256
    inspection.rowsSHA256 = digest?.hex ?? ""
    inspection.repeatedBatch = history?.batchWithAll(inspection.rows.valid)
    let plan = Digest()
    plan.update("\(request.operation.name)\n\(sha256)\n\(planned.finished())\n\(inspection.amounts.valid.paise)\n")
    inspection.plan = "sha256:\(plan.hex)"
    try ControlTotals(request: request, inspection: inspection).check()
    return inspection
  }
}
