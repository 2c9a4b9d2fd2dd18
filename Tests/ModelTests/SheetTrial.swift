import Foundation
import TestSupport
import Testing

/// One made-up sheet, checked, compared with the model, and its rejected rows fed back.
struct SheetTrial: CustomStringConvertible {
  let number: Int
  let draft: Draft
  let dialect: Dialect

  init(number: Int) {
    self.number = number
    (draft, dialect) = SheetGenerator.sheet(number: number)
  }

  var arguments: [String] { draft.options.arguments + dialect.arguments }

  var description: String {
    "AOPBATCH_SEED=\(SeededGenerator.seed) AOPBATCH_SHEET=\(number): check \(draft.operation.name) pay.csv --json --no-ledger "
      + arguments.map { $0.contains(" ") ? "'\($0)'" : $0 }.joined(separator: " ")
  }

  func run() async throws {
    let folder = try Folder()
    try folder.write(dialect.bytes(draft), to: "pay.csv")
    if let file = draft.options.directoryFile { try folder.write(file.text, to: file.name) }
    var complaints: [String]
    do {
      complaints = try await self.complaints(in: folder)
    } catch { complaints = ["\(error)"] }
    if !complaints.isEmpty {
      Issue.record("\(self)\nkept in \(try keep(folder))\n\(complaints.joined(separator: "\n"))")
    }
  }

  private func complaints(in folder: Folder) async throws -> [String] {
    let leaks = Leaks(draft)
    let checked = try await Checked(draft.operation, "pay.csv", arguments, in: folder)
    var complaints = Comparison(draft, SheetModel.verdict(draft), checked).complaints
    var said = [checked.ended]
    if number.isMultiple(of: 4) { said.append(try await inWords(checked.ended.status, &complaints, in: folder)) }
    if !checked.rejected.isEmpty {
      let again = try await Checked(draft.operation, "pay.rejected.csv", draft.options.ofRejected.arguments, in: folder)
      complaints += RoundTrip.complaints(checked, again).map { "fed back: " + $0 }
      said.append(again.ended)
    }
    let found = Set(said.flatMap(leaks.found))
    return complaints + found.sorted().map { "printed \($0)" }
  }

  /// The same without `--json`, to look at what it prints.
  private func inWords(_ status: Int32, _ complaints: inout [String], in folder: Folder) async throws -> Ended {
    let words = ["check", draft.operation.name, "pay.csv", "--no-ledger", "--out", "words"] + arguments
    let ended = try await Checked.run(words, in: folder)
    if ended.status != status { complaints.append("without --json it ends with \(ended.status)") }
    return ended
  }

  /// Copies all to where nobody clears it away.
  private func keep(_ folder: Folder) throws -> String {
    let place = "/var/tmp/aopbatch-model/\(SeededGenerator.seed)-\(number)"
    let files = FileManager.default
    try files.createDirectory(atPath: "/var/tmp/aopbatch-model", withIntermediateDirectories: true)
    try? files.removeItem(atPath: place)
    try files.copyItem(atPath: folder.path, toPath: place)
    return place
  }
}

/// A rejected file that is fed back says the same of every row.
enum RoundTrip {
  static func complaints(_ first: Checked, _ again: Checked) -> [String] {
    guard [3, 6].contains(again.ended.status) else {
      return ["ended with \(again.ended.status): \(again.json.text("reason") ?? "")"]
    }
    var complaints = again.complaints
    let rows = first.rejected.sorted { $0.key < $1.key }.map(\.value)
    let isRepeated = rows.contains { $0.codes.contains("row.repeat") }
    if again.ended.status == 6, !isRepeated { complaints.append("ended with \(again.ended.status)") }
    for (place, row) in rows.enumerated() {
      let now = again.rejected[place + 2]
      // Its cells too many have a header then, though an empty one: more can be said of them.
      if row.codes == ["row.fields"] ? now == nil : now?.codes != row.codes {
        complaints.append("row \(place + 2) is \(now?.codes.sorted() ?? []), was \(row.codes.sorted())")
      }
      if let now, now.cells != row.cells { complaints.append("row \(place + 2) is \(now.cells), was \(row.cells)") }
    }
    let hasSpare = rows.contains { $0.codes == ["row.fields"] }
    let sums = [first, again].map { $0.json.texts("amounts")?["rejected"] }
    if !hasSpare, again.ended.status == 3, let before = sums[0], before != sums[1] {
      complaints.append("the sum is \(sums[1] ?? ""), was \(before)")
    }
    return complaints
  }
}
