public import Payments

/// Rows and money of a sheet or a batch by state: the one set of totals, from validation to the report.
public struct BatchTotals: Sendable, Equatable {
  private var sums: [RowState: Total] = [:]
  /// Rows with nothing in them, which are in no sum.
  public var blank = 0
  /// Valid rows with warnings.
  public var warned = 0

  /// No rows.
  public init() {}

  /// The rows in a state.
  public subscript(state: RowState) -> Total {
    get { sums[state] ?? Total() }
    // A sum of nothing is no sum, so that equal totals are equal.
    set { sums[state] = newValue.rows == 0 ? nil : newValue }
  }

  public subscript(outcome: Outcome) -> Total { self[.done(outcome)] }

  /// Counts one row.
  public mutating func add(_ state: RowState, paise: Int64) { sums[state, default: Total()].add(paise: paise) }

  /// Adds those of another batch.
  public static func += (totals: inout BatchTotals, others: BatchTotals) {
    for (state, sum) in others.sums { totals[state] = totals[state] + sum }
    (totals.blank, totals.warned) = (totals.blank + others.blank, totals.warned + others.warned)
  }

  /// The rows in any of some states.
  public func sum(_ states: some Sequence<RowState>) -> Total { states.reduce(Total()) { $0 + self[$1] } }

  /// What was taken by the provider, or done.
  public var paid: Total { sum([.done(.accepted), .done(.success)]) }

  /// All rows that are not blank.
  public var read: Total { sum(sums.keys) }
  public var rejected: Total { self[.rejected] }
  /// All rows that passed validation.
  public var valid: Total { sum(sums.keys.filter { $0 != .rejected }) }
  /// Rows that can still be sent: the batch is unfinished while there are any.
  public var unfinished: Total { sum([.planned, .sending, .done(.notSent)]) }
}
