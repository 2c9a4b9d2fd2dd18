import Operations
import Testing

@testable import Provider

@Suite("what a broken request proves")
struct EvidenceTests {
  /// A close or reset can overtake the request or not: often enough to see both.
  static let rounds = 8

  @Test("a new connection that breaks says of the body what the provider knows", arguments: Fault.all)
  func fresh(_ fault: Fault) async throws {
    for _ in 0..<(fault.reachesBody ? 1 : Self.rounds) {
      let provider = try ScriptedProvider(fault.steps)
      let settings = TransportSettings(provider.address, timeout: fault.timeout)
      let seen = try await withTransport(settings) { await $0.send(body, to: path) }
      await provider.quiet()
      check(seen, fault, provider.all)
      #expect(provider.connections <= 1)
    }
  }

  /// The provider would keep the connection alive; nothing of the first request can touch the second one.
  @Test("after an answer, a request that breaks says of the body what the provider knows", arguments: Fault.all)
  func second(_ fault: Fault) async throws {
    for _ in 0..<(fault.reachesBody ? 1 : Self.rounds) {
      let answered = Step.readRequest + [.write(good), .stall]
      let provider = try ScriptedProvider { $0 == 0 ? answered : fault.steps }
      let settings = TransportSettings(provider.address, timeout: fault.timeout)
      let (first, seen) = try await withTransport(settings) {
        (await $0.send([1, 2, 3], to: path), await $0.send(body, to: path))
      }
      await provider.quiet()
      #expect(first.answer?.status == 200)
      #expect(provider.connections == 2, "one connection for each request")
      check(seen, fault, provider.all.filter { $0.body != [1, 2, 3] })
    }
  }

  @Test("what comes on a connection that served another request is not taken for this one's answer")
  func lateAnswer() async throws {
    let own = Step.readRequest + [.write(answer("{\"own\":1}"))]
    let provider = try ScriptedProvider { $0 == 0 ? Step.readRequest + [.write(good)] + own : own + own }
    let second = try await withTransport(TransportSettings(provider.address)) { transport in
      _ = await transport.send([1], to: path)
      return await transport.send([2], to: path)
    }
    await provider.quiet()
    #expect(second.answer.map { String(decoding: $0.body, as: UTF8.self) } == "{\"own\":1}")
    #expect(provider.requests.map { $0.filter { !$0.head.isEmpty }.map(\.body) } == [[[1]], [[2]]])
  }

  private func check(_ seen: Observation, _ fault: Fault, _ arrived: [Received]) {
    #expect(arrived.count <= 1, "one request for one call of send")
    let kind = seen.trouble?.kind
    #expect(kind.map(fault.kinds.contains) == true, "\(fault.name): \(seen)")
    if fault.reachesBody { #expect(seen.mayHaveLeft, "the provider read of the body: \(seen)") }
    if arrived.contains(where: \.hasBody) { #expect(seen.mayHaveLeft, "a byte of the body arrived: \(seen)") }
    for request in arrived where request.isComplete { #expect(request.body == body) }
  }

  @Test("a port where nobody listens proves that nothing was sent")
  func refused() async throws {
    let nobody = try Socket()
    let seen = try await withTransport(TransportSettings("http://127.0.0.1:\(nobody.port)")) {
      await $0.send(body, to: path)
    }
    #expect(seen.trouble?.kind == .noConnection)
    #expect(!seen.mayHaveLeft)
  }

  @Test("a provider that went away after an answer proves that the next request was not sent")
  func refusedAfterAnswer() async throws {
    let provider = try ScriptedProvider(Step.readRequest + [.write(answer("{}", "Connection: close\r\n"))])
    let seen = try await withTransport(TransportSettings(provider.address)) { transport in
      _ = await transport.send(body, to: path)
      await provider.quiet()
      provider.stopListening()
      return await transport.send(body, to: path)
    }
    #expect(seen.trouble?.kind == .noConnection)
    #expect(!seen.mayHaveLeft)
    #expect(provider.all.count == 1)
  }

  @Test("a host that nobody knows proves that nothing was sent")
  func unknownHost() async throws {
    let seen = try await withTransport(TransportSettings("http://nobody.invalid")) { await $0.send(body, to: path) }
    #expect(seen.trouble?.kind == .noConnection)
    #expect(!seen.mayHaveLeft)
  }

  @Test("a connection that nobody accepts is in doubt, for the system may have taken the body")
  func unaccepted() async throws {
    let listener = try Socket()
    try listener.startListening()
    let seen = try await withTransport(TransportSettings("http://127.0.0.1:\(listener.port)", timeout: Fault.soon)) {
      await $0.send(body, to: path)
    }
    #expect(seen.trouble?.kind == .timeout)
    #expect(seen.mayHaveLeft)
  }

  @Test("a connection that is never made proves, when the time is up, that nothing was sent")
  func fullBacklog() async throws {
    let listener = try Socket()
    try listener.startListening(backlog: 0)
    let others = try (0..<8).map { _ in try Socket() }
    for other in others { other.beginConnecting(to: listener.port) }
    let seen = try await withTransport(TransportSettings("http://127.0.0.1:\(listener.port)", timeout: Fault.soon)) {
      await $0.send(body, to: path)
    }
    #expect(seen.trouble?.kind == .timeout)
    #expect(!seen.mayHaveLeft)
    withExtendedLifetime(others) {}
  }

  @Test("a connection that the provider closes while it is idle never makes a sent body look unsent")
  func closedWhileIdle() async throws {
    for round in 0..<40 {
      let provider = try ScriptedProvider { index in
        index == 0
          ? Step.readRequest + [.write(good)] + (round % 2 == 0 ? [.reset] : []) : Step.readRequest + [.write(good)]
      }
      let seen = try await withTransport(TransportSettings(provider.address)) { transport in
        _ = await transport.send([1], to: path)
        return await transport.send(body, to: path)
      }
      await provider.quiet()
      let bodies = provider.all.dropFirst().filter(\.hasBody)
      #expect(bodies.count <= 1, "never sent again")
      if !bodies.isEmpty { #expect(seen.mayHaveLeft) }
      if seen.answer != nil { #expect(bodies.map(\.body) == [body]) }
    }
  }
}
