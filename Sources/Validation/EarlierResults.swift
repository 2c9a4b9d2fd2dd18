import Ledger
import Operations
import Payments
import Sheet

/// What a sheet that is an earlier results file says about its rows.
struct EarlierResults: Sendable {
  private let layout: Layout
  private let outcomePosition: Int?

  init(_ layout: Layout) {
    self.layout = layout
    outcomePosition = layout.ours["outcome"]
  }

  /// Whether the sheet is a results file.
  var areThere: Bool { outcomePosition != nil }

  /// The row's outcome; nil if it has none that we know.
  func outcome(_ row: borrowing Row) -> Outcome? {
    guard let outcomePosition, outcomePosition < row.count else { return nil }
    return Outcome(rawValue: row.cleanedText(outcomePosition).lowercased())
  }

  /// The row's result, which had this outcome.
  func result(_ outcome: Outcome, _ row: borrowing Row) -> CarriedResult {
    let answeredAt = Timestamp(text: text("answered_at", row)) ?? Timestamp(milliseconds: 0)
    let answer = RecordedAnswer(
      at: answeredAt,
      httpStatus: Int(text("http_status", row)),
      providerStatus: text("provider_status", row),
      providerCode: text("provider_code", row),
      message: text("message", row),
      own: layout.operation.ownColumns.map { text($0, row) }
    )
    return CarriedResult(
      outcome: outcome,
      tries: max(1, Int(text("attempts", row)) ?? 1),
      sentAt: Timestamp(text: text("sent_at", row)) ?? answeredAt,
      answer: answer
    )
  }

  private func text(_ column: String, _ row: borrowing Row) -> String {
    guard let position = layout.ours[column], position < row.count else { return "" }
    return row.cleanedText(position)
  }
}
