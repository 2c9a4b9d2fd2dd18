public import Sheet

extension Operation {
  /// What an observation means for a row of this operation: the provider's own words first, the HTTP status second,
  /// and in doubt where neither says enough.
  ///
  /// - Parameters:
  ///   - isFirstTry: no earlier request for this row may have arrived.
  public func judge(_ observation: Observation, fields: PackedRow, isFirstTry: Bool, sentAt: Timestamp) -> Judgement {
    var judgement: Judgement
    switch observation {
    case .trouble(let trouble):
      judgement = effect.judge(trouble)
      judgement.isUnreached = Trouble.isUnreached(judgement.message)
    case .answer(let answer):
      let row = SentRow(fields: fields, isFirstTry: isFirstTry, sentAt: sentAt)
      judgement = judgeWords(answer, row, effect) ?? effect.judge(withoutWords: answer)
      judgement.httpStatus = answer.status
      judgement.retryAfterSeconds = answer.retryAfterSeconds
    }
    if judgement.own.isEmpty { judgement.own = ownWithoutAnswer(fields) }
    if judgement.outcome == .notSent { judgement.own = [] }
    return judgement
  }
}

// What the lines of the table "What an answer means" come to: for what moves money or creates something, and for
// look-ups.
extension Effect {
  /// It certainly did not happen.
  public func notSent(_ message: String = "", mayRetry: Bool = false, halt: Halt? = nil) -> Judgement {
    Judgement(outcome: isJournalled ? .notSent : .error, message: message, mayRetry: mayRetry, halt: halt)
  }

  /// It may have happened, and nothing that we can do safely will tell; a look-up may perhaps simply ask again.
  public func inDoubt(_ message: String = "", mayAsk: Bool = false, halt: Halt? = nil) -> Judgement {
    let outcome: Outcome = isJournalled ? .inDoubt : .error
    return Judgement(outcome: outcome, message: message, mayRetry: mayAsk && !isJournalled, halt: halt)
  }

  /// Refused before it was processed: again, slower.
  public var tooFast: Judgement {
    var judgement = notSent("the provider refused because of too many requests", mayRetry: true)
    judgement.isTooFast = true
    return judgement
  }

  /// No whole answer came.
  func judge(_ trouble: Trouble) -> Judgement {
    let message = "\(trouble.kind.rawValue) (\(trouble.detail))"
    let halt: Halt? =
      switch trouble.kind {
      case .untrusted: .untrusted
      case .unasked: .unasked
      case .noConnection, .timeout, .connectionLost, .badAnswer, .answerTooLarge: nil
      }
    if trouble.bodyMayHaveLeft {
      return inDoubt("\(message); the request may have arrived", mayAsk: halt == nil, halt: halt)
    }
    var judgement = notSent("\(message)\(Trouble.nothingLeft)", mayRetry: halt == nil, halt: halt)
    judgement.isConnectionFailure = true
    return judgement
  }

  /// The answer is not in the provider's words: it comes from a gateway, a proxy or a firewall.
  func judge(withoutWords answer: Answer) -> Judgement {
    let what = "HTTP \(answer.status) without the provider's answer"
    switch answer.status {
    case 429: return tooFast
    case 408, 423, 425, 500...599: return inDoubt(what, mayAsk: true)
    case 301, 302, 307, 308, 400, 401, 403, 404, 405, 411, 413, 414, 415, 431, 451:
      return answer.speaksOfProgress ? inDoubt(what, halt: .wrongAddress) : notSent(what, halt: .wrongAddress)
    // Some of these come from gateways behind which the request goes on.
    case 303, 400...499, 201...299: return inDoubt(what, halt: .wrongAddress)
    case 200 where JSONReader.read(answer.body) == nil: return inDoubt("\(what) (not JSON)", mayAsk: true)
    default: return inDoubt(what)
    }
  }
}

extension Trouble {
  fileprivate static let nothingLeft = "; nothing was sent"

  /// Whether the words about a trouble, as they are recorded, say that the provider could not be reached, or closed the
  /// connection without an answer.
  public static func isUnreached(_ message: String) -> Bool {
    message.hasPrefix(Kind.connectionLost.rawValue) || message.hasSuffix(nothingLeft)
  }
}

extension Answer {
  private static let wordsOfProgress: Set<Substring> = [
    "accepted", "acpt", "completed", "initiated", "pending", "processed", "processing", "queued", "success",
    "successful", "successfully",
  ]

  fileprivate var speaksOfProgress: Bool {
    let texts = JSONReader.read(body)?.statements ?? [String(decoding: body, as: UTF8.self)]
    return texts.contains { text in
      text.lowercased().split { !$0.isLetter }.contains(where: Self.wordsOfProgress.contains)
    }
  }
}

extension JSONValue {
  /// What is said inside: every text, and every key that is true. `"success": false` says nothing of success.
  fileprivate var statements: [String] {
    switch self {
    case .object(let pairs): pairs.flatMap { $0.value == .bool(true) ? [$0.key] : $0.value.statements }
    case .array(let values): values.flatMap(\.statements)
    case .string(let text): [text]
    case .number, .bool, .null: []
    }
  }
}
