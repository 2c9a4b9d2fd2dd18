import NIOCore
import NIOHTTP1
import Operations
import Testing

@testable import Transport

@Suite("the connection's state machine")
struct ConnectionStateMachineTests {
  /// A state, by the events that lead there.
  enum Stage: CaseIterable {
    case closed, connecting, encrypting, listening, listeningWithTLS, listeningAgain, listeningAgainWithTLS
    case asked, answered, answeredOnce, resting, restingUsed
  }

  /// One of each kind; `begin` is tested apart, where it may come.
  enum Event: CaseIterable {
    case connected, encrypted, lookedNothing, lookedBytes, lookedEnd, distrust
    case received, head, largeHead, end, readCompleted, broke, notHTTP, timePassed, close
  }

  /// An action, without the words for people.
  enum Expected: Equatable {
    case none, connect, look, lookLater, write, decode, succeed, distrust
    case fail(Trouble.Kind, mayHaveLeft: Bool)
  }

  /// What is not here does nothing, and leaves the connection open or closed as it was.
  static let table: [Stage: [Event: (Expected, isClosed: Bool)]] = [
    .closed: [:],
    .connecting: beforeTheRequest.merging([.connected: (.look, false)]) { $1 },
    .encrypting: beforeTheRequest.merging([.encrypted: (.look, false), .timePassed: notMade]) { $1 },
    .listening: beforeTheRequest.merging([
      .lookedNothing: (.write, false), .lookedBytes: unasked, .lookedEnd: notMade, .distrust: unasked,
    ]) { $1 },
    .listeningWithTLS: beforeTheRequest.merging([
      .lookedNothing: (.write, false), .lookedBytes: (.lookLater, false), .lookedEnd: notMade, .distrust: unasked,
    ]) { $1 },
    .listeningAgain: onAKeptConnection.merging([.lookedBytes: unasked]) { $1 },
    .listeningAgainWithTLS: onAKeptConnection.merging([.lookedBytes: (.lookLater, false)]) { $1 },
    .asked: [
      .received: (.decode, false),
      .largeHead: (.fail(.answerTooLarge, mayHaveLeft: true), true),
      .broke: (.fail(.connectionLost, mayHaveLeft: true), true),
      .notHTTP: (.fail(.badAnswer, mayHaveLeft: true), true),
      .timePassed: (.fail(.timeout, mayHaveLeft: true), true),
      .close: (.none, true),
    ],
    .answered: behindAnAnswer, .answeredOnce: behindAnAnswer,
    .resting: withoutARequest, .restingUsed: withoutARequest,
  ]

  static let unasked = (Expected.fail(.unasked, mayHaveLeft: false), isClosed: true)
  static let notMade = (Expected.fail(.noConnection, mayHaveLeft: false), isClosed: true)
  static let beforeTheRequest: [Event: (Expected, isClosed: Bool)] = [
    .broke: notMade, .notHTTP: (.fail(.badAnswer, mayHaveLeft: false), true),
    .received: unasked, .timePassed: (.fail(.timeout, mayHaveLeft: false), true), .close: (.none, true),
  ]
  static let onAKeptConnection = beforeTheRequest.merging([
    .lookedNothing: (.write, false), .lookedEnd: (.connect, false), .broke: (.connect, false),
    .notHTTP: (.connect, false), .distrust: unasked,
  ]) { $1 }
  static let behindAnAnswer: [Event: (Expected, isClosed: Bool)] = [
    .received: (.fail(.unasked, mayHaveLeft: true), true), .notHTTP: (.fail(.unasked, mayHaveLeft: true), true),
    .readCompleted: (.succeed, false), .broke: (.succeed, true), .timePassed: (.succeed, false), .close: (.none, true),
  ]
  static let withoutARequest: [Event: (Expected, isClosed: Bool)] = [
    .received: (.distrust, true), .broke: (.none, true), .notHTTP: (.none, true),
    .timePassed: (.none, true), .close: (.none, true),
  ]

  @Test("does in every state at every event what the table says", arguments: Stage.allCases, Event.allCases)
  func transitions(_ stage: Stage, _ event: Event) throws {
    var machine = Self.machine(at: stage)
    let row = try #require(Self.table[stage])
    let (expected, isClosed) = row[event] ?? (.none, isClosed: stage == .closed)
    #expect(Self.apply(event, to: &machine).expected == expected)
    #expect(machine.isClosed == isClosed)
  }

  @Test("uses a connection again only after it served once, when settings and answer allow it")
  func begin() {
    let actions: [Stage: Expected] = [.closed: .connect, .resting: .look, .restingUsed: .connect]
    for (stage, expected) in actions {
      var machine = Self.machine(at: stage)
      #expect(machine.begin(at: Self.start).expected == expected)
      #expect(!machine.isClosed)
    }
  }

  @Test("says that nothing was sent until it gives the word to write, and never after", arguments: Stage.allCases)
  func proof(_ stage: Stage) {
    for event in Event.allCases {
      var machine = Self.machine(at: stage)
      guard case .fail(let trouble) = Self.apply(event, to: &machine) else { continue }
      #expect(trouble.bodyMayHaveLeft == [.asked, .answered, .answeredOnce].contains(stage), "\(event)")
    }
  }

  @Test("writes nothing when the time is up, however late it hears of the connection")
  func late() {
    var machine = Self.machine(at: .listening)
    #expect(machine.looked(.nothing, at: machine.limit).expected == .fail(.timeout, mayHaveLeft: false))
  }

  // MARK: - Limits

