import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A server that speaks TLS, with a certificate that it signed itself a moment ago, and counts what it could read.
final class TLSServer: Sendable {
  private let channel: any Channel
  private let bytesRead: ByteCount
  let port: Int
  let certificates: [NIOSSLCertificate]

  /// Without the openssl command there is no certificate.
  static let command = ["/usr/bin/openssl", "/usr/local/bin/openssl"].first { (path: String) in access(path, X_OK) == 0
  }

  init(name: String = "IP:127.0.0.1", newest: TLSVersion = .tlsv13) async throws {
    let pem = try Self.certificate(name)
    certificates = try NIOSSLCertificate.fromPEMBytes(pem)
    let context = try Self.context(newest, pem, certificates)
    let bytesRead = ByteCount()
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers([
            NIOSSLServerHandler(context: context), Counter(bytesRead: bytesRead),
          ])
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    self.bytesRead = bytesRead
    port = channel.localAddress?.port ?? 0
  }

  /// Bytes of requests, decrypted.
  var count: Int { bytesRead.value.load(ordering: .sequentiallyConsistent) }

  func stop() async throws { try await channel.close() }

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

private final class ByteCount: Sendable {
  let value = Atomic(0)
}

/// Counts, and answers the one request of its connection.
private final class Counter: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let bytesRead: ByteCount

  init(bytesRead: ByteCount) { self.bytesRead = bytesRead }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let bytes = unwrapInboundIn(data)
    bytesRead.value.add(bytes.readableBytes, ordering: .sequentiallyConsistent)
    if bytes.readableBytesView.last == body.last {
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: good)), promise: nil)
    }
  }

  /// A handshake that fails is what the tests are about.
  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
