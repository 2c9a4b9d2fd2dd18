import Operations
import Payments
import Sheet

// The sums of a batch by state, kept beside its rows so that no list has to count a million of them.
extension SQLConnection {
  func totals(of batch: Int64) throws -> BatchTotals {
    var totals = BatchTotals()
    try forEach("SELECT state, rows, paise FROM total WHERE batch = ?", [batch]) { row in
      totals[try row.cell(0)] = try Total(row, from: 1)
    }
    return totals
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
