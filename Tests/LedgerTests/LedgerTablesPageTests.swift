import Foundation
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("The page about the ledger's tables")
struct LedgerTablesPageTests {
  private static let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Sources/aopbatch/Documentation.docc/LedgerTables.md")

  /// `table.column`, with the unit behind it, as the page has them.
  private static func columns(_ page: String) -> [(name: String, unit: String)] {
    var (table, columns): (Substring, [(String, String)]) = ("", [])
    for line in page.split(separator: "\n") {
      if let heading = line.wholeMatch(of: /### `(\w+)`/) { table = heading.output.1 }
      guard let row = line.prefixMatch(of: /\| `(\w+)` \| ([^|]*)\| [^|]/) else { continue }
      columns.append(("\(table).\(row.output.1)", row.output.2.trimmingCharacters(in: .whitespaces)))
    }
    return columns
  }

  @Test("names every table and column that a server's ledger has, and no other")
  func columns() async throws {
    let address = try await PostgresServer.shared.database()
    let ledger = try PostgresLedger(address, operations: allOperations, for: .recording)
    let known = try ledger.ask(
      "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'"
    )
    let page = try String(contentsOf: Self.page, encoding: .utf8)
    let named = Self.columns(page).map(\.name)
    #expect(Set(named).count == named.count, "none is there twice")
    #expect(Set(named).symmetricDifference(known).sorted() == [])
  }

  @Test("gives the unit of moments, of money, and of what is packed")
  func units() async throws {
    let address = try await PostgresServer.shared.database()
    let ledger = try PostgresLedger(address, operations: allOperations, for: .recording)
    let packed = try ledger.ask(
      """
      SELECT table_name || '.' || column_name FROM information_schema.columns
      WHERE table_schema = 'public' AND data_type = 'bytea'
      """
    )
    for (name, unit) in try Self.columns(String(contentsOf: Self.page, encoding: .utf8)) {
      #expect((unit == "packed") == packed.contains(name), "\(name)")
      let isMoment = name.hasSuffix("_at") || name.hasSuffix(".at") || name.hasSuffix(".since")
      #expect((unit == "ms") == (isMoment && name != "schema_version.since"), "\(name)")
      #expect((unit == "paise") == (name.hasSuffix("paise") || name == "row.amount"), "\(name)")
    }
  }
}
