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
    var judgement = Judgement(outcome: outcome, message: text("message", row))
    judgement.httpStatus = Int(text("http_status", row))
    judgement.providerStatus = text("provider_status", row)
    judgement.providerCode = text("provider_code", row)
    judgement.own = layout.operation.ownColumns.map { text($0, row) }
    let tries = max(1, Int(text("attempts", row)) ?? 1)
    let sentAt = Timestamp(text: text("sent_at", row)) ?? answeredAt
    return (outcome, tries, sentAt, RecordedAnswer(judgement, at: answeredAt))
  }

  private func text(_ column: String, _ row: borrowing Row) -> String {
    guard let position = layout.ours[column], position < row.count else { return "" }
    return row.cleanedText(position)
  }
}
