public import Sheet

/// What one request came to, as the transport saw it.
public enum Observation: Sendable, Equatable {
  case answer(Answer)
  case trouble(Trouble)
}

/// A whole HTTP answer.
public struct Answer: Sendable, Equatable {
  public let status: Int
  /// How long the provider asks us to wait before trying again, in seconds.
  public let retryAfterSeconds: Int64?
  public let body: [UInt8]

  public init(status: Int, retryAfterSeconds: Int64? = nil, body: [UInt8]) {
    self.status = status
    self.retryAfterSeconds = retryAfterSeconds
    self.body = body
  }
}

/// What an answer is about: a row, as it was sent.
public struct SentRow: Sendable {
  /// The values as sent, in the order of the operation's columns.
  public let fields: PackedRow
  /// No earlier request for this row may have arrived.
  public let isFirstTry: Bool
  public let sentAt: Timestamp
}

/// Why there is no whole answer.
public struct Trouble: Sendable, Equatable {
  public enum Kind: String, Sendable {
    case noConnection = "no connection"
    case untrusted = "the server could not prove who it is"
    case timeout = "no answer in time"
    case connectionLost = "the connection broke"
    case badAnswer = "the answer was not HTTP"
    case answerTooLarge = "the answer was too large"
    /// An answer is known only by the connection that it comes on.
    case unasked = "the provider sent more answers than it was asked for"
  }

  public let kind: Kind
  /// In the transport's words.
  public let detail: String
  /// Whether a byte of the request's body may have left. Only a proof makes this false.
  public let bodyMayHaveLeft: Bool

  public init(_ kind: Kind, detail: String, bodyMayHaveLeft: Bool) {
    self.kind = kind
    self.detail = detail
    self.bodyMayHaveLeft = bodyMayHaveLeft
  }
}
