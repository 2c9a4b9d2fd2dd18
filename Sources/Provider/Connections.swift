import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Operations

/// One request and who waits for what comes of it.
struct Request: Sendable {
  let path: String
  let body: [UInt8]
  let reply: CheckedContinuation<Observation, Never>

  /// Nothing of it left, and nothing will.
  func refuse(_ kind: Trouble.Kind, _ detail: String) {
    reply.resume(returning: .trouble(Trouble(kind, detail: detail, bodyMayHaveLeft: false)))
  }
}

/// The connections to one host, each with at most one request at a time; lives on the event loop.
///
/// An answer does not say whose it is: it is known only by its connection. So a connection is used again only if
/// nothing on it was unusual, and only after a rest in which a second answer, which nobody asked for, would show. Then
/// no answer of this provider can be told from another's any more, and nothing more is sent.
final class Connections {
  let loop: any EventLoop
  /// For one whole request, answer included.
  let limit: Duration
  private let host: Host?
  private let headers: HTTPHeaders
  private let encryption: Result<NIOSSLContext?, any Error>
  /// Those that rest, the longest rested first.
  private var resting = CircularBuffer<Connection>()
  private var sweep: Scheduled<Void>?
  private let restingMin: Int
  private let restMax: TimeAmount
  private var exchanges = 0
  private var isTrusted = true

  init(_ settings: TransportSettings, _ loop: any EventLoop) {
    self.loop = loop
    limit = settings.timeout
    host = Host(address: settings.address)
    headers = [
      "Host": host?.header ?? "", "Content-Type": "application/json", "Accept": "application/json",
      "User-Agent": settings.userAgent,
    ]
    restingMin = settings.restingMin
    restMax = TimeAmount(settings.restMax)
    let isEncrypted = host?.isEncrypted ?? false
    encryption = Result { isEncrypted ? try Self.encryption(settings) : nil }
  }

  private static func encryption(_ settings: TransportSettings) throws -> NIOSSLContext {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    configuration.applicationProtocols = ["http/1.1"]
    configuration.trustRoots = settings.trust
    return try NIOSSLContext(configuration: configuration)
  }

  /// Sends a request on a connection that has rested, else on a new one.
  func start(_ request: Request) {
    if !isTrusted { return request.refuse(.unasked, "not sent after an answer that nobody asked for") }
    let exchange = Exchange(request: request, deadline: .now() + TimeAmount(limit))
    exchanges += 1
    if let rested { rested.ask(exchange) } else { open(exchange) }
  }

  /// One exchange is over.
  func ended() { exchanges -= 1 }

  /// Keeps a connection for another request.
  func keep(_ connection: Connection) {
    resting.append(connection)
    if sweep == nil { sweepLater() }
  }

  /// Lets go of a connection that is closed.
  func forget(_ connection: Connection) { resting.removeAll { $0 === connection } }

  /// Something arrived that nobody asked for.
  func distrust() { isTrusted = false }

  func close() {
    sweep?.cancel()
    for connection in resting { connection.close() }
  }

  /// Closes what has rested long enough, as long as anything rests.
  private func sweepLater() {
    sweep = resting.first.map { first in
      loop.assumeIsolated().scheduleTask(deadline: first.restsSince + restMax) {
        while let first = self.resting.first, first.restsSince + self.restMax <= .now() { first.close() }
        self.sweepLater()
      }
    }
  }

  /// The connection that has rested longest, when many rest: the longer they rest, the better.
  private var rested: Connection? {
    // If something has arrived there, the loop will look at it in a moment.
    guard resting.count >= max(restingMin, exchanges), resting.first?.hasArrived == .nothing else { return nil }
    return resting.popFirst()
  }

  private func open(_ exchange: Exchange) {
    guard let host else {
      ended()
      return exchange.request.refuse(.noConnection, "this is not an address")
    }
    let connection = Connection(exchange, self, isEncrypted: host.isEncrypted)
    ClientBootstrap(group: loop)
      .connectTimeout(.seconds(TransportSettings.connectSecondsMax))
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .connect(host: host.name, port: host.port)
      .assumeIsolated()
      .whenComplete { result in
        do {
          try self.prepare(try result.get(), for: connection, host)
        } catch {
          (try? result.get())?.close(promise: nil)
          connection.fail(error)
        }
      }
  }

  private func prepare(_ channel: any Channel, for connection: Connection, _ host: Host) throws {
    let pipeline = channel.pipeline.syncOperations
    if let encryption = try encryption.get() {
      try pipeline.addHandler(NIOSSLClientHandler(context: encryption, serverHostname: host.serverName))
    }
    try pipeline.addHandler(Doorkeeper(connection))
    // The headers are our own.
    try pipeline.addHTTPClientHandlers(enableOutboundHeaderValidation: false)
    try pipeline.addHandler(connection)
  }

  /// The head of a request with a body of so many bytes.
  func head(of request: Request) -> HTTPRequestHead {
    var headers = headers
    headers.add(name: "Content-Length", value: "\(request.body.count)")
    return HTTPRequestHead(version: .http1_1, method: .POST, uri: request.path, headers: headers)
  }
}
