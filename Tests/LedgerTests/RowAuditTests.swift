import Operations
import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("Rows beside what else is known of them", .everyLedger)
struct RowAuditTests {
  let place: TestedPlace
  let ledger: any TestedLedger

  init() throws {
    place = try .current()
    ledger = try place.ledger()
  }

  /// States by hand of rows that were accepted, failed, came to nobody knows what, were found unpaid, and wait.
  static let untrueStates: [(Int, RowState)] = [
    (2, .done(.failed)), (2, .done(.inDoubt)), (2, .sending), (3, .done(.accepted)), (3, .done(.notSent)),
    (4, .done(.failed)), (4, .planned), (5, .done(.accepted)), (6, .sending), (6, .done(.failed)),
  ]

  @Test("finds a state that follows from nothing, also before an end has sealed the rows", arguments: untrueStates)
  func untrueState(number: Int, state: RowState) throws {
    let rows = try (2...6).map { try payment($0, to: "a\($0)") }
    let batch = try ledger.record(newBatch(), rows: rows, digests(planning: rows))
    try ledger.open(batch)
    try ledger.finish(2, of: batch, .accepted)
    try ledger.finish(3, of: batch, .failed)
    try ledger.finish(4, of: batch, .inDoubt)
    try ledger.finish(5, of: batch, .inDoubt)
    try ledger.resolve(5, of: batch, resolution(paid: false))
    #expect(try ledger.discrepancy(in: nil) == nil)
    let since = try #require(try ledger.row(number, of: batch).answer?.at ?? now)
    try ledger.force(number, of: batch, state, since: since)
    let failure = #expect(throws: Failure.self) { try ledger.demandUnchanged(batch.batch) }
    #expect([.ledgerTampered, .rowContradicted].contains(failure?.code), "\(failure?[.cause] ?? "")")
  }

  @Test("finds another value than was approved, also one that is no part of what makes it the same payment")
  func untrueValue() throws {
    let rows = try (2...3).map { try payment($0, to: "a\($0)") }
    let batch = try ledger.record(newBatch(), rows: rows, digests(planning: rows))
    let fields = try #require(rows[0].fields)
    let columns = batch.batch.operation.columns
    for (index, column) in columns.enumerated() where !batch.batch.operation.identityColumns.contains(index) {
      var other = PackedRow()
      for cell in 0..<fields.count { other.append(fields.string(cell) + (cell == index ? "x" : "")) }
      let hex = other.blob.map { String(Int($0) + 0x100, radix: 16).dropFirst() }.joined()
      try ledger.change("UPDATE row SET fields = \(place.address == nil ? "x'" : "'\\x")\(hex)' WHERE number = 2")
      #expect(try ledger.discrepancy(in: nil)?.contains("approved") == true, "\(column.name)")
    }
  }
}
