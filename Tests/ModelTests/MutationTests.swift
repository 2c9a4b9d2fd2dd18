import Foundation
import TestSupport
import Testing

/// The long form, every byte, is `AOPBATCH_MUTATIONS=all`; a number is so many of each sheet.
@Suite("Every byte of small sheets", .timeLimit(.minutes(60)))
struct MutationTests {
  private static let share = ProcessInfo.processInfo.environment["AOPBATCH_MUTATIONS"]

  @Test("a changed byte ends well, in one object, and shows nothing of the sheet", arguments: OrdinarySheet.all.indices)
  func mutations(_ index: Int) async throws {
    let sheet = OrdinarySheet.all[index]
    var generator = SeededGenerator(part: 7000 + index)
    let all = Mutation.all(of: sheet, &generator).shuffled(using: &generator)
    let folder = try Folder()
    for mutation in all.prefix(Self.share == "all" ? all.count : Self.share.flatMap(Int.init) ?? 5) {
      let bytes = mutation.applied(to: sheet)
      try folder.write(bytes, to: "pay.csv")
      let words = ["check", sheet.operation, "pay.csv", "--json", "--no-ledger"]
      let ended = try await Checked.run(words, in: folder)
      let complaints = try self.complaints(sheet, ended)
      guard !complaints.isEmpty else { continue }
      let text = String(decoding: bytes, as: UTF8.self)
      Issue.record(
        "AOPBATCH_SEED=\(SeededGenerator.seed), sheet \(index), \(mutation): \(complaints)\n\(text.debugDescription)"
      )
    }
  }

  private func complaints(_ sheet: OrdinarySheet, _ ended: Ended) throws -> [String] {
    var complaints: [String] = []
    if ![0, 3, 6, 65].contains(ended.status) { complaints.append("ended with \(ended.status)") }
    if (try? ended.json.number("status")) != Int(ended.status) {
      complaints.append("not one object: \(ended.stdout)\(ended.stderr)")
    }
    let printed = Leaks(numbers: sheet.secrets).found(in: ended)
    if !printed.isEmpty { complaints.append("printed \(printed): \(ended.stdout)\(ended.stderr)") }
    return complaints
  }
}
