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

  /// Has somebody else send the money of one row to the payee of another one.
  func exchangePayees(_ one: Int, _ other: Int) throws {
    try change(
      """
      UPDATE row SET fields = (SELECT fields FROM row AS other WHERE other.number = \(one + other) - row.number)
      WHERE number IN (\(one), \(other))
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
