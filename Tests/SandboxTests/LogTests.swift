import Foundation
import TestSupport
import Testing

@testable import Sandbox

@Suite("The log")
struct LogTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  @Test("a request is in the file when its answer arrives, exactly as received")
  func lineBeforeAnswer() async throws {
    let log = folder["log.jsonl"]
    let body = "  " + Body.payout(name: #"A\tB ₹ \u0041"#) + "\r\n"
    try await withServer(.init(log: log)) { server in
      let client = try TestClient(port: server.port)
      for number in 1...20 {
        let answer = try await client.post(Path.payout, body)
        let lines = try logLines(log)
        #expect(lines.count == number)
        #expect(lines.last?["n"] as? Int == number)
        #expect(lines.last?["body"] as? String == body)
        let reference = lines.last?["reference"] as? String
        #expect(reference != nil && reference == member("transactionReferenceNo", answer?.body ?? ""))
      }
    }
  }

  @Test("a line has the time, path, operation, method and content type")
  func members() async throws {
    let log = folder["log.jsonl"]
    try await withServer(.init(log: log)) { server in
      _ = try await ask(server, "/elsewhere?a=\"b\"", "x")
      _ = try await ask(server, Path.panNew, Body.panNew())
    }
    let lines = try logLines(log)
    #expect(lines.map { $0["path"] as? String } == ["/elsewhere?a=\"b\"", Path.panNew])
    #expect(lines.map { $0["answer"] as? String } == ["404", "200"])
    #expect(lines.map { $0["operation"] as? String } == [nil, "pan-new"])
    #expect(lines.map { $0["method"] as? String } == ["POST", "POST"])
    #expect(lines.map { $0["content_type"] as? String } == ["application/json", "application/json"])
    let times = lines.compactMap { $0["at"] as? String }
    #expect(
      times.count == 2 && times.allSatisfy { $0.wholeMatch(of: #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/#) != nil }
    )
  }

  @Test("a body that is not UTF-8 is kept byte for byte")
  func notUTF8() throws {
    let bytes: [UInt8] = [0x00, 0xFF, 0x22, 0x5C, 0x0A]
    let request = Request(method: "POST", path: "/", contentType: "", body: bytes)
    let members = LogLine.members(of: request, operation: nil, verdict: .refusal(Reply(status: 412, body: "")))
    let text = #"{"n":1"# + String(decoding: members, as: UTF8.self)
    let line = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: any Sendable]
    #expect(Data(base64Encoded: line?["body_base64"] as? String ?? "") == Data(bytes))
    #expect(line?["body"] as? String == "\0\u{FFFD}\"\\\n")
  }

  @Test("many at once: every line once, in order, whole")
  func manyAtOnce() async throws {
    let log = folder["log.jsonl"]
    let references = try await withServer(.init(log: log)) { server in
      try await withThrowingTaskGroup(of: [String?].self) { group in
        for worker in 1...8 {
          group.addTask {
            let client = try TestClient(port: server.port)
            var references: [String?] = []
            for row in 1...25 {
              let answer = try await client.post(Path.payout, Body.payout(account: "9\(worker)00\(row)"))
              references.append(member("transactionReferenceNo", answer?.body ?? ""))
            }
            return references
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
    }
    let lines = try logLines(log)
    #expect(lines.map { $0["n"] as? Int } == Array(1...200))
    #expect(Set(lines.map { $0["reference"] as? String }) == Set(references))
    #expect(Set(references).count == 200)
  }

  @Test("the file is private and appended to; a line that a crash broke off is ended")
  func appending() async throws {
    let log = folder["log.jsonl"]
    try Data("{\"n\":1}\n{\"n\":2,\"bo".utf8).write(to: URL(filePath: log))
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: log)
    try await withServer(.init(log: log)) { _ = try await ask($0, Path.payout, Body.payout()) }
    let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
    #expect(lines.prefix(2) == ["{\"n\":1}", "{\"n\":2,\"bo"])
    #expect(lines.count == 3)
    let attributes = try FileManager.default.attributesOfItem(atPath: log)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test("a log that cannot be written makes every answer a 500, and nothing is booked")
  func fullDisk() async throws {
    let answers = try await withServer(.init(log: "/dev/full")) { server in
      [
        try await ask(server, Path.payout, Body.payout()), try await ask(server, Path.payout, Body.payout()),
        try await ask(server, Path.payout, Body.payout(amount: "1.57")),
      ]
    }
    #expect(answers.map { $0?.status } == [500, 500, 500])
    #expect(answers.allSatisfy { $0?.body.contains("cannot write its log") == true })
  }

  @Test("a log that cannot be opened refuses to start and says why")
  func cannotOpen() async {
    let error = await #expect(throws: SandboxError.self) {
      try await SandboxServer.start(.init(log: "/nowhere/log.jsonl"))
    }
    #expect(error?.code == .log)
    #expect(error?.description.contains("/nowhere/log.jsonl cannot be opened. No such file or directory.") == true)
  }

  @Test("a closed log takes no more lines")
  func closed() async throws {
    let log = try RequestLog(path: folder["log.jsonl"])
    await log.close()
    let trouble = await withCheckedContinuation { continuation in
      log.append([]) { continuation.resume(returning: $0) }
    }
    #expect(trouble?.code == .log)
  }
}
