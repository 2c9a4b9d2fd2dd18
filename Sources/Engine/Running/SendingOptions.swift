public import Ledger
public import Operations
public import Provider

/// How rows are sent, by `run` and `resume` alike.
public struct SendingOptions: Sendable {
  /// Scheme and host, without a slash at the end.
  public var address: String
  public var credentials: Credentials
  /// Requests in flight.
  public var concurrency = 8
  /// Requests started per second at most; nil for no limit.
  public var ratePerSecond: Double?
  /// For one whole request, answer included.
  public var timeout = Duration.seconds(60)
  /// Tries per row where a retry is safe.
  public var attempts = 3
  public var haltAfterInDoubt = 5
  /// Look-ups: ask again for what is not final.
  public var sweep: Sweep?
  /// Who runs the program: recorded.
  public var user: String
  public var userAgent: String
  /// How the provider is reached; the tests put a script in its place.
  public var transport: @Sendable (TransportSettings) -> any Transport = { HTTPTransport($0) }

  public init(address: String, credentials: Credentials, user: String, userAgent: String) {
    self.address = address
    self.credentials = credentials
    self.user = user
    self.userAgent = userAgent
  }

  /// Connections that can be open at once.
  public var connectionsMax: Int { TransportSettings.connectionsMax(requests: concurrency) }

  var limits: Dispatcher.Limits {
    Dispatcher.Limits(attempts: attempts, haltAfterInDoubt: haltAfterInDoubt, ratePerSecond: ratePerSecond)
  }

  func openTransport() -> any Transport {
    transport(TransportSettings(address: address, timeout: timeout, userAgent: userAgent))
  }
}

/// Asking again for look-ups that are not final.
public struct Sweep: Sendable {
  /// Between the end of a round and the next one.
  public var every: Duration
  /// For the whole run.
  public var total: Duration

  public init(every: Duration, total: Duration) {
    self.every = every
    self.total = total
  }
}

/// Who is told what while rows are sent.
public struct Witness: Sendable {
  /// The batch is recorded and held; sending begins.
  public var begins: @Sendable (Batch, Progress) -> Void
  /// Set it to drain.
  public var stop: StopFlag

  public init(begins: @escaping @Sendable (Batch, Progress) -> Void = { _, _ in }, stop: StopFlag = StopFlag()) {
    self.begins = begins
    self.stop = stop
  }
}
