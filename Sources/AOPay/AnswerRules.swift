import Operations
import Sheet

/// What the answers to one operation mean: the table "What an answer means" for all of them, and what the operation's
/// own page adds.
struct AnswerRules: Sendable {
  /// The key of the part of an answer that tells of what was asked for: a no in there is no refusal of the request.
  var subject: String?
  /// Where an answer may name what it is about, by the column that was sent: beside the words or in `data`.
  var names: [String: Int] = [:]
  /// What a yes with a 2xx status makes of the row; nil where it leaves that open.
  let positive: @Sendable (Envelope) -> Outcome?
  /// An answer that means something else than the table says; nil where the table decides.
  var special: @Sendable (_ status: Int, Envelope) -> Outcome? = { _, _ in nil }
  /// The provider's reference of the transaction, which no two rows can share.
  var reference: @Sendable (Envelope) -> String? = { _ in nil }
  /// The values of the operation's own result columns.
  var own: @Sendable (Envelope, Outcome, SentRow) -> [String] = { _, _, _ in [] }

  func judge(_ answer: Answer, _ row: SentRow, _ effect: Effect) -> Judgement? {
    guard let envelope = Envelope(answer.body, subject: subject) else { return nil }
    if let name = names.first(where: { envelope.names(another: row.fields.string($0.value), under: $0.key) }) {
      return effect.inDoubt(
        "the answer is about another request: it has another \(name.key)",
        halt: effect.isJournalled ? .unasked : nil
      )
    }
    var judgement = judge(envelope, answer.status, row, effect)
    judgement.providerStatus = envelope.status
    judgement.providerCode = envelope.code ?? ""
    judgement.message = [envelope.message, judgement.message].filter { !$0.isEmpty }.joined(separator: "; ")
    // Also of a row in doubt: another row with the same reference is then in doubt too.
    if [.accepted, .inDoubt].contains(judgement.outcome) { judgement.reference = reference(envelope) }
    judgement.own = own(envelope, judgement.outcome, row)
    return judgement
  }

  /// The lines of the table that are about the provider's words.
  private func judge(_ envelope: Envelope, _ status: Int, _ row: SentRow, _ effect: Effect) -> Judgement {
    if envelope.meaning != .unclear, let outcome = special(status, envelope) { return Judgement(outcome: outcome) }
    if envelope.meaning == .negative, envelope.saysDuplicate, [200, 400, 401, 409, 422].contains(status) {
      return judgeDuplicate(row, effect)
    }
    let inside = status == 200 ? envelope.statusInside : nil
    switch (envelope.meaning, inside ?? status) {
    case (.unclear, _): return effect.inDoubt("the answer says both yes and no, or words that are not documented")
    case (.positive, 200...299):
      return positive(envelope).map { Judgement(outcome: $0) }
        ?? effect.inDoubt("the instruction's status is not a known one")
    case (.positive, _): return effect.inDoubt("the answer says yes, but its HTTP status \(status) says no")
    case (.negative, 200), (.negative, 400), (.negative, 409), (.negative, 422):
      return Judgement(outcome: .failed, halt: effect.isJournalled && envelope.saysShortOfFunds ? .funds : nil)
    case (.negative, 401), (.negative, 403): return effect.notSent(halt: .credentials)
    case (.negative, 412): return effect.notSent(halt: .ourRequest)
    case (.negative, 429): return effect.tooFast
    // A refusal inside a 200 is an answer: asking again brings the same one.
    case (.negative, 500...599) where inside != nil: return effect.inDoubt()
    case (.negative, 408), (.negative, 423), (.negative, 425), (.negative, 500...599):
      return effect.inDoubt(mayAsk: true)
    case (.negative, _): return effect.inDoubt("an error with the undocumented HTTP status \(status)")
    }
  }

  private func judgeDuplicate(_ row: SentRow, _ effect: Effect) -> Judgement {
    switch (effect.isJournalled, row.isFirstTry) {
    case (true, true): Judgement(outcome: .failed, message: "use a fresh refid")
    case (true, false): effect.inDoubt("an earlier try of this row may have arrived")
    case (false, true): effect.inDoubt("ask again with a fresh refid")
    case (false, false): effect.inDoubt("an earlier try arrived; ask again with a fresh refid")
    }
  }
}
