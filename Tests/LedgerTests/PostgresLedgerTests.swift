import Dispatch
import Operations
import Payments
import Sheet
import Synchronization
import TestSupport
import Testing

@testable import Ledger

@Suite("A ledger on a server", .blocking)
struct PostgresLedgerTests {
  let server: PostgresServer
  let address: String

  init() async throws {
    server = try await .shared
    address = try await server.database()
  }

  private func open(for purpose: LedgerPurpose = .recording) throws -> PostgresLedger {
    try PostgresLedger(address, operations: allOperations, for: purpose)
  }

  private func turn(wanted: Int, _ settlements: [Settlement] = []) -> Turn {
    var turn = Turn(now: now.adding(seconds: 1))
    (turn.settlements, turn.wanted) = (settlements, wanted)
    return turn
  }

  @Test("is made at its first use, also by many at once; who only reads makes none")
  func first() throws {
    expect(.ledgerMissing) { try open(for: .reading) }
    #expect(Ledgers.refusal(of: address, allOperations) == nil)
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      do { _ = try open(for: .sending(after: nil)).batches() } catch {
        failures.withLock { $0.append("\(error)") }
      }
    }
    #expect(failures.withLock { $0 } == [])
    #expect(try open(for: .reading).batches().isEmpty)
    #expect(!(try open().place.contains("postgres@")))
  }

  @Test("of a newer program, or somebody else's database, is refused")
  func others() throws {
    try open().change("INSERT INTO schema_version VALUES (99)")
    for purpose in [LedgerPurpose.reading, .recording, .sending(after: nil)] {
      let failure = expect(.ledgerNewer) { try open(for: purpose) }
      #expect(failure?[.version] == "99" && failure?[.knownVersion] == "\(LedgerVersion.newest)")
    }
    #expect(Ledgers.refusal(of: address, allOperations)?.code == .ledgerNewer)
    try PostgresConnection(PostgresPlace(address)).run("DROP TABLE schema_version")
    expect(.ledgerForeign) { try open() }
  }

  @Test("asks for rights on every table that it has")
  func rights() async throws {
    let tables = try open().ask("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
    try await server.run("CREATE ROLE nobody_at_all LOGIN")
    let stranger = try PostgresPlace(address.replacing("postgres@", with: "nobody_at_all@"))
    let failure = expect(.ledgerRights) { try PostgresSchema.demandRights(PostgresConnection(stranger)) }
    let lacking = failure?[.cause].matches(of: /SELECT on (\w+)/).map { String($0.output.1) }
    #expect(lacking?.sorted() == tables.sorted() && tables.count > 10)
    try PostgresSchema.demandRights(PostgresConnection(PostgresPlace(address)))
  }

  @Test("is copied by nobody but the server")
  func backup() throws {
    let failure = expect(.ledgerBackup) { try open().backup(to: "/nowhere/copy") }
    #expect(failure?[.path].hasPrefix("postgresql://") == true)
  }

  @Test("two workers of one batch get other rows each, and neither settles the other's")
  func twoWorkers() throws {
    let (one, two) = (try open(), try open())
    let batch = try one.record(newBatch(), rows: (2...41).map { newRow($0) })
    let mine = try one.turn(turn(wanted: 10), of: batch).claimed.map(\.number)
    let theirs = try two.turn(turn(wanted: 10), of: batch).claimed.map(\.number)
    #expect(mine == Array(2...11) && theirs == Array(12...21))
    #expect(try two.settle(settlement(2, .accepted), of: batch).unsettled == [2])
    #expect(try two.settle(settlement(12, .accepted), of: batch).unsettled == [])
    #expect(try one.settle(settlement(2, .accepted, attempt: 2), of: batch).unsettled == [2], "another try")
    #expect(try one.settle(settlement(2, .accepted), of: batch).unsettled == [])
    let totals = try one.totals(of: batch.batch)
    #expect(try totals == one.recount(batch) && totals[.accepted].rows == 2 && totals[RowState.sending].rows == 18)
    #expect(try one.ask("SELECT DISTINCT worker FROM total ORDER BY worker") == ["0", "1", "2"])
  }

  @Test("many workers share a batch: each row is handed out once")
  func many() throws {
    let first = try open()
    let batch = try first.record(newBatch(), rows: (2...501).map { newRow($0) })
    let numbers = Mutex<[Int]>([])
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 4) { index in
      do {
        let ledger = try open()
        var settlements: [Settlement] = []
        while true {
          let result = try ledger.turn(turn(wanted: 7, settlements), of: batch)
          if result.claimed.isEmpty { break }
          numbers.withLock { $0 += result.claimed.map(\.number) }
          settlements = result.claimed.map { settlement($0.number, .accepted, reference: "R\($0.number)") }
        }
      } catch { failures.withLock { $0.append("\(index): \(error)") } }
    }
    #expect(failures.withLock { $0 } == [])
    #expect(numbers.withLock { $0.sorted() } == Array(2...501))
    #expect(try first.totals(of: batch.batch) == first.recount(batch))
  }

  @Test("a reference that two workers get at once is one's, and puts the other's row in doubt")
  func reference() throws {
    let ledgers = [try open(), try open()]
    let batch = try ledgers[0].record(newBatch(), rows: (2...21).map { newRow($0) })
    let claimed = try ledgers.map { try $0.turn(turn(wanted: 10), of: batch).claimed.map(\.number) }
    let twice = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 2) { index in
      for (place, number) in claimed[index].enumerated() {
        let settled = settlement(number, .accepted, reference: "R\(place)")
        let result = try? ledgers[index].turn(turn(wanted: 0, [settled]), of: batch)
        if result?.hasReferenceTwice == true { twice.withLock { $0 += 1 } }
      }
    }
    #expect(twice.withLock { $0 } == 10)
    let totals = try ledgers[0].totals(of: batch.batch)
    #expect(totals[.accepted].rows == 10 && totals[.inDoubt].rows == 10)
    #expect(try totals == ledgers[0].recount(batch))
  }

  @Test("a worker that was taken over is handed nothing more, but what it still knows is recorded")
  func takenOver() throws {
    let ledger = try open()
    let batch = try ledger.record(newBatch())
    _ = try ledger.turn(turn(wanted: 1), of: batch)
    try ledger.change("UPDATE worker SET ended_at = 1")
    expect(.ledgerTakenOver) { try ledger.settle(settlement(2, .accepted), of: batch, wanted: 1) }
    #expect(try ledger.states(of: batch) == [.done(.accepted), .planned, .planned])
  }

  @Test("look-ups are handed out once, and again when who had them has died")
  func lookUps() throws {
    let ledger = try open()
    let batch = try ledger.record(newBatch("recharge-status"))
    #expect(try ledger.turn(turn(wanted: 2), of: batch).claimed.map(\.number) == [2, 3])
    let helper = try open()
    let help = try helper.join(batch.batch, by: "ravi", at: now).batch
    #expect(try helper.turn(turn(wanted: 2), of: help).claimed.map(\.number) == [4])
    #expect(try ledger.gather(batch, at: now) == (1, 0))
    try helper.close()
    #expect(try ledger.gather(batch, at: now).left == 3)
    #expect(try ledger.turn(turn(wanted: 5), of: batch).claimed.map(\.number) == [2, 3, 4])
    #expect(try ledger.ask("SELECT try FROM attempt") == [])
  }

  @Test("an ended session gives its batches free; a draft of it is dropped")
  func ended() throws {
    let ledger = try open()
    let batch = try ledger.record(newBatch())
    let draft = try ledger.recordDraft(newBatch(path: ""))
    let other = try open()
    #expect(try other.hold(batch.batch) == nil && other.isHeld(draft.batch))
    try ledger.close()
    #expect(try other.hold(batch.batch) != nil)
    #expect(try open().ask("SELECT status FROM batch") == ["open"])
  }

  /// What ends a connection once inside its commit, before that takes effect.
  private static let dyingOnce = """
    CREATE SEQUENCE deaths;
    CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF nextval('deaths') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(60); END IF;
      RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER dying AFTER INSERT ON attempt DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION die()
    """

  @Test("a turn whose connection is lost in the commit, before it took effect, is done once more on another one")
  func lostBefore() throws {
    let ledger = try open()
    let batch = try ledger.record(newBatch())
    _ = try ledger.turn(turn(wanted: 1), of: batch)
    try ledger.change(Self.dyingOnce)
    let result = try ledger.settle(settlement(2, .accepted), of: batch, wanted: 2, after: 2)
    #expect(result.settled.map(\.number) == [2] && result.claimed.map(\.number) == [3, 4])
    #expect(try ledger.ask("SELECT number FROM attempt ORDER BY 1") == ["2", "3", "4"])
    #expect(try open().hold(batch.batch) == nil, "the new session has the lock")
    try ledger.settle(settlement(3, .accepted), settlement(4, .accepted), of: batch)
    #expect(try ledger.totals(of: batch.batch) == ledger.recount(batch))
  }

  @Test("a connection that is lost between two turns is no trouble")
  func lostBetween() throws {
    let ledger = try open()
    let batch = try ledger.record(newBatch())
    _ = try ledger.turn(turn(wanted: 1), of: batch)
    try PostgresLocks.endSession(with: batch.batch.id, PostgresConnection(PostgresPlace(address)))
    let result = try ledger.settle(settlement(2, .accepted), of: batch, wanted: 2, after: 2)
    #expect(result.settled.map(\.number) == [2] && result.claimed.map(\.number) == [3, 4])
  }

  /// A ledger with many rows on a server of its own, whose commits begin to wait for a standby some turns later.
  private func waiting() async throws -> (PostgresServer, PostgresLedger, HeldBatch) {
    let server = try await PostgresServer()
    let ledger = try PostgresLedger(await server.database(), operations: allOperations, for: .recording)
    let batch = try ledger.record(newBatch(), rows: (2...9001).map { newRow($0) })
    // Known to the server from then on.
    _ = try ledger.turn(turn(wanted: 1), of: batch)
    try await server.run("ALTER SYSTEM SET synchronous_standby_names = 'standby1'")
    try await server.run("SELECT pg_reload_conf()")
    return (server, ledger, batch)
  }

  /// Hands out one row a turn until the session is another one, or a turn fails.
  private static func claim(_ ledger: PostgresLedger, _ batch: HeldBatch) throws -> [Int] {
    let session = try ledger.connection.backend
    var numbers: [Int] = []
    while try ledger.connection.backend == session {
      var turn = Turn(now: now)
      turn.wanted = 1
      numbers += try ledger.turn(turn, of: batch).claimed.map(\.number)
    }
    return numbers
  }

  @Test("a connection that is lost after the commit took effect: what it handed out is handed out, and once")
  func lostAfter() async throws {
    let (server, ledger, batch) = try await waiting()
    async let claiming = onThread { Result { try Self.claim(ledger, batch) } }
    try await server.run(Self.onceItWaits("pg_terminate_backend"))
    // The new session's own commit waits for a standby, too.
    try await server.run("ALTER SYSTEM RESET synchronous_standby_names")
    try await server.run("SELECT pg_reload_conf()")
    let numbers = try await claiming.get()
    #expect(!numbers.isEmpty && numbers == Array(3..<3 + numbers.count))
    #expect(
      try ledger.ask("SELECT number FROM row WHERE state = 'sending' ORDER BY number")
        == ([2] + numbers).map { "\($0)" }
    )
    #expect(try ledger.totals(of: batch.batch) == ledger.recount(batch))
    try ledger.settle(settlement(numbers[numbers.count - 1], .accepted), of: batch)
  }

  @Test("a commit that the server only warns about hands out nothing")
  func unconfirmed() async throws {
    let (server, ledger, batch) = try await waiting()
    async let claiming = onThread { Result { try Self.claim(ledger, batch) } }
    try await server.run(Self.onceItWaits("pg_cancel_backend"))
    let end = await claiming
    expect(.ledgerUnconfirmed) { try end.get() }
  }

  /// Waits until a session waits for a standby, then does something to it.
  private static func onceItWaits(_ act: String) -> String {
    """
    DO $$ DECLARE waiting int; BEGIN LOOP
      PERFORM pg_stat_clear_snapshot();
      SELECT pid INTO waiting FROM pg_stat_activity WHERE wait_event = 'SyncRep';
      EXIT WHEN waiting IS NOT NULL;
      PERFORM pg_sleep(0.01);
    END LOOP; PERFORM \(act)(waiting); END $$
    """
  }
}
