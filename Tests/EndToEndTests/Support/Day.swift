import Foundation
import TestSupport
import Testing

/// A day at an office, command by command, with one ledger: what each command said and how it ended, and the files that
/// it left, without what is another one each day.
struct Day: Sendable {
  /// What a command, or a file, was like.
  struct Event: Sendable {
    let what: String
    let like: String

    private var lines: [Substring] { (like + "\nEND").split(omittingEmptySubsequences: false) { ",\n<".contains($0) } }

    /// The first pair of lines, or of members in a line of JSON or a page, that are not the same.
    func difference(from other: Event) -> String? {
      let (ours, theirs) = (lines, other.lines)
      return zip(ours, theirs).first { $0 != $1 }.map { "\($0) | \($1)" }
    }
  }

  private let office: Office
  /// As it is typed.
  private let ledger: String
  private(set) var events: [Event] = []
  /// The batches' names, in the order in which they were first heard of.
  private var batches: [String] = []

  init(_ office: Office, ledger: String) { (self.office, self.ledger) = (office, ledger) }

  /// The batch that was recorded so many after the first one.
  func batch(_ place: Int) throws -> String {
    try #require(place < batches.count, "no batch \(place) yet")
    return batches[place]
  }

  /// Runs a command, and takes down how it ended and what it said.
  mutating func run(_ status: Int32, _ words: String...) async throws { try await run(status, words) }

  private mutating func run(_ status: Int32, _ words: [String]) async throws {
    let ended = try await office.start(words + ["--ledger", ledger]).ended()
    #expect(ended.status == status, "\(words): \(ended.stdout)\(ended.stderr)")
    for said in [ended.stdout, ended.stderr] {
      for name in said.matches(of: /\b20\d{6}-[a-z][a-z2-9]{4}\b/) where !batches.contains(String(name.output)) {
        batches.append(String(name.output))
      }
    }
    events.append(
      Event(what: plain(words.joined(separator: " ")), like: plain("\(ended.status)\n\(ended.stdout)\n\(ended.stderr)"))
    )
  }

  mutating func send(_ status: Int32, _ operation: String, _ sheet: String, _ options: String...) async throws {
    try await run(status, office.sending(operation, sheet, ["--concurrency", "1", "--json"] + options))
  }

  mutating func check(_ status: Int32, _ operation: String, _ sheet: String) async throws {
    try await run(status, "check", operation, sheet, "--base-url", office.url, "--json")
  }

  mutating func resume(_ status: Int32, _ batch: String) async throws {
    try await run(status, "resume", batch, "--yes", "--concurrency", "1", "--base-url", office.url, "--json")
  }

  /// Takes down all files that there are.
  mutating func readFiles() throws {
    for name in try FileManager.default.subpathsOfDirectory(atPath: office.work.path()).sorted() {
      guard name.contains(".") else { continue }
      events.append(Event(what: plain(name), like: plain(try office.text(name))))
    }
  }

  private func plain(_ text: String) -> String {
    var text = text.replacing("&#39;", with: "'").replacing("&amp;", with: "&").replacing(#"\/"#, with: "/")
    for place in ["'\(ledger)'", ledger, ledger.replacing("postgres@", with: "")] {
      text = text.replacing(place, with: "LEDGER")
    }
    text = text.replacing(office.root.path(), with: "FOLDER/").replacing(office.url, with: "URL")
    for (place, name) in batches.enumerated() { text = text.replacing(name, with: "BATCH-\(place)") }
    return
      text
      .replacing(/newest entry was number (\d+), with the SHA-256 <code>[0-9a-f]{64}/) {
        "entry \($0.output.1): DIGEST"
      }
      .replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z/, with: "MOMENT")
      .replacing(/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} [A-Z][a-z]{2} \d{4}, \d\d:\d\d:\d\d IST/, with: "MOMENT")
      .replacing(/\b(TERF|N\d{3})?[1-9]\d{11}\b/, with: "REFERENCE")
      // Of the address, too.
      .replacing(/sha256:[0-9a-f]{64}/, with: "PLAN")
      .replacing(/just now|\d+ (minute|hour|day)s? ago/, with: "AGE")
      .replacing(/(?m)(_seconds(\{.*\})?) \d+$/) { "\($0.output.1) SECONDS" }
      .replacing(/"seconds":[\d.]+/, with: "SECONDS")
      .replacing(/kept-\d{8}-\d{6}/, with: "kept-MOMENT")
      .replacing(/(?s)<section><h2>Time to answer.*?<\/section>/, with: "TIMES")
  }
}
