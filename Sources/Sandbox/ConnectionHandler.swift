import NIOCore
import NIOHTTP1
import Synchronization

/// What all connections of a server share.
final class Premises: Sendable {
  struct TooManyConnections: Error {}

  let desk: Desk
  let log: RequestLog?
  let options: SandboxOptions
  private let connections = Atomic(0)

  init(desk: Desk, log: RequestLog?, options: SandboxOptions) {
    (self.desk, self.log, self.options) = (desk, log, options)
  }

  /// Counts the connection until it is closed.
  ///
  /// - Throws: `TooManyConnections` if it is one more than the limit; the server then closes it.
  func enter(_ channel: any Channel) throws {
    let count = connections.wrappingAdd(1, ordering: .relaxed).newValue
    channel.closeFuture.whenComplete { _ in self.connections.wrappingSubtract(1, ordering: .relaxed) }
    if count > options.connectionsMax { throw TooManyConnections() }
  }
}

/// One connection: collects a request, has it judged and logged, waits as long as told, and acts.
///
/// The pipeline before it hands over one request at a time, so a pipelined request waits for the answer before it.
final class ConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  /// How much of a body that is too large is read to its end, so that the client gets to read the 413.
  private static let discardedBytesMax = 8 * 1024 * 1024

  private let premises: Premises
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []
  private var bodyBytes = 0
  private var isAnswering = false
  private var isGone = false
  private var pause: Scheduled<Void>?

  init(_ premises: Premises) { self.premises = premises }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      body = []
      bodyBytes = 0
    case .body(let buffer): collect(buffer, context)
    case .end: receive(context)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    isGone = true
    pause?.cancel()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is IdleStateHandler.IdleStateEvent {
      // A client that waits for its answer is not idle.
      if !isAnswering { context.close(promise: nil) }
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }

  private func collect(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
    bodyBytes += buffer.readableBytes
    if bodyBytes <= premises.options.bodyBytesMax {
      body += buffer.readableBytesView
    } else {
      body = []
      if bodyBytes > Self.discardedBytesMax { context.close(promise: nil) }
    }
  }

  private func receive(_ context: ChannelHandlerContext) {
    guard let head, !isGone else { return }
    isAnswering = true
    guard bodyBytes <= premises.options.bodyBytesMax else { return hold(.refusal(Self.tooLarge), context) }
    let contentType = head.headers.first(name: "content-type") ?? ""
    let request = Request(method: head.method.rawValue, path: head.uri, contentType: contentType, body: body)
    body = []
    let verdict = premises.desk.judge(request)
    guard verdict.isLogged, let log = premises.log else { return hold(verdict, context) }
    let operation = premises.desk.operation(at: request.path)
    let synced = context.eventLoop.makePromise(of: Void.self)
    synced.futureResult.assumeIsolated().whenComplete { result in
      if case .success = result { self.hold(verdict, context) } else { self.hold(.refusal(Self.noLog), context) }
    }
    log.append(LogLine.members(of: request, operation: operation, verdict: verdict)) { trouble in
      if let trouble { synced.fail(trouble) } else { synced.succeed() }
    }
  }

  /// Waits for the latency and the jitter without blocking the loop, then acts.
  private func hold(_ verdict: Verdict, _ context: ChannelHandlerContext) {
    let jitter = TimeAmount(premises.options.jitter).nanoseconds
    let delay = TimeAmount(premises.options.latency) + .nanoseconds(jitter > 0 ? Int64.random(in: 0...jitter) : 0)
    if delay.nanoseconds == 0 { return act(verdict.act, context) }
    pause = context.eventLoop.assumeIsolated().scheduleTask(in: delay) { self.act(verdict.act, context) }
  }

  private func act(_ act: Verdict.Act, _ context: ChannelHandlerContext) {
    guard !isGone else { return }
    switch act {
    case .reply(let reply): write(reply, context)
    case .close: context.close(promise: nil)
    case .silence:
      let silence = TimeAmount(premises.options.silenceMax)
      pause = context.eventLoop.assumeIsolated().scheduleTask(in: silence) { context.close(promise: nil) }
    }
  }

  private func write(_ reply: Reply, _ context: ChannelHandlerContext) {
    guard let head else { return }
    isAnswering = false
    let keepsAlive = head.isKeepAlive
    context.write(wrapOutboundOut(.head(responseHead(reply, to: head, keepsAlive: keepsAlive))), promise: nil)
    if head.method != .HEAD {
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: reply.body)))), promise: nil)
    }
    let written: EventLoopPromise<Void>? = keepsAlive ? nil : context.eventLoop.makePromise()
    written?.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
  }

  private func responseHead(_ reply: Reply, to head: HTTPRequestHead, keepsAlive: Bool) -> HTTPResponseHead {
    var headers = HTTPHeaders([
      ("Content-Type", reply.contentType), ("Content-Length", String(reply.body.utf8.count)),
    ])
    if let seconds = reply.retryAfterSeconds { headers.add(name: "Retry-After", value: String(seconds)) }
    if reply.status == 405 { headers.add(name: "Allow", value: "POST") }
    if !keepsAlive { headers.add(name: "Connection", value: "close") }
    return HTTPResponseHead(version: .http1_1, status: .init(statusCode: reply.status), headers: headers)
  }

  private static let tooLarge = Reply(status: 413, body: #"{"Message": "The request is too large."}"#)

  private static let noLog = Reply(
    status: 500,
    body: #"{"Message": "The sandbox cannot write its log; nothing was booked."}"#
  )
}
