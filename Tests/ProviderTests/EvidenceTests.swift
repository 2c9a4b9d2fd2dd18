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

  /// The connection is kept after its answer, but not used when the provider is seen to have closed it meanwhile.
  @Test("a connection that served another request before breaks with the same proof", arguments: Fault.all)
  func reused(_ fault: Fault) async throws {
    for _ in 0..<(fault.reachesBody ? 1 : Self.rounds) {
      let answered = Step.readRequest + [.write(good)]
      let provider = try ScriptedProvider { $0 == 0 ? answered + fault.steps : answered }
      var settings = TransportSettings(provider.address, timeout: fault.timeout)
      settings.restingMin = 0
      let (first, seen) = try await withTransport(settings) {
        (await $0.send([1, 2, 3], to: path), await $0.send(body, to: path))
      }
      await provider.quiet()
      #expect(first.answer?.status == 200)
      let arrived = provider.all.filter { $0.body != [1, 2, 3] }
      if seen.answer == nil { check(seen, fault, arrived) }
      if fault.reachesBody { #expect(seen.answer == nil && provider.connections == 1, "the connection was used again") }
    }
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
