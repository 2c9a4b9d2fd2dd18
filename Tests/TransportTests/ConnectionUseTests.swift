import NIOCore
import Operations
import Testing

@testable import Transport

@Suite("connections and the requests on them", .timeLimit(.minutes(60)))
struct ConnectionUseTests {
  // MARK: - How many

  @Test(
    "never more connections are open than slots, those without a request included",
    arguments: [1, 8, 64],
    [true, false]
  )
  func open(_ slots: Int, keeps: Bool) async throws {
    let each = 20
    // The provider leaves the closing to the client, and answers nobody while too many are open.
    let turn = Step.readRequest + [.waitUntilOpen(slots), .echo]
    let provider = try ScriptedProvider(Array(repeating: turn, count: each).flatMap(\.self) + [.stall])
    let own = try await withTransport(TransportSettings(provider.address, keepsConnections: keeps)) { transport in
      await withTaskGroup(of: Int.self) { group in
        for slot in 0..<slots {
          // Half of them on other threads than their event loop's.
          group.addTask(executorPreference: slot % 4 < 2 ? transport.executor(slot: slot) : nil) {
            var own = 0
            for turn in 0..<each {
              let body = Array("[\(slot),\(turn)]".utf8)
              if await transport.send(body, slot: slot).answer?.body == body { own += 1 }
            }
            return own
          }
        }
        return await group.reduce(0, +)
      }
    }
    await provider.quiet()
    #expect(own == each * slots, "every request got its own answer")
    #expect(Set(provider.all.map(\.body)).count == each * slots)
    #expect(provider.connections == (keeps ? slots : each * slots))
  }

  @Test("a request that is given up while its connection is made leaves none behind")
  func givenUp() async throws {
    let provider = try ScriptedProvider(Step.readRequest + [.waitUntilOpen(1), .echo])
    let settings = TransportSettings(provider.address)
    try await withTransport(settings) { transport in
      for _ in 0..<20 {
        let asking = transport.begin()
        try await transport.passTime()
        _ = await asking.value
        #expect(await transport.send().answer?.body == body)
      }
    }
    await provider.quiet()
  }

  @Test("a connection that is used once says so, one that is kept does not", arguments: [true, false])
  func saysClose(keeps: Bool) async throws {
    let provider = try ScriptedProvider(Step.readRequest + [.echo])
    let settings = TransportSettings(provider.address, keepsConnections: keeps)
    _ = try await withTransport(settings) { await $0.send() }
    await provider.quiet()
    #expect(provider.all.first?.lines.contains("connection: close") == !keeps)
  }

  @Test(
    "a connection without a request is closed after a while, whether another comes or not",
    arguments: [true, false]
  )
  func rest(keeps: Bool) async throws {
    let provider = try ScriptedProvider(Step.readRequest + [.echo, .stall])
    var settings = TransportSettings(provider.address, keepsConnections: keeps)
    settings.restMax = .milliseconds(20)
    try await withTransport(settings) { transport in
      _ = await transport.send()
      await provider.isLeft.wait()
    }
  }

  // MARK: - What nobody asked for

  @Test(
    "what a new connection brings before the request is nobody's answer, and nothing is sent",
    arguments: [true, false]
  )
  func early(keeps: Bool) async throws {
    let isWritten = Signal()
    let provider = try ScriptedProvider([.write(good), .signal(isWritten), .stall])
    let settings = TransportSettings(provider.address, keepsConnections: keeps)
    let (first, second) = try await withTransport(settings) { transport in
      // The loop begins to connect and looks at nothing before the provider has written.
      let isBegun = Signal()
      transport.blockLoop(until: isBegun)
      let asking = transport.begin()
      transport.blockLoop(until: isWritten)
      isBegun.give()
      return (await asking.value, await transport.send(slot: 1))
    }
    await provider.quiet()
    for seen in [first, second] {
      #expect(seen.trouble?.kind == .unasked)
      #expect(!seen.mayHaveLeft)
    }
    #expect(provider.connections == 1)
    #expect(provider.all.isEmpty)
  }

  @Test(
    "two answers at once, or one and a half: the row is in doubt, and nothing more is sent",
    arguments: [true, false]
  )
  func answerTwice(keeps: Bool) async throws {
    for second in [good, String(good.prefix(40)), "x"] {
      let provider = try ScriptedProvider(Step.readRequest + [.write(good + second), .stall])
      let settings = TransportSettings(provider.address, keepsConnections: keeps)
      let (first, next) = try await withTransport(settings) { (await $0.send([1]), await $0.send([2], slot: 1)) }
      await provider.quiet()
      #expect(first.trouble?.kind == .unasked)
      #expect(first.mayHaveLeft)
      #expect(next.trouble?.kind == .unasked)
      #expect(!next.mayHaveLeft)
      #expect(provider.all.map(\.body) == [[1]])
    }
  }

