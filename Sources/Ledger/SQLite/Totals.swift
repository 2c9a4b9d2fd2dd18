import GRDB
import Operations
import Payments
import Sheet

/// The sums of a batch by state, kept beside its rows so that no list has to count a million of them. Sums are text, for
/// SQLite's numbers end where 2,000 account numbers in an amount column begin.
enum Totals {
  static func read(_ database: Database, batch: Int64) throws -> BatchTotals {
    var totals = BatchTotals()
    for row in try database.rows("SELECT state, rows, paise FROM total WHERE batch = ?", [batch]) {
      totals[try RowState(stored: row.decode(atIndex: 0))] = try Total(row, rows: 1, paise: 2)
    }
    return totals
  }

  /// Adds to the sums of a batch, or takes from them.
  static func add(_ change: TotalsChange, _ database: Database, batch: Int64) throws {
    for (state, delta) in change.deltas where delta.rows != 0 || delta.paise != 0 {
      let found = try database.row("SELECT rows, paise FROM total WHERE batch = ? AND state = ?", [batch, state.text])
      let sum = try delta + (found.map { try Total($0, rows: 0, paise: 1) } ?? Total())
      try database.run(
        "INSERT OR REPLACE INTO total (batch, state, rows, paise) VALUES (?, ?, ?, ?)",
        [batch, state.text, sum.rows, "\(sum.paise)"]
      )
    }
  }

  /// Counts the rows of a batch.
  static func recount(_ database: Database, batch: Int64) throws {
    var change = TotalsChange()
    let rows = try database.cursor("SELECT state, amount FROM row WHERE batch = ?", [batch])
    while let row = try rows.next() {
      change.add(paise: try row.decode(Int64.self, atIndex: 1), to: try RowState(stored: row.decode(atIndex: 0)))
    }
    try database.run("DELETE FROM total WHERE batch = ?", [batch])
    try add(change, database, batch: batch)
  }
}

/// What one transaction changes of a batch's totals.
struct TotalsChange {
  private(set) var deltas: [RowState: Total] = [:]

  /// Moves rows whose sum is known to a state; they are new if they come from none.
  mutating func add(rows: Int = 1, paise: some BinaryInteger, from: RowState? = nil, to: RowState) {
    let paise = Int128(paise)
    if let from { deltas[from] = (deltas[from] ?? Total()) + Total(rows: -rows, paise: -paise) }
    deltas[to] = (deltas[to] ?? Total()) + Total(rows: rows, paise: paise)
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
