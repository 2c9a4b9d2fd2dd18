import Glibc
import NIOCore
import NIOHTTP1
import NIOTLS
import Operations

/// One connection: opens for a request, brings back its answer, rests, serves the next one. Lives on the event loop.
final class Connection: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  private let connections: Connections
  private let isEncrypted: Bool
  private var context: ChannelHandlerContext?
  private var socket: NIOBSDSocket.Handle = -1
  private var exchange: Exchange?
  private var reader = AnswerReader()
  /// A whole answer, until it is sure that nothing came right behind it.
  private var answer: Answer?
  private var timeLimit = TimeLimit()
  private var timer: Scheduled<Void>?
  /// What still comes is not listened to.
  private var isOver = false
  /// Something came that belongs to no answer; the decoder may hold it as the beginning of the next one.
  private var hasMore = false
  private(set) var restsSince = NIODeadline.now()

  init(_ exchange: Exchange, _ connections: Connections, isEncrypted: Bool) {
    self.connections = connections
    self.isEncrypted = isEncrypted
    self.exchange = exchange
    look(at: timeLimit.begin(exchange.deadline))
  }

  /// Sends a request on a connection that has rested.
  func ask(_ exchange: Exchange) {
    self.exchange = exchange
    look(at: timeLimit.begin(exchange.deadline))
    write()
  }

  /// Ends the exchange, if there is one, and the connection.
  func fail(_ error: any Error) {
    end { .trouble(TransportFailure.trouble(error, bodyMayHaveLeft: $0)) }
    close()
  }

  func close() {
    isOver = true
    timer?.cancel()
    connections.forget(self)
    context?.close(promise: nil)
  }

  /// What the system has received on this connection and the event loop has not seen yet.
  enum Arrival { case nothing, bytes, end }

  var hasArrived: Arrival {
    // An active channel's socket is open, and it is closed on this event loop only.
    guard let context, context.channel.isActive else { return .end }
    var byte: UInt8 = 0
    // Looks without taking; the one byte that it may write is there.
    let count = recv(socket, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
    if count > 0 { return .bytes }
    return count < 0 && errno == EAGAIN ? .nothing : .end
  }

  /// Takes note of bytes that are about to be decoded.
  func hear() {
    if exchange == nil || answer != nil { hasMore = true }
  }

  /// Writes the first request, unless the other side has gone already: that is a proof that nothing was sent.
  private func begin() {
    if hasArrived == .end { fail(ConnectionClosed()) } else { write() }
  }

  private func write() {
    guard let context, let request = exchange?.request else { return }
    // From here on nobody can say that the body did not leave.
    exchange?.isReleased = true
    let body = context.channel.allocator.buffer(bytes: request.body)
    context.write(wrapOutboundOut(.head(connections.head(of: request))), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  /// Tells who waits what came of the exchange.
  private func end(_ observation: (_ bodyMayHaveLeft: Bool) -> Observation) {
    guard let exchange else { return }
    self.exchange = nil
    connections.ended()
    exchange.request.reply.resume(returning: observation(exchange.isReleased))
  }

  /// Hands the answer over, now that nothing came right behind it.
  private func deliver() {
    guard let answer, !isOver else { return }
    self.answer = nil
    let keeps = reader.keepsConnection
    reader = AnswerReader()
    restsSince = .now()
    end { _ in .answer(answer) }
    if keeps { connections.keep(self) } else { close() }
  }

  private func look(at time: NIODeadline?) {
    guard let time else { return }
    timer = connections.loop.assumeIsolated().scheduleTask(deadline: time) {
      switch self.timeLimit.timerWentOff(at: .now(), deadline: self.exchange?.deadline) {
      case .look(let time): self.look(at: time)
      case .timeIsUp: self.giveUp()
      }
    }
  }

  private func giveUp() {
    end { .trouble(Trouble(.timeout, detail: "limit \(connections.limit)", bodyMayHaveLeft: $0)) }
    close()
  }
}

// What the channel tells.
extension Connection {
  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    let operations = context.pipeline.syncOperations
    socket = (try? operations.withUnsafeTransportIfAvailable { (socket: NIOBSDSocket.Handle) in socket }) ?? -1
    // The time may be up meanwhile.
    if exchange == nil { close() } else if !isEncrypted { begin() }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .handshakeCompleted? = event as? TLSUserEvent { begin() }
    context.fireUserInboundEventTriggered(event)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if isOver { return }
    switch reader.take(unwrapInboundIn(data)) {
    case .unfinished: return
    case .finished(let answer): self.answer = answer
    case .tooLarge: fail(AnswerTooLarge())
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    deliver()
    if hasMore { close() }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if isOver { return }
    guard error.isAboutBytes, answer != nil || exchange == nil else {
      deliver()
      return fail(error)
    }
    connections.distrust()
    fail(UnaskedAnswer())
  }

  func channelInactive(context: ChannelHandlerContext) {
    deliver()
    fail(ConnectionClosed())
    self.context = nil
  }
}

/// Stands before the decoder, and tells the connection of bytes behind an answer.
final class Doorkeeper: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  /// Lets the last byte in alone: an answer that was whole before it is not the last that came.
  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var last = unwrapInboundIn(data)
    let others = last.readSlice(length: max(0, last.readableBytes - 1))
    if let others, others.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(others)) }
    connection.hear()
    context.fireChannelRead(wrapInboundOut(last))
  }
}

/// A request on its way, with its time limit and what is known of its body.
struct Exchange {
  let request: Request
  let deadline: NIODeadline
  /// Its body may have arrived.
  var isReleased = false
}
