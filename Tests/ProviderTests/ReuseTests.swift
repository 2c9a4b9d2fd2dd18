import Glibc
import NIOHTTP1
import Operations
import Testing

@testable import Provider

@Suite("connections that serve more than one request")
struct ReuseTests {
  @Test("every request gets its own answer, on fewer connections than requests", arguments: [1, 3, 32])
  func ownAnswers(_ concurrency: Int) async throws {
    let each = 50
    let provider = try ScriptedProvider((0..<each * concurrency).flatMap { _ in Step.readRequest + [.echo] })
    var settings = TransportSettings(provider.address)
    settings.restingMin = 1
    let own = try await withTransport(settings) { transport in
      await withTaskGroup(of: Int.self) { group in
        for slot in 0..<concurrency {
          group.addTask(executorPreference: slot % 2 == 0 ? transport.executor : nil) {
            var own = 0
            for turn in 0..<each {
              let body = Array("[\(slot),\(turn)]".utf8)
              if await transport.send(body, to: path).answer?.body == body { own += 1 }
            }
            return own
          }
        }
        return await group.reduce(0, +)
      }
    }
    await provider.quiet()
    #expect(own == each * concurrency)
    #expect(provider.all.count == each * concurrency)
    #expect(Set(provider.all.map(\.body)).count == each * concurrency)
    #expect(provider.connections < each * concurrency)
  }

  @Test("two answers at once: the row is in doubt, and nothing more is sent")
  func answerTwice() async throws {
    let provider = try ScriptedProvider(Step.readRequest + [.write(good + good), .stall])
    let (first, second) = try await withTransport(TransportSettings(provider.address)) { transport in
      (await transport.send([1], to: path), await transport.send([2], to: path))
    }
    await provider.quiet()
    #expect(first.trouble?.kind == .unasked)
    #expect(first.mayHaveLeft)
    #expect(second.trouble?.kind == .unasked)
    #expect(!second.mayHaveLeft)
    #expect(provider.all.map(\.body) == [[1]])
  }

