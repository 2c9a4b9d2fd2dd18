import Foundation
import Sheet
import Testing

@testable import Commands

@Suite("The page about a ledger on a server")
struct ServerRefusalTests {
  @Test("has every code of a server's ledger, and none that is not one")
  func codes() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/aopbatch/Documentation.docc/LedgerOnAServer.md")
    let lines = try String(contentsOf: page, encoding: .utf8).split(separator: "\n").filter { $0.hasPrefix("| `") }
    let named = lines.flatMap { $0.matches(of: /`((?:ledger|settings|batch)\.\w+)`/).map { String($0.output.1) } }
    let ofServers = Failure.Code.allCases.filter { code in
      let failure = Failure(code, [:])
      return !(failure.aboutLedgerServer + failure.aboutLedgerSettings).isEmpty
    }
    #expect(ofServers.count > 15)
    #expect(ofServers.map(\.rawValue).filter { !named.contains($0) } == [])
    #expect(named.filter { Failure.Code(rawValue: $0) == nil } == [])
  }
}
