import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
public import Operations

/// How the HTTP transport behaves; every limit of the client is set, none left to its defaults.
public struct TransportSettings: Sendable {
  /// Scheme and host, without a slash at the end.
  public var address: String
  /// Requests in flight at most: each has a connection of its own.
  public var concurrency: Int
  /// For one whole request, answer included.
  public var timeout: Duration
  public var userAgent: String

  /// Larger answers are not the provider's.
  static let answerBytesMax = 64 << 10
  static let connectSecondsMax: Int64 = 5

  public init(address: String, concurrency: Int, timeout: Duration, userAgent: String) {
    self.address = address
    self.concurrency = concurrency
    self.timeout = timeout
    self.userAgent = userAgent
  }
}

/// The provider over HTTP/1.1, with TLS 1.2 or newer.
public struct HTTPTransport: Transport {
  private let settings: TransportSettings
  private let client: HTTPClient

  public init(_ settings: TransportSettings) {
    self.settings = settings
    client = HTTPClient(
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
      configuration: Self.configuration(settings)
    )
  }

  private static func configuration(_ settings: TransportSettings) -> HTTPClient.Configuration {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    var configuration = HTTPClient.Configuration()
    configuration.tlsConfiguration = tls
    // A redirect would carry the payout, and the registration id, to any host that a 307 names.
    configuration.redirectConfiguration = .disallow
    configuration.timeout = .init(connect: .seconds(TransportSettings.connectSecondsMax))
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = settings.concurrency
    // Retries are the engine's to decide and to count.
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.decompression = .disabled
    configuration.httpVersion = .http1Only
    return configuration
  }

  /// Closes the connections.
  public func shutdown() async { try? await client.shutdown() }

  /// The client's own deadline ends at the head of the answer, so the time limit is ours: when it passes, the request is
  /// cancelled, and what it says then still counts.
  public func send(_ body: [UInt8], to path: String) async -> Observation {
    let handOver = HandOver(body)
    return await withTaskGroup(of: Observation?.self) { group in
      group.addTask { await exchange(handOver, path) }
      group.addTask {
        try? await Task.sleep(for: settings.timeout)
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      if let first { return first }
      let late = await group.next() ?? nil
      return afterDeadline(late, handOver)
    }
  }

  private func afterDeadline(_ late: Observation?, _ handOver: HandOver) -> Observation {
    if case .answer = late { return late ?? timedOut(handOver) }
    return timedOut(handOver)
  }

  private func timedOut(_ handOver: HandOver) -> Observation {
    .trouble(Trouble(.timeout, detail: "limit \(settings.timeout)", bodyMayHaveLeft: !handOver.revoke()))
  }

  private func exchange(_ handOver: HandOver, _ path: String) async -> Observation {
    var request = HTTPClientRequest(url: settings.address + path)
    request.method = .POST
    request.headers = ["Content-Type": "application/json", "Accept": "application/json"]
    request.headers.add(name: "User-Agent", value: settings.userAgent)
    // An answer does not say whose it is: on a connection that served another row before, a late second answer would be
    // taken for this row's. A connection of its own also ends the race with servers that close idle ones.
    request.headers.add(name: "Connection", value: "close")
    request.body = .bytes(HandOverBody(handOver: handOver), length: .known(Int64(handOver.bytes.count)))
    do {
      let response = try await client.execute(request, deadline: .distantFuture)
      let body = try await response.body.collect(upTo: TransportSettings.answerBytesMax)
      // A cancelled stream may end early without saying so.
      try Task.checkCancellation()
      return .answer(
        Answer(
          status: Int(response.status.code),
          retryAfterSeconds: response.headers.first(name: "Retry-After").flatMap(RetryAfter.seconds),
          body: Array(buffer: body)
        )
      )
    } catch {
      return .trouble(TransportFailure.trouble(error, bodyMayHaveLeft: !handOver.revoke()))
    }
  }
}
