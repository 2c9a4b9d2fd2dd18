import Foundation
import TestSupport
import Testing

/// Calls of the program, and what they printed for programs, which is then held against the JSON Schema.
struct Calls {
  let office: Office
  private var lines = ""

  init(_ office: Office) { self.office = office }

  private static let checker =
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../check-json").standardized.path()

  /// Calls the program, which ends with a status.
  ///
  /// - Parameter words: The arguments, with a space between them.
  @discardableResult
  mutating func end(_ status: Int32, _ words: String) async throws -> Ended {
    try await end(status, words, try office.start(Self.arguments(words)))
  }

  /// Waits for the end of a call that was begun with these words.
  @discardableResult
  mutating func end(_ status: Int32, _ words: String, _ running: Running) async throws -> Ended {
    let ended = try await running.ended()
    #expect(ended.status == status, "\(words): \(ended.stdout)\(ended.stderr)")
    #expect(!ended.stdout.isEmpty, "\(words)")
    lines += try Outputs.line(Self.arguments(words), ended)
    return ended
  }

  func start(_ words: String) throws -> Running { try office.start(Self.arguments(words)) }

  private static func arguments(_ words: String) -> [String] { words.split(separator: " ").map(String.init) }

  /// The name of the newest batch.
  func newest(_ options: String = "") async throws -> String {
    let batches = try await office.start(Self.arguments("batches --json \(options)")).ended().json.list("batches")
    return try #require(batches.first?.text("batch"))
  }

  /// Expects that all outputs are as the schema says, and would not be with a member more.
  func expectDocumented() async throws {
    try office.write("outputs.jsonl", lines)
    try await expect(0, "--closed", "outputs.jsonl")
  }

  /// Expects that every output that has a member is not as the schema says when that has another name.
  func expectNoticed(renaming member: String) async throws {
    try office.write("renamed.jsonl", lines.replacing("\\\"\(member)\\\":", with: "\\\"renamed\\\":"))
    try await expect(1, "renamed.jsonl")
  }

  private func expect(_ status: Int32, _ arguments: String...) async throws {
    let checker = try Running(
      "/usr/bin/python3",
      [Self.checker] + arguments,
      environment: [:],
      folder: office.work.path()
    )
    let ended = try await checker.ended()
    #expect(ended.status == status, "\(ended.stdout)\(ended.stderr)")
  }
}
