import NIOCore
import NIOPosix
public import Operations

/// The provider over HTTP/1.1, with TLS 1.2 or newer.
///
/// Never sends twice, follows no redirect, and knows of every request whether its body left. Everything about a slot
/// happens on one thread, its event loop's; callers that run on the slot's executor are served without a change of
/// thread.
public struct HTTPTransport: Transport {
  /// Event loops, among which the slots are dealt out: two are faster than the one recorder that feeds them.
  static let loopsMax = 2

  let lanes: [Lane]

  /// Reads the certificates that this machine trusts, which blocks. What is wrong with the settings shows when a
  /// request is sent.
  public init(_ settings: TransportSettings) {
    let origin = Result { try Origin(settings) }
    let trust = Trust()
    lanes = MultiThreadedEventLoopGroup.singleton.makeIterator().prefix(Self.loopsMax).map { loop in
      Lane(loop, Slots(settings, origin, trust, loop))
    }
  }

  public func executor(slot: Int) -> (any TaskExecutor)? { lane(slot).executor }

  public func send(
    _ body: [UInt8],
    to path: String,
    slot: Int,
    by limit: ContinuousClock.Instant
  ) async -> Observation {
    await withCheckedContinuation { reply in
      lane(slot).run { $0.send(Request(path: path, body: body, limit: limit, reply: reply), slot) }
    }
  }

  public func shutdown() async {
    for lane in lanes { try? await lane.loop.submit { lane.slots.value.shutdown() }.get() }
  }

  func lane(_ slot: Int) -> Lane { lanes[slot % lanes.count] }
}

/// One event loop and the slots on it.
struct Lane: Sendable {
  let loop: any EventLoop
  let slots: NIOLoopBoundBox<Slots>
  let executor: any TaskExecutor

  init(_ loop: any EventLoop, _ slots: sending Slots) {
    self.loop = loop
    self.slots = .makeBoxSendingValue(slots, eventLoop: loop)
    executor = LoopExecutor(loop: loop)
  }

  func run(_ work: @escaping @Sendable (Slots) -> Void) {
    if loop.inEventLoop { work(slots.value) } else { loop.execute { work(slots.value) } }
  }
}

/// One request and who waits for what comes of it.
struct Request: Sendable {
  let path: String
  let body: [UInt8]
  /// When it must have been written, by a clock that goes on while the process is stopped or the machine sleeps.
  let limit: ContinuousClock.Instant
  let reply: CheckedContinuation<Observation, Never>
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
