import NIOSSL
import Operations
import Testing

@testable import Provider

@Suite("TLS")
struct TLSTests {
  @Test(
    "TLS against a port that does not speak it proves that nothing was sent",
    arguments: [
      [.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"), .stall],
      [.write("220 mail ESMTP\r\n"), .stall],
      [], [.reset], [.stall],
    ] as [[Step]]
  )
  func plainPort(_ steps: [Step]) async throws {
    let provider = try ScriptedProvider(steps)
    let settings = TransportSettings("https://127.0.0.1:\(provider.port)", timeout: .seconds(1))
    let seen = try await withTransport(settings) { await $0.send(body, to: path) }
    await provider.quiet()
    let isSilent = if case .stall? = steps.first { true } else { false }
    #expect(seen.trouble?.kind == (isSilent ? .timeout : .noConnection), "\(seen)")
    #expect(!seen.mayHaveLeft)
    #expect(provider.all.allSatisfy { !$0.head.contains("POST") && !$0.hasBody })
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

  @Test("a trusted server gets the request and answers", .enabled(if: TLSServer.command != nil))
  func trusted() async throws {
    let server = try await TLSServer()
    var settings = TransportSettings("https://127.0.0.1:\(server.port)")
    settings.trust = .certificates(server.certificates)
    let seen = try await withTransport(settings) { await $0.send(body, to: path) }
    try await server.stop()
    #expect(seen.answer?.body == Array(#"{"status":"SUCCESS"}"#.utf8), "\(seen)")
    #expect(server.count > body.count)
  }

  @Test("a trusted certificate of another host is not trusted for this one", .enabled(if: TLSServer.command != nil))
  func otherHost() async throws {
    let server = try await TLSServer(name: "DNS:payout.example")
    var settings = TransportSettings("https://localhost:\(server.port)")
    settings.trust = .certificates(server.certificates)
    let seen = try await withTransport(settings) { await $0.send(body, to: path) }
    try await server.stop()
    #expect(seen.trouble?.kind == .untrusted, "\(seen)")
    #expect(!seen.mayHaveLeft)
    #expect(server.count == 0)
  }

  private func trouble(with server: TLSServer) async throws -> Trouble? {
    let seen = try await withTransport(TransportSettings("https://127.0.0.1:\(server.port)")) {
      await $0.send(body, to: path)
    }
    try await server.stop()
    #expect(server.count == 0)
    return seen.trouble
  }
}
