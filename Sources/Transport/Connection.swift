import CWriteLimit
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOTLS

/// One connection: tells the slot's state machine what its channel tells, on the event loop.
///
/// It stands before the decoder: requests are written past it, and what arrives is seen before it is decoded.
final class Connection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// Nil once nobody is told anything any more.
  fileprivate var slot: Slot?
  /// A name may have several addresses, which are tried at nearly the same time.
  private var channels: [any Channel] = []
  private var context: ChannelHandlerContext?
  /// Of the handler that encrypts.
  private var encryption: ChannelHandlerContext?
  private var socket: NIOBSDSocket.Handle = -1
  private let decoder = HTTPResponseDecoder()

  init(_ slot: Slot) { self.slot = slot }

  func open(_ origin: Origin, within limit: Duration, _ loop: any EventLoop) {
    let own = NIOLoopBound(self, eventLoop: loop)
    let bootstrap = ClientBootstrap(group: loop)
      .connectTimeout(TimeAmount(limit))
      .channelInitializer { own.value.began($0) }
    origin.connect(bootstrap).assumeIsolated().whenComplete { result in
      do {
        try self.prepare(try result.get(), origin)
        // In the loop's next turn: until this one is over the channel writes nothing at once, and what is left to it would
        // leave behind the time limit of `write`.
        loop.assumeIsolated().execute { self.slot?.handle { $0.connected(at: .now()) } }
      } catch {
        self.slot?.handle { $0.failed(error) }
      }
    }
  }

  private func began(_ channel: any Channel) -> EventLoopFuture<Void> {
    guard slot != nil else { return channel.eventLoop.makeFailedFuture(TransportError.closed) }
    channels.append(channel)
    return channel.eventLoop.makeSucceededVoidFuture()
  }

  private func prepare(_ channel: any Channel, _ origin: Origin) throws {
    let pipeline = channel.pipeline.syncOperations
    try pipeline.addHandlers([self, ByteToMessageHandler(decoder), AnswerParts(self)])
    socket = try pipeline.withUnsafeTransportIfAvailable { (socket: NIOBSDSocket.Handle) in socket } ?? -1
    guard let handler = try origin.encryptionHandler() else { return }
    try pipeline.addHandler(handler, position: .first)
    encryption = try pipeline.context(handler: handler)
  }

  /// What the system has received on this connection and the event loop has not seen yet.
  var arrival: ConnectionStateMachine.Arrival {
    // An active channel's socket is open, and it is closed on this event loop only.
    guard let context, context.channel.isActive else { return .end }
    var byte: UInt8 = 0
    // Looks without taking; the one byte that it may write is there.
    let count = recv(socket, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
    if count > 0 { return .bytes }
    return count < 0 && errno == EAGAIN ? .nothing : .end
  }

  /// Past the decoder, which has to know all the same that an answer is expected.
  ///
  /// - Parameter limit: From then on nothing leaves, also where the process is stopped before the last step and goes on
  ///   later.
  func write(_ request: ByteBuffer, by limit: ContinuousClock.Instant) {
    decoder.write(data: .head(HTTPRequestHead(version: .http1_1, method: .POST, uri: "")))
    // In this order a stop between the two clocks makes the limit too early, and never too late.
    let now = CWriteLimitNow()
    let left = TimeAmount(limit - .now).nanoseconds
    let isGuarded = CWriteLimitBegin(socket, now + left) == 0
    defer { CWriteLimitEnd() }
    if isGuarded {
      context?.writeAndFlush(wrapOutboundOut(request), promise: nil)
    } else {
      slot?.handle { $0.failed(TransportError.closed) }
    }
  }

  /// Closes at once: with TLS the other side is told, but not waited for.
  func close() {
    slot = nil
    for channel in channels { channel.close(promise: nil) }
    encryption?.close(promise: nil)
  }
}

// What the channel tells.
extension Connection {
  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    encryption = nil
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard case .handshakeCompleted? = event as? TLSUserEvent else { return }
    // In the loop's next turn: what came together with the handshake is decrypted by then.
    context.eventLoop.assumeIsolated().execute { self.slot?.handle { $0.encrypted() } }
  }

  /// Has the last byte decoded alone: an answer that was whole before it is not the last that came.
  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var last = unwrapInboundIn(data)
    let others = last.readSlice(length: max(0, last.readableBytes - 1)) ?? ByteBuffer()
    for bytes in [others, last] where bytes.readableBytes > 0 {
      guard slot?.handle({ $0.received() }) == .decode else { return }
      context.fireChannelRead(wrapInboundOut(bytes))
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) { slot?.handle { $0.readCompleted(at: .now()) } }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { slot?.handle { $0.failed(error) } }

  func channelInactive(context: ChannelHandlerContext) {
    // The decoder first, for an answer may end with its connection.
    context.fireChannelInactive()
    slot?.handle { $0.failed(TransportError.closed) }
  }
}

/// Stands behind the decoder, and passes on what comes of the bytes.
private final class AnswerParts: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart

  private let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let part = unwrapInboundIn(data)
    connection.slot?.handle { $0.received(part) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    connection.slot?.handle { $0.failed(error) }
  }
}
