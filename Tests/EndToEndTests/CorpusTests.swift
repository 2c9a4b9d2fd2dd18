import Foundation
import TestSupport
import Testing

/// False alarms are faults too: sheets as offices write them, each of which a careful person would pay, ask or send.
///
/// The folder `Corpus` has a folder of sheets for each operation. Beside a sheet may stand a file of the same name that ends
/// in `.options`: what its office would say on the command line, one argument a line.
@Suite("A corpus of ordinary sheets", .timeLimit(.minutes(60)))
struct CorpusTests {
  @Test("every ordinary sheet is valid and unwarned, and there are at least 200 of them with 2,000 rows")
  func isClean() async throws {
    let sheets = try OrdinarySheet.all
    #expect(sheets.count >= 200)
    #expect(Set(sheets.map(\.operation)) == ["payout", "recharge-status", "pan-status", "pan-new", "transfer-otp"])
    let lanes = 4
    let rows = try await withThrowingTaskGroup(of: Int.self) { group in
      for lane in 0..<lanes {
        group.addTask {
          var rows = 0
          try await withOffice { office in
            for number in stride(from: lane, to: sheets.count, by: lanes) {
              do { rows += try await sheets[number].check(in: office) } catch {
                Issue.record(error, "\(sheets[number].file)")
              }
            }
          }
          return rows
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(rows >= 2_000)
  }
}

/// A sheet of the corpus.
private struct OrdinarySheet: Sendable {
  let file: URL

  var operation: String { file.deletingLastPathComponent().lastPathComponent }

  static var all: [OrdinarySheet] {
    get throws {
      let corpus = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus")
      let files = FileManager.default
      return try files.contentsOfDirectory(at: corpus, includingPropertiesForKeys: nil)
        .flatMap { try files.contentsOfDirectory(at: $0, includingPropertiesForKeys: nil) }
        .filter { $0.pathExtension != "options" }
        .map { OrdinarySheet(file: $0) }
        .sorted { $0.file.path() < $1.file.path() }
    }
  }

  /// What its office says on the command line.
  private var options: [String] {
    get throws {
      let options = file.deletingPathExtension().appendingPathExtension("options")
      guard FileManager.default.fileExists(atPath: options.path()) else { return [] }
      return try String(contentsOf: options, encoding: .utf8).split(separator: "\n").map(String.init)
    }
  }

  /// Demands that the program finds nothing in it; gives the number of its rows.
  func check(in office: Office) async throws -> Int {
    let out = "\(operation) \(file.lastPathComponent)"
    let arguments = ["check", operation, file.path(percentEncoded: false), "--json", "--no-ledger", "--out", out]
    let ended = try await office.start(arguments + options).ended()
    // A sheet that is refused has no counts and no files.
    guard [0, 3].contains(ended.status) else {
      Issue.record("\(out): \(ended.stdout)")
      return 0
    }
    let rows = try #require(try ended.json.counts("rows"))
    let found = try complaints(of: office, in: out).joined(separator: ", ")
    #expect(ended.status == 0 && rows["rejected"] == 0 && rows["warned"] == 0, "\(out): \(found)")
    return rows["read"] ?? 0
  }

  /// The rows that the program wrote down as rejected or warned of, each with its codes.
  private func complaints(of office: Office, in folder: String) throws -> [String] {
    let name = file.pathExtension == "csv" ? file.deletingPathExtension().lastPathComponent : file.lastPathComponent
    return try [("rejected", "aop_error_codes"), ("warnings", "aop_warning_codes")].flatMap { kind, codes in
      let csv = try office.csv("\(folder)/\(name).\(kind).csv")
      return zip(csv["aop_row"], csv[codes]).map { "row \($0) \($1)" }
    }
  }
}
