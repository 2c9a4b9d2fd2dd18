import Foundation
import Glibc
import TestSupport
import Testing

/// The README's tour: what a person types, and what is printed then.
struct Tour {
  static let url = "http://127.0.0.1:8080"
  static let question = "anything else to stop: "
  static let answer = "yes\n"
  /// Ends a line's text on a terminal and begins it again.
  private static let eraser = "\r\u{1B}[K"

  struct Step {
    let command: String
    var printed: String

    /// Whether the command only reads, so that it does not matter that nobody listens at the tour's address.
    var isDry: Bool { command.hasPrefix("aopbatch check ") }
    var isSandbox: Bool { command.hasPrefix("aopbatch sandbox ") }

    /// What cannot be the same each time, in one form. A digest is over the address, which only a dry run leaves alone.
    private func plain(_ text: String) -> String {
      let timeless = text.replacing(/\w{3} \d+ \w{3} \d{4}, \d\d:\d\d:\d\d IST/, with: "TIME")
      return isDry ? timeless : timeless.replacing(/sha256:[0-9a-f]{64}/, with: "DIGEST")
    }

    /// Whether a terminal shows what the README says; `…` stands for left-out lines or for the rest of one.
    func isShown(by screen: String) throws -> Bool {
      let pattern = NSRegularExpression.escapedPattern(for: plain(printed))
        .replacing(/(?m)^…\n/, with: "(?:.*\\n)*").replacing("…", with: ".*")
      return try plain(screen).wholeMatch(of: Regex(pattern)) != nil
    }
  }

  let text: String
  let steps: [Step]
  /// Lines of the rejected file.
  let rejected: [Substring]
  /// The name of the tour's batch.
  let batch: String

  init() throws {
    let file = Self.project.appending(path: "README.md")
    text = try String(contentsOf: file, encoding: .utf8)
    steps = text.matches(of: /(?s)```console\n(.*?)```/).flatMap { Self.steps(of: $0.output.1) }
    rejected = text.matches(of: /(?s)```csv\n(.*?)```/).flatMap { $0.output.1.split(separator: "\n") }
    batch = try #require(text.firstMatch(of: /\nBatch (\S+)\n/)).output.1.description
  }

  static let project = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func steps(of block: Substring) -> [Step] {
    var steps: [Step] = []
    for line in block.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      if line.hasPrefix("$ ") {
        steps.append(Step(command: String(line.dropFirst(2)), printed: ""))
      } else if let last = steps.indices.last {
        steps[last].printed += "\(line)\n"
      }
    }
    return steps
  }

  /// What a terminal shows in the end: lines that were erased are gone, and blanks at their ends are not seen.
  static func screen(_ output: String, answer: String = answer) -> String {
    let typed = output.replacing("\r\n", with: "\n").replacing(question, with: question + answer)
    let lines = typed.split(separator: "\n", omittingEmptySubsequences: false)
      .map { line in line.split(separator: eraser, omittingEmptySubsequences: false).last ?? "" }
    return lines.map { $0.replacing(/\s+$/, with: "") }.joined(separator: "\n")
  }
}

@Suite("The README", .timeLimit(.minutes(60)))
struct TourTests {
  @Test("takes a tour on which everything is printed that it says")
  func tour() async throws {
    let tour = try Tour()
    #expect(tour.steps.map { $0.command.split(separator: " ").prefix(2).joined(separator: " ") } == Self.walk)
    try await withOffice { office in
      try FileManager.default.copyItem(
        at: Tour.project.appending(path: "samples/payout.csv"),
        to: office.work.appending(path: "payout.csv")
      )
      let walker = try await Walker(office, tour)
      for step in tour.steps {
        let screen = try await walker.screen(after: step)
        #expect(try step.isShown(by: screen), "\(step.command)\n\(step.printed)\nis in truth\n\(screen)")
      }
      try await walker.stop()
      try checkRejectedLines(tour, office)
    }
  }

  private static let walk = [
    "aopbatch sandbox", "aopbatch check", "export AOPAY_REGISTRATION_ID=AOP-DEMO", "aopbatch run", "aopbatch run",
    "aopbatch resolve",
  ]

  private func checkRejectedLines(_ tour: Tour, _ office: Office) throws {
    #expect(tour.rejected.count == 1)
    let lines = try office.text("payout.rejected.csv").replacing("\r\n", with: "\n").split(separator: "\n")
    for line in tour.rejected {
      let step = Tour.Step(command: "", printed: String(line))
      #expect(try lines.contains { try step.isShown(by: String($0)) }, "\(line)")
    }
  }

