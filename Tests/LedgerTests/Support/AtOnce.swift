import Dispatch
import Sheet
import Synchronization
import TestSupport
import Testing

@testable import Ledger

/// Expects that several connections can open a ledger at the same moment.
func expectAllOpen(_ folder: Folder, sourceLocation: SourceLocation = #_sourceLocation) throws {
  let failures = Mutex<[String]>([])
  DispatchQueue.concurrentPerform(iterations: 4) { _ in
    do { _ = try SQLiteLedger(folder).batches() } catch { failures.withLock { $0.append("\(error)") } }
  }
  #expect(failures.withLock { $0 } == [], sourceLocation: sourceLocation)
}
