public import Ledger
public import Operations
public import Reports
public import Transport

/// How rows are sent, by `run` and `resume` alike.
public struct SendingOptions: Sendable {
  /// Scheme and host, without a slash at the end.
  public var address: String
  public var credentials: Credentials
  /// Who pays, as the provider knows them: a batch is bound to it.
  public var registration: String?
  /// Requests in flight.
  public var concurrency = 8
  /// For one whole request, answer included.
  public var timeout = Duration.seconds(60)
  /// Whether operations that move money or create something use a slot's connection again, as look-ups always do.
  public var keepsConnections = false
  /// When rows are tried again, and when the run stops.
  public var limits = SendingLimits()
  /// Look-ups: ask again for what is not final.
  public var sweep: Sweep?
  /// Who runs the program: recorded.
  public var user: String
  public var userAgent: String
  /// What the page says about commands.
  public var words: PageWords
  /// Demands what a policy asks for before a plan is sent; gives what the journal says of that. Blocks.
  public var demandApprovals: @Sendable (Plan, any Ledger) throws -> [Event] = { _, _ in [] }
  /// How the provider is reached; the tests put a script in its place.
  public var transport: @Sendable (TransportSettings) -> any Transport = { HTTPTransport($0) }

  public init(address: String, credentials: Credentials, user: String, userAgent: String, words: PageWords) {
    self.address = address
    self.credentials = credentials
    self.user = user
    self.userAgent = userAgent
    self.words = words
  }

  func openTransport(for effect: Effect) -> any Transport {
    transport(
      TransportSettings(
        address: address,
        timeout: timeout,
        userAgent: userAgent,
        keepsConnections: keepsConnections || !effect.isJournalled
      )
    )
  }
}

/// Asking again for look-ups that are not final: how long after the end of a round, and how long the whole run may take.
public typealias Sweep = (every: Duration, total: Duration)
