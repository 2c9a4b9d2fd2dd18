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

  public init(outcome: Outcome) { self.outcome = outcome }
}

/// Why a run stops by itself.
public enum Halt: String, Sendable {
  case credentials = "the provider refused the registration id, or the API is not enabled for it"
  case ourRequest = "the provider could not read our request"
  case funds = "the account that pays is short of funds"
  case wrongAddress = "the answer did not come from the provider: wrong address, a proxy or a firewall"
  case untrusted = "the server could not prove that it is the provider"
  case unasked = "the provider sent an answer that nobody asked for, so that answers may be taken for other rows'"
  case referenceTwice = "the provider gave one transaction reference to two rows"
  case tooManyInDoubt = "too many rows ended in doubt"
  case noConnection = "no connection to the provider, many times in a row"

  /// What to do before `resume`.
  public var remedy: String {
    switch self {
    case .credentials: "Check AOPAY_REGISTRATION_ID and ask the provider whether the API is enabled."
    case .ourRequest: "Nothing is wrong with the sheet; report this with the row's line from the results file."
    case .funds: "Put money into the account."
    case .wrongAddress: "Check the addresses in the settings, and the network between here and the provider."
    case .untrusted: "Check the address and this machine's clock and certificates; do not go around it."
    case .unasked: "Compare the rows that were answered last with the provider's own list, and report this to it."
    case .referenceTwice: "Ask the provider about both rows."
    case .tooManyInDoubt: "Ask the provider what happened to the rows in doubt, and `resolve` them."
    case .noConnection: "Check the network and the provider's address."
    }
  }
}
