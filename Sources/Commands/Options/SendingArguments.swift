import AOPay
import ArgumentParser
import Dispatching
import Ledger
import Operations
import Payments
import Sheet

/// How rows are sent, as typed, by `run` and `resume` alike.
struct SendingArguments: ParsableArguments {
  @Option(name: .long, help: "Requests in flight, 1 to 1024.")
  var concurrency = 8

  @Option(name: .long, help: "Requests started per second, at most. (default: no limit)")
  var rate: Double?

  @Option(name: .long, help: "Seconds for one whole request, answer included. (default: 60)")
  var timeout: SecondsValue?

  @Flag(
    name: .long,
    help: """
      Operations that move money or create something too use a slot's connection again: faster, but trusts the \
      provider never to answer twice. (default: a connection for each request)
      """
  )
  var keepConnections = false

  @Option(name: .long, help: "Tries per row where a retry is safe.")
  var attempts = 3

  @Option(name: .long, help: "Stop after so many rows in doubt among the last 20 answers; above 20: never.")
  var haltAfterInDoubt = 5

  @Option(
    name: .long,
    help: """
      Send from a ledger that is older than it was, or a copy, after you compared it with what was paid; the reason is \
      recorded.
      """
  )
  var afterRestore: String?

  @Option(
    name: .long,
    help: """
      Go on with a batch after another server took the place of the ledger's, after you compared what was paid; the reason \
      is recorded.
      """
  )
  var afterFailover: String?

  func validate() throws {
    if afterFailover?.allSatisfy(\.isWhitespace) == true { throw ValidationError("--after-failover needs a reason.") }
    if afterRestore?.allSatisfy(\.isWhitespace) == true { throw ValidationError("--after-restore needs a reason.") }
    guard (1...1024).contains(concurrency) else { throw ValidationError("--concurrency must be 1 to 1024.") }
    if let rate, !(0.001...1_000_000).contains(rate) { throw ValidationError("--rate must be more than zero.") }
    guard (1...100).contains(attempts) else { throw ValidationError("--attempts must be 1 to 100.") }
    guard haltAfterInDoubt >= 1 else { throw ValidationError("--halt-after-in-doubt must be 1 or more.") }
  }

  /// What the ledger is opened for.
  ///
  /// - Throws: `usage` if the reason is one for the other kind of ledger.
  func purpose(_ place: LedgerPlace) throws(Failure) -> LedgerPurpose {
    let (kind, reason, other) =
      place.isShared
      ? (Event.Kind.failedOver, afterFailover, afterRestore) : (.restored, afterRestore, afterFailover)
    if other != nil {
      let right = place.isShared ? "is on a server: give --after-failover" : "is a file: give --after-restore"
      throw Failure(.usage, [.cause: "The ledger \(place.path) \(right) instead."])
    }
    return .sending(after: reason.map { Event(at: .now, kind, reason: "\(Settings.user): \($0.printable)") })
  }

  /// What was typed, as the engine takes it.
  ///
  /// - Throws: `Failure` if this machine does not allow so many connections.
  func options(_ settings: Settings, address: Address) throws(Failure) -> SendingOptions {
    var options = SendingOptions(
      address: address.text,
      credentials: settings.credentials,
      user: Settings.user,
      userAgent: Version.userAgent,
      words: .commands
    )
    options.registration = settings.credentials[.registrationID]
    options.concurrency = concurrency
    options.limits.ratePerSecond = rate
    if let timeout { options.timeout = timeout.duration }
    options.keepsConnections = keepConnections
    options.limits.attempts = attempts
    options.limits.haltAfterInDoubt = haltAfterInDoubt
    try Start.raiseFileLimit(connections: concurrency)
    return options
  }
}
