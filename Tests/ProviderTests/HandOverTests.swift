import AsyncHTTPClient
import Dispatch
import NIOCore
import NIOHTTP1
import Operations
import Synchronization
import Testing

@testable import Provider

@Suite("the hand-over of a body")
struct HandOverTests {
  @Test("of releases and revocations at the same time the first decides for all", arguments: [2, 16])
  func race(_ parts: Int) {
    var seen: Set<Bool> = []
    var disagreements = 0
    for round in 0..<5000 {
      let handOver = HandOver([7])
      let verdicts = Mutex<Set<Bool>>([])
      DispatchQueue.concurrentPerform(iterations: parts) { part in
        let hasLeft = (part + round) % 2 == 0 ? handOver.release() == [7] : !handOver.revoke()
        verdicts.withLock { _ = $0.insert(hasLeft) }
      }
      let all = verdicts.withLock { $0 }
      if all.count != 1 { disagreements += 1 }
      seen.formUnion(all)
    }
    #expect(disagreements == 0, "it left, or it did not")
    #expect(seen == [true, false], "both have been first")
  }

  @Test("a revoked body gives nothing in any way that a writer may ask for it")
  func revokedBody() {
    let handOver = HandOver([1, 2, 3])
    #expect(handOver.revoke())
    let body = HandOverBody(handOver: handOver)
    #expect(Array(body.makeIterator().map(\.self)).isEmpty)
    #expect(body.withContiguousStorageIfAvailable { $0.count } ?? 0 == 0)
    #expect(ByteBufferAllocator().buffer(bytes: body).readableBytes == 0)
    #expect(handOver.revoke(), "it stays revoked")
  }

  @Test(
    "a body that was read in any way is released",
    arguments: [
      { _ = ByteBufferAllocator().buffer(bytes: $0) }, { for _ in $0 {} }, { _ = Array($0) },
      { _ = $0.withContiguousStorageIfAvailable { $0.count } },
    ] as [@Sendable (HandOverBody) -> Void]
  )
  func everyWayReleases(_ read: @Sendable (HandOverBody) -> Void) {
    let handOver = HandOver([1, 2, 3])
    read(HandOverBody(handOver: handOver))
    #expect(!handOver.revoke())
  }

  @Test("to be asked for its count releases nothing")
  func count() {
    let handOver = HandOver([1, 2, 3])
    #expect(HandOverBody(handOver: handOver).count == 3)
    #expect(handOver.revoke())
  }

  @Test("a released body gives all its bytes")
  func releasedBody() {
    let buffer = ByteBufferAllocator().buffer(bytes: HandOverBody(handOver: HandOver([1, 2, 3])))
    #expect(Array(buffer.readableBytesView) == [1, 2, 3])
  }

  @Test("the client does not ask for the bytes of a request that still waits for a connection")
  func queuedRequest() async throws {
    let isBusy = Signal()
    let provider = try ScriptedProvider(Step.readRequest + [.signal(isBusy), .stall])
    var configuration = HTTPClient.Configuration()
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1
    let client = HTTPClient(configuration: configuration)
    let first = Task { try await client.execute(request(to: provider, HandOver([1])), deadline: .distantFuture) }
    await isBusy.wait()

    let waiting = HandOver(body)
    await #expect(throws: HTTPClientError.deadlineExceeded) {
      _ = try await client.execute(request(to: provider, waiting), deadline: .now() + .milliseconds(300))
    }
    #expect(waiting.revoke(), "not a byte was asked for")
    first.cancel()
    _ = await first.result
    try await client.shutdown()
    await provider.quiet()
    #expect(provider.all.map(\.body) == [[1]])
  }

  @Test("the client asks for the bytes once it has written the head")
  func writtenRequest() async throws {
    let provider = try ScriptedProvider(Step.readRequest + [.write(good)])
    let client = HTTPClient()
    let handOver = HandOver(body)
    let answer = try await client.execute(request(to: provider, handOver), deadline: .distantFuture)
    _ = try await answer.body.collect(upTo: 1024)
    #expect(!handOver.revoke())
    try await client.shutdown()
    await provider.quiet()
    #expect(provider.all.map(\.body) == [body])
  }

  private func request(to provider: ScriptedProvider, _ handOver: HandOver) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: provider.address)
    request.method = .POST
    request.body = .bytes(HandOverBody(handOver: handOver), length: .known(Int64(handOver.bytes.count)))
    return request
  }

  @Test("a request whose task is cancelled while it waits for a connection is proven unsent")
  func cancelledRequest() async throws {
    let isBusy = Signal()
    let provider = try ScriptedProvider(Step.readRequest + [.signal(isBusy), .stall])
    try await withTransport(TransportSettings(provider.address, timeout: .seconds(2))) { transport in
      async let first = transport.send([1], to: path)
      await isBusy.wait()
      let second = Task { await transport.send(body, to: path) }
      second.cancel()
      #expect(await !second.value.mayHaveLeft)
      _ = await first
    }
    await provider.quiet()
    #expect(provider.all.map(\.body) == [[1]])
  }
}
