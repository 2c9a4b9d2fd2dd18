public import Operations

/// A row of another batch that is the same payment as one of a sheet.
public struct Repeat: Sendable, Equatable {
  public let batch: String
  public let row: Int
  public let state: RowState
  /// When it came into that state.
  public let since: Timestamp

  /// What matters more is more: what may have been paid (2), what is to be paid (1), what was paid (0).
  public var weight: Int {
    switch state {
    case .done(.inDoubt): 2
    case .sending, .planned, .done(.notSent): 1
    case .rejected, .done: 0
    }
  }
}

/// What tells whether two sheets are the same one; the path is from the root of the file system, and empty for standard
/// input.
public typealias SheetKey = (operation: Operation, address: String, path: String, digests: SheetDigests)

extension Batch {
  public var sheetKey: SheetKey { (operation, address, path, digests) }
}

/// The payments that rows are compared with: those of one operation in the batches of one provider.
public struct PaymentScope: Sendable {
  public var operation: Operation
  public var address: String
  /// Payments before this moment are history, if they were made.
  public var since: Timestamp
  /// Batches that are left out.
  public var besides: [Batch]

  public init(_ operation: Operation, address: String, since: Timestamp, besides: [Batch] = []) {
    self.operation = operation
    self.address = address
    self.since = since
    self.besides = besides
  }
}

/// What the ledger knew of a sheet and its payments when its plan was made.
public struct Precedent: Sendable, Equatable {
  /// What its rows were compared with.
  public let scope: PaymentScope
  /// The name of the batch of the same operation and provider that is of the same sheet: its rows are the same, or, as
  /// long as it is unfinished, its path is. An unfinished one comes before the newest.
  public let sameSheet: String?
  /// Rows in the scope that are the same payment as rows which would be sent, by their numbers.
  public let samePayments: [Int: Repeat]

  public init(_ scope: PaymentScope, sameSheet: String? = nil, samePayments: [Int: Repeat] = [:]) {
    self.scope = scope
    self.sameSheet = sameSheet
    self.samePayments = samePayments
  }

  /// Whether two say the same; the scope is what was asked.
  public static func == (one: Precedent, other: Precedent) -> Bool {
    one.sameSheet == other.sameSheet && one.samePayments == other.samePayments
  }
}
