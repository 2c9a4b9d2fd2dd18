import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Operations

/// The answer is larger than any of the provider's.
struct AnswerTooLarge: Error {}
/// The other side closed the connection.
struct ConnectionClosed: Error {}
/// More came than was asked for.
struct UnaskedAnswer: Error {}

/// Errors in our words. Whether the body left is not read from them: many occur before and after.
enum TransportFailure {
  static func trouble(_ error: any Error, bodyMayHaveLeft: Bool) -> Trouble {
    Trouble(kind(of: error, bodyMayHaveLeft), detail: detail(error), bodyMayHaveLeft: bodyMayHaveLeft)
  }

  private static func kind(of error: any Error, _ bodyMayHaveLeft: Bool) -> Trouble.Kind {
    switch error {
    case is AnswerTooLarge: .answerTooLarge
    case is UnaskedAnswer: .unasked
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
    case let error as NIOConnectionError: connectionDetail(error)
    case is AnswerTooLarge: "more than \(TransportSettings.answerBytesMax / 1024) KiB"
    case is ConnectionClosed: "the other side closed it"
    case is UnaskedAnswer: "more came than one answer"
    default: "\(error)"
    }
  }

  private static func connectionDetail(_ error: NIOConnectionError) -> String {
    if error.dnsAError != nil || error.dnsAAAAError != nil, error.connectionErrors.isEmpty {
      return "the host \(error.host) is not known"
    }
    let causes = error.connectionErrors.map { "\($0.error)" }
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
