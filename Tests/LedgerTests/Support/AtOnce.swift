import Dispatch
import Sheet
import Synchronization
import TestSupport
import Testing

@testable import Ledger

/// Expects that several connections can open a ledger, and do the same with it, at the same moment.
func expectAllOpen(
  _ folder: Folder,
  sourceLocation: SourceLocation = #_sourceLocation,
  _ work: (SQLiteLedger) throws -> Void = { _ = try $0.batches() }
) throws {
  let failures = Mutex<[String]>([])
  // Not unsafe: what is done with a ledger touches nothing else.
  nonisolated(unsafe) let work = work
  DispatchQueue.concurrentPerform(iterations: 4) { _ in
    do { try work(SQLiteLedger(folder)) } catch { failures.withLock { $0.append("\(error)") } }
  }
  #expect(failures.withLock { $0 } == [], sourceLocation: sourceLocation)
}
