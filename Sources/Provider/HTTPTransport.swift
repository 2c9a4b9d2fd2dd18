import NIOCore
import NIOPosix
import NIOSSL
public import Operations

/// How the HTTP transport behaves.
public struct TransportSettings: Sendable {
  /// Scheme and host, without a slash at the end.
  public var address: String
  /// For one whole request, answer included.
  public var timeout: Duration
  public var userAgent: String
  /// A connection that rested so long is closed, well before servers begin to close theirs: a request that crosses
  /// such a closing on its way would be in doubt.
  var restMax = Duration.seconds(1)
  /// So many connections rest, and as many as are busy, before one of them is used again. With `restMax` it follows
  /// that below so many requests a second every one has a connection of its own.
  var restingMin = usualRestingMin
  /// Who may vouch for the provider; the tests put their own in place of those that the machine trusts.
  var trust = NIOSSLTrustRoots.default

  static let usualRestingMin = 128
  /// Larger answers are not the provider's.
  static let answerBytesMax = 64 << 10
  /// To reach the provider; to agree on encryption may take the whole time limit.
  static let connectSecondsMax: Int64 = 5

  public init(address: String, timeout: Duration, userAgent: String) {
    self.address = address
    self.timeout = timeout
    self.userAgent = userAgent
  }

  /// Connections that are open at once, for so many requests in flight.
  public static func connectionsMax(requests: Int) -> Int { requests + max(usualRestingMin, requests) }
}

/// The provider over HTTP/1.1, with TLS 1.2 or newer.
///
/// Never sends twice, follows no redirect, and knows of every request whether its body left. Everything happens on one
/// thread, the event loop's; callers that run on `executor` are served without a change of thread.
public struct HTTPTransport: Transport {
  private let loop: any EventLoop
  private let connections: NIOLoopBoundBox<Connections>
  public let executor: (any TaskExecutor)?

  public init(_ settings: TransportSettings) {
    loop = MultiThreadedEventLoopGroup.singleton.next()
    executor = LoopExecutor(loop: loop)
    connections = .makeBoxSendingValue(Connections(settings, loop), eventLoop: loop)
  }

  public func send(_ body: [UInt8], to path: String) async -> Observation {
    await withCheckedContinuation { reply in
      let request = Request(path: path, body: body, reply: reply)
      if loop.inEventLoop {
        connections.value.start(request)
      } else {
        loop.execute { connections.value.start(request) }
      }
    }
  }

  public func shutdown() async {
    try? await loop.submit { connections.value.close() }.get()
  }
}

/// Runs tasks on an event loop.
private final class LoopExecutor: TaskExecutor {
  private let loop: any EventLoop

  init(loop: any EventLoop) { self.loop = loop }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
