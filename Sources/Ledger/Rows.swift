public import Operations
public import Payments
public import Sheet

/// A row of the sheet on its way into the ledger.
public struct NewRow: Sendable {
  public var number: Int
  /// The sheet's own cells as they stand there.
  public var cells: PackedRow
  /// What is to be sent; nil for a rejected row.
  public var fields: PackedRow?
  public var amount: Amount?
  /// The hash of what makes another row the same payment; nil where nothing does.
  public var identity: UInt64?
  public var errors: [Finding] = []
  public var warnings: [Finding] = []
  /// A look-up's final result from an earlier batch, which is taken over.
  public var carried: CarriedResult?

  /// Where the row begins.
  public var state: RowState { fields == nil ? .rejected : carried.map { .done($0.outcome) } ?? .planned }
}

extension NewRow {
  /// A row that is not sent, or not yet known to be.
  public init(number: Int, cells: PackedRow, amount: Amount?) {
    self.init(number: number, cells: cells, fields: nil, amount: amount)
  }
}

/// A row that is to be sent.
public struct PlannedRow: Sendable {
  public let number: Int
  /// How many requests were made for it before.
  public let tries: Int
  public let paise: Int64
  public let fields: PackedRow
}

/// A row with everything that the ledger knows of it: what the files are made of.
public struct RecordedRow: Sendable {
  public let number: Int
  public let state: RowState
  public let tries: Int
  public let paise: Int64
  public let cells: PackedRow
  public let fields: PackedRow?
  /// Joined by `;`.
  public let errorCodes: String
  public let errors: String
  public let warningCodes: String
  public let warnings: String
  /// Of the last attempt.
  public let sentAt: Timestamp?
  public let answer: RecordedAnswer?
  /// The last one.
  public let resolution: Resolution?
  /// Every try in its order, if a person has decided about one of them; else none.
  public internal(set) var history: [RecordedTry] = []
  /// Of a look-up whose last try brought no answer: what an earlier try of the batch did, for that is still known.
  public internal(set) var known: CarriedResult?
}

/// How a try ended, nil if no answer was recorded, and what a person decided about it.
public typealias RecordedTry = (message: String?, resolution: Resolution?)

/// A row that may have been sent, and of which only a person can find out what became.
public struct Doubt: Sendable {
  public let batch: Batch
  public let row: RecordedRow

  public init(batch: Batch, row: RecordedRow) {
    self.batch = batch
    self.row = row
  }
}

/// How the last attempt at a row ended.
public struct RecordedAnswer: Sendable {
  public var at: Timestamp
  public var httpStatus: Int?
  public var providerStatus: String
  public var providerCode: String
  public var message: String
  /// The operation's own result columns.
  public var own: [String]
}

extension RecordedAnswer {
  /// What is kept of a judgement.
  public init(_ judgement: Judgement, at: Timestamp) {
    self.init(
      at: at,
      httpStatus: judgement.httpStatus,
      providerStatus: judgement.providerStatus,
      providerCode: judgement.providerCode,
      message: judgement.message,
      own: judgement.own
    )
  }
}

/// A look-up's result of an earlier batch, or of an earlier try.
public typealias CarriedResult = (outcome: Outcome, tries: Int, sentAt: Timestamp, answer: RecordedAnswer)

/// What a person found out about a row in doubt.
public struct Resolution: Sendable {
  public var paid: Bool
  public var reference: String?
  public var reason: String
  public var decidedBy: String
  public var decidedAt: Timestamp

  public init(paid: Bool, reference: String?, reason: String, decidedBy: String, decidedAt: Timestamp) {
    self.paid = paid
    self.reference = reference
    self.reason = reason
    self.decidedBy = decidedBy
    self.decidedAt = decidedAt
  }
}

/// A person's decision about one row of a batch.
public typealias Decision = (row: Int, resolution: Resolution)

/// The requests of a batch, all tries counted, and when the first one was sent.
public typealias Requests = (count: Int, first: Timestamp?)

/// What a results file says of a row that was sent, as far as it can be read; the reference is the provider's, empty if
/// there is none.
public typealias ReportedRow = (number: Int?, sentAt: Timestamp?, reference: String)