  @Test("gives each request the whole time limit, on a connection that served another too")
  func wholeLimit() {
    var machine = Self.machine(at: .resting)
    let later = Self.start + .seconds(30)
    _ = machine.begin(at: later)
    #expect(machine.limit == later + .seconds(60))
    _ = machine.looked(.nothing, at: later)
    #expect(machine.timePassed(at: Self.start + .seconds(60)) == .none)
    #expect(machine.timePassed(at: later + .seconds(60)).expected == .fail(.timeout, mayHaveLeft: true))
  }

  @Test(
    "gives encryption its own limit, never beyond the request's",
    arguments: [(60, 10, Trouble.Kind.noConnection), (7, 7, .timeout)]
  )
  func encryption(_ timeout: Int64, _ seconds: Int64, _ kind: Trouble.Kind) {
    var machine = ConnectionStateMachine(Self.settings(timeout: .seconds(timeout)), isEncrypted: true)
    _ = machine.begin(at: Self.start)
    _ = machine.connected(at: Self.start)
    #expect(machine.limit == Self.start + .seconds(seconds))
    #expect(machine.timePassed(at: machine.limit).expected == .fail(kind, mayHaveLeft: false))
  }

  @Test("gives back the request's limit when encryption is agreed on")
  func encryptionEnds() {
    var machine = Self.machine(at: .encrypting)
    _ = machine.encrypted()
    #expect(machine.limit == Self.start + .seconds(60))
  }

  @Test("closes what has no request after a rest", arguments: [Stage.resting, .restingUsed])
  func rest(_ stage: Stage) {
    #expect(Self.machine(at: stage).limit == Self.start + .seconds(1))
  }

  @Test("has no limit without a connection")
  func noLimit() {
    #expect(Self.machine(at: .closed).limit == .distantFuture)
  }

  // MARK: - Which connections serve again

  @Test(
    "keeps a connection after a usual answer only",
    arguments: [
      (200, HTTPVersion.http1_1, [:], true), (200, .http1_1, ["Connection": "close"], false),
      (200, .http1_0, [:], false), (200, .http1_0, ["Connection": "keep-alive"], true), (201, .http1_1, [:], false),
      (400, .http1_1, [:], false), (429, .http1_1, [:], false), (504, .http1_1, [:], false),
    ] as [(Int, HTTPVersion, HTTPHeaders, Bool)]
  )
  func keeps(_ status: Int, _ version: HTTPVersion, _ headers: HTTPHeaders, _ keeps: Bool) {
    var machine = Self.machine(at: .asked)
    let head = HTTPResponseHead(version: version, status: HTTPResponseStatus(statusCode: status), headers: headers)
    #expect(machine.received(.head(head)) == .none)
    #expect(machine.received(.end(nil)) == .none)
    #expect(machine.readCompleted(at: Self.start) == .succeed(Answer(status: status, body: [])))
    #expect(machine.begin(at: Self.start) == (keeps ? .look : .connect))
  }

  // MARK: - Making them

  static let start = NIODeadline.uptimeNanoseconds(1_000_000_000)

  static func settings(keeps: Bool = true, timeout: Duration = .seconds(60)) -> TransportSettings {
    TransportSettings(address: "", timeout: timeout, userAgent: "", keepsConnections: keeps)
  }

  static func machine(at stage: Stage) -> ConnectionStateMachine {
    let isEncrypted = [.encrypting, .listeningWithTLS, .listeningAgainWithTLS].contains(stage)
    let keeps = ![.answeredOnce, .restingUsed].contains(stage)
    var machine = ConnectionStateMachine(settings(keeps: keeps), isEncrypted: isEncrypted)
    if stage == .closed { return machine }
    _ = machine.begin(at: start)
    if stage == .connecting { return machine }
    _ = machine.connected(at: start)
    if stage == .encrypting { return machine }
    _ = machine.encrypted()
    if [.listening, .listeningWithTLS].contains(stage) { return machine }
    _ = machine.looked(.nothing, at: start)
    // No decoder gives an end without a head.
    _ = apply(.head, to: &machine)
    if stage == .asked { return machine }
    _ = apply(.end, to: &machine)
    if [.answered, .answeredOnce].contains(stage) { return machine }
    _ = machine.readCompleted(at: start)
    if [.listeningAgain, .listeningAgainWithTLS].contains(stage) { _ = machine.begin(at: start) }
    return machine
  }

  static func apply(_ event: Event, to machine: inout ConnectionStateMachine) -> ConnectionStateMachine.Action {
    switch event {
    case .connected: machine.connected(at: start)
    case .encrypted: machine.encrypted()
    case .lookedNothing: machine.looked(.nothing, at: start)
    case .lookedBytes: machine.looked(.bytes, at: start)
    case .lookedEnd: machine.looked(.end, at: start)
    case .distrust: machine.distrust()
    case .received: machine.received()
    case .head: machine.received(.head(HTTPResponseHead(version: .http1_1, status: .ok)))
    case .largeHead:
      machine.received(.head(HTTPResponseHead(version: .http1_1, status: .ok, headers: ["Content-Length": "65537"])))
    case .end: machine.received(.end(nil))
    case .readCompleted: machine.readCompleted(at: start)
    case .broke: machine.failed(TransportError.closed)
    case .notHTTP: machine.failed(HTTPParserError.invalidStatus)
    case .timePassed: machine.timePassed(at: machine.limit)
    case .close: machine.close()
    }
  }
}

extension ConnectionStateMachine.Action {
  fileprivate var expected: ConnectionStateMachineTests.Expected {
    switch self {
    case .none: .none
    case .connect: .connect
    case .look: .look
    case .lookLater: .lookLater
    case .write: .write
    case .decode: .decode
    case .succeed: .succeed
    case .fail(let trouble): .fail(trouble.kind, mayHaveLeft: trouble.bodyMayHaveLeft)
    case .distrust: .distrust
    }
  }
}