  @Test("speaks of one plan and of one batch")
  func onePlan() throws {
    let tour = try Tour()
    let digests = tour.text.matches(of: /sha256:[0-9a-f]{64}/).map(\.output)
    #expect(digests.count == 2 && Set(digests).count == 1)
    #expect(Set(tour.text.matches(of: /\b\d{8}-[a-z0-9]{5}\b/).map(\.output)) == [Substring(tour.batch)])
  }

  @Test(
    "is not shown by a screen with another sum, digest, batch or line",
    arguments: [
      ("₹4,97,675.92", "₹4,97,675.93"), ("sha256:6", "sha256:1"), ("rows      15", "rows      16"),
      ("  blank     1\n", ""), ("Rejected:\n", ""), ("warnings  ./", "warnings  /"),
    ]
  )
  func canFail(_ written: String, _ other: String) throws {
    let check = try #require(try Tour().steps.first { $0.isDry })
    let screen = check.printed.replacing("…", with: "left out\nand this")
    #expect(try check.isShown(by: screen))
    let changed = screen.replacing(written, with: other)
    #expect(changed != screen)
    #expect(try !check.isShown(by: changed))
  }

  @Test("links to files that are there, and so do the pages")
  func links() throws {
    let pages = Tour.project.appending(path: "Sources/aopbatch/Documentation.docc")
    let linked = try Tour().text.matches(of: /\]\(([^)]+)\)/).map { String($0.output.1) }
    #expect(linked.count > 10)
    for path in linked {
      #expect(FileManager.default.fileExists(atPath: Tour.project.appending(path: path).path()), "\(path)")
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: pages.path())
    for name in names {
      let text = try String(contentsOf: pages.appending(path: name), encoding: .utf8)
      for link in text.matches(of: /<doc:(\w+)>/) { #expect(names.contains("\(link.output.1).md"), "\(name)") }
    }
  }
}

/// Types the tour's commands, against a sandbox of its own: at any free port, with a batch of any name.
private final class Walker {
  private let office: Office
  private let tour: Tour
  private let sandbox: Running
  /// What the sandbox printed at its start.
  private let banner: String
  private let url: String
  private var batch: String?
  /// What was exported.
  private var environment: [String: String]

  init(_ office: Office, _ tour: Tour) async throws {
    self.office = office
    self.tour = tour
    environment = office.environment.filter { !$0.key.hasPrefix("AOPAY_") }
    let command = try #require(tour.steps.first { $0.isSandbox }?.command)
    let words = command.replacing("8080", with: "0").split(separator: " ").dropFirst().map(String.init)
    let sandbox = try office.start(words)
    self.sandbox = sandbox
    banner = await sandbox.printed()
    url = try #require(banner.firstMatch(of: /http:\S+/), "\(sandbox.stderr)").output.description
  }

  func stop() async throws {
    sandbox.send(signal: SIGTERM)
    #expect(try await sandbox.ended().status == 0)
  }

  /// What a terminal shows after a command, in the tour's own names.
  func screen(after step: Tour.Step) async throws -> String {
    if step.isSandbox { return told(banner) }
    if let export = step.command.wholeMatch(of: /export (\w+)=(\S+)/) {
      environment[String(export.output.1)] = String(export.output.2)
      return ""
    }
    let screen = Tour.screen(try await type(typed(step)))
    batch = batch ?? screen.firstMatch(of: /\nBatch (\S+)\n/)?.output.1.description
    return told(screen)
  }

  private func typed(_ step: Tour.Step) -> String {
    let program = step.command.replacing("aopbatch ", with: "'\(Program.path)' ", maxReplacements: 1)
    let named = program.replacing(tour.batch, with: batch ?? tour.batch)
    return step.isDry ? named : named.replacing(Tour.url, with: url)
  }

  private func told(_ screen: String) -> String {
    screen.replacing(url, with: Tour.url).replacing(batch ?? tour.batch, with: tour.batch)
  }

  /// On a terminal that does not show what is typed: when that would be is chance.
  private func type(_ command: String) async throws -> String {
    let running = try Running(
      "/usr/bin/script",
      ["--quiet", "--echo", "never", "--command", "stty cols 1000; \(command)", "/dev/null"],
      environment: environment,
      folder: office.work.path(),
      input: Tour.answer
    )
    return try await running.ended().stdout
  }
}
