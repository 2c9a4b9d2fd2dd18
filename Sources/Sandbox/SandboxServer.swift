import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// The provider's five endpoints on 127.0.0.1, with the published answers and magic values for all others.
///
/// It shares no encoder or decoder with the rest of the program, so that it can bear witness against them.
/// Stop it before letting go of it: its threads do not end by themselves.
public final class SandboxServer: Sendable {
  private static let host = "127.0.0.1"
  private static let backlogConnectionsMax: Int32 = 1024

  /// The port that it listens on; the chosen one if the options said 0.
  public let port: Int

  /// The address to give to `--base-url`, without a slash at the end.
  public var url: String { "http://\(Self.host):\(port)" }

  private let stopSignal: AsyncStream<Void>.Continuation
  /// Waits for the signal; ends when everything is closed.
  private let stopping: Task<Void, Never>

  private init(_ group: MultiThreadedEventLoopGroup, _ listener: any Channel, _ log: RequestLog?) {
    port = listener.localAddress?.port ?? 0
    let (signals, stopSignal) = AsyncStream.makeStream(of: Void.self)
    self.stopSignal = stopSignal
    stopping = Task {
      for await _ in signals {}
      // Errors here mean closed already.
      try? await listener.close()
      await log?.close()
      try? await group.shutdownGracefully()
    }
  }

  /// Opens the log, binds the port and answers from then on.
  ///
  /// - Throws: `SandboxError` if an option makes no sense, the log cannot be opened or the port is taken.
  public static func start(_ options: SandboxOptions = SandboxOptions()) async throws(SandboxError) -> SandboxServer {
    if let problem = options.problem {
      throw SandboxError(code: .options, sentence: problem, cause: "", remedy: "See aopbatch sandbox --help.")
    }
    var log: RequestLog?
    if let path = options.log { log = try RequestLog(path: path) }
    let group = MultiThreadedEventLoopGroup(numberOfThreads: options.threads)
    do {
      return SandboxServer(group, try await bind(options, log, group), log)
    } catch {
      await log?.close()
      // The group has no channels yet; there is nothing that could fail to close.
      try? await group.shutdownGracefully()
      throw cannotListen(options.port, error)
    }
  }

  /// Stops accepting, lets the log sync what it took, and closes every connection.
  ///
  /// Calling it again waits for the first call.
  public func stop() async {
    stopSignal.finish()
    await stopping.value
  }

  private static func bind(
    _ options: SandboxOptions,
    _ log: RequestLog?,
    _ group: MultiThreadedEventLoopGroup
  ) async throws -> any Channel {
    let desk = Desk(
      registrationID: options.registrationID,
      referencesRememberedMax: options.referencesRememberedMax
    )
    let premises = Premises(desk: desk, log: log, options: options)
    return try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: backlogConnectionsMax)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try furnish(channel, premises) }
      }
      .bind(host: host, port: options.port)
      .get()
  }

  private static func furnish(_ channel: any Channel, _ premises: Premises) throws {
    try premises.enter(channel)
    let pipeline = channel.pipeline.syncOperations
    try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: true, withErrorHandling: true)
    try pipeline.addHandler(IdleStateHandler(readTimeout: TimeAmount(premises.options.idleMax)))
    try pipeline.addHandler(ConnectionHandler(premises))
  }

  private static func cannotListen(_ port: Int, _ error: any Error) -> SandboxError {
    let number = (error as? IOError)?.errnoCode
    let cause =
      number == EADDRINUSE
      ? "Another program uses that port." : number.map { "System error \($0): \(error)." } ?? "\(error)."
    return SandboxError(
      code: .listen,
      sentence: "The sandbox cannot listen on \(host):\(port).",
      cause: cause,
      remedy: "Choose another --port, or 0 for any free one."
    )
  }
}
