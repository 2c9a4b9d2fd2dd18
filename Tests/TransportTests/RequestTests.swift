import Operations
import Testing

@testable import Transport

@Suite("a request and its answer", .timeLimit(.minutes(60)))
struct RequestTests {
  @Test("the request is one POST of exactly these bytes")
  func request() async throws {
    let provider = try ScriptedProvider(Step.readRequest + [.write(good)])
    _ = try await withTransport(TransportSettings(provider.address)) { await $0.send() }
    await provider.quiet()
    let request = try #require(provider.all.first)
    let lines = request.lines
    #expect(lines.first == "post /api/v6/payout/aoppayout http/1.1")
    #expect(lines.contains("content-type: application/json"))
    #expect(lines.contains("content-length: \(body.count)"))
    #expect(lines.contains("host: 127.0.0.1:\(provider.port)"))
    #expect(lines.contains("user-agent: aopbatch/test"))
    #expect(!lines.contains { $0.hasPrefix("accept-encoding") || $0.hasPrefix("transfer-encoding") })
    #expect(request.body == body)
  }

  @Test("a host may have a name")
  func hostName() async throws {
    let provider = try ScriptedProvider(Step.readRequest + [.echo])
    let seen = try await withTransport(TransportSettings("http://localhost:\(provider.port)")) { await $0.send() }
    await provider.quiet()
    #expect(seen.answer?.body == body)
  }

  @Test(
    "an answer is given as it is, whatever its status",
    arguments: [200, 202, 301, 400, 401, 403, 404, 408, 409, 412, 422, 429, 500, 503]
  )
  func statuses(_ status: Int) async throws {
    let text = "HTTP/1.1 \(status) Whatever\r\nContent-Length: 2\r\n\r\n{}"
    #expect(try await answer(to: text) == Answer(status: status, body: Array("{}".utf8)))
  }

  @Test("HTML is an answer, too: what it means is not the transport's to say")
  func html() async throws {
    let page = "<!DOCTYPE html><html><body>Maintenance</body></html>"
    #expect(try await answer(to: TransportTests.answer(page))?.body == Array(page.utf8))
  }

  @Test("an answer of 64 KiB is taken whole", arguments: [true, false])
  func largest(inChunks: Bool) async throws {
    let text = String(repeating: "x", count: 65_536)
    let whole = TransportTests.answer(text)
    let chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10000\r\n\(text)\r\n0\r\n\r\n"
    #expect(try await answer(to: inChunks ? chunks : whole)?.body.count == 65_536)
  }

  @Test("a compressed answer stays as it is, so that no small one grows large")
  func compressed() async throws {
    let text = TransportTests.answer("not really gzip", "Content-Encoding: gzip\r\n")
    #expect(try await answer(to: text)?.body == Array("not really gzip".utf8))
  }

  @Test("an answer behind 100 Continue is the answer")
  func informational() async throws {
    #expect(try await answer(to: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n" + good)?.status == 200)
  }

  @Test("an answer that ends with its connection is taken")
  func untilClose() async throws {
    #expect(try await answer(to: "HTTP/1.0 200 OK\r\n\r\n{}")?.body == Array("{}".utf8))
  }

  @Test(
    "Retry-After is read from the answer",
    arguments: [("Retry-After: 7\r\n", 7), ("retry-after: 0\r\n", 0), ("Retry-After: soon\r\n", nil), ("", nil)]
      as [(String, Int64?)]
  )
  func retryAfter(_ header: String, _ seconds: Int64?) async throws {
    let text = "HTTP/1.1 429 Too Many Requests\r\n\(header)Content-Length: 0\r\n\r\n"
    #expect(try await answer(to: text)?.retryAfterSeconds == seconds)
  }

  @Test("a redirect is not followed: the other host sees nothing", arguments: [301, 302, 303, 307, 308])
  func redirect(_ status: Int) async throws {
    let other = try ScriptedProvider(Step.readRequest + [.write(good)])
    let place = "Location: \(other.address)\(path)\r\nContent-Length: 0\r\n\r\n"
    let provider = try ScriptedProvider(Step.readRequest + [.write("HTTP/1.1 \(status) There\r\n\(place)")])
    let seen = try await withTransport(TransportSettings(provider.address)) { await $0.send() }
    await provider.quiet()
    #expect(seen.answer?.status == status)
    #expect(provider.all.count == 1)
    #expect(other.connections == 0)
  }

  private func answer(to text: String) async throws -> Answer? {
    let provider = try ScriptedProvider(Step.readRequest + [.write(text)])
    let seen = try await withTransport(TransportSettings(provider.address)) { await $0.send() }
    await provider.quiet()
    return seen.answer
  }
}
