import Foundation
import Glibc
import TestSupport
import Testing

// Ends that a signal brings about.
extension EndTests {
  @Test("of a command that reads, by a signal, is one object and one line too")
  func signalWhileReading() async throws {
    try await withOffice { office in
      try #require(mkfifo(office.work.appending(path: "pipe").path(), 0o600) == 0)
      let running = try office.start(["check", "payout", "pipe", "--json", "--no-ledger"])
      // The pipe is opened for reading once somebody writes into it: then the command has begun.
      let pipe = open(office.work.appending(path: "pipe").path(), O_WRONLY | O_CLOEXEC)
      defer { close(pipe) }
      running.send(signal: SIGTERM)
      let ended = try await running.ended()
      #expect(ended.status == 143)
      #expect(try ended.json.text("code") == "stopped.terminated")
      #expect(ended.stderr == "aopbatch: \(try #require(try ended.json.text("reason")))\n")
    }
  }

  @Test("at the question, by a signal, leaves nothing behind", arguments: [SIGINT, SIGTERM, SIGHUP])
  func signalAtPrompt(_ number: Int32) async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      let terminal = try Terminal(["run", "payout", "pay.csv", "--base-url", office.url], in: office)
      #expect(await terminal.running.hasPrinted("Type yes"))
      let pid = try #require(Self.child(of: terminal.running.pid))
      kill(pid, number)
      let ended = try await terminal.running.ended()
      #expect(ended.status == (number == SIGINT ? 130 : 143))
      #expect(ended.stdout.contains("Nothing was sent"))
      let ledger = office.ledger.deletingLastPathComponent().path()
      #expect(try FileManager.default.contentsOfDirectory(atPath: ledger) == ["ledger.sqlite"])
      #expect(try await office.run("batches", "--json").json.list("batches").isEmpty)
      #expect(try office.requests.isEmpty)
    }
  }

  /// The program under a process that started it through others.
  private static func child(of pid: Int32) -> Int32? {
    let children = try? String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)
    guard let child = children?.split(separator: " ").first.flatMap({ Int32($0) }) else { return pid }
    return self.child(of: child)
  }

  @Test("is not brought about by a signal that was ignored when the program began")
  func ignoredSignals() async throws {
    try await withHeldOffice { office, provider in
      try office.write("pay.csv", Sheets.payout(["1.00", "2.00"]))
      let running = try Running(
        "/bin/sh",
        ["-c", "trap '' HUP INT; exec \"$0\" \"$@\"", Program.path] + office.sending("payout", "pay.csv"),
        environment: office.environment,
        folder: office.work.path()
      )
      await provider.arrivals(2, of: running)
      for number in [SIGHUP, SIGINT, SIGHUP, SIGINT] { running.send(signal: number) }
      provider.passAll()
      #expect(try await running.ended().status == 0)
    }
  }
}
