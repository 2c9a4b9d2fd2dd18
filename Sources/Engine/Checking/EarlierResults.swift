import Ledger
import Operations
import Payments
import Sheet

/// What an earlier results file says about its rows, for `--skip-final`.
struct EarlierResults: Sendable {
  private let layout: Layout

  /// - Throws: `Refusal` if the sheet is no results file.
  init(_ layout: Layout) throws(Refusal) {
    guard layout.ours["outcome"] != nil else {
      throw Refusal(
        .sheetRefused,
        "The sheet cannot be used: it has no column aop_outcome, so it is no results file. Give --skip-final the file "
          + "that an earlier run wrote, or leave it away."
      )
    }
    self.layout = layout
  }

  /// The row's final result; nil if it is to be asked for.
  func final(_ row: borrowing Row) -> CarriedResult? {
    guard let outcome = Outcome(rawValue: text("outcome", row).lowercased()), outcome.isFinalForLookUps else {
      return nil
    }
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

extension Row {
  /// A cell as text, without blanks around it and without the guard against formulas.
  func cleanedText(_ index: Int) -> String {
    var cleaned = PackedRow()
    cleaned.append(self[index].cleaned())
    return cleaned.string(0)
  }
}
