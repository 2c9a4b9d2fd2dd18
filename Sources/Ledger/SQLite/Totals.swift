import GRDB
import Operations
import Payments
import Sheet

/// The sums of a batch by state, kept beside its rows so that no list has to count a million of them. Sums are text, for
/// SQLite's numbers end where 2,000 account numbers in an amount column begin.
enum Totals {
  static func read(_ database: Database, batch: Int64) throws -> BatchTotals {
    var totals = BatchTotals()
    let rows = try SQLRow.fetchAll(
      database.cachedStatement(sql: "SELECT state, rows, paise FROM total WHERE batch = ?"),
      arguments: [batch]
    )
    for row in rows {
      totals[try RowState(stored: row.decode(atIndex: 0))] = try Total(row, rows: 1, paise: 2)
    }
    return totals
  }

  /// Adds to the sums of a batch, or takes from them.
  static func add(_ change: TotalsChange, _ database: Database, batch: Int64) throws {
    for (state, delta) in change.deltas where delta.rows != 0 || delta.paise != 0 {
      let found = try SQLRow.fetchOne(
        database.cachedStatement(sql: "SELECT rows, paise FROM total WHERE batch = ? AND state = ?"),
        arguments: [batch, state.text]
      )
      let sum = try delta + (found.map { try Total($0, rows: 0, paise: 1) } ?? Total())
      try database.cachedStatement(sql: "INSERT OR REPLACE INTO total (batch, state, rows, paise) VALUES (?, ?, ?, ?)")
        .execute(arguments: [batch, state.text, sum.rows, "\(sum.paise)"])
    }
  }

  /// Counts the rows of a batch.
  static func recount(_ database: Database, batch: Int64) throws {
    var change = TotalsChange()
    let sql = "SELECT state, amount FROM row WHERE batch = ?"
    let rows = try SQLRow.fetchCursor(database, sql: sql, arguments: [batch])
    while let row = try rows.next() {
      change.enter(try RowState(stored: row.decode(atIndex: 0)), paise: try row.decode(atIndex: 1))
    }
    try database.execute(sql: "DELETE FROM total WHERE batch = ?", arguments: [batch])
    try add(change, database, batch: batch)
  }
}

/// What one transaction changes of a batch's totals.
struct TotalsChange {
  private(set) var deltas: [RowState: Total] = [:]

  mutating func enter(_ state: RowState, paise: Int64) { deltas[state, default: Total()].add(paise: paise) }

  mutating func leave(_ state: RowState, paise: Int64) {
    deltas[state, default: Total()].rows -= 1
    deltas[state, default: Total()].paise -= Int128(paise)
  }

  /// Moves rows whose sum is known.
  mutating func move(_ sum: Total, from: RowState, to: RowState) {
    deltas[from, default: Total()].rows -= sum.rows
    deltas[from, default: Total()].paise -= sum.paise
    deltas[to] = (deltas[to] ?? Total()) + sum
  }
}

extension Total {
  /// From a row of the tables of sums.
  init(_ row: SQLRow, rows: Int, paise: Int) throws {
    guard let sum = Int128(try row.decode(String.self, atIndex: paise)) else {
      throw Failure(.ledgerDamaged, [.cause: "a sum is no number"])
    }
    self.init(rows: try row.decode(atIndex: rows), paise: sum)
  }
}

extension RowState {
  init(stored text: String) throws(Failure) {
    guard let state = RowState(text: text) else { throw Failure(.ledgerNewer, [.state: text]) }
    self = state
  }
}
