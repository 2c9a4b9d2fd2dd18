import Operations

/// What the table of answers makes of an answer: for what moves money or creates something, and for look-ups.
enum Meaning: Sendable {
  /// A known yes: the operation's own good outcome.
  case yes
  /// A yes whose instruction is in a state that nobody documents: in doubt; pending.
  case yesButUnknown
  /// The remitter got a one-time password for a registration.
  case registration
  case no
  /// A no because our own account is short of funds: nothing more can be paid.
  case noFunds
  /// Not sent, and a person must look at the registration id.
  case refused
  /// Not sent, and a person must look at our request.
  case nonsense
  /// Not sent, and a person must look at the address.
  case wrongPlace
  /// In doubt, and a person must look at the address.
  case doubtfulPlace
  /// Not sent yet: again, slower.
  case slower
  /// In doubt; a look-up ends without an answer.
  case doubt
  /// In doubt; a look-up asks again.
  case doubtOrAgain
  /// A reference that was used before.
  case usedBefore

  var halt: Halt? {
    switch self {
    case .refused: .credentials
    case .nonsense: .ourRequest
    case .wrongPlace, .doubtfulPlace: .wrongAddress
    case .noFunds: .funds
    default: nil
    }
  }

  /// For payout, pan-new and transfer-otp; nil stands for the operation's good outcome.
  var journalled: (outcome: Outcome?, mayRetry: Bool) {
    switch self {
    case .yes: (nil, false)
    case .registration: (.registrationRequired, false)
    case .no, .noFunds, .usedBefore: (.failed, false)
    case .refused, .nonsense, .wrongPlace: (.notSent, false)
    case .slower: (.notSent, true)
    case .yesButUnknown, .doubtfulPlace, .doubt, .doubtOrAgain: (.inDoubt, false)
    }
  }

  /// For recharge-status and pan-status.
  var lookUp: (outcome: Outcome?, mayRetry: Bool) {
    switch self {
    case .yes: (nil, false)
    case .yesButUnknown: (.pending, false)
    case .no, .noFunds: (.failed, false)
    case .slower, .doubtOrAgain: (.error, true)
    case .registration, .refused, .nonsense, .wrongPlace, .doubtfulPlace, .doubt, .usedBefore: (.error, false)
    }
  }
}

/// The table "What an answer means", written out by HTTP status.
struct MeaningsByStatus: Sendable {
  typealias Line = (statuses: Set<Int>, meaning: Meaning)
  let lines: [Line]

  static let statuses: Set<Int> = Set(
    [200, 201, 202, 204, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 418, 422]
      + [423, 424, 425, 429, 431, 451, 460, 499, 500, 502, 503, 504, 599] + Array(300...308)
  )
  private static let good: Set<Int> = [200, 201, 202, 204]
  private static let unclear: Set<Int> = [408, 423, 425, 500, 502, 503, 504, 599]

  func meaning(_ status: Int) -> [Meaning] { lines.filter { $0.statuses.contains(status) }.map(\.meaning) }

  static let positive = MeaningsByStatus(lines: [
    (good, .yes), (statuses.subtracting(good), .doubt),
  ])
  static let unknownInstruction = MeaningsByStatus(lines: [
    (good, .yesButUnknown), (statuses.subtracting(good), .doubt),
  ])
  static let negative = negative(.no)
  static let shortOfFunds = negative(.noFunds)
  static let duplicateFirst = MeaningsByStatus(lines: duplicate(.usedBefore))
  static let duplicateLater = MeaningsByStatus(lines: duplicate(.doubt))
  static let neverClear = MeaningsByStatus(lines: [(statuses, .doubt)])
  static let noEnvelope = withoutEnvelope(.doubt, .wrongPlace)
  static let noJSON = withoutEnvelope(.doubtOrAgain, .wrongPlace)
  static let progress = withoutEnvelope(.doubt, .doubtfulPlace)
  static let progressNoJSON = withoutEnvelope(.doubtOrAgain, .doubtfulPlace)

  private static let undocumented: Set<Int> = Set([
    201, 202, 204, 402, 404, 405, 406, 407, 410, 411, 413, 414, 415, 418, 424, 431, 451, 460, 499,
  ]).union(300...308)

  private static func negative(_ no: Meaning) -> MeaningsByStatus {
    MeaningsByStatus(lines: [
      ([200, 400, 409, 422], no), ([401, 403], .refused), ([412], .nonsense), ([429], .slower),
      (unclear, .doubtOrAgain), (undocumented, .doubt),
    ])
  }

  /// The page's own status is 401. Where the HTTP status says something else than "no", that stands.
  private static func duplicate(_ meaning: Meaning) -> [Line] {
    [
      ([200, 400, 401, 409, 422], meaning), ([403], .refused), ([412], .nonsense), ([429], .slower),
      (unclear, .doubtOrAgain), (undocumented, .doubt),
    ]
  }

  /// As `negative`, with another meaning inside a 200.
  static func insideOK(_ meaning: Meaning) -> MeaningsByStatus {
    let inside: Line = (statuses: [200], meaning: meaning)
    let others: [Line] = negative.lines.map { (statuses: $0.statuses.subtracting([200]), meaning: $0.meaning) }
    return MeaningsByStatus(lines: [inside] + others)
  }

  /// - Parameters:
  ///   - ok: with status 200.
  ///   - wrong: with a status that comes from what stands before the provider.
  private static func withoutEnvelope(_ ok: Meaning, _ wrong: Meaning) -> MeaningsByStatus {
    MeaningsByStatus(lines: [
      ([200], ok), ([301, 302, 307, 308, 400, 401, 403, 404, 405, 411, 413, 414, 415, 431, 451], wrong),
      ([201, 202, 204, 303, 402, 406, 407, 409, 410, 412, 418, 422, 424, 460, 499], .doubtfulPlace),
      ([429], .slower), (unclear, .doubtOrAgain), ([300, 304, 305, 306], .doubt),
    ])
  }
}

extension Saying {
  var meanings: MeaningsByStatus {
    switch self {
    case .positive, .flatPositive: .positive
    case .unknownInstruction: .unknownInstruction
    case .negative, .falseInWords, .noInside, .sub404, .sub409, .sub422: .negative
    case .shortOfFunds, .overdrawn: .shortOfFunds
    case .duplicateFirst: .duplicateFirst
    case .duplicateLater: .duplicateLater
    case .contradictory, .yesWithRefusal, .keyTwice, .keyTwiceInside, .keyTwiceAfterNull: .neverClear
    case .rejectedInside, .failedInside, .errorInside, .errorListed, .notASuccess, .acceptedInside, .pendingInside:
      .neverClear
    case .sub401, .sub403: .insideOK(.refused)
    case .sub412: .insideOK(.nonsense)
    case .sub500, .sub503, .sub599: .insideOK(.doubt)
    case .empty, .blanks, .html, .text, .notUTF8: .noJSON
    case .htmlOfProgress, .textOfProgress, .truncated: .progressNoJSON
    case .emptyObject, .otherObject, .statusNumber, .statusDigits, .unknownWord, .nullStatus, .array, .number, .string,
      .null:
      .noEnvelope
    case .accepted, .pending, .processed, .successTrue, .envelopeInArray, .stringOfProgress: .progress
    }
  }
}
