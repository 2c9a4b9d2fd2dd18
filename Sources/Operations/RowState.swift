/// Where a row stands. The only ways between the states are those of `successors`.
public enum RowState: Sendable, Hashable {
  /// Valid and recorded; nothing was sent.
  case planned
  /// Failed validation.
  case rejected
  /// The intent to send is durable: a request may be on its way.
  case sending
  /// It is known, or known to be unknown, what became of it.
  case done(Outcome)

  public static let all: [RowState] = [.planned, .rejected, .sending] + Outcome.allCases.map(RowState.done)

  /// As the ledger stores it.
  public var text: String {
    switch self {
    case .planned: "planned"
    case .rejected: "rejected"
    case .sending: "sending"
    case .done(let outcome): outcome.rawValue
    }
  }

  public init?(text: String) {
    guard let state = Self.all.first(where: { $0.text == text }) else { return nil }
    self = state
  }

  /// The states that a row may go to next.
  ///
  /// For what moves money or creates something, the way to an answer leads through `sending`, and the ways from there
  /// to `planned` and `not_sent` need a proof by the process that made the attempt. A look-up is recorded when it is
  /// answered, and may be asked again until its outcome is final.
  public func successors(_ effect: Effect) -> Set<RowState> {
    effect.isJournalled ? journalledSuccessors : lookUpSuccessors
  }

  private var journalledSuccessors: Set<RowState> {
    switch self {
    case .planned: [.sending, .done(.notSent)]
    case .sending: Self.any(.accepted, .success, .registrationRequired, .failed, .inDoubt, .notSent).union([.planned])
    case .done(.inDoubt): Self.any(.accepted, .success, .notSent)
    case .done(.notSent): [.planned]
    case .rejected, .done: []
    }
  }

  private var lookUpSuccessors: Set<RowState> {
    switch self {
    case .planned: Self.any(.success, .pending, .refunded, .failed, .error, .notSent)
    case .done(.pending), .done(.error), .done(.notSent): [.planned]
    case .rejected, .sending, .done: []
    }
  }

  private static func any(_ outcomes: Outcome...) -> Set<RowState> { Set(outcomes.map(RowState.done)) }
}
