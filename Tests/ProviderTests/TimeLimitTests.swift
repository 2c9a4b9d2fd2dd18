import NIOCore
import Operations
import Testing

@testable import Provider

@Suite("the time limit of a request on a connection that served another")
struct TimeLimitTests {
  private let start = NIODeadline.uptimeNanoseconds(1_000_000_000)
  private func time(_ seconds: Int64) -> NIODeadline { start + .seconds(seconds) }

  @Test("is a whole one, however little the earlier request left of its own")
  func whole() {
    var limit = TimeLimit()
    #expect(limit.begin(time(60)) == time(60))
    #expect(limit.begin(time(90)) == nil, "the timer of the earlier request is still to go off")
    #expect(limit.timerWentOff(at: time(60), deadline: time(90)) == .look(at: time(90)))
    #expect(limit.timerWentOff(at: time(90), deadline: time(90)) == .timeIsUp)
  }

  @Test("holds when the earlier one's timer went off while the connection rested")
  func afterRest() {
    var limit = TimeLimit()
    #expect(limit.begin(time(60)) == time(60))
    #expect(limit.timerWentOff(at: time(60), deadline: nil) == .look(at: nil))
    #expect(limit.begin(time(130)) == time(130))
    #expect(limit.timerWentOff(at: time(130), deadline: time(130)) == .timeIsUp)
  }

  @Test("holds when the earlier one's timer is still to go off")
  func holds() async throws {
    let provider = try ScriptedProvider(Step.readRequest + [.echo] + Step.readRequest + [.stall])
    var settings = TransportSettings(provider.address, timeout: Fault.soon)
    settings.restingMin = 0
    let seen = try await withTransport(settings) { transport in
      _ = await transport.send([1], to: path)
      return await transport.send(body, to: path)
    }
    #expect(seen.trouble?.kind == .timeout)
    #expect(seen.mayHaveLeft)
    #expect(provider.connections == 1)
  }
}
