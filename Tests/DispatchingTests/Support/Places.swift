import AOPay
import GRDB
import Operations
import TestSupport

@testable import Ledger

extension TestedPlace {
  func ledger() throws -> any Ledger { try Ledgers.open(name, Operations.Operation.aopay, for: .recording) }

  /// Has somebody else write into the database itself.
  func change(_ sql: String) throws {
    if let address { return try PostgresConnection(PostgresPlace(address)).write { try $0.run(script: sql) } }
    let database = try DatabaseQueue(path: folder.ledger)
    try database.write { try $0.execute(sql: sql) }
    try database.close()
  }

  /// Lets the disk be full whenever a row would become what a condition says.
  func fill(when condition: String) throws {
    try change(
      address == nil
        ? """
        CREATE TRIGGER fills BEFORE UPDATE OF state ON row WHEN \(condition)
        BEGIN SELECT RAISE(ABORT, 'the disk is full'); END
        """
        : """
        CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'the disk is full' USING ERRCODE = 'disk_full'; END $$;
        CREATE TRIGGER fills BEFORE UPDATE OF state ON row FOR EACH ROW WHEN (\(condition)) EXECUTE FUNCTION fill()
        """
    )
  }

  /// Ends a ledger as the death of its process does. A file has no more to do with who wrote into it.
  func kill(_ ledger: any Ledger) throws {
    guard let ledger = ledger as? PostgresLedger else { return }
    let backend = try ledger.connection.backend
    // Comes back when the session has ended.
    try PostgresConnection(ledger.address).run("SELECT pg_terminate_backend($1::int, 60000)::text", [.int(backend)])
  }
}
