import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Operations

/// What goes wrong beside the errors of the libraries.
enum TransportError: Error {
  case noAddress
  /// The other side closed the connection.
  case closed
  case timeIsUp(limit: Duration)
  case noEncryption(limit: Duration)
  case answerTooLarge
  /// Something came before a request or behind its answer.
  case unasked

  fileprivate var words: String {
    switch self {
    case .noAddress: "this is not an address"
    case .closed: "the other side closed it"
    case .timeIsUp(let limit): "limit \(limit)"
    case .noEncryption(let limit): "no agreement on encryption within \(limit)"
    case .answerTooLarge: "more than \(TransportSettings.answerBytesMax / 1024) KiB"
    case .unasked: "something came before a request or behind its answer"
    }
  }
}

extension Trouble {
  /// An error in our words. Whether the body left is not read from it: many occur before and after.
  init(_ error: any Error, bodyMayHaveLeft: Bool) {
    self.init(
      Self.kind(of: error, bodyMayHaveLeft),
      detail: Self.detail(error),
      bodyMayHaveLeft: bodyMayHaveLeft
    )
  }

  private static func kind(of error: any Error, _ bodyMayHaveLeft: Bool) -> Kind {
    switch error {
    case TransportError.answerTooLarge: .answerTooLarge
    case TransportError.timeIsUp: .timeout
    case TransportError.unasked: .unasked
    case let error where error.isAboutBytes: .badAnswer
    case let error where isUntrusted(error): .untrusted
    // What breaks before the body left, a refused port among it, is a connection that was not made.
    default: bodyMayHaveLeft ? .connectionLost : .noConnection
    }
  }

  /// A certificate that does not hold, or holds for another host.
  private static func isUntrusted(_ error: any Error) -> Bool {
    if let error = error as? NIOSSLExtraError { return error == .failedToValidateHostname }
    return "\(error)".contains("CERTIFICATE_VERIFY_FAILED")
  }

  private static func detail(_ error: any Error) -> String {
    switch error {
    case let error as TransportError: error.words
    case let error as NIOConnectionError: connectionDetail(error)
    case let error as IOError: String(cString: strerror(error.errnoCode))
    default: "\(error)"
    }
  }

  private static func connectionDetail(_ error: NIOConnectionError) -> String {
    if error.dnsAError != nil || error.dnsAAAAError != nil, error.connectionErrors.isEmpty {
      return "the host \(error.host) is not known"
    }
    let causes = error.connectionErrors.map { detail($0.error) }
    return "\(error.host) port \(error.port): \(causes.first ?? "no address")"
  }
}

extension Error {
  /// Whether bytes that arrived are not HTTP, or not where HTTP has them; not that there were too few of them.
  var isAboutBytes: Bool {
    if let error = self as? HTTPParserError { return error != .invalidEOFState }
    return self is NIOHTTPDecoderError
  }
}
