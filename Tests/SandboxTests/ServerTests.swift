import Foundation
import NIOCore
import NIOEmbedded
import NIOHTTP1
import TestSupport
import Testing

@testable import Sandbox

@Suite("The server")
struct ServerTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  @Test("two at once have ports and references of their own")
  func twoAtOnce() async throws {
    try await withServer { first in
      try await withServer { second in
        #expect(first.port != second.port)
        #expect(first.url == "http://127.0.0.1:\(first.port)")
        var references: Set<String> = []
        for server in [first, second] {
          let client = try TestClient(port: server.port)
          for _ in 1...50 {
            let answer = try await client.post(Path.payout, Body.payout())
            references.insert(try #require(member("transactionReferenceNo", answer?.body ?? "")))
          }
        }
        #expect(references.count == 100)
      }
    }
  }

  @Test("no fresh reference comes twice, of any operation")
  func freshReferences() async throws {
    try await withServer { server in
      let client = try TestClient(port: server.port)
      let asked: [(String, String, String)] = [
        (Path.payout, Body.payout(), "transactionID"),
        (Path.payout, Body.payout(mode: "NEFT"), "transactionReferenceNo"),
        (Path.rechargeStatus, Body.rechargeStatus(), "txnid"), (Path.panNew, Body.panNew(), "encdata"),
        (Path.transferOTP, Body.transferOTP(), "stateresp"), (Path.transferOTP, Body.transferOTP("1202"), "stateresp"),
      ]
      for (path, body, key) in asked {
        var seen: Set<String> = []
        for _ in 1...30 { seen.insert(try #require(member(key, try await client.post(path, body)?.body ?? ""))) }
        #expect(seen.count == 30, "\(path) \(key)")
      }
    }
  }

  @Test("the counter of references goes round at its end, always twelve digits, the first no zero")
  func counter() {
    let references = References(start: 899_999_999_999, now: Date(timeIntervalSince1970: 0))
    #expect(references.rrn() == "999999999999")
    #expect(references.utr() == "N001100000000000")
    #expect(references.digits() == "100000000001")
  }

  @Test("a taken port is refused as such, with the remedy")
  func takenPort() async throws {
    try await withServer { server in
      var options = SandboxOptions()
      options.port = server.port
      let error = await #expect(throws: SandboxError.self) { try await SandboxServer.start(options) }
      #expect(error?.code == .listen)
      #expect(error?.description.contains("cannot listen on 127.0.0.1:\(server.port).") == true)
      #expect(error?.cause == "Another program uses that port.")
      #expect(error?.remedy == "Choose another --port, or 0 for any free one.")
    }
  }

  @Test("stopping closes idle and waiting connections")
  func stop() async throws {
    let server = try await SandboxServer.start()
    let idle = try TestClient(port: server.port)
    #expect(try await idle.post(Path.payout, Body.payout())?.status == 200)
    let waiting = try TestClient(port: server.port)
    waiting.send(TestClient.request(Path.payout, Body.payout(amount: "1.55")))
    async let again: Void = server.stop()
    await server.stop()
    await again
    #expect(try await idle.answer() == nil)
    #expect(try await waiting.answer() == nil)
  }

  @Test("a server that was stopped listens no more")
  func stopListening() async throws {
    // Another test's server may get the port in the meantime: hardly five times in a row.
    var isFree = false
    for _ in 0..<5 where !isFree {
      let server = try await SandboxServer.start()
      await server.stop()
      isFree = (try? TestClient(port: server.port)) == nil
    }
    #expect(isFree)
  }

  @Test("only 127.0.0.1 is bound: another address of this machine finds nobody")
  func loopbackOnly() async throws {
    try await withServer { server in
      let answer = try await ask(server, Path.payout, Body.payout())
      #expect(answer?.status == 200)
      #expect(throws: TestClient.NoConnection.self) { try TestClient(port: server.port, host: "127.0.0.2") }
    }
  }

  @Test("a silence ends when its limit is reached")
  func silenceLimit() async throws {
    var options = SandboxOptions()
    options.silenceMax = .milliseconds(1)
    let answer = try await withServer(options) { try await ask($0, Path.payout, Body.payout(amount: "1.55")) }
    #expect(answer == nil)
  }

  @Test("a connection that stalls within a request is closed when the limit is reached")
  func idleLimit() async throws {
    var options = SandboxOptions()
    options.idleMax = .milliseconds(1)
    let answer = try await withServer(options) { server in
      let client = try TestClient(port: server.port)
      client.send("POST \(Path.payout) HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{")
      return try await client.answer()
    }
    #expect(answer == nil)
  }

  @Test("latency holds an answer back for just as long, by a clock that stands until it is moved")
  func latency() throws {
    var options = SandboxOptions()
    options.latency = .milliseconds(30)
    let desk = Desk(registrationID: nil, referencesRememberedMax: 10)
    let channel = EmbeddedChannel(handler: ConnectionHandler(Premises(desk: desk, log: nil, options: options)))
    try channel.writeInbound(
      HTTPServerRequestPart.head(.init(version: .http1_1, method: .POST, uri: Path.payout))
    )
    try channel.writeInbound(HTTPServerRequestPart.body(ByteBuffer(string: Body.payout())))
    try channel.writeInbound(HTTPServerRequestPart.end(nil))
    channel.embeddedEventLoop.advanceTime(by: .milliseconds(29))
    #expect(try channel.readOutbound(as: HTTPServerResponsePart.self) == nil)
    channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
    let answer = try #require(try channel.readOutbound(as: HTTPServerResponsePart.self))
    #expect("\(answer)".contains("200"))
  }

  @Test("pipelined requests are answered one after the other, in order")
  func pipelining() async throws {
    let log = folder["log.jsonl"]
    let names = try await withServer(.init(log: log)) { server in
      let client = try TestClient(port: server.port)
      client.send((1...10).map { TestClient.request(Path.payout, Body.payout(name: "P\($0)")) }.joined())
      var names: [String?] = []
      for _ in 1...10 { names.append(member("beneficiaryName", try await client.answer()?.body ?? "")) }
      return names
    }
    #expect(names == (1...10).map { "P\($0)" })
  }

  @Test("Connection: close is honoured, also by HTTP/1.0")
  func connectionClose() async throws {
    try await withServer { server in
      let client = try TestClient(port: server.port)
      let answer = try await client.post(Path.payout, Body.payout(), headers: "Connection: close\r\n")
      #expect(answer?.status == 200)
      #expect(answer?.headers["connection"] == "close")
      #expect(try await client.answer() == nil)

      let old = try TestClient(port: server.port)
      old.send("POST \(Path.payout) HTTP/1.0\r\nContent-Length: 0\r\n\r\n")
      #expect(try await old.answer()?.status == 412)
      #expect(try await old.answer() == nil)
    }
  }

  @Test("a body of 64 KiB is read, one byte more is 413 and not logged, and the connection goes on")
  func bodyLimit() async throws {
    let log = folder["log.jsonl"]
    try await withServer(.init(log: log)) { server in
      let client = try TestClient(port: server.port)
      let body = Body.payout()
      let full = body + String(repeating: " ", count: 64 * 1024 - body.utf8.count)
      #expect(try await client.post(Path.payout, full)?.status == 200)
      #expect(try await client.post(Path.payout, full + " ")?.status == 413)
      #expect(try await client.post(Path.payout, body)?.status == 200)
    }
    #expect(try logLines(log).count == 2)
  }

  @Test("a request that is cut off is neither answered nor logged")
  func incomplete() async throws {
    let log = folder["log.jsonl"]
    try await withServer(.init(log: log, threads: 1)) { server in
      let text = TestClient.request(Path.payout, Body.payout())
      do {
        let client = try TestClient(port: server.port)
        client.send(String(text.dropLast()))
      }
      #expect(try await ask(server, "/later", "")?.status == 404)
    }
    #expect(try logLines(log).map { $0["path"] as? String } == ["/later"])
  }

  @Test("one connection more than the limit is closed, and let in when another has gone")
  func connectionLimit() async throws {
    var options = SandboxOptions()
    options.connectionsMax = 1
    try await withServer(options) { server in
      do {
        let first = try TestClient(port: server.port)
        #expect(try await first.post(Path.payout, Body.payout())?.status == 200)
        #expect(try await ask(server, Path.payout, Body.payout()) == nil)
        // The server closes first here, so that its count is down before the next one comes.
        _ = try await first.post(Path.payout, Body.payout(), headers: "Connection: close\r\n")
        #expect(try await first.answer() == nil)
      }
      var answer: Answer?
      while answer == nil { answer = try await ask(server, Path.payout, Body.payout()) }
      #expect(answer?.status == 200)
    }
  }

  @Test("1024 connections at once are all answered")
  func manyConnections() async throws {
    try await withServer { server in
      let clients = try (1...1024).map { _ in try TestClient(port: server.port) }
      for client in clients { client.send(TestClient.request(Path.payout, Body.payout())) }
      var answered = 0
      for client in clients where try await client.answer()?.status == 200 { answered += 1 }
      #expect(answered == 1024)
    }
  }

  private static let senseless: [@Sendable (inout SandboxOptions) -> Void] = [
    { $0.port = -1 }, { $0.port = 65_536 }, { $0.bodyBytesMax = 0 }, { $0.connectionsMax = 0 }, { $0.threads = 0 },
    { $0.referencesRememberedMax = 1 }, { $0.latency = .seconds(-1) }, { $0.jitter = .seconds(-1) },
    { $0.latency = .seconds(3601) }, { $0.silenceMax = .zero }, { $0.idleMax = .zero }, { $0.registrationID = "" },
  ]

  @Test("options that make no sense are refused", arguments: senseless)
  func senselessOptions(change: @Sendable (inout SandboxOptions) -> Void) async {
    let error = await #expect(throws: SandboxError.self) {
      var options = SandboxOptions()
      change(&options)
      _ = try await SandboxServer.start(options)
    }
    #expect(error?.code == .options)
    #expect(error?.sentence.hasSuffix(".") == true)
  }

  @Test("what is remembered is limited; the oldest is forgotten first")
  func tally() {
    let tally = Tally(keysMax: 4)
    #expect(tally.count("a") == 1)
    #expect(tally.count("a") == 2)
    for key in ["b", "c"] { #expect(tally.count(key) == 1) }
    #expect(tally.count("c") == 2)
    for key in ["d", "e", "f"] { #expect(tally.count(key) == 1) }
    #expect(tally.count("a") == 1)
  }
}
