import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import Synchronization
import Testing

/// A server that speaks TLS, with a certificate that it signed itself a moment ago, and counts what it could read.
final class TLSServer: Sendable {
  /// Of its own, so that a test can have the client's wait for it.
  private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  private let channel: any Channel
  private let state: State
  let port: Int
  let certificates: [NIOSSLCertificate]

  /// Without the openssl command there is no certificate.
  static let command = ["/usr/bin/openssl", "/usr/local/bin/openssl"].first { (path: String) in access(path, X_OK) == 0
  }

  /// - Parameters:
  ///   - early: What it says before it is asked, in one packet with the end of the handshake.
  ///   - isDeaf: Whether it listens no more once it has answered.
  init(name: String = "IP:127.0.0.1", newest: TLSVersion = .tlsv13, early: String? = nil, isDeaf: Bool = false)
    async throws
  {
    let pem = try Self.certificate(name)
    certificates = try NIOSSLCertificate.fromPEMBytes(pem)
    let context = try Self.context(newest, pem, certificates)
    let state = State()
    channel = try await ServerBootstrap(group: group)
      .childChannelInitializer { channel in
        state.channels.withLock { $0.append(channel) }
        return channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          if early != nil { try pipeline.addHandler(OnePacket()) }
          try pipeline.addHandlers([
            NIOSSLServerHandler(context: context), Answering(state, early: early, isDeaf: isDeaf),
          ])
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    self.state = state
    port = channel.localAddress?.port ?? 0
  }

  /// Bytes of requests, decrypted.
  var count: Int { state.bytesRead.load(ordering: .sequentiallyConsistent) }
  var connections: Int { state.channels.withLock { $0.count } }

  /// Says goodbye on every connection.
  func closeConnections(then isDone: Signal) {
    group.next().execute { [state] in
      for channel in state.channels.withLock({ $0 }) { channel.close(promise: nil) }
      isDone.give()
    }
  }

  func stop() async throws { try await group.shutdownGracefully() }

  private static func context(
    _ newest: TLSVersion,
    _ pem: [UInt8],
    _ certificates: [NIOSSLCertificate]
  ) throws -> NIOSSLContext {
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: certificates.map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(bytes: pem, format: .pem))
    )
    configuration.minimumTLSVersion = .tlsv1
    configuration.maximumTLSVersion = newest
    return try NIOSSLContext(configuration: configuration)
  }

  /// A key and a certificate for that name, one below the other.
  private static func certificate(_ name: String) throws -> [UInt8] {
    let arguments = [
      "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1", "-addext",
      "subjectAltName=\(name)", "-keyout", "-", "-out", "-",
    ]
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw SocketProblem(step: "pipe") }
    defer { close(ends[0]) }
    let child = try spawn(command ?? "", arguments, output: ends[1])
    close(ends[1])
    var pem: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 4096)
    while case let count = read(ends[0], &block, block.count), count > 0 { pem += block[..<count] }
    waitpid(child, nil, 0)
    return pem
  }

  private static func spawn(_ path: String, _ arguments: [String], output: Int32) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var child = pid_t()
    let words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    guard posix_spawn(&child, path, &actions, nil, words, environ) == 0 else { throw SocketProblem(step: "spawn") }
    return child
  }
}

private final class State: Sendable {
  let bytesRead = Atomic(0)
  let channels = Mutex<[any Channel]>([])
}

/// Counts, and answers every request.
private final class Answering: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let state: State
  private let early: String?
  private let isDeaf: Bool

  init(_ state: State, early: String?, isDeaf: Bool) {
    self.state = state
    self.early = early
    self.isDeaf = isDeaf
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard let early, case .handshakeCompleted? = event as? TLSUserEvent else { return }
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: early)), promise: nil)
    context.triggerUserOutboundEvent(OnePacket.End(), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let bytes = unwrapInboundIn(data)
    state.bytesRead.add(bytes.readableBytes, ordering: .sequentiallyConsistent)
    if bytes.readableBytesView.last == body.last {
      // Deaf from now on: it says no goodbye to a goodbye.
      if isDeaf { context.channel.setOption(.autoRead, value: false).whenFailure { Issue.record($0) } }
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: good)), promise: nil)
    }
  }

  /// A handshake that fails is what the tests are about.
  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// Holds back what is written after the first words of a handshake, up to its end.
private final class OnePacket: ChannelOutboundHandler {
  typealias OutboundIn = ByteBuffer

  struct End {}

  private var flushes = 0

  func flush(context: ChannelHandlerContext) {
    flushes += 1
    if flushes == 1 { context.flush() }
  }

  func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
    if event is End { context.flush() }
  }
}
