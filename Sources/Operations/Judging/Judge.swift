public import Sheet

extension Operation {
  /// What an observation means for a row of this operation: the provider's own words first, the HTTP status second,
  /// and in doubt where neither says enough.
  ///
  /// - Parameters:
  ///   - isFirstTry: no earlier request for this row may have arrived.
  public func judge(
    _ observation: Observation,
    fields: PackedRow,
    isFirstTry: Bool,
    sentAt: Timestamp
  ) -> Judgement {
    var judgement: Judgement
    var envelope: Envelope?
    switch observation {
    case .trouble(let trouble): judgement = judge(trouble)
    case .answer(let answer):
      envelope = Envelope(answer.body)
      judgement = judge(answer, envelope, isFirstTry: isFirstTry)
      judgement.httpStatus = answer.status
      judgement.retryAfterSeconds = answer.retryAfterSeconds
      if let envelope { describe(envelope, in: &judgement) }
    }
    let values = OwnValues(envelope: envelope, outcome: judgement.outcome, fields: fields, sentAt: sentAt)
    if judgement.outcome != .notSent { judgement.own = own(values) }
    return judgement
  }

  private func describe(_ envelope: Envelope, in judgement: inout Judgement) {
    judgement.providerStatus = envelope.status
    judgement.providerCode = envelope.code ?? ""
    let words = envelope.message
    judgement.message = [words, judgement.message].filter { !$0.isEmpty }.joined(separator: "; ")
    // Also of a row in doubt: another row with the same reference is then in doubt too.
    if judgement.outcome == .accepted || judgement.outcome == .inDoubt { judgement.reference = reference(envelope) }
  }

  // MARK: - Verdicts

  /// It may have happened, and nothing that we can do safely will tell.
  private func doubt(_ message: String, halt: Halt? = nil) -> Judgement {
    var judgement = Judgement(outcome: effect.isJournalled ? .inDoubt : .error)
    judgement.message = message
    judgement.halt = halt
    return judgement
  }

  /// As `doubt`, but a look-up may simply ask again.
  private func doubtUnlessLookUp(_ message: String) -> Judgement {
    var judgement = doubt(message)
    judgement.mayRetry = !effect.isJournalled
    return judgement
  }

  /// It certainly did not happen.
  private func unsent(_ message: String, mayRetry: Bool = false, halt: Halt? = nil) -> Judgement {
    var judgement = Judgement(outcome: effect.isJournalled ? .notSent : .error)
    judgement.message = message
    judgement.mayRetry = mayRetry
    judgement.halt = halt
    return judgement
  }

  private func failed(_ message: String = "", halt: Halt? = nil) -> Judgement {
    var judgement = Judgement(outcome: .failed)
    judgement.message = message
    judgement.halt = halt
    return judgement
  }

  // MARK: - Without an answer

  private func judge(_ trouble: Trouble) -> Judgement {
    let message = "\(trouble.kind.rawValue) (\(trouble.detail))"
    let halt = Self.halt(for: trouble.kind)
    if trouble.bodyMayHaveLeft {
      let words = "\(message); the request may have arrived"
      return halt == nil ? doubtUnlessLookUp(words) : doubt(words, halt: halt)
    }
    var judgement = unsent("\(message); nothing was sent", mayRetry: halt == nil, halt: halt)
    judgement.isConnectionFailure = true
    return judgement
  }

  private static func halt(for kind: Trouble.Kind) -> Halt? {
    switch kind {
    case .untrusted: .untrusted
    case .unasked: .unasked
    case .noConnection, .timeout, .connectionLost, .badAnswer, .answerTooLarge: nil
    }
  }

  // MARK: - With an answer

