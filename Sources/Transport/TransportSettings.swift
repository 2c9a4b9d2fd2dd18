import NIOSSL

/// How the HTTP transport behaves.
public struct TransportSettings: Sendable {
  /// Scheme and host, without a slash at the end.
  public var address: String
  /// For one whole request, answer included.
  public var timeout: Duration
  /// The header of that name.
  public var userAgent: String
  /// Whether a slot's next request uses its connection again. Without it every request has one of its own, so that
  /// no answer can be taken for another request's.
  public var keepsConnections: Bool
  /// To look up the host and reach it, within the whole time limit.
  var connectMax = Duration.seconds(5)
  /// To agree on encryption, within the whole time limit.
  var encryptionMax = Duration.seconds(10)
  /// A connection without a request is closed after so long: well before servers begin to close theirs, for a request
  /// that crosses such a closing on its way would be in doubt. One that is used up is left to the other side to close
  /// for as long, since the side that closes first keeps the port busy for a minute (RFC 9293, TIME-WAIT).
  var restMax = Duration.seconds(1)
  /// Who may vouch for the provider; the tests put their own in place of those that the machine trusts.
  var trust = NIOSSLTrustRoots.default

  /// Larger answers are not the provider's.
  static let answerBytesMax = 64 << 10

  /// - Parameters:
  ///   - address: Scheme and host, without a slash at the end.
  ///   - timeout: For one whole request, answer included.
  ///   - userAgent: The header of that name.
  ///   - keepsConnections: Whether a slot's next request uses its connection again.
  public init(address: String, timeout: Duration, userAgent: String, keepsConnections: Bool) {
    self.address = address
    self.timeout = timeout
    self.userAgent = userAgent
    self.keepsConnections = keepsConnections
  }
}
