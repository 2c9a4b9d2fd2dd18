import Dispatch
import Sheet
import Synchronization
import TestSupport
import Testing

@testable import Ledger

@Suite("Programs that write the lock file at the same moment")
struct AgeAtOnceTests {
  @Test("each request is counted once, whoever counts them all just when some are recorded")
  func countedOnce() throws {
    let folder = try Folder(isOnDisk: true)
    let sending = try SQLiteLedger(folder, for: .sending(after: nil))
    let other = try SQLiteLedger(folder, for: .recording)
    let rows = 2..<252
    let batch = try sending.record(newBatch(), rows: rows.map { newRow($0) })
    let hasSent = Atomic(false)
    let failures = Mutex<[any Error]>([])
    DispatchQueue.concurrentPerform(iterations: 2) { isOther in
      do {
        guard isOther == 1 else {
          defer { hasSent.store(true, ordering: .relaxed) }
          for row in rows { try sending.send(row, of: batch) }
          return
        }
        while !hasSent.load(ordering: .relaxed) { try other.renewAge() }
      } catch { failures.withLock { $0.append(error) } }
    }
    #expect(failures.withLock { $0.count } == 0, "\(failures.withLock { $0 })")
    #expect(sending.file.age?.requests == Int64(rows.count))
    for ledger in [sending, other] { try ledger.close() }
    try SQLiteLedger(folder, for: .sending(after: nil)).close()
  }
}