  private func judge(_ answer: Answer, _ envelope: Envelope?, isFirstTry: Bool) -> Judgement {
    guard let envelope else { return judgeWithoutEnvelope(answer) }
    if envelope.meaning != .unclear, let outcome = special(answer.status, envelope) {
      return Judgement(outcome: outcome)
    }
    switch envelope.meaning {
    case .unclear: return doubt("the answer says both yes and no, or words that are not documented")
    case .positive where (200...299).contains(answer.status): return judgePositive(envelope)
    case .positive: return doubt("the answer says yes, but its HTTP status \(answer.status) says no")
    case .negative: return judgeNegative(envelope, status: answer.status, isFirstTry: isFirstTry)
    }
  }

  private func tooFast() -> Judgement {
    var judgement = unsent("the provider refused because of too many requests", mayRetry: true)
    judgement.isTooFast = true
    return judgement
  }

  private func judgePositive(_ envelope: Envelope) -> Judgement {
    let outcome = positive(envelope)
    return outcome == .inDoubt ? doubt("the instruction's status is not a known one") : Judgement(outcome: outcome)
  }

  private func judgeNegative(_ envelope: Envelope, status: Int, isFirstTry: Bool) -> Judgement {
    if Self.meansDuplicate(envelope), [200, 400, 401, 409, 422].contains(status) {
      return judgeDuplicate(isFirstTry: isFirstTry)
    }
    switch status == 200 ? statusInside(envelope) : status {
    case 429: return tooFast()
    case 200, 400, 409, 422:
      return failed(halt: effect.isJournalled && Self.meansShortOfFunds(envelope) ? .funds : nil)
    case 401, 403: return unsent("", halt: .credentials)
    case 412: return unsent("", halt: .ourRequest)
    case 408, 423, 425, 500...599:
      // A refusal inside a 200 is an answer: asking again brings the same one.
      return status == 200 ? doubt("") : doubtUnlessLookUp("")
    default: return doubt("an error with the undocumented HTTP status \(status)")
    }
  }

  /// A 200 may carry the real status in its `subCode`.
  private func statusInside(_ envelope: Envelope) -> Int {
    let digits = envelope.root.text("subCode")?.filter { $0 != " " }.prefix { $0.isNumber }
    guard let code = digits.flatMap({ Int($0) }) else { return 200 }
    return [401, 403, 412].contains(code) || (500...599).contains(code) ? code : 200
  }

  private func judgeDuplicate(isFirstTry: Bool) -> Judgement {
    guard effect.isJournalled else {
      let earlier = isFirstTry ? "" : "an earlier try arrived; "
      var judgement = doubt("\(earlier)ask again with a fresh refid")
      judgement.outcome = .error
      return judgement
    }
    return isFirstTry
      ? failed(effect == .creates ? "use a fresh refid" : "") : doubt("an earlier try of this row may have arrived")
  }

  private func judgeWithoutEnvelope(_ answer: Answer) -> Judgement {
    let what = "HTTP \(answer.status) without the provider's answer"
    switch answer.status {
    case 429: return tooFast()
    case 408, 423, 425, 500...599: return doubtUnlessLookUp(what)
    case 303, 409, 201...299: return doubt(what, halt: .wrongAddress)
    case 301, 302, 307, 308, 400...499: return unsent(what, halt: .wrongAddress)
    case 200: return JSONReader.read(answer.body) == nil ? doubtUnlessLookUp("\(what) (not JSON)") : doubt(what)
    default: return doubt(what)
    }
  }

  // MARK: - Words

  private static func meansDuplicate(_ envelope: Envelope) -> Bool {
    envelope.message.lowercased().contains("duplicate refid")
  }

  /// IDFC FIRST Bank's words for an account of ours that cannot pay.
  private static func meansShortOfFunds(_ envelope: Envelope) -> Bool {
    let words = envelope.allMessages.uppercased()
    return ["FUNDS/DP NOT AVAILABLE", "WILL BE OVERDRAWN", "INSUFFICIENT FUND", "INSUFFICIENT BALANCE"]
      .contains(where: words.contains)
  }
}
