import Ledger
import Operations
import Payments
import Sheet

/// What a report says about the rows of a batch: gathered row by row, in memory that does not grow with the sheet.
struct ReportData {
  /// Rows in doubt that are listed one by one.
  static let doubtsMax = 100
  /// Rejected and failed rows that are listed one by one.
  static let namedMax = 50
  static let slowestMax = 10
  static let retriedMax = 20
  /// Reasons that are told apart.
  static let reasonsMax = 500
  /// Row numbers that are given as examples of a reason.
  static let exampleRowsMax = 8

  /// Why a row did not end well, as the ledger has it.
  struct Reason: Hashable {
    let state: RowState
    let code: String
    let message: String
  }

  /// Without milliseconds if the last request got no answer.
  typealias Timing = (row: Int, tries: Int, milliseconds: Int64?, state: RowState)

  let batch: Batch
  private(set) var names: RowNames
  /// Counted from what a row has, not from its state: the control totals compare the two.
  private(set) var valid = Total()
  private(set) var rejected = Total()
  private(set) var totals = BatchTotals()
  /// Look-ups whose result was taken over from an earlier batch.
  private(set) var carried = 0

  private(set) var errors = Reasons<Substring>(most: Self.reasonsMax, rows: Self.exampleRowsMax)
  private(set) var warnings = Reasons<Substring>(most: Self.reasonsMax, rows: Self.exampleRowsMax)
  private(set) var troubles = Reasons<Reason>(most: Self.reasonsMax, rows: Self.exampleRowsMax)

  private(set) var rejectedRows = TopRows<RecordedRow>(most: Self.namedMax)
  private(set) var failedRows = TopRows<RecordedRow>(most: Self.namedMax)

  private(set) var latency = Latency()
  private(set) var slowest = TopRows<Timing>(most: Self.slowestMax) { ($0.milliseconds ?? 0) > ($1.milliseconds ?? 0) }
  private(set) var retried = TopRows<Timing>(most: Self.retriedMax) { $0.tries > $1.tries }
  private(set) var doubts = TopRows<Doubt>(most: Self.doubtsMax)
  /// When the last answer came, or was given up.
  private(set) var lastAnswer: Timestamp?

  init(_ batch: Batch) {
    self.batch = batch
    names = RowNames(batch)
    totals.blank = batch.digests.blankRows
  }

  /// All rows, counted once more.
  var read: Total { totals.read }

  subscript(state: RowState) -> Total { totals[state] }

  mutating func add(_ row: RecordedRow) {
    totals.add(row.state, paise: row.paise)
    names.learn(from: row)
    if row.state != .rejected, !row.warningCodes.isEmpty { totals.warned += 1 }
    guard row.fields != nil else {
      rejected.add(paise: row.paise)
      for code in Self.codes(row.errorCodes) { errors.add(code, row: row.number, paise: row.paise) }
      rejectedRows.add(row)
      return
    }
    valid.add(paise: row.paise)
    for code in Self.codes(row.warningCodes) { warnings.add(code, row: row.number, paise: row.paise) }
    if let reason = reason(row) { troubles.add(reason, row: row.number, paise: row.paise) }
    if row.state == .done(.inDoubt) { doubts.add(Doubt(batch: batch, row: row)) }
    if row.state == .done(.failed) { failedRows.add(row) }
    addTiming(row)
  }

  /// A code that a row has twice counts once.
  private static func codes(_ joined: String) -> [Substring] {
    joined.split(separator: ";").reduce(into: []) { codes, code in
      if !codes.contains(code) { codes.append(code) }
    }
  }

  private mutating func addTiming(_ row: RecordedRow) {
    guard let sentAt = row.sentAt else { return }
    guard sentAt >= batch.createdAt else {
      carried += 1
      return
    }
    var milliseconds: Int64?
    if let answer = row.answer {
      lastAnswer = max(lastAnswer ?? answer.at, answer.at)
      if answer.httpStatus != nil { milliseconds = max(0, answer.at.milliseconds - sentAt.milliseconds) }
    }
    let timing = (row.number, row.tries, milliseconds, row.state)
    if let milliseconds {
      latency.add(milliseconds: milliseconds)
      slowest.add(timing)
    }
    if row.tries > 1 { retried.add(timing) }
  }

  private func reason(_ row: RecordedRow) -> Reason? {
    guard case .done(let outcome) = row.state, !outcome.isGood else { return nil }
    let isUnpaid = outcome == .notSent && row.resolution?.paid == false
    let answer = isUnpaid ? nil : row.answer
    let words = isUnpaid ? "found not paid by a person; not sent again yet" : "sending stopped before its turn came"
    return Reason(state: row.state, code: answer?.providerCode ?? "", message: answer?.message ?? words)
  }
}
