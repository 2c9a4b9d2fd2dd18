public import Operations

/// What is to be written in one commit while rows are sent: how attempts ended, and which rows are sent next.
public struct Turn: Sendable {
  public var settlements: [Settlement] = []
  /// Rows that this process holds and sends again: their next tries.
  public var retries: [Intent] = []
  /// How many rows are wanted that this process has not had yet.
  public var wanted = 0
  /// The last row of those that this process has had.
  public var cursor = 0
  /// Why nothing more is to be started, for all who work on the batch.
  public var stopping: Stopping?
  /// The moment that the intents are recorded with.
  public var now: Timestamp

  /// A request whose body has not left so long after its intent was about to be recorded does not leave: others may know of
  /// the intent by then, and a person may have decided about it.
  public static let writtenWithinSeconds: Int64 = 60

  public init(now: Timestamp) { self.now = now }

  /// Whether there is nothing to write and nothing to ask for, as far as rows are concerned.
  public var isEmpty: Bool { settlements.isEmpty && retries.isEmpty && wanted == 0 }
}

/// A row that is about to be sent, which try it is, from 1, and its amount.
public typealias Intent = (number: Int, attempt: Int, paise: Int64)

/// How one attempt at a row ended.
public struct Settlement: Sendable {
  public var number: Int
  /// Which try this was, from 1.
  public var attempt: Int
  public var sentAt: Timestamp
  public var answeredAt: Timestamp
  public var judgement: Judgement
  /// Where the row goes: the judgement's outcome, or back to `planned` to be tried again.
  public var state: RowState
  public var paise: Int64

  public init(
    number: Int,
    attempt: Int,
    sentAt: Timestamp,
    answeredAt: Timestamp,
    judgement: Judgement,
    state: RowState,
    paise: Int64
  ) {
    self.number = number
    self.attempt = attempt
    self.sentAt = sentAt
    self.answeredAt = answeredAt
    self.judgement = judgement
    self.state = state
    self.paise = paise
  }
}

/// What came of a turn; durable when it is given.
public struct TurnResult: Sendable {
  /// The rows that were wanted: their intents are recorded, and they may be sent.
  public var claimed: [PlannedRow] = []
  /// What was settled, as it was recorded.
  public var settled: [Settlement] = []
  /// Rows in whose place the ledger has another state than this process believes: nothing more must be sent.
  public var unsettled: [Int] = []
  /// A transaction reference came twice: that row is recorded as in doubt, and nothing was claimed.
  public var hasReferenceTwice = false
  /// Why nothing more is to be started, as somebody said who works on the batch; then nothing was.
  public var stopping: Stopping?
}

extension TurnResult {
  /// Nothing is handed out beside a row that contradicts this process, or beside a reference that came twice.
  var mayClaim: Bool { unsettled.isEmpty && !hasReferenceTwice }
}

extension Settlement {
  /// Two rows cannot have one transaction: the earlier one stays, this one is in doubt.
  ///
  /// - Parameter other: The earlier row, in words.
  mutating func doubt(sharingReferenceWith other: String) {
    judgement.outcome = .inDoubt
    judgement.reference = nil
    judgement.message = "the provider gave the transaction reference of \(other) to this row too; \(judgement.message)"
    state = .done(.inDoubt)
  }
}
