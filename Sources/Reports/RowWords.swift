public import Ledger
public import Operations
import Payments
import Sheet

extension Doubt {
  /// The payee's name, where the operation has one.
  public var name: String { Masking.masked(words: field(.name), secrets: batch.secrets(in: field(.name))) }

  /// The account, else the mobile, with its last four characters readable.
  public var account: String {
    let account = field(.accountNumber)
    return Masking.masked(account.isEmpty ? field(.mobile) : account)
  }

  /// What else tells the payment to who is asked about it: the bank, how it was sent, and references by their columns.
  public var particulars: [String] {
    let bank = [field(.ifsc), field(.transactionType)]
    let references = batch.operation.columns.enumerated().filter { [.reference, .digits].contains($1.rule) }
      .map { "\($1.name) \(row.fields?.string($0) ?? "")" }
    return (bank + references).filter { !$0.isEmpty }
      .map { Masking.masked(words: $0, secrets: batch.secrets(in: $0)) }
  }

  private func field(_ rule: Rule) -> String {
    batch.operation.index(of: rule).flatMap { row.fields?.string($0) } ?? ""
  }
}

extension RecordedRow {
  /// What came of a row: the words of its last try, or, once a person has decided about one, of each, with the decisions.
  ///
  /// - Parameter time: How moments are written.
  public func words(_ time: (Timestamp) -> String = \.text) -> String {
    if history.isEmpty { return answer?.message ?? unansweredWords }
    return history.enumerated().map { index, one in
      let number = history.count > 1 ? "try \(index + 1): " : ""
      let message = "\(number)\(one.message ?? unansweredWords)"
      return [message, one.resolution?.words(time) ?? ""].filter { !$0.isEmpty }.joined(separator: "; ")
    }.joined(separator: "; ")
  }

  /// Of a request that was on its way when its process died, or was cut off from the ledger; and of one that still is.
  private var unansweredWords: String {
    if sentAt == nil { return "" }
    return state == .sending
      ? "no answer was recorded; the request may have arrived"
      : "aopbatch was stopped while the request was on its way; it may have arrived"
  }
}

extension RowState {
  /// What is certain of a valid row once nobody works on its batch: what was never sent did not happen, and what was on
  /// its way may have.
  var outcome: Outcome? {
    switch self {
    case .rejected: nil
    case .planned: .notSent
    case .sending: .inDoubt
    case .done(let outcome): outcome
    }
  }
}

extension Resolution {
  fileprivate func words(_ time: (Timestamp) -> String) -> String {
    let finding = paid ? "paid" : "not paid"
    return "resolved as \(finding) by \(decidedBy) on \(time(decidedAt)): \(Masking.masked(words: reason))"
  }
}
