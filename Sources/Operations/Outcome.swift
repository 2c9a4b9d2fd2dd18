/// What became of a row that was valid; see `meaning`.
public enum Outcome: String, Sendable, CaseIterable {
  case accepted, success, pending
  case registrationRequired = "registration_required"
  case refunded, failed, error
  case inDoubt = "in_doubt"
  case notSent = "not_sent"

  /// What it means, for people.
  public var meaning: String {
    switch self {
    case .accepted: "the provider took the instruction; not yet proof of credit"
    case .success: "done, or found to be done"
    case .pending: "not decided yet: ask again"
    case .registrationRequired: "the remitter is not registered and got a registration OTP"
    case .refunded: "the money came back"
    case .failed: "the provider said a definite no"
    case .error: "no usable answer after all tries"
    case .inDoubt: "it may have happened; only a person can find out"
    case .notSent: "it certainly did not happen"
    }
  }

  /// Nothing more will come: a look-up with this outcome need not be asked again.
  public var isFinalForLookUps: Bool { self == .success || self == .failed || self == .refunded }

  /// Counts as answered well for the exit status.
  public var isGood: Bool {
    switch self {
    case .accepted, .success, .pending, .registrationRequired, .refunded: true
    case .failed, .error, .inDoubt, .notSent: false
    }
  }
}
