import Operations
import Payments
import Sheet

// The sums of a batch by state, kept beside its rows so that no list has to count a million of them.
extension SQLConnection {
  func totals(of batch: Int64) throws -> BatchTotals {
    try sums("WHERE batch = ?", [batch])[batch] ?? BatchTotals()
  }

  /// The sums of every batch.
  func totalsByBatch() throws -> [Int64: BatchTotals] { try sums("", []) }

  private func sums(_ condition: String, _ arguments: SQLArguments) throws -> [Int64: BatchTotals] {
    // A sum may be kept in parts, of which only all together mean something.
    var sums: [Int64: [RowState: Total]] = [:]
    try forEach("SELECT batch, state, rows, CAST(paise AS TEXT) FROM total \(condition)", arguments) { row in
      let (batch, state): (Int64, RowState) = try (row.cell(0), row.cell(1))
      let sum = try Total(row, from: 2)
      sums[batch, default: [:]][state] = (sums[batch]?[state] ?? Total()) + sum
    }
    return sums.mapValues { sums in sums.reduce(into: BatchTotals()) { $0[$1.key] = $1.value } }
  }

  /// Counts the rows of a batch.
  func recount(_ batch: Int64) throws {
    var change = TotalsChange()
    try walk("SELECT state, amount FROM row WHERE batch = ?", [batch]) { row in
      change.add(paise: try row.integer(1), to: try row.cell(0))
    }
    try run("DELETE FROM total WHERE batch = ?", [batch])
    try add(change, batch: batch)
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
  /// From a row of the tables of sums: the number of rows, then their paise, which may be more than a number can be.
  init(_ row: some SQLRow, from first: Int) throws {
    guard let sum = Int128(try row.text(first + 1)) else {
      throw Failure(.ledgerDamaged, [.cause: "a sum is no number"])
    }
    self.init(rows: try row.cell(first), paise: sum)
  }
}
