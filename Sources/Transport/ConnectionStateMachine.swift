import NIOCore
import NIOHTTP1
import Operations

/// What a slot does with its connection: a pure state machine, which takes what happened and gives what to do.
///
/// An answer does not say whose it is: it is known only by its connection. So nothing is believed that arrived before
/// the request was written, and a connection serves another request only after a usual answer with nothing behind it.
/// A request counts as sent from before it is written; until then, whatever goes wrong proves that it was not.
struct ConnectionStateMachine {
  private enum State {
    /// There is no connection.
    case closed
    case connecting
    case encrypting
    /// Open; whether anything has arrived is looked at before the request is written.
    case listening(isFresh: Bool)
    /// The request is written, or about to be.
    case asked(AnswerReader)
    /// The answer is whole, but something may have come right behind it.
    case answered(Answer, isUsual: Bool)
    /// Without a request.
    case resting(servesAgain: Bool)
  }

  enum Action: Equatable {
    case none
    /// Make a connection; the old one is closed.
    case connect
    /// Tell what the system has received and nobody has taken yet.
    case look
    /// The same, once that has been taken.
    case lookLater
    case write
    /// Decode what was received.
    case decode
    case succeed(Answer)
    case fail(Trouble)
    /// Without a request to fail: something came that nobody asked for.
    case distrust
  }

  /// What the system has received on a connection and nobody has taken yet.
  enum Arrival { case nothing, bytes, end }

  private let settings: TransportSettings
  private let isEncrypted: Bool
  private var state = State.closed
  /// For the request under way.
  private var deadline = NIODeadline.distantFuture
  private var stateLimit = NIODeadline.distantFuture

  init(_ settings: TransportSettings, isEncrypted: Bool) {
    self.settings = settings
    self.isEncrypted = isEncrypted
  }

  /// Whether no connection may be open.
  var isClosed: Bool { if case .closed = state { true } else { false } }
  /// When the present state has lasted too long.
  var limit: NIODeadline { isClosed ? .distantFuture : stateLimit }

  // MARK: - Before the request is written

  /// A request has come.
  mutating func begin(at now: NIODeadline) -> Action {
    deadline = now + TimeAmount(settings.timeout)
    stateLimit = deadline
    switch state {
    case .closed, .resting(servesAgain: false): return connect()
    case .resting(servesAgain: true):
      state = .listening(isFresh: false)
      return .look
    case .connecting, .encrypting, .listening, .asked, .answered:
      preconditionFailure("a slot has one request at a time")
    }
  }

  private mutating func connect() -> Action {
    state = .connecting
    return .connect
  }

  mutating func connected(at now: NIODeadline) -> Action {
    guard case .connecting = state else { return .none }
    guard isEncrypted else { return listen() }
    state = .encrypting
    stateLimit = min(deadline, now + TimeAmount(settings.encryptionMax))
    return .none
  }

  mutating func encrypted() -> Action {
    guard case .encrypting = state else { return .none }
    stateLimit = deadline
    return listen()
  }

  private mutating func listen() -> Action {
    state = .listening(isFresh: true)
    return .look
  }

  mutating func looked(_ arrival: Arrival, at now: NIODeadline) -> Action {
    guard case .listening = state else { return .none }
    switch arrival {
    case .end: return failed(TransportError.closed)
    // What is encrypted may be about the encryption.
    case .bytes: return isEncrypted ? .lookLater : received()
    case .nothing where deadline <= now: return timePassed(at: now)
    case .nothing:
      state = .asked(AnswerReader())
      return .write
    }
  }

  /// Something came on another connection that nobody asked for: the request is not written.
  mutating func distrust() -> Action {
    guard case .listening = state else { return .none }
    return fail(TransportError.unasked, bodyMayHaveLeft: false)
  }

  // MARK: - What comes

  /// Bytes have arrived, decrypted and not decoded.
  mutating func received() -> Action {
    switch state {
    case .asked: return .decode
    case .connecting, .encrypting, .listening: return fail(TransportError.unasked, bodyMayHaveLeft: false)
    case .answered: return fail(TransportError.unasked, bodyMayHaveLeft: true)
    case .resting:
      state = .closed
      return .distrust
    case .closed: return .none
    }
  }

  /// A part of an answer was decoded.
  mutating func received(_ part: HTTPClientResponsePart) -> Action {
    guard case .asked(var reader) = state else { return .none }
    switch reader.take(part) {
    case .unfinished: state = .asked(reader)
    case .finished(let answer, let isUsual): state = .answered(answer, isUsual: isUsual)
    case .tooLarge: return fail(TransportError.answerTooLarge, bodyMayHaveLeft: true)
    }
    return .none
  }

  /// All that had arrived is decoded.
  mutating func readCompleted(at now: NIODeadline) -> Action {
    guard case .answered(let answer, let isUsual) = state else { return .none }
    state = .resting(servesAgain: isUsual && settings.keepsConnections)
    stateLimit = now + TimeAmount(settings.restMax)
    return .succeed(answer)
  }

  // MARK: - Ends

  /// The connection broke, was closed by the other side, or was not made.
  mutating func failed(_ error: any Error) -> Action {
    switch state {
    case .connecting, .encrypting, .listening(isFresh: true): return fail(error, bodyMayHaveLeft: false)
    // Nothing was sent on it: the request is for a new one.
    case .listening(isFresh: false): return connect()
    case .asked: return fail(error, bodyMayHaveLeft: true)
    case .answered where error.isAboutBytes: return fail(TransportError.unasked, bodyMayHaveLeft: true)
    case .answered(let answer, _):
      state = .closed
      return .succeed(answer)
    case .resting, .closed: return close()
    }
  }

  mutating func timePassed(at now: NIODeadline) -> Action {
    guard limit <= now else { return .none }
    switch state {
    case .encrypting where limit < deadline:
      return fail(TransportError.noEncryption(limit: settings.encryptionMax), bodyMayHaveLeft: false)
    case .connecting, .encrypting, .listening: return fail(timeIsUp, bodyMayHaveLeft: false)
    case .asked: return fail(timeIsUp, bodyMayHaveLeft: true)
    case .answered: return readCompleted(at: now)
    case .resting, .closed: return close()
    }
  }

  private var timeIsUp: TransportError { .timeIsUp(limit: settings.timeout) }

  /// Nothing is in flight, and nothing more will be.
  mutating func close() -> Action {
    state = .closed
    return .none
  }

  private mutating func fail(_ error: any Error, bodyMayHaveLeft: Bool) -> Action {
    state = .closed
    return .fail(Trouble(error, bodyMayHaveLeft: bodyMayHaveLeft))
  }
}