  @Test(
    "what arrives while a connection rests is nobody's answer, and nothing more is sent",
    arguments: [good, "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "who are you?"]
  )
  func unasked(_ second: String) async throws {
    let isAnswered = Signal()
    let provider = try ScriptedProvider { index in
      let steps = Step.readRequest + [.echo]
      return index == 0 ? steps + [.wait(isAnswered), .write(second), .stall] : steps
    }
    var settings = TransportSettings(provider.address)
    settings.restingMin = .max
    let seen = try await withTransport(settings) { transport in
      var seen = await transport.send([0x5B, 0x5D], to: path)
      isAnswered.give()
      var bodies = 0
      while seen.trouble == nil, bodies < 10_000 {
        bodies += 1
        let body = Array("[\(bodies)]".utf8)
        seen = await transport.send(body, to: path)
        if let answer = seen.answer { #expect(answer.body == body) }
      }
      return seen
    }
    await provider.quiet()
    #expect(seen.trouble?.kind == .unasked)
  }

  @Test("half an answer behind an answer is never the beginning of another row's", arguments: [true, false])
  func halfUnasked(atOnce: Bool) async throws {
    let (half, rest) = (String(good.prefix(40)), String(good.dropFirst(40)))
    let isAnswered = Signal()
    let isWritten = Signal()
    let provider = try ScriptedProvider { index in
      let answers: [Step] = atOnce ? [.write(good + half)] : [.write(good), .wait(isAnswered), .write(half)]
      if index > 0 { return Step.readRequest + [.echo] }
      return Step.readRequest + answers + [.signal(isWritten), .readHead, .write(rest), .stall]
    }
    var settings = TransportSettings(provider.address)
    settings.restingMin = 0
    let seen = try await withTransport(settings) { transport in
      _ = await transport.send([0x5B, 0x5D], to: path)
      isAnswered.give()
      await isWritten.wait()
      // While the first of these is on its way, on another connection, the event loop takes in the half.
      return [await transport.send(body, to: path), await transport.send(body, to: path)]
    }
    await provider.quiet()
    #expect(seen.map(\.answer?.body) == [body, body])
  }

  @Test(
    "a connection on which something has arrived is not used again",
    arguments: [[], [.reset], [.write("x")]] as [[Step]]
  )
  func arrived(_ steps: [Step]) async throws {
    let isAnswered = Signal()
    let provider = try ScriptedProvider { index in
      Step.readRequest + [.echo] + (index == 0 ? [.wait(isAnswered)] + steps : [])
    }
    var settings = TransportSettings(provider.address)
    settings.restingMin = 0
    let seen = try await withTransport(settings) { transport in
      await withTaskGroup(of: Observation.self) { group in
        group.addTask(executorPreference: transport.executor) {
          _ = await transport.send([0x5B, 0x5D], to: path)
          isAnswered.give()
          // On the event loop: what arrives meanwhile is not looked at by it.
          while !provider.isLeft { usleep(1000) }
          return await transport.send(body, to: path)
        }
        return await group.first { _ in true }
      }
    }
    await provider.quiet()
    #expect(seen?.answer?.body == body)
    #expect(provider.connections == 2)
  }

  @Test("a connection that rested long enough is closed, whether a request comes or not", .timeLimit(.minutes(1)))
  func restMax() async throws {
    let isClosed = Signal()
    let provider = try ScriptedProvider(Step.readRequest + [.echo, .stall, .signal(isClosed)])
    var settings = TransportSettings(provider.address)
    settings.restMax = .milliseconds(50)
    try await withTransport(settings) { transport in
      _ = await transport.send(body, to: path)
      await isClosed.wait()
    }
  }

  @Test("a connection is used again only when many rest", arguments: [0, 1, 7])
  func restingMin(_ least: Int) async throws {
    let provider = try ScriptedProvider((0..<20).flatMap { _ in Step.readRequest + [.echo] })
    var settings = TransportSettings(provider.address)
    settings.restingMin = least
    try await withTransport(settings) { transport in
      for _ in 0..<20 { _ = await transport.send(body, to: path) }
    }
    await provider.quiet()
    #expect(provider.all.count == 20)
    #expect(provider.connections >= max(least, 1))
    #expect(provider.connections < 20)
  }

  @Test("of those that rest, the one that rested longest is used again")
  func longestRested() async throws {
    let provider = try ScriptedProvider((0..<4).flatMap { _ in Step.readRequest + [.echo] } + [.stall])
    var settings = TransportSettings(provider.address)
    settings.restingMin = 2
    try await withTransport(settings) { transport in
      for _ in 0..<3 { _ = await transport.send(body, to: path) }
    }
    await provider.quiet()
    #expect(provider.requests.map { $0.count { $0.isComplete } } == [2, 1])
  }

  @Test("as many connections rest as are busy before one is used again")
  func busy() async throws {
    let isBusy = Signal()
    let provider = try ScriptedProvider { index in
      let answered = Step.readRequest + [.echo]
      return answered + (index == 0 ? Step.readRequest + [.signal(isBusy), .stall] : answered)
    }
    var settings = TransportSettings(provider.address, timeout: Fault.soon)
    settings.restingMin = 0
    try await withTransport(settings) { transport in
      _ = await transport.send(body, to: path)
      async let stalled = transport.send(body, to: path)
      await isBusy.wait()
      for _ in 0..<2 { _ = await transport.send(body, to: path) }
      #expect(await stalled.trouble?.kind == .timeout)
    }
    await provider.quiet()
    #expect(provider.requests.map { $0.count { $0.isComplete } } == [2, 1, 1])
  }

  @Test("below so many requests a second, every one has a connection of its own")
  func slowProvider() async throws {
    let provider = try ScriptedProvider(Step.readRequest + [.echo, .stall])
    let requests = 100
    try await withTransport(TransportSettings(provider.address)) { transport in
      for _ in 0..<requests { _ = await transport.send(body, to: path) }
    }
    await provider.quiet()
    #expect(requests < TransportSettings(provider.address).restingMin)
    #expect(provider.connections == requests)
  }

  @Test(
    "only a usual answer keeps its connection",
    arguments: [
      (200, HTTPVersion.http1_1, [:], true), (200, .http1_1, ["Connection": "close"], false),
      (200, .http1_0, [:], false), (200, .http1_0, ["Connection": "keep-alive"], true), (201, .http1_1, [:], false),
      (400, .http1_1, [:], false), (429, .http1_1, [:], false), (504, .http1_1, [:], false),
    ] as [(Int, HTTPVersion, HTTPHeaders, Bool)]
  )
  func keepsConnection(_ status: Int, _ version: HTTPVersion, _ headers: HTTPHeaders, _ keeps: Bool) {
    var reader = AnswerReader()
    let head = HTTPResponseHead(version: version, status: HTTPResponseStatus(statusCode: status), headers: headers)
    #expect(reader.take(.head(head)) == .unfinished)
    #expect(reader.take(.end(nil)) == .finished(Answer(status: status, body: [])))
    #expect(reader.keepsConnection == keeps)
  }
}

@Suite("addresses")
struct HostTests {
  @Test(
    "an address is taken apart",
    arguments: [
      ("https://payout.aopay.co.in", true, "payout.aopay.co.in", 443, "payout.aopay.co.in", "payout.aopay.co.in"),
      (
        "https://payout.aopay.co.in:8443", true, "payout.aopay.co.in", 8443, "payout.aopay.co.in:8443",
        "payout.aopay.co.in"
      ),
      ("http://127.0.0.1:18080", false, "127.0.0.1", 18080, "127.0.0.1:18080", nil),
      ("http://localhost", false, "localhost", 80, "localhost", "localhost"),
      ("http://[::1]:8080", false, "::1", 8080, "[::1]:8080", nil), ("https://[::1]", true, "::1", 443, "[::1]", nil),
    ] as [(String, Bool, String, Int, String, String?)]
  )
  func parts(_ text: String, _ isEncrypted: Bool, _ name: String, _ port: Int, _ header: String, _ server: String?)
    throws
  {
    let host = try #require(Host(address: text))
    #expect(host.isEncrypted == isEncrypted)
    #expect(host.name == name)
    #expect(host.port == port)
    #expect(host.header == header)
    #expect(host.serverName == server)
  }

  @Test("what is no address is refused, and nothing is sent", arguments: ["", "payout", "http://host:port"])
  func none(_ text: String) async throws {
    #expect(Host(address: text) == nil)
    let seen = try await withTransport(TransportSettings(text)) { await $0.send(body, to: path) }
    #expect(seen.trouble?.kind == .noConnection)
    #expect(!seen.mayHaveLeft)
  }
}
