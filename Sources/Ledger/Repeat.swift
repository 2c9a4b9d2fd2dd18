public import Operations

/// A row of another batch that is the same payment as one of a sheet.
public struct Repeat: Sendable, Equatable {
  public let batch: String
  public let row: Int
  public let state: RowState
  /// When it came into that state.
  public let since: Timestamp

  public init(batch: String, row: Int, state: RowState, since: Timestamp) {
    self.batch = batch
    self.row = row
    self.state = state
    self.since = since
  }
}

/// What the ledger knew of a sheet and its payments when its plan was made.
public struct Precedent: Sendable, Equatable {
  /// Payments before this moment are history, if they were made.
  public let since: Timestamp
  /// The name of the batch of the same operation and provider that is of the same sheet: its rows are the same, or, as
  /// long as it is unfinished, its path is. An unfinished one comes before the newest.
  public let sameSheet: String?
  /// Rows of other batches of the provider that are the same payment as rows which would be sent, by their numbers.
  public let samePayments: [Int: Repeat]

  public init(since: Timestamp, sameSheet: String? = nil, samePayments: [Int: Repeat] = [:]) {
    self.since = since
    self.sameSheet = sameSheet
    self.samePayments = samePayments
  }
}
