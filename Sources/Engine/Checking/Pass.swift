import Operations
import Payments
import Sheet

/// The state of one reading of a sheet: takes its rows in their order.
struct Pass: ~Copyable {
  typealias Visit = (borrowing Row, borrowing RowReader, RowReader.Verdict) throws -> Void

  private let request: SheetRequest
  private var inspection: Inspection
  private var rows: RowReader
  private var history: History?
  private let key = FingerprintKey()
  private var fingerprints = Fingerprints()
  /// For each row of a chunk the number of the earlier row with the same cells, if there is one.
  private var firstRows: [Int?] = []
  private var planned = NumberDigest()
  private let digest: Digest?
  /// The columns that some valid row leaves empty.
  private var emptyColumns: ColumnSet = []
  private let earlier: EarlierResults?
  /// The lines of the sheet so far.
  private var linesBefore: Int
  /// The size of the sheet's file; 0 once it is known about how many rows that means.
  private var sheetBytes: Int
  /// More has to be known of every row than a judge says of a plain one.
  private let readsEveryRow: Bool

  init(_ inspector: Inspector, _ layout: Layout, linesBefore: Int, sheetBytes: Int, visitsEveryRow: Bool) throws {
    let request = inspector.request
    earlier = request.skipsFinal ? try EarlierResults(layout) : nil
    self.request = request
    inspection = Inspection(layout: layout)
    rows = RowReader(layout: layout, rules: request.rules)
    history = inspector.history
    digest = inspector.digestsRows ? Digest() : nil
    self.linesBefore = linesBefore
    self.sheetBytes = sheetBytes
    readsEveryRow =
      visitsEveryRow || inspector.digestsRows || layout.ours["outcome"] != nil || history.map { !$0.isEmpty } ?? false
  }

  /// What judges rows for this pass.
  var judge: RowJudge {
    RowJudge(reader: rows, key: request.allowsDuplicates ? nil : key, isBrief: readsEveryRow)
  }

  /// Counts the rows of a chunk, and shows them to `visit`.
  mutating func take(_ chunk: inout JudgedChunk, _ visit: Visit) throws {
    chunk.batch.linesBefore = linesBefore
    linesBefore += chunk.batch.lines
    inspection.rows.blank += chunk.batch.emptyLines
    let (batch, rows) = (chunk.batch, chunk.rows)
    makeRoom(likeIn: chunk)
    fingerprints.findFirstRows(batch, rows, into: &firstRows)
    for index in rows.indices {
      let row = batch.row(index)
      try take(row, rows[index], firstRow: firstRows[index], visit)
    }
    if let error = batch.error { throw error }
  }

  /// The first chunk tells how many rows there are, about.
  private mutating func makeRoom(likeIn chunk: JudgedChunk) {
    guard sheetBytes > 0, chunk.textBytes > 0 else { return }
    fingerprints = Fingerprints(rows: sheetBytes / chunk.textBytes * chunk.rows.count)
    sheetBytes = 0
  }

  private mutating func take(_ row: borrowing Row, _ judged: JudgedRow, firstRow: Int?, _ visit: Visit) throws {
    if judged.kind == .plain, firstRow == nil, !inspection.highlights.isLarge(judged.amount) {
      plan(row.number)
      return try countValid(judged, row.number)
    }
    if judged.kind == .blank {
      inspection.rows.blank += 1
      return
    }
    var verdict = rows.read(row)
    digest?.update(rows.layout.identity(row).blob.span)
    if let firstRow {
      rows.add(error: Self.repeats(firstRow))
      verdict = .rejected
    }
    if verdict == .valid { try noteValid(row) } else { countRejected() }
    try visit(row, rows, verdict)
  }

  private static func repeats(_ first: Int) -> Finding {
    Finding(
      code: "row.duplicate",
      sentence:
        "The row is the same as row \(first) in every column. Delete it, or tell them apart if both are meant."
    )
  }

  /// Counts a row that would be sent.
  private mutating func plan(_ number: Int) {
    inspection.rowsToSend += 1
    planned.update(number)
  }

  private mutating func countValid(_ row: JudgedRow, _ number: Int) throws {
    inspection.rows.valid += 1
    emptyColumns.formUnion(row.emptyColumns)
    guard let amount = row.amount else { return }
    inspection.amounts.valid = try Self.sum(inspection.amounts.valid, amount, number)
    if let mode = row.mode { inspection.highlights.count(mode, amount) }
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

  /// Checks what holds for the sheet as a whole.
  consuming func finished(sha256: String) throws -> Inspection {
    inspection.sha256 = sha256
    inspection.rowsSHA256 = digest?.hex ?? ""
    inspection.repeatedBatch = history?.batchWithAll(inspection.rows.valid)
    inspection.neededCredentials = request.operation.credentials(of: emptyColumns)
    let plan = Digest()
    plan.update("\(request.operation.name)\n\(sha256)\n\(planned.finished())\n\(inspection.amounts.valid.paise)\n")
    inspection.plan = "sha256:\(plan.hex)"
    try ControlTotals(request: request, inspection: inspection).check()
    return inspection
  }
}

// Rows that were read here, because there is something to say about them.
extension Pass {
  private mutating func noteValid(_ row: borrowing Row) throws {
    if let finding = try history?.warning(for: rows) { rows.add(warning: finding) }
    let judged = JudgedRow(kind: .notable, amount: rows.amount, mode: rows.mode, emptyColumns: rows.emptyColumns)
    try countValid(judged, row.number)
    if earlier?.final(row) == nil { plan(row.number) }
    if !rows.warnings.isEmpty {
      inspection.rows.warned += 1
      Self.tally(rows.warnings, into: &inspection.warnings)
    }
    noteLarge(row.number)
    noteOutcome(row)
  }

  private mutating func countRejected() {
    inspection.rows.rejected += 1
    // A rejected row never stops the others: an amount too large to be added counts like one that cannot be read.
    let amount = rows.amount ?? .zero
    inspection.amounts.rejected = inspection.amounts.rejected.adding(amount) ?? inspection.amounts.rejected
    Self.tally(rows.errors, into: &inspection.errors)
  }

  private static func tally(_ findings: [Finding], into counts: inout [String: Int]) {
    for code in Set(findings.map(\.code)) { counts[code, default: 0] += 1 }
  }

  private mutating func noteLarge(_ number: Int) {
    guard let amount = rows.amount, inspection.highlights.isLarge(amount) else { return }
    let payee = request.operation.index(of: .name).map(rows.fields.string) ?? ""
    inspection.highlights.addLarge(.init(number: number, amount: amount, payee: payee))
  }

  private mutating func noteOutcome(_ row: borrowing Row) {
    guard let position = inspection.layout.ours["outcome"], position < row.count else { return }
    let outcome = row.cleanedText(position).lowercased()
    if [Outcome.accepted, .inDoubt].contains(where: { outcome == $0.rawValue }) {
      inspection.carriesPaidOutcome = true
    }
  }
}