  @Test(
    "what arrives behind an answer later is nobody's answer, and nothing more is sent",
    arguments: [good, "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", String(good.prefix(40)), "x"],
    [true, false]
  )
  func unasked(_ second: String, keeps: Bool) async throws {
    let isAnswered = Signal()
    let isWritten = Signal()
    let provider = try ScriptedProvider { index in
      let more: [Step] = [.wait(isAnswered), .write(second), .signal(isWritten), .stall]
      return Step.readRequest + [.echo] + (index == 0 ? more : [])
    }
    let settings = TransportSettings(provider.address, keepsConnections: keeps)
    let (first, next) = try await withTransport(settings) { transport in
      let first = await transport.send()
      isAnswered.give()
      await isWritten.wait()
      // The client closes what is of no use any more.
      await provider.isLeft.wait()
      return (first, await transport.send(slot: 1))
    }
    await provider.quiet()
    #expect(first.answer?.body == body)
    #expect(next.trouble?.kind == .unasked)
    #expect(!next.mayHaveLeft)
    #expect(provider.all.count == 1)
  }

  @Test(
    "what nobody asked for keeps a request from being written that another event loop is about to write",
    .enabled(if: System.coreCount > 1, "there is one event loop for each core")
  )
  func unaskedElsewhere() async throws {
    let isDistrusted = Signal()
    let provider = try ScriptedProvider(Step.readRequest + [.write(good + good), .stall])
    let (first, other) = try await withTransport(TransportSettings(provider.address)) { transport in
      // That loop begins to connect, and looks again when the first slot's has seen two answers.
      let isBegun = Signal()
      transport.blockLoop(of: 1, until: isBegun)
      let asking = transport.begin(slot: 1)
      transport.blockLoop(of: 1, until: isDistrusted)
      isBegun.give()
      let first = await transport.send()
      isDistrusted.give()
      return (first, await asking.value)
    }
    await provider.quiet()
    for seen in [first, other] { #expect(seen.trouble?.kind == .unasked) }
    #expect(!other.mayHaveLeft)
    #expect(provider.all.count == 1)
  }

  @Test("what arrived on a kept connection that the event loop has not looked at yet is seen before the next request")
  func unseen() async throws {
    let isAnswered = Signal()
    let isWritten = Signal()
    let answered = Step.readRequest + [.echo]
    let provider = try ScriptedProvider(answered + [.wait(isAnswered), .write(good), .signal(isWritten)] + answered)
    let settings = TransportSettings(provider.address, keepsConnections: true)
    let seen = try await withTransport(settings) { transport in
      _ = await transport.send()
      transport.blockLoop(until: isWritten)
      let asking = transport.begin()
      isAnswered.give()
      return await asking.value
    }
    await provider.quiet()
    #expect(seen.trouble?.kind == .unasked)
    #expect(!seen.mayHaveLeft)
  }

  @Test(
    "a kept connection that the other side closed, seen by the event loop or not, is replaced",
    arguments: [[], [.reset]] as [[Step]]
  )
  func closed(_ steps: [Step]) async throws {
    let isAnswered = Signal()
    let provider = try ScriptedProvider { index in
      Step.readRequest + [.echo] + (index == 0 ? [.wait(isAnswered)] + steps : [])
    }
    let settings = TransportSettings(provider.address, keepsConnections: true)
    let seen = try await withTransport(settings) { transport in
      _ = await transport.send()
      transport.blockLoop(until: provider.isLeft)
      let asking = transport.begin()
      isAnswered.give()
      return await asking.value
    }
    await provider.quiet()
    #expect(seen.answer?.body == body)
    #expect(provider.connections == 2)
  }

  @Test("a second answer that comes while another row is asked for is never that row's")
  func secondAnswer() async throws {
    let isAsked = Signal()
    let isWritten = Signal()
    let (refused, accepted) = (answer("refused"), answer("accepted"))
    let provider = try ScriptedProvider { index in
      let others: [Step] = [.signal(isAsked), .wait(isWritten), .echo]
      return Step.readRequest
        + (index == 0 ? [.write(refused), .wait(isAsked), .write(accepted), .signal(isWritten)] : others)
    }
    let answers = try await withTransport(TransportSettings(provider.address)) {
      [await $0.send([1]).answer?.body, await $0.send().answer?.body]
    }
    await provider.quiet()
    #expect(answers == [Array("refused".utf8), body])
  }
}
