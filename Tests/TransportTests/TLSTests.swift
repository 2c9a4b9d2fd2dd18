import NIOSSL
import Operations
import Testing

@testable import Transport

@Suite("TLS", .timeLimit(.minutes(60)))
struct TLSTests {
  @Test(
    "TLS against a port that does not speak it proves that nothing was sent",
    arguments: [
      [.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"), .stall],
      [.write("220 mail ESMTP\r\n"), .stall],
      [], [.reset],
    ] as [[Step]]
  )
  func plainPort(_ steps: [Step]) async throws {
    let provider = try ScriptedProvider(steps)
    let settings = TransportSettings("https://127.0.0.1:\(provider.port)")
    let seen = try await withTransport(settings) { await $0.send() }
    await provider.quiet()
    #expect(seen.trouble?.kind == .noConnection, "\(seen)")
    #expect(!seen.mayHaveLeft)
    #expect(provider.all.allSatisfy { !$0.head.contains("POST") && !$0.hasBody })
  }

  @Test("a port that says nothing has its own time limit, and proves that nothing was sent")
  func silentPort() async throws {
    let provider = try ScriptedProvider([.stall])
    var settings = TransportSettings("https://127.0.0.1:\(provider.port)")
    settings.encryptionMax = .milliseconds(20)
    let seen = try await withTransport(settings) { await $0.send() }
    await provider.quiet()
    #expect(seen.trouble?.kind == .noConnection, "\(seen)")
    #expect(!seen.mayHaveLeft)
    #expect(provider.all.allSatisfy { !$0.hasBody })
  }

  @Test("a certificate that nobody vouches for is not trusted", .enabled(if: TLSServer.command != nil))
  func untrusted() async throws {
    let trouble = try await trouble(with: TLSServer())
    #expect(trouble?.kind == .untrusted, "\(String(describing: trouble))")
    #expect(trouble?.bodyMayHaveLeft == false)
  }

  @Test("a server that knows only old versions of TLS is refused", .enabled(if: TLSServer.command != nil))
  func oldVersion() async throws {
    let trouble = try await trouble(with: TLSServer(newest: .tlsv11))
    // Refused for its version: the certificate is the same as above, but nobody came so far as to look at it.
    #expect(trouble?.kind == .noConnection, "\(String(describing: trouble))")
    #expect(trouble?.bodyMayHaveLeft == false)
  }

  @Test(
    "a trusted server gets the requests and answers",
    .enabled(if: TLSServer.command != nil),
    arguments: [true, false]
  )
  func trusted(keeps: Bool) async throws {
    let server = try await TLSServer()
    let seen = try await withTransport(settings(server, keepsConnections: keeps)) {
      [await $0.send(), await $0.send()]
    }
    try await server.stop()
    for seen in seen { #expect(seen.answer?.body == Array(#"{"status":"SUCCESS"}"#.utf8), "\(seen)") }
    #expect(server.connections == (keeps ? 1 : 2))
    #expect(server.count > 2 * body.count)
  }

  @Test(
    "a connection is closed before the next one is made, though nobody answers its goodbye",
    .enabled(if: TLSServer.command != nil)
  )
  func oneConnection() async throws {
    let server = try await TLSServer(isDeaf: true)
    let open = try await withTransport(settings(server)) { transport in
      for _ in 0..<2 { #expect(await transport.send().answer?.status == 200) }
      return try Socket.connections(to: server.port)
    }
    try await server.stop()
    #expect(open == 1)
    #expect(server.connections == 2)
  }

  @Test("what comes with the handshake is nobody's answer, and nothing is sent", .enabled(if: TLSServer.command != nil))
  func early() async throws {
    // Before TLS 1.3 the last word of a handshake is the server's.
    let server = try await TLSServer(newest: .tlsv12, early: good)
    let seen = try await withTransport(settings(server)) { await $0.send() }
    try await server.stop()
    #expect(seen.trouble?.kind == .unasked, "\(seen)")
    #expect(!seen.mayHaveLeft)
    #expect(server.count == 0)
  }

  @Test(
    "a goodbye that the event loop has not read is no answer: a new connection is made",
    .enabled(if: TLSServer.command != nil)
  )
  func goodbye() async throws {
    let server = try await TLSServer()
    let isSaid = Signal()
    let seen = try await withTransport(settings(server, keepsConnections: true)) { transport in
      _ = await transport.send()
      transport.blockLoop(until: isSaid)
      let asking = transport.begin()
      server.closeConnections(then: isSaid)
      return await asking.value
    }
    try await server.stop()
    #expect(seen.answer?.status == 200, "\(seen)")
    #expect(server.connections == 2)
  }

  @Test("a trusted certificate of another host is not trusted for this one", .enabled(if: TLSServer.command != nil))
  func otherHost() async throws {
    let server = try await TLSServer(name: "DNS:payout.example")
    let seen = try await withTransport(settings(server, host: "localhost")) { await $0.send() }
    try await server.stop()
    #expect(seen.trouble?.kind == .untrusted, "\(seen)")
    #expect(!seen.mayHaveLeft)
    #expect(server.count == 0)
  }

  private func settings(
    _ server: TLSServer,
    host: String = "127.0.0.1",
    keepsConnections: Bool = false
  ) -> TransportSettings {
    var settings = TransportSettings("https://\(host):\(server.port)", keepsConnections: keepsConnections)
    settings.trust = .certificates(server.certificates)
    return settings
  }

  private func trouble(with server: TLSServer) async throws -> Trouble? {
    let seen = try await withTransport(TransportSettings("https://127.0.0.1:\(server.port)")) { await $0.send() }
    try await server.stop()
    #expect(server.count == 0)
    return seen.trouble
  }
}
