import NIOCore
import NIOPosix
public import Operations

/// The provider over HTTP/1.1, with TLS 1.2 or newer.
///
/// Never sends twice, follows no redirect, and knows of every request whether its body left. Everything happens on one
/// thread, the event loop's; callers that run on `executor` are served without a change of thread.
public struct HTTPTransport: Transport {
  let loop: any EventLoop
  let slots: NIOLoopBoundBox<Slots>
  public let executor: (any TaskExecutor)?

  /// Reads the certificates that this machine trusts, which blocks. What is wrong with the settings shows when a
  /// request is sent.
  public init(_ settings: TransportSettings) {
    loop = MultiThreadedEventLoopGroup.singleton.next()
    executor = LoopExecutor(loop: loop)
    slots = .makeBoxSendingValue(Slots(settings, loop), eventLoop: loop)
  }

  public func send(_ body: [UInt8], to path: String, slot: Int) async -> Observation {
    await withCheckedContinuation { reply in
      let request = Request(path: path, body: body, reply: reply)
      if loop.inEventLoop {
        slots.value.send(request, slot)
      } else {
        loop.execute { slots.value.send(request, slot) }
      }
    }
  }

  public func shutdown() async {
    try? await loop.submit { slots.value.shutdown() }.get()
  }
}

/// One request and who waits for what comes of it.
struct Request: Sendable {
  let path: String
  let body: [UInt8]
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
