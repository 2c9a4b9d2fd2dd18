import Operations
import Testing

@testable import Transport

@Suite("what a broken request proves", .timeLimit(.minutes(60)))
struct EvidenceTests {
  /// A close or reset can overtake the request or not: often enough to see both.
  static let rounds = 8

  @Test("a new connection that breaks says of the body what the provider knows", arguments: Fault.all)
  func fresh(_ fault: Fault) async throws {
    for _ in 0..<(fault.reachesBody ? 1 : Self.rounds) {
      let provider = try ScriptedProvider(fault.steps)
      let seen = try await withTransport(TransportSettings(provider.address)) {
        try await $0.observe(fault, provider)
      }
      await provider.quiet()
      check(seen, fault, provider.all)
      #expect(provider.connections <= 1)
    }
  }

  /// The connection is kept after its answer, but not used when the provider is seen to have closed it meanwhile.
  @Test("a connection that served another request before breaks with the same proof", arguments: Fault.all)
  func kept(_ fault: Fault) async throws {
    for _ in 0..<(fault.reachesBody ? 1 : Self.rounds) {
      let answered = Step.readRequest + [.write(good)]
      let provider = try ScriptedProvider { $0 == 0 ? answered + fault.steps : answered }
      let settings = TransportSettings(provider.address, keepsConnections: true)
      let (first, seen) = try await withTransport(settings) {
        (await $0.send([1, 2, 3]), try await $0.observe(fault, provider))
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
    let seen = try await withTransport(TransportSettings("http://127.0.0.1:\(nobody.port)")) { await $0.send() }
    #expect(seen.trouble?.kind == .noConnection)
    #expect(!seen.mayHaveLeft)
  }

  @Test("a provider that went away after an answer proves that the next request was not sent")
  func refusedAfterAnswer() async throws {
    let provider = try ScriptedProvider(Step.readRequest + [.write(answer("{}", "Connection: close\r\n"))])
    let seen = try await withTransport(TransportSettings(provider.address)) { transport in
      _ = await transport.send()
      await provider.quiet()
      provider.stopListening()
      return await transport.send()
    }
    #expect(seen.trouble?.kind == .noConnection)
    #expect(!seen.mayHaveLeft)
    #expect(provider.all.count == 1)
  }

  @Test("a host that nobody knows proves that nothing was sent")
  func unknownHost() async throws {
    let seen = try await withTransport(TransportSettings("http://nobody.invalid")) { await $0.send() }
    #expect(seen.trouble?.kind == .noConnection)
    #expect(!seen.mayHaveLeft)
  }

  @Test("a connection that nobody accepts is in doubt, for the system may have taken the body")
  func unaccepted() async throws {
    let listener = try Socket()
    try listener.startListening()
    let seen = try await withTransport(TransportSettings("http://127.0.0.1:\(listener.port)")) { transport in
      let asking = transport.begin()
      while try !listener.hasReceived { await Task.yield() }
      try await transport.passTime()
      return await asking.value
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
    let seen = try await withTransport(TransportSettings("http://127.0.0.1:\(listener.port)")) { transport in
      let asking = transport.begin()
      try await transport.passTime()
      return await asking.value
    }
    #expect(seen.trouble?.kind == .timeout)
    #expect(!seen.mayHaveLeft)
    withExtendedLifetime(others) {}
  }

  @Test("the time limit ends a request by itself")
  func timeLimit() async throws {
    let provider = try ScriptedProvider([.stall])
    var settings = TransportSettings(provider.address)
    settings.timeout = .milliseconds(20)
    let seen = try await withTransport(settings) { await $0.send() }
    #expect(seen.trouble?.kind == .timeout)
  }

  @Test("a connection that the provider closes while it is idle never makes a sent body look unsent")
  func closedWhileIdle() async throws {
    for round in 0..<40 {
      let provider = try ScriptedProvider { index in
        index == 0
          ? Step.readRequest + [.write(good)] + (round % 2 == 0 ? [.reset] : []) : Step.readRequest + [.write(good)]
      }
      let settings = TransportSettings(provider.address, keepsConnections: true)
      let seen = try await withTransport(settings) { transport in
        _ = await transport.send([1])
        return await transport.send()
      }
      await provider.quiet()
      let bodies = provider.all.dropFirst().filter(\.hasBody)
      #expect(bodies.count <= 1, "never sent again")
      if !bodies.isEmpty { #expect(seen.mayHaveLeft) }
      if seen.answer != nil { #expect(bodies.map(\.body) == [body]) }
    }
  }
}

extension HTTPTransport {
  /// What comes of a request; if the fault has no end, the time limit is it.
  fileprivate func observe(_ fault: Fault, _ provider: ScriptedProvider) async throws -> Observation {
    let asking = begin()
    if fault.isEndless {
      await provider.isStalling.wait()
      try await passTime()
    }
    return await asking.value
  }
}
