/// What an observation means for a row.
public struct Judgement: Sendable, Equatable {
  /// What the row becomes, unless it is tried again.
  public var outcome: Outcome
  /// Whether trying again can neither pay twice nor annoy.
  public var mayRetry = false
  /// Nothing more must be sent: a person has to mend this first.
  public var halt: Halt?
  /// No connection could be made; many in a row stop the run.
  public var isConnectionFailure = false
  /// The provider could not be reached, or closed the connection without an answer.
  public var isUnreached = false
  /// How long the provider asks us to wait, in seconds.
  public var retryAfterSeconds: Int64?
  /// The provider refused before processing because we are too fast.
  public var isTooFast = false

  public var httpStatus: Int?
  public var providerStatus = ""
  public var providerCode = ""
  /// What happened, for people: the provider's words, or ours where it said nothing.
  public var message = ""
  /// The provider's reference of the transaction, which no other row of the batch can have.
  public var reference: String?
  /// The values of the operation's own result columns.
  public var own: [String] = []

  /// A judgement of which nothing else is known yet.
  public init(outcome: Outcome, message: String = "", mayRetry: Bool = false, halt: Halt? = nil) {
    self.outcome = outcome
    self.message = message
    self.mayRetry = mayRetry
    self.halt = halt
  }
}

/// Why a run stops by itself. The raw values are for programs and ledgers, and never change.
public enum Halt: String, Sendable, CaseIterable {
  /// The provider refused the registration id, or the API is not enabled for it.
  case credentials
  /// The provider could not read our request.
  case ourRequest
  /// The account that pays is short of funds.
  case funds
  /// The answer did not come from the provider: wrong address, a proxy or a firewall.
  case wrongAddress
  /// The server could not prove that it is the provider.
  case untrusted
  /// An answer came that nobody asked for: answers may be taken for other rows'.
  case unasked
  /// Two rows got one transaction reference.
  case referenceTwice
  case tooManyInDoubt
  /// Many times in a row.
  case noConnection
}
