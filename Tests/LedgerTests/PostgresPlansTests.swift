import Operations
import TestSupport
import Testing

@testable import Ledger

/// A server plans by what it has counted, and of a new batch it has counted nothing.
@Suite("A server that knows nothing of a batch", .blocking)
struct PostgresPlansTests {
  private static let rows = 1500
  /// Index entries and rows that the server looks at for each row of the batch, in each table. What grows with the batch
  /// would be hundreds.
  private static let looksMax = 25

  @Test("finds each of its rows by its key, whatever is done", arguments: ["payout", "recharge-status"])
  func plans(_ operation: String) async throws {
    let address = try await PostgresServer.shared.database()
    let ledger = try PostgresLedger(address, operations: allOperations, for: .sending(after: nil))
    for table in try ledger.ask("SELECT relname FROM pg_stat_user_tables") {
      try ledger.change("ALTER TABLE \(table) SET (autovacuum_enabled = off)")
    }
    let numbers = Array(2..<Self.rows + 2)
    let batch = try ledger.record(newBatch(operation), rows: numbers.map { newRow($0, operation: operation) })
    _ = try ledger.open(batch, askingAgain: [], holdingBack: [:], pace: nil, with: [], by: "asha", at: now)
    var (turn, settled) = (Turn(now: now), 0)
    turn.wanted = 25
    while case let claimed = try ledger.turn(turn, of: batch).claimed, !claimed.isEmpty {
      turn.cursor = claimed.last?.number ?? 0
      turn.settlements = claimed.map {
        settlement($0.number, $0.number % 9 == 0 ? .failed : .success, reference: "R\($0.number)", paise: $0.paise)
      }
      settled += claimed.count
    }
    #expect(settled == Self.rows)
    #expect(try ledger.rows(of: batch).count == Self.rows)
    try ledger.stop(batch, .finished, reason: "", at: now)
    try ledger.close(batch, at: now)
    _ = try ledger.doubts(of: nil)
    let again = try ledger.recordDraft(
      newBatch(operation, again: "the salary of May"),
      rows: numbers.map { newRow($0, operation: operation) },
      digests("again")
    )
    _ = try ledger.precedent(of: again.batch, since: longAgo)

    _ = try ledger.ask("SELECT pg_stat_force_next_flush()::text")
    let looks = try ledger.ask(
      """
      SELECT relname || ' ' || looks / \(Self.rows) FROM (
        SELECT relname, seq_tup_read + (SELECT coalesce(sum(idx_tup_read + idx_tup_fetch), 0)
          FROM pg_stat_user_indexes AS own WHERE own.relid = one.relid)::bigint AS looks
        FROM pg_stat_user_tables AS one) AS found ORDER BY 1
      """
    )
    for line in looks {
      let each = try #require(line.split(separator: " ").last.flatMap { Int($0) })
      #expect(each <= Self.looksMax, "\(line)")
    }
  }
}
