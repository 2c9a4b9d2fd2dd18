import Foundation
import Glibc
import TestSupport
import Testing

/// What goes wrong at the n-th call of a kind: by strace, which makes the system do it to the built program.
struct StepFault: Sendable, CustomTestStringConvertible {
  let name: String
  /// The system calls that are counted.
  let calls: String
  let injection: String
  /// Also at every later call: a full disk stays full.
  let lasts: Bool
  /// The first call that it strikes, and how many calls lie between two.
  var first = 1
  var stride = 1

  var testDescription: String { name }

  static let all = [
    StepFault(name: "killed at a sync", calls: "fsync,fdatasync", injection: "signal=KILL", lasts: false),
    StepFault(
      name: "killed at a change of names",
      calls: "linkat,rename,unlink",
      injection: "signal=KILL",
      lasts: false
    ),
    StepFault(name: "killed at a write", calls: "pwrite64", injection: "signal=KILL", lasts: false, stride: writes),
    StepFault(
      name: "the disk is full",
      calls: "pwrite64",
      injection: "error=ENOSPC",
      lasts: true,
      first: writes,
      stride: writes
    ),
    StepFault(name: "the disk fails", calls: "fsync,fdatasync", injection: "error=EIO", lasts: true),
  ]

  /// SQLite writes a page of its log in two calls, and neither is anything without the other: in the short form one of the
  /// two is struck by a kill, the other by a full disk. The long form, both at each, is `AOPBATCH_FAULTS=all`.
  private static let writes = ProcessInfo.processInfo.environment["AOPBATCH_FAULTS"] == "all" ? 1 : 2

  func arguments(at step: Int) -> [String] {
    let set = "inject=\(calls):\(injection):when=\(step)\(lasts ? "+" : "")"
    return ["-f", "-qq", "-o", "/dev/null", "-e", "trace=\(calls)", "-e", set]
  }
}

@Suite("A fault at every step", .timeLimit(.minutes(60)))
struct FaultStepTests {
  private static let rows = 5
  private static let concurrency = 2
  private static let lanes = 3
  private static let strace = "/usr/bin/strace"
  private static let canTrace = FileManager.default.isExecutableFile(atPath: strace)

  @Test(
    "wherever it strikes, the next run goes on: no row twice, none lost, and few in doubt",
    .enabled(if: canTrace, "strace is not installed"),
    arguments: StepFault.all,
    0..<lanes
  )
  func everyStep(_ fault: StepFault, lane: Int) async throws {
    var step = fault.first + lane * fault.stride
    var strikes = 0
    while try await self.strikes(fault, at: step) {
      step += Self.lanes * fault.stride
      strikes += 1
    }
    // The program makes many such calls: a fault that never struck would prove nothing.
    #expect(strikes > 2, "it struck only \(strikes) times")
    print("\(fault.name), lane \(lane): struck at \(strikes) calls")
  }

  /// Else a process that dies there leaves a lock file that speaks of a log, and none beside it.
  @Test(
    "the lock file says that the log is closed before it is emptied",
    .enabled(if: canTrace, "strace is not installed")
  )
  func lockBeforeLog() async throws {
    var ages: [String] = []
    var step = 1
    while ages.count == step - 1 {
      let fault = StepFault(name: "killed at a cut", calls: "ftruncate", injection: "signal=KILL", lasts: false)
      try await withOffice { office in
        try office.write("pay.csv", Audit.sheet(rows: Self.rows))
        let ended = try await office.trace(Self.strace, fault.arguments(at: step), office.sending("payout", "pay.csv"))
        guard ended.status == -SIGKILL else { return }
        // There is none yet when a new ledger is made.
        ages.append((try? String(contentsOfFile: office.ledger.path() + ".lock", encoding: .utf8)) ?? "")
        let next = try await office.start(office.sending("payout", "pay.csv")).ended()
        #expect([0, 6].contains(next.status), "\(next.stderr)")
      }
      step += 1
    }
    #expect(ages.last?.hasSuffix("log closed\n") == true, "\(ages)")
  }

  /// The last look before a request is written, and the guard of the writing itself: whoever comes back from them late had
  /// time to be given up by others, who may have paid since.
  @Test(
    "what is held up at its last step for longer than a request may take sends nothing",
    .enabled(if: canTrace, "strace is not installed"),
    arguments: ["recvfrom", "timer_settime"]
  )
  func heldUp(_ call: String) async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00"]))
      let trace = ["-f", "-qq", "-e", "trace=\(call)", "--inject=\(call):delay_exit=1200000:when=1"]
      let send = office.sending("payout", "pay.csv", ["--timeout", "1"])
      let ended = try await office.trace(Self.strace, trace, send)
      #expect(try office.requests.isEmpty && [4, 69].contains(ended.status), "\(ended.status): \(ended.stderr)")
    }
  }

  @Test("each request is written while its time is guarded", .enabled(if: canTrace, "strace is not installed"))
  func writtenInTime() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Sheets.payout(["1.00", "2.00", "3.00"]))
      let (calls, file) = ("timer_settime,write,writev,sendto,sendmsg", office.root.appending(path: "calls"))
      let trace = ["-f", "-qq", "-s", "4", "-o", file.path(), "-e", "trace=\(calls)"]
      let send = office.sending("payout", "pay.csv", ["--concurrency", "1"])
      #expect(try await office.trace(Self.strace, trace, send).status == 0)
      let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      let steps = lines.compactMap { line in
        line.contains("timer_settime")
          ? (line.contains("it_value={tv_sec=0,") ? "end" : "begin")
          : line.contains("\"POST") ? "write" : nil
      }
      #expect(steps == Array(repeating: ["begin", "write", "end"], count: 3).flatMap(\.self))
    }
  }

  /// Whether the fault struck; then the sheet is run again and everything is compared.
  private func strikes(_ fault: StepFault, at step: Int) async throws -> Bool {
    var struck = false
    try await withOffice { office in
      try office.write("pay.csv", Audit.sheet(rows: Self.rows))
      let send = office.sending("payout", "pay.csv", ["--concurrency", "\(Self.concurrency)"])
      let ended = try await office.trace(Self.strace, fault.arguments(at: step), send)
      struck = ended.status == -SIGKILL || ended.status == 1
      #expect(struck || ended.status == 0, "\(fault.name) at \(step): \(ended.stderr)")
      if struck { try await goOn(after: "\(fault.name) at \(step)", send, office) }
    }
    return struck
  }

  private func goOn(after what: Comment, _ send: [String], _ office: Office) async throws {
    let last = try await office.start(send).ended()
    #expect([0, 4, 6].contains(last.status), "\(what): \(last.stderr)")
    try await Audit(rows: Self.rows, doubtsMax: Self.concurrency).check(office, what)
  }
}
