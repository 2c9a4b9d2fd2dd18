import Foundation
import TestSupport
import Testing

// Paying from a ledger on a server, which may be refused.
extension Office {
  /// Sends one payment that no run before has sent.
  ///
  /// - Parameters:
  ///   - ledger: Typed on the command line, unless it is nil.
  ///   - settings: Of the environment.
  func pay(from ledger: String?, _ settings: [String: String] = [:]) async throws -> Ended {
    try write("pay.csv", Sheets.payout(["\(try requests.count + 1).00"]))
    return try await start(sending("payout", "pay.csv", Self.typed(ledger)), environment: settings).ended()
  }

  /// Expects that a payment is sent, and nothing said about the password.
  func expectPaid(
    from ledger: String?,
    _ settings: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let before = try requests.count
    let ended = try await pay(from: ledger, settings)
    #expect(ended.status == 0, "\(ended.stderr)", sourceLocation: sourceLocation)
    #expect(try requests.count == before + 1, sourceLocation: sourceLocation)
    expectNoPassword(in: ended, sourceLocation)
    for name in try names { try FileManager.default.removeItem(at: work.appending(path: name)) }
  }

  /// Expects that `run` sends nothing and `check` says so before, with 1, a code, and some words each.
  func expectRefused(
    _ ledger: String?,
    _ code: String,
    saying words: String...,
    settings: [String: String] = [:],
    alsoByCheck: Bool = true,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let before = try requests.count
    let run = try await pay(from: ledger, settings)
    #expect(try names == ["pay.csv"], "no file is written", sourceLocation: sourceLocation)
    let check = alsoByCheck ? ["check", "payout", "pay.csv"] + Self.typed(ledger) : nil
    let checked = try await check.flatMap { try start($0, environment: settings) }?.ended()
    for ended in [run, checked].compactMap(\.self) {
      #expect(ended.status == 1, "\(ended.stderr)", sourceLocation: sourceLocation)
      let json = try ended.json
      #expect(json.text("code") == code, "\(ended.stdout)", sourceLocation: sourceLocation)
      let reason = json.text("reason") ?? ""
      for words in words {
        #expect(reason.contains(words), "\(words) in \(reason)", sourceLocation: sourceLocation)
        #expect(ended.stderr.contains(words), sourceLocation: sourceLocation)
      }
      expectNoPassword(in: ended, sourceLocation)
    }
    #expect(try requests.count == before, sourceLocation: sourceLocation)
    for name in try names { try FileManager.default.removeItem(at: work.appending(path: name)) }
  }

  private func expectNoPassword(in ended: Ended, _ sourceLocation: SourceLocation) {
    #expect(!(ended.stdout + ended.stderr).contains("geheim"), sourceLocation: sourceLocation)
  }

  private static func typed(_ ledger: String?) -> [String] { ["--json"] + (ledger.map { ["--ledger", $0] } ?? []) }

  /// Writes a file that only its owner may read, beside the sheets' folder; gives its path.
  func writeSecret(_ name: String, _ text: String) throws -> String {
    let path = folder[name]
    try folder.write(text, to: name)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    return path
  }
}
