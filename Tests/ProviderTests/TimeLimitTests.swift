import Operations
import Testing

@testable import Provider

@Suite("the time limit of a request on a connection that served another", .timeLimit(.minutes(1)))
struct TimeLimitTests {
  @Test("is a whole one, however little the earlier request left of its own")
  func whole() async throws {
    let mayAnswer = Signal()
    let provider = try ScriptedProvider(Step.readRequest + [.echo] + Step.readRequest + [.wait(mayAnswer), .echo])
    let seen = try await withTransport(settings(provider, .seconds(2))) { transport in
      _ = await transport.send([1], to: path)
      try await Task.sleep(for: .milliseconds(1200))
      async let seen = transport.send(body, to: path)
      try await Task.sleep(for: .milliseconds(1000))
      mayAnswer.give()
      return await seen
    }
    #expect(seen.answer?.body == body)
    #expect(provider.connections == 1)
  }

  @Test("holds, whether the earlier one's is over or not", arguments: [0, 800])
  func holds(_ restMilliseconds: Int) async throws {
    let provider = try ScriptedProvider(Step.readRequest + [.echo] + Step.readRequest + [.stall])
    let seen = try await withTransport(settings(provider, .milliseconds(500))) { transport in
      _ = await transport.send([1], to: path)
      try await Task.sleep(for: .milliseconds(restMilliseconds))
      return await transport.send(body, to: path)
    }
    #expect(seen.trouble?.kind == .timeout)
    #expect(seen.mayHaveLeft)
    #expect(provider.connections == 1)
  }

  private func settings(_ provider: ScriptedProvider, _ timeout: Duration) -> TransportSettings {
    var settings = TransportSettings(provider.address, timeout: timeout)
    settings.restingMin = 0
    return settings
  }
}
