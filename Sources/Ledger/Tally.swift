import GRDB
public import Operations

/// Rows and paise of a batch by state: what its totals are made of.
public struct Tally: Sendable, Equatable {
  public struct Sum: Sendable, Equatable {
    public var rows = 0
    public var paise: Int64 = 0

    public init() {}
  }

  public var sums: [RowState: Sum] = [:]

  public init() {}

  public subscript(state: RowState) -> Sum { sums[state] ?? Sum() }
  public subscript(outcome: Outcome) -> Sum { self[.done(outcome)] }

  /// Counts one row.
  public mutating func add(_ state: RowState, paise: Int64) {
    sums[state, default: Sum()].rows += 1
    sums[state, default: Sum()].paise += paise
  }

  /// All rows that are not blank.
  public var read: Int { sums.values.reduce(0) { $0 + $1.rows } }
  /// All rows that passed validation.
  public var valid: Int { read - self[.rejected].rows }
  /// Rows that can still be sent: the batch is unfinished while there are any.
  public var unfinished: Int { unfinishedStates.reduce(0) { $0 + self[$1].rows } }
  public var unfinishedPaise: Int64 { unfinishedStates.reduce(0) { $0 + self[$1].paise } }
  public var validPaise: Int64 { sums.reduce(0) { $1.key == .rejected ? $0 : $0 + $1.value.paise } }

  private var unfinishedStates: [RowState] { [.planned, .sending, .done(.notSent)] }
}

extension Journal {
  public func tally(of batch: Batch) throws -> Tally {
    var tally = Tally()
    let rows = try GRDB.Row.fetchAll(
      database,
      sql: "SELECT state, count(*) AS rows, sum(amount) AS paise FROM row WHERE batch = ? GROUP BY state",
      arguments: [batch.id.number]
    )
    for row in rows {
      guard let state = RowState(text: try row.decode(forColumn: "state")) else {
        throw LedgerProblem(
          .newer,
          "a row of the ledger is in a state that this aopbatch does not know",
          remedy: "Install the newer version."
        )
      }
      var sum = Tally.Sum()
      sum.rows = try row.decode(forColumn: "rows")
      sum.paise = try row.decode(forColumn: "paise")
      tally.sums[state] = sum
    }
    return tally
  }

  /// Rows of a batch by error code (`error_codes`) or by warning code of its valid rows.
  public func codes(of batch: Batch, rejected: Bool) throws -> [String: Int] {
    let column = rejected ? "error_codes" : "warning_codes"
    let cursor = try GRDB.Row.fetchCursor(
      database,
      sql: """
        SELECT \(column), count(*) FROM row WHERE batch = ? AND \(column) IS NOT NULL AND (state = 'rejected') = ?
        GROUP BY \(column)
        """,
      arguments: [batch.id.number, rejected]
    )
    var counts: [String: Int] = [:]
    while let row = try cursor.next() {
      for code in Set((try row.decode(String.self, atIndex: 0)).split(separator: ";")) {
        counts[String(code), default: 0] += try row.decode(Int.self, atIndex: 1)
      }
    }
    return counts
  }

  /// Valid rows with warnings.
  public func warnedRows(of batch: Batch) throws -> Int {
    try Int.fetchOne(
      database,
      sql: "SELECT count(*) FROM row WHERE batch = ? AND warning_codes IS NOT NULL AND state <> 'rejected'",
      arguments: [batch.id.number]
    ) ?? 0
  }
}
