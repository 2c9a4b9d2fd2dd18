import GRDB
import Testing

@testable import Ledger

/// Counts the transactions of a ledger.
final class Commits: TransactionObserver {
  private var count = 0

  init(_ ledger: any Ledger) throws {
    let ledger = try #require(ledger as? SQLiteLedger)
    try ledger.write { $0.add(transactionObserver: self) }
  }

  func during(_ work: () throws -> Void) throws -> Int {
    let before = count
    try work()
    return count - before
  }

  func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
  func databaseDidChange(with event: DatabaseEvent) {}
  func databaseDidCommit(_ db: Database) { count += 1 }
  func databaseDidRollback(_ db: Database) {}
}
